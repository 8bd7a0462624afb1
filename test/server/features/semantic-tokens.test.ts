import assert from "node:assert/strict";
import { analyse } from "../../../engine/index.ts";
import { semanticLegend, semanticTokens } from "../../../server/features/semantic-tokens.ts";
import { target } from "../completed.ts";

const config = `variables:
  size: 512
scripts:
  seed: { type: local-script, properties: { executeCommand: ls } }
hooks:
  afterDeploy:
    - scriptName: seed
resources:
  jobs:
    type: sqs-queue
  worker:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts } }
      memory: $Var().size
      connectTo: [jobs]
      environment:
        - { name: A, value: "$ResourceParam('jobs', 'arn')" }
        - { name: B, value: $Unknown() }
    overrides:
      WorkerFunction: { MemorySize: 1 }
`;

/** Tokens as words: text, type and modifiers. */
function tokensOf(text: string, from = 0, to = text.length, path = "stacktape.yml"): readonly string[] {
	const analysis = analyse({ path, text }, target);
	const { data } = semanticTokens(analysis, { start: from, end: to });
	const tokens: string[] = [];
	let line = 0;
	let character = 0;
	for (let at = 0; at < data.length; at += 5) {
		const [lines = 0, characters = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
		character = lines === 0 ? character + characters : characters;
		line += lines;
		const start = analysis.lines.offsetAt({ line, character });
		const names = semanticLegend.tokenModifiers.filter((_, bit) => modifiers & (1 << bit));
		tokens.push([text.slice(start, start + length), semanticLegend.tokenTypes[type], ...names].join(" "));
	}
	return tokens;
}

describe("semantic tokens", () => {
	it("tell names of resources, scripts and variables, children and directives apart, in the order of the text", () => {
		assert.deepEqual(tokensOf(config), [
			"size variable declaration",
			"seed function declaration",
			"seed function",
			"jobs class declaration",
			"worker class declaration",
			"$Var macro defaultLibrary",
			"size variable",
			"jobs class",
			"$ResourceParam macro defaultLibrary",
			"jobs class",
			"WorkerFunction type",
		]);
	});

	it("keep to the part that is asked for", () => {
		const from = config.indexOf("connectTo");
		assert.deepEqual(tokensOf(config, from, config.indexOf("environment")), ["jobs class"]);
	});

	it("are the same words in JSON, without their quotes", () => {
		const json = `{ "resources": { "jobs": { "type": "sqs-queue", "properties": { "fifoEnabled": "$Stage()" } } } }`;
		assert.deepEqual(tokensOf(json, 0, json.length, "stacktape.json"), [
			"jobs class declaration",
			"$Stage macro defaultLibrary",
		]);
	});

	it("mark a directive of the config's own as no part of the format", () => {
		const own = "directives:\n  - { name: Own, filePath: own.ts }\nvariables: { a: $Own() }\n";
		assert.deepEqual(tokensOf(own), ["Own macro declaration", "a variable declaration", "$Own macro"]);
	});
});
