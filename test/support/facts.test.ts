import assert from "node:assert/strict";
import { compareSchemas } from "./facts.ts";

describe("the comparison of schemas", () => {
	const facts = { definitions: { Kind: { enum: ["a", "b"], type: "string" } } };
	const object = (properties: object, required: readonly string[] = []) => ({
		type: "object",
		additionalProperties: false,
		properties,
		required,
	});

	const cases: readonly (readonly [string, object, object, readonly string[]])[] = [
		["equal objects", object({ a: { type: "integer" } }), object({ a: { type: "number" } }), []],
		["a missing property", object({}), object({ a: {} }), ["x: property a is missing"]],
		["an invented property", object({ a: {} }), object({}), ["x: property a is not in the format"]],
		[
			"a property that may not be left out",
			object({ a: {} }, ["a"]),
			object({ a: {} }),
			["x: required property a is not in the format"],
		],
		[
			"another type",
			{ type: "string" },
			{ type: "boolean" },
			["x: type boolean is missing", "x: type string is not in the format"],
		],
		[
			"a missing value",
			{ enum: ["a"] },
			{ $ref: "#/definitions/Kind" },
			['x: values are ["a"], not ["a","b"]'],
		],
		[
			"a list for a scalar",
			{ type: "string" },
			{ type: "array", items: {} },
			["x: is scalar, but must be list"],
		],
		[
			"an object that accepts anything",
			{ type: "object", properties: {} },
			object({}),
			["x: accepts unknown properties"],
		],
		["a restriction where anything goes", { type: "string" }, {}, ["x: is scalar, but must be anything"]],
		[
			"a scalar for a map",
			{ type: "string" },
			{ type: "object", additionalProperties: {} },
			["x: is scalar, but must be map"],
		],
		[
			"objects that nothing tells apart from their union",
			object({ a: { type: "string" }, b: { enum: [1, 2] }, c: {} }, ["a"]),
			{
				anyOf: [
					object({ a: { type: "string" }, b: { enum: [1] } }, ["a", "b"]),
					object({ a: { type: "string" }, b: { enum: [2] } }, ["a"]),
				],
			},
			["x: property c is not in the format"],
		],
		[
			"variants that share a definition",
			{ anyOf: [object({ type: { const: "a" } }), object({ type: { const: "b" } })] },
			{ anyOf: [object({ type: { enum: ["a", "b"] } }), object({ type: { const: "c" } })] },
			["x: variant c is missing"],
		],
		[
			"a missing variant",
			{ anyOf: [object({ type: { const: "a" } })] },
			{ anyOf: [object({ type: { const: "a" } }), object({ type: { const: "b" } })] },
			["x: variant b is missing"],
		],
	];

	for (const [name, ours, format, expected] of cases) {
		it(`tells ${name}`, () =>
			assert.deepEqual(compareSchemas({ ...ours }, { ...format }, facts, "x"), expected));
	}
});
