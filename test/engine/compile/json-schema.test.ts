import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Schema from "typebox/schema";
import { parse } from "yaml";
import { configJsonSchema } from "../../../engine/compile/json-schema.ts";
import { kinds } from "../../../engine/resources/index.ts";

const schema = configJsonSchema(kinds);
const check = Schema.Compile(schema);

const example = parse(readFileSync(new URL("../../../examples/api/stacktape.yml", import.meta.url), "utf8"));

const ownKeywords = [
	"unit",
	"source",
	"references",
	"connects",
	"pathTo",
	"knownBefore",
	"notBuilt",
	"patternHint",
	"valueDocs",
	"description",
];

/** Every keyword of a JSON Schema, however deep; the names of properties are none. */
function keywordsIn(value: unknown, isMap = false): readonly string[] {
	if (Array.isArray(value)) return value.flatMap((item) => keywordsIn(item));
	if (typeof value !== "object" || value === null) return [];
	const keywords = isMap ? [] : Object.keys(value);
	const inner = Object.entries(value).flatMap(([key, member]) =>
		keywordsIn(member, !isMap && ["properties", "patternProperties", "definitions"].includes(key)),
	);
	return [...keywords, ...inner];
}

describe("the published schema of a config", () => {
	it("accepts the example", () => assert.equal(check.Check(example), true));

	const accepted: readonly (readonly [why: string, resource: object])[] = [
		["a resource without properties, where none is needed", { type: "bucket" }],
		[
			"a directive in place of a number",
			{ type: "sqs-queue", properties: { delayMessagesSecond: "$Var().delay" } },
		],
		[
			"a directive in place of a value of a list",
			{ type: "http-api-gateway", properties: { payloadFormat: "$Var().format" } },
		],
		["a directive in place of a map", { type: "bucket", properties: { cors: "$Var().cors" } }],
		["overrides", { type: "bucket", overrides: { FilesBucket: { "A.B": 1 } } }],
	];
	for (const [why, resource] of accepted) {
		it(`accepts ${why}`, () => assert.equal(check.Check({ resources: { a: resource } }), true));
	}

	const refused: readonly (readonly [why: string, config: object])[] = [
		["no resources", {}],
		["an unknown key at the top", { resources: {}, foo: 1 }],
		["an unknown type", { resources: { a: { type: "bukket" } } }],
		["no type", { resources: { a: {} } }],
		["an unknown property", { resources: { a: { type: "bucket", properties: { foo: 1 } } } }],
		[
			"a property of another type",
			{ resources: { a: { type: "bucket", properties: { visibilityTimeoutSeconds: 1 } } } },
		],
		["a property in the wrong place", { resources: { a: { type: "bucket", versioning: true } } }],
		["missing properties", { resources: { a: { type: "dynamo-db-table" } } }],
		[
			"a text in place of a number",
			{ resources: { a: { type: "sqs-queue", properties: { delayMessagesSecond: "5" } } } },
		],
		[
			"a number beyond its limit",
			{ resources: { a: { type: "sqs-queue", properties: { delayMessagesSecond: 901 } } } },
		],
	];
	for (const [why, config] of refused) {
		it(`refuses ${why}`, () => assert.equal(check.Check(config), false));
	}

	it("holds nothing but plain JSON, and none of Spool's own keywords", () => {
		assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
		const keywords = new Set(keywordsIn(schema));
		for (const own of ownKeywords) assert.ok(!keywords.has(own), own);
	});

	it("tells units, defaults and sources to people", () => {
		const text = JSON.stringify(schema);
		assert.match(text, /Unit: seconds\./);
		assert.match(text, /Default: `30`\./);
		assert.match(text, /\[AWS\]\(https:\/\/docs\.aws\.amazon\.com\//);
	});
});
