import assert from "node:assert/strict";
import { describeNode, describeSchema, quoteList } from "../../../engine/schema/describe.ts";
import type { Schema } from "../../../engine/schema/read.ts";
import { Deferred, nodeOf } from "../../../engine/text/tree.ts";

const here = { start: 0, end: 0 };
const deferred = new Deferred({
	directive: "Secret",
	args: [],
	path: [],
	span: here,
	text: "$Secret('a')",
	unanswered: false,
});

describe("a value in words", () => {
	const cases: readonly (readonly [value: unknown, expected: string])[] = [
		[{}, "a map"],
		[[], "a list"],
		[null, "empty"],
		[5, "5"],
		[false, "false"],
		["thirty", 'the text "thirty"'],
		["x".repeat(50), `the text "${"x".repeat(50)}"`],
		["x".repeat(51), `the text "${"x".repeat(49)}…"`],
		[deferred, "$Secret('a')"],
	];
	for (const [value, expected] of cases) {
		it(`is ${expected}`, () => assert.equal(describeNode(nodeOf(value, here)), expected));
	}
});

describe("a schema in words", () => {
	const cases: readonly (readonly [schema: Schema, expected: string])[] = [
		[{ type: "string" }, "text"],
		[{ type: "integer" }, "a whole number"],
		[{ type: "number" }, "a number"],
		[{ type: "boolean" }, "true or false"],
		[{ type: "array" }, "a list"],
		[{ type: "object" }, "a map"],
		[{ type: "string", enum: ["a"] }, "one of a set of values"],
		[{ const: "sqs" }, '"sqs"'],
		[{ anyOf: [{ type: "string" }, { type: "number" }, { type: "string" }] }, "text or a number"],
		[{}, "a value"],
	];
	for (const [schema, expected] of cases) {
		it(`is ${expected}`, () => assert.equal(describeSchema(schema), expected));
	}
});

describe("a list in words", () => {
	it("names all of a few", () =>
		assert.equal(quoteList(["a", 1, true, deferred]), "a, 1, true, $Secret('a')"));
	it("counts the rest of many", () => assert.equal(quoteList(["a", "b", "c"], 2), "a, b and 1 more"));
	it("is empty of nothing", () => assert.equal(quoteList([]), ""));
});
