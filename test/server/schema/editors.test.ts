import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { getLanguageService as getJsonService } from "vscode-json-languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";
import { getLanguageService as getYamlService } from "yaml-language-server/out/src/languageservice/yamlLanguageService.js";
import { SettingsState } from "yaml-language-server/out/src/yamlSettings.js";
import { hasErrors } from "../../../engine/report/problem.ts";
import { analyseWhole, realConfigs, unbuiltParts } from "../../corpus/corpus.ts";
import { readCursor } from "../../support/marked.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const schema = JSON.parse(readFileSync(`${root}schemas/config.schema.json`, "utf8"));

const yaml = getYamlService({
	schemaRequestService: async () => JSON.stringify(schema),
	workspaceContext: { resolveRelativePath: (path) => path },
	yamlSettings: new SettingsState(),
});
yaml.configure({
	validate: true,
	completion: true,
	hover: true,
	yamlVersion: "1.2",
	customTags: [],
	schemas: [{ uri: "schema://config", fileMatch: ["*.yml"], schema }],
});

const json = getJsonService({});
json.configure({ validate: true, schemas: [{ uri: "schema://config", fileMatch: ["*.json"], schema }] });

// yaml-language-server remembers what it has read by the address and the version.
const versions = { count: 0 };

function documentOf(text: string): TextDocument {
	versions.count++;
	return text.startsWith("{")
		? TextDocument.create(`file:///${versions.count}.json`, "json", 1, text)
		: TextDocument.create(`file:///${versions.count}.yml`, "yaml", 1, text);
}

async function offered(marked: string): Promise<readonly string[]> {
	const { text, offset } = readCursor(marked);
	const document = documentOf(text);
	const at = document.positionAt(offset);
	const list =
		document.languageId === "json"
			? await json.doComplete(document, at, json.parseJSONDocument(document))
			: await yaml.doComplete(document, at, false);
	return (list?.items ?? []).map(({ label }) => label.replaceAll('"', ""));
}

async function complaints(text: string): Promise<readonly string[]> {
	const document = documentOf(text);
	const found =
		document.languageId === "json"
			? await json.doValidation(document, json.parseJSONDocument(document), { schemaValidation: "error" })
			: await yaml.doValidation(document, false);
	return found.map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}

const inProperties = (type: string, rest: string) =>
	`resources:\n  a:\n    type: ${type}\n    properties:\n      ${rest}`;

describe("editors that know nothing of Spool but its schema", () => {
	const cases: readonly (readonly [
		why: string,
		text: string,
		expected: readonly string[],
		absent: readonly string[],
	])[] = [
		["keys of the top level", "$0", ["resources", "stackConfig"], ["type"]],
		["types", "resources:\n  a:\n    type: $0", ["bucket", "function"], ["sqs"]],
		["types in JSON", '{"resources":{"a":{"type":$0}}}', ["bucket", "function"], ["sqs"]],
		["properties of the type", inProperties("bucket", "$0"), ["versioning"], ["memory", "fifoEnabled"]],
		["properties of another type", inProperties("function", "$0"), ["memory"], ["versioning"]],
		[
			"properties of the type in JSON",
			'{"resources":{"a":{"type":"bucket","properties":{$0}}}}',
			["versioning"],
			["memory"],
		],
		["values", inProperties("function", "architecture: $0"), ["arm64", "x86_64"], []],
		["types of an event", inProperties("function", "events:\n        - type: $0"), ["sqs", "schedule"], []],
		[
			"properties of an event",
			inProperties("function", "events:\n        - type: sqs\n          properties:\n            $0"),
			["sqsQueueName"],
			["scheduleRate", "bucketArn"],
		],
		[
			"properties of an event in JSON",
			'{"resources":{"a":{"type":"function","properties":{"events":[{"type":"sqs","properties":{$0}}]}}}}',
			["sqsQueueName"],
			["scheduleRate"],
		],
		["what is shared by types", inProperties("sqs-queue", "policyStatements:\n        - $0"), ["Effect"], []],
	];
	for (const [why, text, expected, absent] of cases) {
		it(`offer ${why}`, async () => {
			const labels = await offered(text);
			for (const label of expected)
				assert.ok(labels.includes(label), `${label} is not among ${labels.join(", ")}`);
			for (const label of absent) assert.ok(!labels.includes(label), label);
		});
	}

	const wrong: readonly (readonly [why: string, text: string, expected: RegExp])[] = [
		["an unknown key", inProperties("bucket", "versionin: true"), /^5: .*versionin/],
		["a key of another type", inProperties("bucket", "memory: 1"), /^5: .*memory/],
		["an unknown type", "resources:\n  a:\n    type: bukket", /^3: /],
		["a wrong value", inProperties("bucket", "versioning: maybe"), /^5: /],
		[
			"an unknown key of an event",
			inProperties(
				"function",
				"packaging:\n        type: custom-artifact\n        properties:\n          packagePath: a.zip\n      events:\n        - type: sqs\n          properties:\n            queue: a",
			),
			/^12: .*queue/,
		],
	];
	const deprecation = "remove it and give the project by --project";
	it("mark a key of old configs, and say what to do", async () => {
		const yamlSays = await complaints("serviceName: shop\nresources: {}\n");
		const jsonSays = await complaints('{"serviceName": "shop", "resources": {}}');
		for (const says of [yamlSays, jsonSays]) {
			assert.equal(says.length, 1, says.join("\n"));
			assert.match(says[0] ?? "", /^1: remove it and give the project/);
		}
	});

	for (const [why, text, expected] of wrong) {
		it(`mark ${why}, and nothing else`, async () => {
			const found = await complaints(text);
			assert.equal(found.length, 1, found.join("\n"));
			assert.match(found[0] ?? "", expected);
		});
	}

	const goldens = globSync("test/golden/*/stacktape.yml", { cwd: root }).map((file) => ({
		name: file,
		analyse: () => analyseWhole(readFileSync(`${root}${file}`, "utf8")),
	}));
	for (const { name, analyse } of [...goldens, ...realConfigs()]) {
		it(`find nothing in what Spool finds nothing in: ${name}`, async function () {
			const analysis = analyse();
			if (hasErrors(analysis.problems) || unbuiltParts(analysis).length > 0) return this.skip();
			const { text } = analysis.file;
			const isOld = analysis.problems.some(({ code }) => code === "deprecated-property");
			const unexpected = async (document: string) =>
				(await complaints(document)).filter((complaint) => !isOld || !complaint.includes(deprecation));
			assert.deepEqual(await unexpected(text), []);
			const asJson = text.startsWith("{") ? text : JSON.stringify(parse(text, { merge: true }));
			assert.deepEqual(await unexpected(asJson), []);
			return undefined;
		}).timeout(60_000);
	}
});
