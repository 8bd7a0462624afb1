import assert from "node:assert/strict";
import { type Analysis, analyse } from "../../../engine/index.ts";
import { definition } from "../../../server/features/definition.ts";
import { nameRows, resourceAt } from "../../../server/features/names.ts";
import {
	highlights,
	pathLinks,
	references,
	rename,
	renameRange,
} from "../../../server/features/references.ts";
import { symbols } from "../../../server/features/symbols.ts";
import { wordsOf } from "../../../server/features/words.ts";
import { target, withEdits } from "../completed.ts";

const text = `variables:
  db:
    name: main
resources:
  jobs:
    type: sqs-queue
    properties:
      redrivePolicy:
        targetSqsQueueName: "failed"
        maxReceiveCount: 3
  failed:
    type: sqs-queue
  worker:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./worker.ts
      events:
        - type: sqs
          properties:
            sqsQueueName: jobs
      connectTo: [jobs]
      environment:
        - name: NAMES
          value: $CfFormat('{} {}', $ResourceParam("jobs", 'url'), $Var().db.name)
    overrides:
      WorkerFunction:
        MemorySize: 512
  web:
    type: web-service
    properties:
      connectTo:
        - jobs
stackConfig:
  outputs:
    - name: url
      value: $ResourceParam('jobs', 'url')
`;

const read = (config: string): Analysis => analyse({ path: "stacktape.yml", text: config }, target);
const analysis = read(text);
const uri = "file:///project/stacktape.yml";
const config = { uri, folder: "/project", version: 3, analysis };

function at(word: string, after = ""): number {
	const offset = text.indexOf(word, text.indexOf(after) + after.length);
	assert.ok(offset >= 0, word);
	return offset + 1;
}

/** The line (from 1) and text of the definition at an offset. */
function definitionOf(offset: number): string | undefined {
	const found = definition(config, offset, (path) => path.endsWith(".ts"));
	if (!found || found.uri !== uri) return found?.uri;
	const { start, end } = found.range;
	return `${start.line + 1}: ${text.slice(analysis.lines.offsetAt(start), analysis.lines.offsetAt(end))}`;
}

describe("definition", () => {
	const cases: readonly (readonly [why: string, offset: number, expected: string | undefined])[] = [
		["a property that names a resource", at("failed"), "11: failed"],
		["an event that names a resource", at("jobs", "sqsQueueName"), "5: jobs"],
		["an item of connectTo", at("jobs", "connectTo"), "5: jobs"],
		["an argument of a directive", at("jobs", "$ResourceParam("), "5: jobs"],
		["a variable", at("name", "$Var().db."), "3: name"],
		["a part of the path to a variable", at("db", "$Var()."), "2: db"],
		["a CloudFormation resource of overrides", at("WorkerFunction"), "13: worker"],
		["a path", at("./worker.ts"), "file:///project/worker.ts"],
		["a word that names nothing", at("maxReceiveCount"), undefined],
		["a resource's own key", at("failed:", "maxReceiveCount"), "11: failed"],
	];
	for (const [why, offset, expected] of cases) {
		it(`of ${why}`, () => assert.equal(definitionOf(offset), expected));
	}

	it("of a path that is not there is nothing", () => {
		assert.equal(
			definition(config, at("./worker.ts"), () => false),
			undefined,
		);
		assert.equal(
			definition({ ...config, folder: undefined }, at("./worker.ts"), () => true),
			undefined,
		);
	});
});

describe("references and rename of a resource", () => {
	it("find every mention, also in resources that are not built and in outputs", () => {
		const lines = references(config, at("jobs"), true).map(({ range }) => range.start.line + 1);
		assert.deepEqual(lines, [5, 23, 24, 27, 35, 39]);
		assert.equal(
			references(config, at("jobs"), false).length,
			5,
			"without the key when that is not asked for",
		);
	});

	it("mark the key as the place where it is written", () => {
		assert.deepEqual(
			highlights(analysis, at("failed")).map(({ kind }) => kind),
			[3, 2],
		);
		assert.deepEqual(highlights(analysis, at("maxReceiveCount")), []);
	});

	it("rename the key and every mention, keeping quotes", () => {
		const renamed = rename(config, at("jobs"), "tasks", false);
		assert.ok("edit" in renamed);
		assert.equal(withEdits(text, renamed.edit.changes?.[uri] ?? []), text.replaceAll(/\bjobs\b/g, "tasks"));
		const quoted = rename(config, at("failed"), "dead", false);
		assert.ok("edit" in quoted);
		assert.equal(withEdits(text, quoted.edit.changes?.[uri] ?? []), text.replaceAll("failed", "dead"));
	});

	it("rename from a mention as well", () => {
		assert.deepEqual(renameRange(analysis, at("jobs", "connectTo"))?.placeholder, "jobs");
	});

	it("refuse a name that is taken, wrong, or of nothing", () => {
		const refusal = (offset: number, to: string) => {
			const renamed = rename(config, offset, to, false);
			return "refused" in renamed ? renamed.refused : "renamed";
		};
		assert.equal(refusal(at("jobs"), "failed"), `there is a resource "failed" already`);
		assert.equal(
			refusal(at("jobs"), "my-jobs"),
			`"my-jobs" is not a valid resource name: use letters and digits only`,
		);
		assert.equal(refusal(at("maxReceiveCount"), "x"), "there is no name to change here");
		assert.equal(refusal(at("jobs"), "jobs"), "renamed");
	});

	it("leave a name alone that no resource has", () => {
		const broken = read(text.replace("  failed:\n", "  dead:\n"));
		assert.equal(renameRange(broken, text.indexOf(`"failed"`) + 2), undefined);
	});

	it("carry the version and the warning where a client can confirm", () => {
		const renamed = rename(config, at("jobs"), "tasks", true);
		assert.ok("edit" in renamed);
		const [change] = renamed.edit.documentChanges ?? [];
		assert.ok(change && "edits" in change);
		assert.deepEqual(change.textDocument, { uri, version: 3 });
		assert.ok(change.edits.every((edit) => "annotationId" in edit && edit.annotationId === "rename"));
	});
});

describe("words of a config", () => {
	it("are found with their places", () => {
		const words = wordsOf(analysis).map(
			({ kind, name, span }) => `${kind} ${name} ${text.slice(span.start, span.end)}`,
		);
		assert.ok(words.includes("path ./worker.ts ./worker.ts"));
		assert.ok(words.includes("logical-id WorkerFunction WorkerFunction"));
		assert.ok(words.every((word) => word.split(" ")[1] === word.split(" ")[2]));
	});

	it("become links where they lead to a file", () => {
		assert.deepEqual(
			pathLinks(config, () => true).map(({ target: link }) => link),
			["file:///project/worker.ts"],
		);
		assert.deepEqual(
			pathLinks(config, () => false),
			[],
		);
	});
});

describe("outline", () => {
	it("has resources with their types and events with theirs", () => {
		const [variables, resources, stack] = symbols(analysis);
		assert.deepEqual(
			[variables?.name, resources?.name, stack?.name],
			["variables", "resources", "stackConfig"],
		);
		assert.deepEqual(
			resources?.children?.map(({ name, detail }) => `${name} ${detail}`),
			["jobs sqs-queue", "failed sqs-queue", "worker function", "web web-service"],
		);
		const worker = resources?.children?.find(({ name }) => name === "worker");
		const properties = worker?.children?.find(({ name }) => name === "properties");
		const events = properties?.children?.find(({ name }) => name === "events");
		assert.deepEqual(
			events?.children?.map(({ name }) => name),
			["sqs"],
		);
	});

	it("keeps the selected part of a symbol inside of it", () => {
		const check = (all: ReturnType<typeof symbols>): void => {
			for (const { range, selectionRange, children = [] } of all) {
				const contains =
					analysis.lines.offsetAt(range.start) <= analysis.lines.offsetAt(selectionRange.start) &&
					analysis.lines.offsetAt(selectionRange.end) <= analysis.lines.offsetAt(range.end);
				assert.ok(contains);
				check(children);
			}
		};
		check(symbols(analysis));
	});

	it("leaves out keys without a name, which editors refuse", () => {
		assert.deepEqual(
			symbols(read(`"": 1\nresources: {}\n`)).map(({ name }) => name),
			["resources"],
		);
	});
});

describe("name table and resource at a place", () => {
	it("has a row for every CloudFormation resource", () => {
		const rows = nameRows(analysis);
		assert.deepEqual(
			rows.filter(({ resource }) => resource === undefined).map(({ logicalId }) => logicalId),
			["StpDeploymentBucket", "StpDeploymentBucketPolicy", "StpContainerRepository"],
		);
		assert.deepEqual(
			rows.find(({ logicalId }) => logicalId === "WorkerFunction"),
			{
				resource: "worker",
				logicalId: "WorkerFunction",
				type: "AWS::Lambda::Function",
				name: "shop-dev-worker",
				full: "shop-dev-worker",
				shortened: false,
				provisional: false,
			},
		);
	});

	it("knows the resource around a place", () => {
		assert.deepEqual(resourceAt(analysis, at("maxReceiveCount")), { name: "jobs", type: "sqs-queue" });
		assert.deepEqual(resourceAt(analysis, at("MemorySize")), { name: "worker", type: "function" });
		assert.equal(resourceAt(analysis, at("variables")), undefined);
		assert.equal(resourceAt(analysis, at("outputs")), undefined);
	});
});

describe("names of scripts, variables and directives", () => {
	const own = `variables:
  db:
    name: main
directives:
  - name: password
    filePath: ./code.ts:secret
scripts:
  migrate:
    type: local-script
    properties:
      executeCommand: npm run migrate
hooks:
  afterDeploy:
    - scriptName: migrate
resources:
  worker:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./worker.ts
      environment:
        - name: A
          value: $Var().db.name
        - name: B
          value: $Format('{}-{}', $Var().db.name, $password('x'))
`;
	const made = { uri, folder: "/project", version: 1, analysis: read(own) };
	const at = (word: string, from = 0) => own.indexOf(word, from) + 1;
	const words = (offset: number) =>
		references(made, offset, true).map(({ range }) => own.split("\n")[range.start.line]?.trim());

	it("are found wherever they stand", () => {
		assert.deepEqual(words(at("migrate:")), ["migrate:", "- scriptName: migrate"]);
		assert.deepEqual(words(at("name: main")), [
			"name: main",
			"value: $Var().db.name",
			"value: $Format('{}-{}', $Var().db.name, $password('x'))",
		]);
		assert.deepEqual(words(at("password")), [
			"- name: password",
			"value: $Format('{}-{}', $Var().db.name, $password('x'))",
		]);
		assert.equal(references(made, at("migrate:"), false).length, 1);
		assert.equal(highlights(made.analysis, at("migrate:")).length, 2);
	});

	for (const [from, to] of [
		["migrate:", "prepare"],
		["name: main", "title"],
		["password", "secret"],
	] as const) {
		it(`are renamed everywhere: ${from} to ${to}`, () => {
			const renamed = rename(made, at(from), to, true);
			assert.ok("edit" in renamed);
			const text = withEdits(own, renamed.edit.changes?.[uri] ?? []);
			const old = from.replace(/:.*/, "");
			const left = read(text).problems.map(({ code }) => code);
			assert.deepEqual(
				left,
				made.analysis.problems.map(({ code }) => code),
				old,
			);
			assert.notEqual(text, own);
		});
	}

	it("are not renamed to what is there, or to what is no name", () => {
		assert.ok("refused" in rename(made, at("password"), "Stage", true));
		assert.ok("refused" in rename(made, at("migrate:"), "not a name", true));
		assert.ok("refused" in rename(made, at("name: main"), "a.b", true));
	});

	it("lead to where they are made, a directive to its file", () => {
		const line = (offset: number) => definition(made, offset, () => true)?.range.start.line;
		assert.equal(line(own.lastIndexOf("migrate")), 7);
		assert.equal(line(own.indexOf("db.name") + 4), 2);
		const file = definition(made, own.indexOf("$password") + 2, () => true);
		assert.equal(file?.uri, "file:///project/code.ts");
		assert.equal(definition(made, own.indexOf("./code.ts"), () => true)?.uri, "file:///project/code.ts");
		assert.equal(definition(made, own.indexOf("$password") + 2, () => false)?.uri, uri);
	});
});
