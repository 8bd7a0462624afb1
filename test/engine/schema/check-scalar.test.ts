import assert from "node:assert/strict";
import { checkScalar, limitHint, reportValue, typeMatches } from "../../../engine/schema/check-scalar.ts";
import { createPlaces } from "../../../engine/schema/places.ts";
import type { Schema } from "../../../engine/schema/read.ts";
import { markOf, report, type Spot, subjectOf, type Walk } from "../../../engine/schema/walk.ts";
import { nodeOf } from "../../../engine/text/tree.ts";

const here = { start: 4, end: 9 };
const newWalk = (): Walk => ({ problems: [], places: createPlaces(here), mentions: [], unknown: [] });

function spot(value: unknown, path: Spot["path"] = ["size"]): Spot {
	return { node: nodeOf(value, here), path, keySpan: here, name: "size", holder: {}, knownBefore: false };
}

function check(schema: Schema, value: unknown) {
	const walk = newWalk();
	return { value: checkScalar(schema, spot(value), walk), codes: walk.problems.map(({ code }) => code) };
}

describe("checking a text, number or flag", () => {
	const cases: readonly (readonly [why: string, schema: Schema, value: unknown, codes: readonly string[]])[] =
		[
			["the lower limit itself", { type: "integer", minimum: 1 }, 1, []],
			["the upper limit itself", { type: "number", maximum: 2.5 }, 2.5, []],
			["the shortest text", { type: "string", minLength: 1 }, "a", []],
			["the longest text", { type: "string", maxLength: 1 }, "a", []],
			[
				"a text that is too long is not looked at further",
				{ type: "string", maxLength: 1, pattern: "^a$" },
				"bb",
				["text-length-out-of-range"],
			],
			["a constant", { const: "a" }, "a", []],
			["another constant", { const: "a" }, "bbb", ["value-not-allowed"]],
			["a list of numbers", { enum: [1, 2] }, 2, []],
			["a flag where a number of a list is needed", { enum: [1, 2] }, true, ["wrong-type"]],
			["a map", { type: "string" }, {}, ["wrong-type"]],
		];
	for (const [why, schema, value, codes] of cases) {
		it(`judges ${why}`, () => assert.deepEqual(check(schema, value).codes, codes));
	}

	it("gives the value, also one beyond a limit, but none of the wrong type", () => {
		assert.equal(check({ type: "integer", maximum: 1 }, 5).value, 5);
		assert.equal(check({ type: "integer" }, "x").value, undefined);
	});

	it("knows the types of JSON", () => {
		assert.deepEqual(
			[
				typeMatches("string", ""),
				typeMatches("integer", 1.5),
				typeMatches("boolean", 0),
				typeMatches("object", {}),
			],
			[true, true, false, false],
		);
	});

	it("names the source of a limit, or says what to do", () => {
		assert.equal(limitHint({ source: "https://aws" }, "write 3"), "the limit is AWS's: https://aws");
		assert.equal(limitHint({}, "write 3"), "write 3");
	});

	it("suggests the nearest of the texts, and no number for another", () => {
		const walk = newWalk();
		reportValue("prviate", ["private", "public"], "mode", here, walk);
		reportValue("2", [1, 3], "days", here, walk);
		assert.deepEqual(
			walk.problems.map(({ hint, fixes }) => [hint, fixes?.length ?? 0]),
			[
				['did you mean "private"?', 1],
				["one of: 1, 3", 0],
			],
		);
	});
});

describe("what checks gather", () => {
	it("is an error unless it says otherwise", () => {
		const walk = newWalk();
		report(walk, here, { code: "a", message: "x" });
		report(walk, here, { code: "b", message: "x", severity: "hint" });
		assert.deepEqual(
			walk.problems.map(({ severity, span }) => [severity, span]),
			[
				["error", here],
				["hint", here],
			],
		);
	});

	it("is about the property, or an item of its list", () => {
		assert.equal(subjectOf(spot(1)), "size");
		assert.equal(subjectOf(spot(1, ["size", 0])), "an item of size");
	});

	it("marks a map by its first key, and everything else as a whole", () => {
		const keySpan = { start: 5, end: 6 };
		const map = {
			kind: "map" as const,
			span: here,
			entries: [{ key: "a", keySpan, value: nodeOf(1, here) }],
		};
		assert.equal(markOf(map), keySpan);
		assert.equal(markOf({ ...map, entries: [] }), here);
		assert.equal(markOf(nodeOf([], here)), here);
	});
});
