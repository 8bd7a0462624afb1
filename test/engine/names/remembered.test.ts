import assert from "node:assert/strict";
import { remembered } from "../../../engine/names/remembered.ts";

describe("a function that keeps its answers", () => {
	it("makes each of them once", () => {
		const asked: string[] = [];
		const doubled = remembered((text) => {
			asked.push(text);
			return text + text;
		});
		assert.deepEqual([doubled("a"), doubled("b"), doubled("a")], ["aa", "bb", "aa"]);
		assert.deepEqual(asked, ["a", "b"]);
	});

	it("forgets all when there are too many, and is right nevertheless", () => {
		const same = remembered((text) => `${text}!`);
		for (let number = 0; number < 20_001; number++) assert.equal(same(String(number)), `${number}!`);
		assert.equal(same("0"), "0!");
	});
});
