import assert from "node:assert/strict";
import {
	concat,
	getAtt,
	isIntrinsic,
	join,
	ref,
	splitPart,
	sub,
} from "../../../engine/template/intrinsics.ts";

describe("an intrinsic", () => {
	const made: readonly (readonly [value: unknown, expected: unknown])[] = [
		[ref("Queue"), { Ref: "Queue" }],
		[getAtt("Queue", "Arn"), { "Fn::GetAtt": ["Queue", "Arn"] }],
		[sub("a"), { "Fn::Sub": "a" }],
		[sub("a", {}), { "Fn::Sub": "a" }],
		[sub("${x}", { x: ref("A") }), { "Fn::Sub": ["${x}", { x: { Ref: "A" } }] }],
		[join("/", ["a", ref("B")]), { "Fn::Join": ["/", ["a", { Ref: "B" }]] }],
		[splitPart(ref("A"), "/", 2), { "Fn::Select": [2, { "Fn::Split": ["/", { Ref: "A" }] }] }],
		[concat("a", "", "b"), "ab"],
		[concat("a", "b", ref("A"), ""), { "Fn::Join": ["", ["ab", { Ref: "A" }]] }],
		[concat(ref("A")), { Ref: "A" }],
		[concat(), ""],
	];
	for (const [value, expected] of made) {
		it(`is written as ${JSON.stringify(expected)}`, () => assert.deepEqual(value, expected));
	}

	const told: readonly (readonly [value: unknown, expected: boolean])[] = [
		[{ Ref: "A" }, true],
		[{ "Fn::GetAtt": ["A", "Arn"] }, true],
		[{ "Fn::ForEach::Loop": [] }, true],
		[{ Condition: "A" }, true],
		[{ Ref: "A", B: 1 }, false],
		[{ ref: "A" }, false],
		[{}, false],
		[[{ Ref: "A" }], false],
		["Ref", false],
		[null, false],
		[undefined, false],
	];
	for (const [value, expected] of told) {
		it(`is ${expected ? "" : "not "}${JSON.stringify(value)}`, () =>
			assert.equal(isIntrinsic(value), expected));
	}
});
