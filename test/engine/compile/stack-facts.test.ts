import assert from "node:assert/strict";
import { deployOptions } from "../../../engine/compile/options.ts";
import {
	deploymentBucketName,
	regionsWithoutAcceleration,
	repositoryName,
	stackResources,
} from "../../../engine/compile/stack-resources.ts";
import { stackTags } from "../../../engine/compile/tags.ts";
import { regions } from "../../../engine/config/target.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { resourcesOf, target } from "../../support/placed.ts";
import { compileText, problemLines } from "./compile-text.ts";

describe("the resources of every stack", () => {
	it("are known to AWS in every region", () => {
		for (const region of regions) {
			const children = stackResources({ ...target, region });
			assert.deepEqual(checkTemplate({ Resources: resourcesOf(children) }), [], region);
		}
	}).timeout(30_000);

	it("accelerate uploads where AWS can", () => {
		for (const region of regions) {
			const { StpDeploymentBucket } = resourcesOf(stackResources({ ...target, region }));
			const accelerates = StpDeploymentBucket?.Properties?.["AccelerateConfiguration"] !== undefined;
			assert.equal(accelerates, !regionsWithoutAcceleration.has(region), region);
		}
	});

	it("have names that never change: the artifacts lie there", () => {
		assert.equal(deploymentBucketName(target).text, "stp-deployment-bucket-10f582ee");
		assert.equal(repositoryName(target).text, "10f582ee-stp-multi-container-workload-repo");
	});
});

describe("the tags of a stack", () => {
	const own = [
		["stp:stack-name", "proj-dev"],
		["stp:project-name", "proj"],
		["stp:stage", "dev"],
		["stp:globally-unique-stack-hash", "10f582ee"],
	];
	const tagsOf = (tags: string) => {
		const { graph } = compileText(`resources: {}\nstackConfig: {tags: [${tags}]}\n`);
		return stackTags(graph, target).map(({ Key, Value }) => [Key, Value]);
	};

	// naming.md, section 9.
	it("are the format's four without any of the user's", () => assert.deepEqual(tagsOf(""), own));

	it("begin with the user's", () =>
		assert.deepEqual(tagsOf("{name: team, value: blue}, {name: cost, value: x}"), [
			["team", "blue"],
			["cost", "x"],
			...own,
		]));

	it("count once for each key, the first one, so that a user can replace a standard tag", () =>
		assert.deepEqual(
			tagsOf("{name: a, value: one}, {name: a, value: two}, {name: 'stp:stage', value: mine}"),
			[["a", "one"], ["stp:stage", "mine"], ...own.filter(([key]) => key !== "stp:stage")],
		));

	it("are those that CloudFormation gets, by key", () => {
		const { compiled } = compileText("resources: {}\nstackConfig: {tags: [{name: team, value: blue}]}\n");
		assert.deepEqual(compiled.tags, Object.fromEntries([["team", "blue"], ...own]));
	});

	it("must be known before the deploy", () =>
		assert.deepEqual(
			problemLines(compileText("resources: {}\nstackConfig: {tags: [{name: a, value: $AwsAccountId()}]}\n")),
			[
				'value-known-at-deploy "$AwsAccountId()": $AwsAccountId() is known only at deploy, but value must be known before',
			],
		));
});

describe("the options of a deploy", () => {
	const optionsOf = (settings: string) => deployOptions(compileText(`resources: {}\n${settings}`).graph);

	it("are the format's defaults", () =>
		assert.deepEqual(optionsOf(""), {
			terminationProtection: false,
			acceleratedUploads: true,
			disableAutoRollback: false,
			monitoringMinutes: 0,
			rollbackAlarmArns: [],
			ownRollbackAlarms: [],
			notificationArns: [],
			previousVersionsToKeep: 10,
			stackInfoDirectory: ".stacktape-stack-info",
		}));

	it("are what the config says", () =>
		assert.deepEqual(
			optionsOf(`deploymentConfig:
  terminationProtection: true
  cloudformationRoleArn: arn:role
  triggerRollbackOnAlarms: ["arn:alarm"]
  monitoringTimeAfterDeploymentInMinutes: 5
  disableAutoRollback: true
  publishEventsToArn: ["arn:topic"]
  previousVersionsToKeep: 0
stackConfig:
  stackInfoDirectory: out
`),
			{
				terminationProtection: true,
				roleArn: "arn:role",
				acceleratedUploads: true,
				disableAutoRollback: true,
				monitoringMinutes: 5,
				rollbackAlarmArns: ["arn:alarm"],
				ownRollbackAlarms: [],
				notificationArns: ["arn:topic"],
				previousVersionsToKeep: 0,
				stackInfoDirectory: "out",
			},
		));

	it("have no folder for the stack's overview when it shall not be written", () =>
		assert.equal(optionsOf("stackConfig: {disableStackInfoSaving: true}\n").stackInfoDirectory, undefined));

	it("put the role of CloudFormation into the overview", () => {
		const { compiled } = compileText(
			"resources: {}\ndeploymentConfig: {cloudformationRoleArn: 'arn:role'}\n",
		);
		assert.match(
			JSON.stringify(compiled.template.Outputs["StpStackInfoMap"]),
			/cloudformationRoleArn\\":\{\\"showDuringPrint\\":false,\\"value\\":\\"arn:role/,
		);
	});
});

describe("the limits of a stack", () => {
	const many = (count: number) => {
		// Three resources are the stack's own.
		const lines = Array.from({ length: count - 3 }, (_, index) => `  T${index}: {Type: 'AWS::SNS::Topic'}`);
		return `resources: {}\ncloudformationResources:\n${lines.join("\n")}\n`;
	};

	const cases: readonly (readonly [count: number, expected: readonly string[]])[] = [
		[470, []],
		[471, ["warning"]],
		[500, ["warning"]],
		[501, ["error"]],
	];
	for (const [count, expected] of cases) {
		it(`are ${expected[0] ?? "kept"} at ${count} resources`, () => {
			const { problems } = compileText(many(count));
			assert.deepEqual(
				problems.map(({ severity }) => severity),
				expected,
			);
			assert.deepEqual(
				[...new Set(problems.map(({ code }) => code))],
				expected.length > 0 ? ["too-many-resources"] : [],
			);
		});
	}

	it("are 200 outputs, of which two are Spool's own", () => {
		const outputs = (count: number) =>
			`resources: {}\nstackConfig:\n  outputs:\n${Array.from({ length: count }, (_, index) => `    - {name: o${index}, value: x}`).join("\n")}\n`;
		assert.deepEqual(problemLines(compileText(outputs(198))), []);
		assert.deepEqual(problemLines(compileText(outputs(199))), [
			'too-many-outputs "outputs": this config makes 201 outputs, and a stack can have 200',
		]);
	});
});
