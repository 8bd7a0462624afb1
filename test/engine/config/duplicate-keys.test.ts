import assert from "node:assert/strict";
import { duplicateKeys } from "../../../engine/config/duplicate-keys.ts";
import { nodeOf } from "../../../engine/text/tree.ts";

const entry = (key: string, start: number) => {
	const keySpan = { start, end: start + key.length };
	return { key, keySpan, value: nodeOf(1, keySpan) };
};

describe("repeated keys", () => {
	it("are reported at every repetition, with the first as the other place", () => {
		assert.deepEqual(
			duplicateKeys([entry("a", 0), entry("b", 5), entry("a", 10), entry("a", 15)]).map(
				({ code, span, related }) => [code, span.start, related?.[0]?.span.start],
			),
			[
				["duplicate-key", 10, 0],
				["duplicate-key", 15, 0],
			],
		);
	});

	it("are those of the same letters, also when objects are born with them", () => {
		assert.deepEqual(duplicateKeys([entry("a", 0), entry("A", 5), entry("constructor", 10)]), []);
	});
});
