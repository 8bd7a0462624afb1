import assert from "node:assert/strict";
import { bucket } from "../../../engine/resources/bucket.ts";
import { dynamoDbTable } from "../../../engine/resources/dynamo-db-table/index.ts";
import type { AnyResourceKind } from "../../../engine/resources/kind.ts";
import { sqsQueue } from "../../../engine/resources/sqs-queue.ts";
import { compareRoom, compareSchemas, readFacts } from "../../support/facts.ts";

const isKind = (value: unknown): value is AnyResourceKind =>
	typeof value === "object" &&
	value !== null &&
	"type" in value &&
	"properties" in value &&
	"compile" in value;

/** Every room in the list of rooms; loaded late, so that one broken room does not hide the others. */
async function listedKinds(): Promise<readonly AnyResourceKind[]> {
	const list: Readonly<Record<string, unknown>> = await import("../../../engine/resources/index.ts");
	const values = Object.values(list).flatMap((value) =>
		value instanceof Map ? [...value.values()] : [value],
	);
	return values.filter(isKind);
}

describe("the schemas of the rooms", () => {
	const facts = readFacts();

	before(function () {
		if (facts) return;
		console.log("    skipped: the description of the format is not beside the repository");
		this.skip();
	});

	const differences = (kinds: readonly AnyResourceKind[]) =>
		facts ? kinds.flatMap((kind) => compareRoom(kind, facts)) : ["the description of the format is missing"];

	for (const kind of [bucket, dynamoDbTable, sqsQueue]) {
		it(`agree with the format: ${kind.type}`, () => assert.deepEqual(differences([kind]), []));
	}

	it("agree with the format: every room in the list", async () => {
		const kinds = await listedKinds();
		assert.ok(kinds.length > 0);
		assert.deepEqual(differences(kinds), []);
	});
});

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
