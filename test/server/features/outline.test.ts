import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { createClient, type LspClient } from "../../support/lsp-client.ts";
import { memoryFiles } from "../memory-files.ts";

const config = `resources:
  jobs:
    type: sqs-queue
  images:
    type: bucket
  odd:
    type: nothing-known
cloudformationResources:
  Topic:
    Type: AWS::SNS::Topic
`;

describe("the outline of a config for its stack", () => {
	let client: LspClient;

	before(async () => {
		client = await createClient({ files: memoryFiles({}) });
	});

	after(async () => client.close());

	it("has each resource at its place, with what it becomes", async () => {
		const outline = await (await client.open("stacktape.yml", config)).outline();
		assert.deepEqual(
			outline?.resources.map(({ name, type, children }) => [name, type, children.map(({ type }) => type)]),
			[
				["jobs", "sqs-queue", ["AWS::SQS::Queue"]],
				["images", "bucket", ["AWS::S3::Bucket"]],
				["odd", "nothing-known", []],
			],
		);
		const [jobs] = outline?.resources ?? [];
		const key = { start: { line: 1, character: 2 }, end: { line: 1, character: 6 } };
		assert.deepEqual(jobs?.nameRange, key);
		assert.deepEqual(jobs?.range.start, key.start);
		assert.ok((jobs?.range.end.line ?? 0) >= 2);
		assert.match(jobs?.docs ?? "", /queue/);
		assert.match(jobs?.source ?? "", /^https:\/\/docs\.aws\.amazon\.com\//);
		assert.equal(jobs?.children[0]?.name, "project-dev-jobs");
		assert.equal(jobs?.children[0]?.range.start.line, 1);
	});

	it("has what the stack holds beside them, and where the config says so", async () => {
		const outline = await (await client.open("stacktape.yml", config)).outline();
		const topic = outline?.shared.find(({ logicalId }) => logicalId === "Topic");
		assert.equal(topic?.range.start.line, 8);
		assert.ok(outline?.shared.some(({ type }) => type === "AWS::S3::Bucket"));
		assert.equal(outline?.target.stage, "dev");
	});
});
