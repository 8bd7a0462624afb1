import assert from "node:assert/strict";
import { inTurns } from "../../../engine/programs/turns.ts";

describe("work in turns", () => {
	it("runs so many at a time, in the order of asking, also after a failure", async () => {
		const turns = inTurns(2);
		const seen: string[] = [];
		let running = 0;
		const work = (name: string) => () =>
			new Promise<string>((resolve, reject) => {
				seen.push(name);
				running++;
				assert.ok(running <= 2, `${running} at a time`);
				setImmediate(() => {
					running--;
					if (name === "b") reject(new RangeError(name));
					else resolve(name);
				});
			});
		const results = await Promise.allSettled([..."abcde"].map((name) => turns(work(name))));
		assert.deepEqual(seen, [..."abcde"]);
		assert.deepEqual(
			results.map(({ status }) => status),
			["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"],
		);
		assert.equal(await turns(async () => "later"), "later");
	});
});
