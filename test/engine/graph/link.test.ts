import assert from "node:assert/strict";
import { type Facts, MISSING, wantKey } from "../../../engine/config/facts.ts";
import { parseConfig } from "../../../engine/config/parse.ts";
import { resolveConfig } from "../../../engine/config/resolve.ts";
import type { Graph } from "../../../engine/graph/graph.ts";
import { linkConfig } from "../../../engine/graph/link.ts";
import { kinds } from "../../../engine/resources/index.ts";
import { assertProblems } from "../../support/marked.ts";
import { target } from "../../support/placed.ts";

function link(text: string, facts: Facts = new Map()): Graph {
	const resolved = resolveConfig(parseConfig({ path: "stacktape.yml", text }), target, facts);
	return linkConfig({ built: kinds, unbuilt: new Set(["later-type"]) }, resolved, facts, target);
}

const packaging = `packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: src/a.ts`;

describe("linking a config", () => {
	const wrong: Readonly<Record<string, string>> = {
		"a resource that is empty": `
resources:
  jobs:
# ^^^^ missing-value: jobs has no value
`,
		"a resource that is no map": `
resources:
  one: 5
  #    ^ wrong-type: one must be a map with type and properties
  two: []
  #    ^^ wrong-type: two must be a map with type and properties
`,
		"a resource without a type": `
resources:
  jobs:
# ^^^^ missing-property: "type" is missing in jobs
    properties: {foo: 1}
`,
		"a type that is empty": `
resources:
  jobs:
    type:
  # ^^^^ missing-value: type has no value
`,
		"a type that is no text": `
resources:
  jobs:
    type: [bucket]
    #     ^^^^^^^^ wrong-type: type is a list, but must be text
`,
		"a type that only the deploy knows": `
resources:
  jobs:
    type: $AwsAccountId()
    #     ^^^^^^^^^^^^^^^ value-known-at-deploy: $AwsAccountId() is known only at deploy, but type must be known before
`,
		"a misspelled type, and nothing below it": `
resources:
  jobs:
    type: sqs-qeue
    #     ^^^^^^^^ unknown-resource-type: "sqs-qeue" is not a resource type
    properties: {foo: 1}
`,
		"a type that objects are born with": `
resources:
  jobs:
    type: constructor
    #     ^^^^^^^^^^^ unknown-resource-type: "constructor" is not a resource type
`,
		"a type that is not built, and nothing below it": `
resources:
  jobs:
    type: later-type
    #     ^^^^^^^^^^ not-built-yet: the resource type "later-type" is not built yet
    properties: {foo: 1}
`,
		"a name that is not letters and digits": `
resources:
  my-jobs:
# ^^^^^^^ invalid-resource-name: "my-jobs" is not a valid resource name
    type: sqs-queue
`,
		"properties beside the block that they belong to": `
resources:
  jobs:
    type: sqs-queue
    visibilityTimeoutSeconds: 5
  # ^^^^^^^^^^^^^^^^^^^^^^^^ unknown-property: "visibilityTimeoutSeconds" is not a property here
    proprties: {}
  # ^^^^^^^^^ unknown-property: "proprties" is not a property here
`,
		"properties that are missing as a whole": `
resources:
  table:
# ^^^^^ missing-property: "primaryKey" is missing in table
    type: dynamo-db-table
`,
		"properties that are no map": `
resources:
  jobs:
    type: sqs-queue
    properties: []
    #           ^^ wrong-type: properties is a list, but must be a map
`,
		"overrides that are no map of maps": `
resources:
  jobs:
    type: sqs-queue
    overrides: 5
    #          ^ wrong-type: overrides is 5, but must be a map
  others:
    type: sqs-queue
    overrides: {OthersQueue: 5}
    #                        ^ wrong-type: OthersQueue is 5, but must be a map
`,
		"names that lead nowhere": `
resources:
  jobs: {type: sqs-queue}
  api:
    type: function
    properties:
      ${packaging}
      connectTo: [jops, other, aws:sqs, jobs.url]
      #           ^^^^ unknown-resource: there is no resource "jops"
      #                 ^^^^^ unknown-resource: there is no resource "other"
      #                        ^^^^^^^ unknown-resource: there is no resource "aws:sqs"
      #                                 ^^^^^^^^ unknown-resource: there is no resource "jobs.url": "jobs" is an sqs-queue, which has no parts
      events:
        - type: sqs
          properties: {sqsQueueName: nope}
          #                          ^^^^ unknown-resource: there is no resource "nope"
`,
		"names of resources of another type": `
resources:
  gateway: {type: http-api-gateway}
  files: {type: bucket}
  api:
    type: function
    properties:
      ${packaging}
      connectTo: [gateway]
      #           ^^^^^^^ wrong-resource-type: "gateway" is an http-api-gateway, which connectTo cannot connect to
      events:
        - type: sqs
          properties: {sqsQueueName: files}
          #                          ^^^^^ wrong-resource-type: "files" is a bucket, but sqsQueueName must name an sqs-queue
`,
		"nothing of names of resources that are wrong themselves": `
resources:
  jobs:
    type: sqs-qeue
    #     ^^^^^^^^ unknown-resource-type: "sqs-qeue" is not a resource type
  topic:
    type: later-type
    #     ^^^^^^^^^^ not-built-yet: the resource type "later-type" is not built yet
  api:
    type: function
    properties:
      ${packaging}
      connectTo: [jobs, topic]
      events:
        - type: sqs
          properties: {sqsQueueName: jobs}
`,
		"nothing of a resource that is a directive without a value": `
resources:
  jobs: $Nope()
  api:
    type: function
    properties:
      ${packaging}
      connectTo: [jobs]
`,
	};
	for (const [why, marked] of Object.entries(wrong)) {
		it(`reports ${why}`, () => assertProblems(marked, link(marked).problems));
	}

	it("suggests names that fit before names that do not", () => {
		const { problems } = link(
			`resources:\n  job: {type: bucket}\n  jobs1: {type: sqs-queue}\n  api:\n    type: sqs-queue\n    properties:\n      redrivePolicy: {targetSqsQueueName: jobs, maxReceiveCount: 1}\n`,
		);
		assert.deepEqual(
			problems.map(({ hint, fixes }) => [hint, fixes?.[0]?.text]),
			[['did you mean "jobs1"?', "jobs1"]],
		);
	});

	it("lists what is possible when no name is near", () => {
		const text = (others: string) =>
			`resources:\n${others}  api:\n    type: sqs-queue\n    properties:\n      redrivePolicy: {targetSqsQueueName: zzzzzz, maxReceiveCount: 1}\n`;
		assert.equal(link(text("  one: {type: sqs-queue}\n")).problems[0]?.hint, "possible here: one");
		assert.equal(link(text("")).problems[0]?.hint, 'add a resource "zzzzzz" to this config');
	});

	it("keeps a repeated resource once, the first", () => {
		const { resources } = link("resources:\n  a: {type: bucket}\n  a: {type: sqs-queue}\n");
		assert.deepEqual(
			[...resources].map(([name, { kind }]) => [name, kind.type]),
			[["a", "bucket"]],
		);
	});

	it("knows which resources can be relied on", () => {
		const { resources } = link(`resources:
  good: {type: sqs-queue}
  wrong: {type: sqs-queue, properties: {foo: 1}}
  lost: {type: sqs-queue, properties: {redrivePolicy: {targetSqsQueueName: nope, maxReceiveCount: 1}}}
  unknown: {type: sqs-queue, properties: {visibilityTimeoutSeconds: $Nope()}}
  broken: {type: sqs-queue, properties: {redrivePolicy: {targetSqsQueueName: topic, maxReceiveCount: 1}}}
  topic: {type: later-type}
`);
		assert.deepEqual(
			[...resources].map(([name, { sound }]) => [name, sound]),
			[
				["good", true],
				["wrong", false],
				["lost", false],
				["unknown", false],
				["broken", false],
			],
		);
	});

	it("knows where the parts of a resource stand", () => {
		const text = "resources:\n  jobs:\n    type: sqs-queue\n    properties:\n      delayMessagesSecond: 5\n";
		const placed = link(text).resources.get("jobs")?.placed;
		assert.ok(placed);
		const at = ({ start, end }: { readonly start: number; readonly end: number }) => text.slice(start, end);
		assert.equal(at(placed.nameSpan), "jobs");
		assert.equal(at(placed.typeSpan), "sqs-queue");
		assert.equal(at(placed.spanOf(["delayMessagesSecond"])), "5");
		assert.equal(at(placed.keySpanOf(["delayMessagesSecond"])), "delayMessagesSecond");
		assert.equal(at(placed.spanOf(["nope"])), "properties");
		assert.equal(at(placed.span).trimEnd(), text.slice(text.indexOf("jobs")).trimEnd());
	});

	it("reads overrides with the places of their ids and paths", () => {
		const text =
			"resources:\n  jobs:\n    type: sqs-queue\n    overrides:\n      JobsQueue:\n        A.B: {c: 1}\n        D: null\n";
		const overrides = link(text).resources.get("jobs")?.overrides ?? [];
		assert.deepEqual(
			overrides.map(({ logicalId, logicalIdSpan, path, span, value }) => [
				logicalId,
				text.slice(logicalIdSpan.start, logicalIdSpan.end),
				path,
				text.slice(span.start, span.end),
				value,
			]),
			[
				["JobsQueue", "JobsQueue", "A.B", "A.B", { c: 1 }],
				["JobsQueue", "JobsQueue", "D", "D", null],
			],
		);
	});

	it("makes an edge of every name, with the word and the object that has it", () => {
		const text = `resources:
  jobs: {type: sqs-queue}
  api:
    type: function
    properties:
      ${packaging}
      connectTo: [jobs, aws:ses]
      events:
        - type: sqs
          properties: {sqsQueueName: jobs, batchSize: 5}
`;
		assert.deepEqual(
			link(text).edges.map(({ from, to, kind, span, path, holder }) => [
				`${from} -> ${to}`,
				kind,
				text.slice(span.start, span.end),
				path.join("."),
				holder["batchSize"],
			]),
			[
				["api -> jobs", "connection", "jobs", "connectTo.0", undefined],
				["api -> jobs", "reference", "jobs", "events.0.properties.sqsQueueName", 5],
			],
		);
	});

	describe("with paths", () => {
		const text = `resources:\n  api:\n    type: function\n    properties:\n      ${packaging}\n`;
		const want = { kind: "path", path: "src/a.ts" } as const;
		const report = (answer: string) =>
			link(text, new Map([[wantKey(want), answer]])).problems.map(
				({ code, message, span }) => `${code} ${text.slice(span.start, span.end)}: ${message}`,
			);

		it("asks for them, and reports nothing while nobody has looked", () => {
			const { wants, problems } = link(text);
			assert.deepEqual(wants, [want]);
			assert.deepEqual(problems, []);
		});

		it("asks for each once, however many resources name it", () =>
			assert.deepEqual(
				link(`${text}  worker:\n    type: function\n    properties:\n      ${packaging}\n`).wants,
				[want],
			));

		it("reports a missing one where it is written", () =>
			assert.deepEqual(report(MISSING), ['file-not-found src/a.ts: there is no file "src/a.ts"']));

		it("reports a folder where a file is needed", () =>
			assert.deepEqual(report("directory"), [
				'wrong-kind-of-file src/a.ts: "src/a.ts" is a directory, but a file is needed',
			]));

		it("reports nothing of one that is there", () => assert.deepEqual(report("file"), []));

		it("takes a folder or a file where both will do", () => {
			const artifact = text
				.replace("stacktape-lambda-buildpack", "custom-artifact")
				.replace("entryfilePath", "packagePath");
			for (const answer of ["file", "directory"]) {
				assert.deepEqual(link(artifact, new Map([[wantKey(want), answer]])).problems, []);
			}
		});
	});

	it("gives an empty graph for a config that could not be read", () => {
		const { resources, edges, settings, problems } = link("[");
		assert.deepEqual([resources.size, edges.length, settings, problems], [0, 0, undefined, []]);
	});
});
