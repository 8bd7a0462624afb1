import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { describe, it } from "mocha";
import { mapBounded } from "../../../engine/package/bounded.ts";

describe("bounded work", () => {
	it("keeps the order of the items and the limit", async () => {
		let running = 0;
		let most = 0;
		const results = await mapBounded([5, 1, 4, 2, 3], 2, async (ms) => {
			running++;
			most = Math.max(most, running);
			await wait(ms);
			running--;
			return ms * 10;
		});
		assert.deepEqual(results, [50, 10, 40, 20, 30]);
		assert.equal(most, 2);
	});

	it("starts nothing more after a failure", async () => {
		const started: number[] = [];
		const work = mapBounded([1, 2, 3, 4], 1, async (item) => {
			started.push(item);
			if (item === 2) throw new Error("no");
			return item;
		});
		await assert.rejects(work, /no/);
		assert.deepEqual(started, [1, 2]);
	});

	it("does nothing for no items", async () => assert.deepEqual(await mapBounded([], 4, async () => 1), []));
});
