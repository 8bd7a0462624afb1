import assert from "node:assert/strict";
import { isKnownAtDeploy, jsonText } from "../../../../engine/resources/shared/json-text.ts";

/** Stands for what the compiler replaces later; rooms know only that it is no plain object. */
class Later {
	readonly directive = "ResourceParam";
}

describe("JSON in a text", () => {
	const later = new Later();
	const cases: readonly (readonly [string, unknown, unknown])[] = [
		["plain values", { a: [1, true, null, "x"], b: {} }, '{"a":[1,true,null,"x"],"b":{}}'],
		["a text that looks like a placeholder stays as it is", { a: `\${b}` }, `{"a":"\${b}"}`],
		["an intrinsic alone", { Ref: "Jobs" }, { Ref: "Jobs" }],
		[
			"an intrinsic inside",
			{ url: { Ref: "Jobs" } },
			{ "Fn::Sub": [`{"url":"\${Value0}"}`, { Value0: { Ref: "Jobs" } }] },
		],
		[
			"several of them, in lists too",
			{ a: [{ Ref: "A" }, { b: { "Fn::GetAtt": ["B", "Arn"] } }] },
			{
				"Fn::Sub": [
					`{"a":["\${Value0}",{"b":"\${Value1}"}]}`,
					{ Value0: { Ref: "A" }, Value1: { "Fn::GetAtt": ["B", "Arn"] } },
				],
			},
		],
		[
			"beside an intrinsic, what looks like a placeholder is escaped in values and keys",
			{ [`\${k}`]: `\${v}`, a: { Ref: "A" } },
			{ "Fn::Sub": [`{"\${!k}":"\${!v}","a":"\${Value0}"}`, { Value0: { Ref: "A" } }] },
		],
		["what the compiler replaces", { a: later }, { "Fn::Sub": [`{"a":"\${Value0}"}`, { Value0: later }] }],
	];

	for (const [why, value, expected] of cases) it(why, () => assert.deepEqual(jsonText(value), expected));
});

describe("what only the deploy knows", () => {
	const cases: readonly (readonly [string, unknown, boolean])[] = [
		["an intrinsic", { "Fn::Sub": "a" }, true],
		["what the compiler replaces", new Later(), true],
		["an object with one key", { a: 1 }, false],
		["an object without keys", {}, false],
		["an object without a prototype", Object.create(null), false],
		["a list", [], false],
		["a text", "a", false],
		["nothing", null, false],
	];

	for (const [why, value, expected] of cases) it(why, () => assert.equal(isKnownAtDeploy(value), expected));
});
