import assert from "node:assert/strict";
import { shareSchemas } from "../../../engine/compile/shared-schemas.ts";

const long = { type: "string", markdownDescription: "x".repeat(300) };
const other = { type: "string", markdownDescription: "y".repeat(300) };

describe("sharing the parts of a schema", () => {
	const cases: readonly (readonly [string, object, object])[] = [
		["leaves what occurs once", { properties: { a: long } }, { properties: { a: long }, definitions: {} }],
		[
			"leaves what is short",
			{ properties: { a: { type: "string" }, b: { type: "string" } } },
			{ properties: { a: { type: "string" }, b: { type: "string" } }, definitions: {} },
		],
		[
			"writes once what occurs twice, under the name that it has first",
			{ properties: { a: long }, items: { anyOf: [long, other] } },
			{
				properties: { a: { $ref: "#/definitions/a" } },
				items: { anyOf: [{ $ref: "#/definitions/a" }, other] },
				definitions: { a: long },
			},
		],
		[
			"numbers names that are taken",
			{ properties: { a: long, b: { properties: { a: other } } }, else: other, items: long },
			{
				properties: {
					a: { $ref: "#/definitions/a" },
					b: { properties: { a: { $ref: "#/definitions/a-2" } } },
				},
				else: { $ref: "#/definitions/a-2" },
				items: { $ref: "#/definitions/a" },
				definitions: { a: long, "a-2": other },
			},
		],
		[
			"shares the whole of what is equal, and not its parts once more",
			{ properties: { a: { items: long }, b: { items: long } } },
			{
				properties: { a: { $ref: "#/definitions/a" }, b: { $ref: "#/definitions/a" } },
				definitions: { a: { items: long } },
			},
		],
		[
			"takes no example for a schema",
			{ properties: { a: { default: long }, b: { examples: [long] } } },
			{ properties: { a: { default: long }, b: { examples: [long] } }, definitions: {} },
		],
	];
	for (const [why, schema, expected] of cases) {
		it(why, () => assert.deepEqual(shareSchemas({ ...schema }), expected));
	}

	it("leaves what is true or false", () => {
		const schema = { properties: { a: true }, additionalProperties: false };
		assert.deepEqual(shareSchemas(schema), { ...schema, definitions: {} });
	});
});
