import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { both } from "../../../engine/deploy/both.ts";

describe("two pieces of work at the same time", () => {
	it("give what both gave", async () => {
		assert.deepEqual(await both(Promise.resolve(1), Promise.resolve("a")), { first: 1, second: "a" });
	});

	it("fail only when nothing goes on any more", async () => {
		let isDone = false;
		const slow = turn()
			.then(() => turn())
			.then(() => {
				isDone = true;
			});
		await assert.rejects(both(slow, Promise.reject(new RangeError("second"))), RangeError);
		assert.equal(isDone, true);
	});

	it("tell the first one's failure when both fail", async () => {
		await assert.rejects(
			both(
				turn().then(() => assert.fail("first")),
				Promise.reject(new RangeError("second")),
			),
			{ message: "first" },
		);
	});
});
