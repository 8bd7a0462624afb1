import assert from "node:assert/strict";
import { emptySpan, touches } from "../../../engine/text/span.ts";

describe("a span", () => {
	it("is empty at an offset", () => assert.deepEqual(emptySpan(4), { start: 4, end: 4 }));

	const cases: readonly (readonly [why: string, offset: number, expected: boolean])[] = [
		["before it", 2, false],
		["at its start", 3, true],
		["inside", 4, true],
		["at its end, where a cursor still counts as inside", 5, true],
		["behind it", 6, false],
	];
	for (const [why, offset, expected] of cases) {
		it(`touches an offset or not: ${why}`, () =>
			assert.equal(touches({ start: 3, end: 5 }, offset), expected));
	}
});
