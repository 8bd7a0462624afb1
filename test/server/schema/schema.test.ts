import assert from "node:assert/strict";
import { kinds, type Schema } from "../../../engine/index.ts";
import { describeSchema } from "../../../server/schema/describe.ts";
import { snippetAsJson } from "../../../server/schema/json-snippet.ts";
import { schemaAt } from "../../../server/schema/schema-at.ts";
import {
	countStops,
	entrySnippet,
	escapeSnippet,
	indentSnippet,
	indentUnit,
	itemSnippet,
	type Style,
	shiftStops,
} from "../../../server/schema/skeleton.ts";
import { expand } from "../completed.ts";

const block: Style = { kind: "block", isJson: false, unit: "  " };
const json: Style = { kind: "flow", isJson: true, unit: "\t" };
const flow: Style = { kind: "flow", isJson: false, unit: "  " };

const text: Schema = { type: "string" };
const person: Schema = {
	type: "object",
	properties: { name: text, age: { type: "integer", default: 30 }, tags: { type: "array", items: text } },
	required: ["name", "age"],
};

describe("schema at a path", () => {
	const events = [
		"http-api-gateway",
		"application-load-balancer",
		"schedule",
		"sqs",
		"sns",
		"event-bus",
		"s3",
		"kinesis-stream",
		"dynamo-db-stream",
		"cloudwatch-log",
		"kafka-topic",
		"cloudwatch-alarm",
	];
	const typeAt = (path: readonly (string | number)[]) =>
		path.length === 2 ? "function" : path.at(-2) === "events" ? "sqs" : undefined;

	it("depends on the types on the way", () => {
		assert.equal(schemaAt(["resources", "f", "properties", "memory"], typeAt)?.unit, "MB");
		assert.deepEqual(
			schemaAt(["resources", "f", "properties", "events", 3, "properties", "sqsQueueName"], typeAt)
				?.references,
			["sqs-queue"],
		);
		assert.deepEqual(schemaAt(["resources", "f", "type"], typeAt)?.enum, [...kinds.keys()]);
	});

	it("offers every built type for the type of a variant, whatever it is now", () => {
		assert.deepEqual(schemaAt(["resources", "f", "properties", "events", 0, "type"], typeAt)?.enum, events);
		assert.deepEqual(
			schemaAt(["resources", "f", "properties", "events", 0, "type"], (path) =>
				path.length === 2 ? "function" : undefined,
			)?.enum,
			events,
		);
	});

	it("is nothing where the format has nothing", () => {
		assert.equal(schemaAt(["nonsense"], typeAt), undefined);
		assert.equal(schemaAt(["resources", "f", "properties", "nonsense", 0, "deeper"], typeAt), undefined);
		assert.equal(
			schemaAt(["resources", "f", "properties", "memory"], () => undefined),
			undefined,
		);
	});
});

describe("description of a schema", () => {
	const cases: readonly (readonly [why: string, schema: Schema, expected: string])[] = [
		[
			"a number with unit, limits, default and source",
			{
				type: "integer",
				description: "How long.",
				unit: "seconds",
				minimum: 1,
				maximum: 9,
				default: 3,
				source: "https://aws",
			},
			"How long.\n\nType: whole number in seconds (1 to 9)  \nDefault: `3`\n\n[AWS documentation](https://aws)",
		],
		["a number with one limit", { type: "number", minimum: 1 }, "Type: number (at least 1)"],
		["a text with a limit", { type: "string", maxLength: 5 }, "Type: text (at most 5 characters)"],
		["a name", { type: "string", references: ["bucket"] }, "Type: name of a resource of type `bucket`"],
		["a path", { type: "string", pathTo: "file" }, "Type: path of a file, relative to the config"],
		["a list", { type: "array", minItems: 1, maxItems: 3 }, "Type: list (1 to 3 items)"],
		["values without docs", { enum: ["a", "b"] }, "One of: `a`, `b`"],
		["values with docs", { enum: ["a", "b"], valueDocs: { a: "First." } }, "- `a`: First.\n- `b`"],
		["examples", { type: "string", examples: ["x"] }, "Type: text  \nFor example: `x`"],
		["what is deprecated", { type: "string", deprecated: "use y" }, "**Deprecated**: use y\n\nType: text"],
		[
			"what is not built",
			{ notBuilt: "vpc" },
			"**Not built yet**: Spool knows this part of the format but does not deploy it.",
		],
	];
	for (const [why, schema, expected] of cases)
		it(`of ${why}`, () => assert.equal(describeSchema(schema), expected));
});

describe("snippet of an entry", () => {
	const cases: readonly (readonly [why: string, schema: Schema, style: Style, expected: string])[] = [
		["a text", text, block, "key: $0"],
		["a text in JSON", text, json, `"key": "$0"`],
		["a number with its default", { type: "integer", default: 5 }, block, "key: $05"],
		["a boolean", { type: "boolean", default: true }, json, `"key": $0false`],
		["an enum of texts that look like numbers", { enum: ["1.0", "2.0"] }, block, `key: "$01.0"`],
		["a map with required keys", person, block, "key:\n  name: $0\n  age: 30"],
		["a map with required keys in JSON", person, json, `"key": {\n\t"name": "$0",\n\t"age": 30\n}`],
		["a map with required keys in YAML's brackets", person, flow, "key: { name: $0, age: 30 }"],
		["a list of maps", { type: "array", items: person }, block, "key:\n  - name: $0\n    age: 30"],
		["a list in JSON", { type: "array", items: text }, json, `"key": [$0]`],
		["a map without required keys", { type: "object", properties: { a: text } }, json, `"key": {\n\t$0\n}`],
		["a map with free keys", { type: "object", patternProperties: { "": text } }, block, "key:\n  $0"],
		["anything", {}, block, "key: $0"],
	];
	for (const [why, schema, style, expected] of cases) {
		it(`with ${why}`, () => assert.equal(expand(entrySnippet("key", schema, "", style)), expected));
	}

	it("is indented as deep as its place", () => {
		assert.equal(expand(entrySnippet("key", person, "    ", block)), "key:\n      name: $0\n      age: 30");
		assert.equal(expand(itemSnippet(person, "    ", block)), "name: $0\n    age: 30");
	});
});

describe("parts of snippets", () => {
	it("escape what would be taken for a tab stop", () => {
		assert.equal(escapeSnippet("$Stage() {a} \\"), "\\$Stage() {a\\} \\\\");
		assert.equal(expand(escapeSnippet("$Stage() {a} \\")), "$Stage() {a} \\");
	});

	it("number tab stops from where they are told to", () => {
		const stops = countStops(4);
		assert.deepEqual([stops.next(), stops.next()], [5, 6]);
	});

	it("move tab stops, but not escaped dollars", () => {
		assert.equal(shiftStops("${1:a} $2 ${3|x,y|} \\$4", 2), "${3:a} $4 ${5|x,y|} \\$4");
	});

	it("indent a room's snippet", () => {
		assert.equal(indentSnippet("a:\n  b:\n    c: 1", "  ", "    "), "a:\n      b:\n          c: 1");
	});

	it("take the indentation of a config from the config", () => {
		assert.equal(indentUnit("a:\n    b: 1", false), "    ");
		assert.equal(indentUnit('{\n\t"a": 1\n}', true), "\t");
		assert.equal(indentUnit("", false), "  ");
	});
});

describe("a room's snippet as JSON", () => {
	it("has quotes where JSON needs them and none around numbers", () => {
		const snippet = 'type: x\nproperties:\n  count: ${1:30}\n  name: ${2:some}\n  list:\n    - ${3|A,"*"|}\n';
		assert.equal(
			expand(snippetAsJson(snippet, "", { ...json, unit: "  " })),
			`{\n  "type": "x",\n  "properties": {\n    "count": $030,\n    "name": "some",\n    "list": [\n      "A"\n    ]\n  }\n}`,
		);
		assert.equal(
			expand(snippetAsJson("type: x\nproperties:\n  count: ${1:30}", "", flow)),
			"{ type: x, properties: { count: $030 } }".replaceAll(": x", `: "x"`),
		);
	});

	for (const [type, kind] of kinds) {
		it(`is JSON for ${type}`, () => {
			const expanded = expand(snippetAsJson(kind.snippet, "", json)).replace("$0", "");
			assert.equal(JSON.parse(expanded).type, type);
		});
	}
});
