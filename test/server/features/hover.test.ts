import assert from "node:assert/strict";
import { MarkupContent } from "vscode-languageserver/node";
import { analyse } from "../../../engine/index.ts";
import { hover } from "../../../server/features/hover.ts";
import { target } from "../completed.ts";

const text = `variables:
  size: 512
  db: { name: main }
resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond: 5
  images:
    type: bucket
  worker:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./worker.ts
      memory: $Var().size
      connectTo:
        - jobs
        - aws:ses
      environment:
        - name: TEXT
          value: $CfFormat('{}-{}', $Stage(), $ResourceParam('images', 'arn'))
        - name: SECRET
          value: "$Secret('stripe')"
      url:
        enabled: true
        authMode: AWS_IAM
    overrides:
      WorkerFunction:
        MemorySize: 1024
  db:
    type: relational-database
`;

const analysis = analyse({ path: "stacktape.yml", text }, target);

/** The hover in the middle of the first occurrence of `word` behind `after`. */
function hoverOn(word: string, after = ""): { readonly text: string; readonly on: string } | undefined {
	const start = text.indexOf(word, text.indexOf(after));
	assert.ok(start >= 0, word);
	const found = hover(analysis, start + Math.floor(word.length / 2));
	if (!found) return undefined;
	assert.ok(MarkupContent.is(found.contents) && found.range);
	const on = text.slice(analysis.lines.offsetAt(found.range.start), analysis.lines.offsetAt(found.range.end));
	return { text: found.contents.value, on };
}

function assertHover(word: string, after: string, on: string, ...parts: readonly (string | RegExp)[]): void {
	const found = hoverOn(word, after);
	assert.equal(found?.on, on);
	for (const part of parts) {
		if (typeof part === "string") assert.ok(found.text.includes(part), `"${part}" is not in:\n${found.text}`);
		else assert.match(found.text, part);
	}
}

describe("hover", () => {
	it("has nothing wrong in its config but the resource that nobody has finished", () => {
		const from = text.indexOf("  db:");
		assert.deepEqual(
			analysis.problems.filter(({ span }) => span.start < from),
			[],
		);
	});

	it("tells of a property: meaning, unit, limits, default, source", () => {
		assertHover(
			"delayMessagesSecond",
			"",
			"delayMessagesSecond",
			"stays hidden",
			"in seconds (0 to 900)",
			"Default: `0`",
			"https://docs.aws.amazon.com/",
		);
	});

	it("tells of the values of a property, and of the one that is there", () => {
		assertHover("authMode", "", "authMode", "- `NONE`: Anyone.", "Default: `NONE`");
		assertHover("AWS_IAM", "", "AWS_IAM", /^`AWS_IAM`: Who signs/);
	});

	it("tells what a type is", () => {
		assertHover("sqs-queue", "", "sqs-queue", "A message queue");
	});

	it("tells what becomes of a resource: name, CloudFormation resources, parameters", () => {
		assertHover(
			"jobs",
			"",
			"jobs",
			"Name at AWS: `shop-dev-jobs`",
			"| JobsQueue | AWS::SQS::Queue | `shop-dev-jobs` |",
			"- `url`: ",
		);
	});

	it("shows a part of a name that nobody knows yet as such", () => {
		assertHover("images", "", "images", "`shop-dev-images-…`", "known once the account is");
	});

	it("tells what a connection brings: variables and permissions", () => {
		assertHover(
			"jobs",
			"connectTo",
			"jobs",
			"Variables that worker gets",
			"`STP_JOBS_URL`",
			"`sqs:SendMessage`",
		);
		assertHover("aws:ses", "", "aws:ses", "send mail");
	});

	it("tells of a directive, with its value when it is known", () => {
		assertHover("$Var", "", "$Var", "Value: `512`");
		assertHover("$CfFormat", "", "$CfFormat", "known to CloudFormation when it deploys");
		assertHover("$Stage", "", "$Stage", "Value: `dev`");
		assertHover("$Secret", "", "$Secret", "Secrets Manager");
	});

	it("tells of the resource that a directive names", () => {
		assertHover("images", "ResourceParam", "images", "**images**: `bucket`");
	});

	it("tells of a CloudFormation resource in overrides", () => {
		assertHover("WorkerFunction", "", "WorkerFunction", "`AWS::Lambda::Function`", "`shop-dev-worker`");
	});

	it("names the type of a resource that is not built", () => {
		assertHover("db", "MemorySize", "db", "**db**: `relational-database`");
	});

	it("says nothing where there is nothing to say", () => {
		assert.equal(hoverOn("main"), undefined);
		assert.equal(hoverOn("MemorySize")?.text.includes("undefined") ?? false, false);
	});

	it("reads JSON the same way", () => {
		const json = `{ "resources": { "jobs": { "type": "sqs-queue" } } }`;
		const found = hover(analyse({ path: "stacktape.json", text: json }, target), json.indexOf("jobs") + 1);
		assert.deepEqual(found?.range, { start: { line: 0, character: 18 }, end: { line: 0, character: 22 } });
	});
});
