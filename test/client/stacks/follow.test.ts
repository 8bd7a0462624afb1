import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { childrenAt, placeOfChild } from "../../../client/stacks/follow.ts";
import { templateBlocks } from "../../../client/stacks/template-blocks.ts";
import { memoryFiles } from "../../server/memory-files.ts";
import { createClient, type LspClient } from "../../support/lsp-client.ts";

const config = `resources:
  jobs:
    type: sqs-queue
    properties:
      visibilityTimeoutSeconds: 30
  images:
    type: bucket

cloudformationResources:
  Topic:
    Type: AWS::SNS::Topic
`;

describe("a config and the template beside it", () => {
	let client: LspClient;

	before(async () => {
		client = await createClient({ files: memoryFiles({}) });
	});

	after(async () => client.close());

	it("are at the same place: from a line to what it becomes", async () => {
		const outline = await (await client.open("stacktape.yml", config)).outline();
		assert.ok(outline);
		const idsAt = (line: number) => childrenAt(outline, line).map(({ logicalId }) => logicalId);
		assert.deepEqual(idsAt(4), ["JobsQueue"]);
		assert.deepEqual(idsAt(5), ["ImagesBucket"]);
		assert.deepEqual(idsAt(9), ["Topic"]);
		assert.deepEqual(idsAt(0), []);
	});

	it("and back: from a resource of the template to the words that made it", async () => {
		const outline = await (await client.open("stacktape.yml", config)).outline();
		assert.ok(outline);
		assert.equal(placeOfChild(outline, "JobsQueue")?.start.line, 1);
		assert.equal(placeOfChild(outline, "Topic")?.start.line, 9);
		const own = outline.shared.find(({ type }) => type === "AWS::S3::Bucket");
		assert.equal(placeOfChild(outline, own?.logicalId ?? ""), undefined);
		assert.equal(placeOfChild(outline, "Nothing"), undefined);
	});

	it("has its resources at the same lines in JSON and in YAML, each to its end", async () => {
		const document = await client.open("stacktape.yml", config);
		for (const format of ["json", "yaml"] as const) {
			const text = (await document.template(format))?.text ?? "";
			const lines = text.split("\n");
			const blocks = templateBlocks(text);
			const jobs = blocks.find(({ logicalId }) => logicalId === "JobsQueue");
			assert.ok(jobs, format);
			const block = lines.slice(jobs.first, jobs.last + 1).join("\n");
			assert.match(block, /AWS::SQS::Queue/);
			assert.match(block, /VisibilityTimeout/);
			assert.doesNotMatch(block, /AWS::S3::Bucket|AWS::SNS::Topic/);
			assert.ok(blocks.some(({ logicalId }) => logicalId === "Topic"));
			assert.ok(!blocks.some(({ logicalId }) => logicalId === "Properties" || logicalId === "Type"));
		}
	});

	it("is no template without resources", () => {
		assert.deepEqual(templateBlocks("The config is not open any more.\n"), []);
	});
});
