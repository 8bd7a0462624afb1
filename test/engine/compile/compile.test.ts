import assert from "node:assert/strict";
import { compileGraph } from "../../../engine/compile/compile.ts";
import { UNKNOWN_HASH } from "../../../engine/names/target.ts";
import { ArtifactSlot, VersionSlot } from "../../../engine/template/slot.ts";
import { target } from "../../support/placed.ts";
import { compileText, functionBlock, problemLines } from "./compile-text.ts";

const stackWide = ["StpDeploymentBucket", "StpDeploymentBucketPolicy", "StpContainerRepository"];

describe("compiling a config", () => {
	it("without resources gives those that every stack has, which are also the first deploy's", () => {
		const { compiled, problems } = compileText("resources: {}\n");
		assert.deepEqual(problems, []);
		assert.deepEqual(Object.keys(compiled.template.Resources), stackWide);
		assert.deepEqual(compiled.initialTemplate, { ...compiled.template, Outputs: {} });
	});

	it("describes the stack so that other tools know it", () => {
		const { compiled } = compileText("resources: {}\n");
		// shortHash('eu-west-1' + 'proj-dev' + '123456789012')
		assert.equal(compiled.template.Description, "STP-stack_proj_dev_10f582ee");
		assert.equal(compiled.deploymentBucket, "stp-deployment-bucket-10f582ee");
		assert.equal(compiled.repository, "10f582ee-stp-multi-container-workload-repo");
	});

	it("works without an account, with a placeholder in the names that need it", () => {
		const { account: _account, ...unknown } = target;
		const { compiled, problems } = compileText(
			"resources:\n  files: {type: bucket}\n  jobs: {type: sqs-queue}\n",
			{
				target: unknown,
			},
		);
		assert.deepEqual(problems, []);
		const names = new Map(compiled.names.map(({ logicalId, name }) => [logicalId, name]));
		assert.deepEqual(names.get("FilesBucket"), {
			text: `proj-dev-files-${UNKNOWN_HASH}`,
			full: `proj-dev-files-${UNKNOWN_HASH}`,
			shortened: false,
			provisional: true,
		});
		assert.equal(names.get("JobsQueue")?.provisional, false);
	});

	it("leaves only the resources of every stack to the first deploy", () => {
		const { compiled } = compileText(
			"resources:\n  files: {type: bucket}\ncloudformationResources:\n  Topic: {Type: 'AWS::SNS::Topic'}\n",
		);
		assert.deepEqual(Object.keys(compiled.initialTemplate.Resources), stackWide);
		assert.deepEqual(compiled.initialTemplate.Outputs, {});
	});

	// naming.md, section 6: the examples for what is built.
	describe("names", () => {
		const stack = { project: "my-project", stage: "dev", region: "eu-west-1", account: "123456789012" };
		const cases: readonly (readonly [name: string, block: string, logicalId: string, expected: string])[] = [
			["myLambda", functionBlock(), "MyLambdaFunction", "my-project-dev-myLambda"],
			["myLambda", functionBlock(), "MyLambdaRole", "my-project-dev-myLambda-eu-west-1"],
			["myLambda", functionBlock(), "MyLambdaLogGroup", "/aws/lambda/my-project-dev-myLambda"],
			["imageBucket", "type: bucket", "ImageBucketBucket", "my-project-dev-imagebucket-175ec9e5"],
			[
				"imageBucketForUserUploadedContentAndThumbnails",
				"type: bucket",
				"ImageBucketForUserUploadedContentAndThumbnailsBucket",
				"my-project-dev-imagebucketforuseruploadedcontentandthumb-fad0c0",
			],
			[
				"orders",
				"{type: sqs-queue, properties: {fifoEnabled: true}}",
				"OrdersQueue",
				"my-project-dev-orders.fifo",
			],
			[
				"ordersToBeProcessedByTheWarehouseIntegrationServiceInTheNightlyBatch",
				"{type: sqs-queue, properties: {fifoEnabled: true}}",
				"OrdersToBeProcessedByTheWarehouseIntegrationServiceInTheNightlyBatchQueue",
				"my-project-dev-ordersToBeProcessedByTheWarehouseIntegrationServiceIn-78e6ae.fifo",
			],
			[
				"notesTable",
				"{type: dynamo-db-table, properties: {primaryKey: {partitionKey: {name: id, type: string}}}}",
				"NotesTableGlobalTable",
				"my-project-dev-notesTable-175ec9e5",
			],
			["mainGateway", "type: http-api-gateway", "MainGatewayApi", "my-project-dev-http-api"],
			[
				"mainGateway",
				"type: http-api-gateway",
				"MainGatewayLogGroup",
				"/aws/vendedlogs/my-project-dev/api-gateway/mainGateway/access-logs",
			],
		];
		for (const [name, block, logicalId, expected] of cases) {
			it(`${logicalId} ${expected}`, () => {
				const newline = block.startsWith("{") ? " " : "\n    ";
				const { compiled, problems } = compileText(`resources:\n  ${name}:${newline}${block}\n`, {
					target: stack,
				});
				assert.deepEqual(problems, []);
				const found = compiled.names.find((child) => child.logicalId === logicalId);
				assert.equal(found?.name?.text, expected);
				assert.equal(found?.resource, name);
			});
		}

		it("the deployment bucket and the repository by the stack's hash", () => {
			const { compiled } = compileText("resources: {}\n", { target: stack });
			assert.equal(compiled.deploymentBucket, "stp-deployment-bucket-175ec9e5");
			assert.equal(compiled.repository, "175ec9e5-stp-multi-container-workload-repo");
		});
	});

	it("knows for each child which words of the config it comes from", () => {
		const text = `resources:\n  jobs: {type: sqs-queue}\n  api:\n    ${functionBlock(
			"events:\n  - type: sqs\n    properties: {sqsQueueName: jobs}\n",
		)}cloudformationResources:\n  Topic: {Type: 'AWS::SNS::Topic'}\n`;
		const { compiled, problems } = compileText(text);
		assert.deepEqual(problems, []);
		const origins = [...compiled.origins].map(([id, { resource, span }]) => [
			id,
			resource,
			text.slice(span.start, span.end).split("\n")[0],
		]);
		assert.deepEqual(origins, [
			["JobsQueue", "jobs", "jobs"],
			["ApiRole", "api", "api"],
			["ApiLogGroup", "api", "api"],
			["ApiFunction", "api", "api"],
			["ApiEvent0EventSourceMapping", "api", "type: sqs"],
			["Topic", undefined, "Topic"],
		]);
	});

	it("has slots for what only packaging knows", () => {
		const { compiled } = compileText(`resources:\n  api:\n    ${functionBlock()}`);
		assert.deepEqual(compiled.template.Resources["ApiFunction"]?.Properties?.["Code"], {
			S3Bucket: new ArtifactSlot("api", "bucket"),
			S3Key: new ArtifactSlot("api", "key"),
		});
		assert.ok(compiled.template.Outputs["StpDeploymentVersion"]?.Value instanceof VersionSlot);
		assert.deepEqual(
			compiled.artifacts.map((plan) => [
				plan.job,
				...(plan.kind === "zip" ? [plan.runtime, plan.architecture] : []),
			]),
			[["api", "nodejs24.x", "x86_64"]],
		);
	});

	it("leaves out what is wrong and compiles the rest, so that a preview goes on", () => {
		const { compiled } = compileText(
			"resources:\n  a: {type: bucket, properties: {foo: 1}}\n  b: {type: bucket}\n",
		);
		assert.deepEqual(Object.keys(compiled.template.Resources), [...stackWide, "BBucket"]);
	});

	it("gives only an empty stack for a config that could not be read", () => {
		const { compiled } = compileText("[");
		assert.deepEqual(Object.keys(compiled.template.Resources), stackWide);
	});

	it("is the same every time", () => {
		const { graph, compiled } = compileText("resources:\n  a: {type: bucket}\n");
		assert.deepEqual(compileGraph(graph, target, new Map()).compiled, compiled);
	});

	it("says that two circles are one problem each time, and the place of each word in it", () => {
		const text = `resources:\n  one:\n    ${functionBlock("connectTo: [two]\n")}  two:\n    ${functionBlock("connectTo: [one]\n")}`;
		const analysis = compileText(text);
		assert.deepEqual(problemLines(analysis), [
			'circular-reference "two": one → two → one wait for each other, so that CloudFormation can create none of them first',
		]);
		assert.deepEqual(
			analysis.problems[0]?.related?.map(({ message, span }) => [message, text.slice(span.start, span.end)]),
			[["two needs one", "one"]],
		);
	});
});
