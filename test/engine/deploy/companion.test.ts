import assert from "node:assert/strict";
import { deleteCompanion, deployCompanion, isOfCompanion } from "../../../engine/deploy/companion.ts";
import { companionName, readCompanion } from "../../../engine/deploy/companion-state.ts";
import type { Course } from "../../../engine/deploy/course.ts";
import { prepare } from "../../../engine/deploy/prepare.ts";
import { packArtifacts } from "../../../engine/package/package.ts";
import { isZip } from "../../../engine/package/packed.ts";
import { getAtt } from "../../../engine/template/intrinsics.ts";
import { ArtifactSlot } from "../../../engine/template/slot.ts";
import type { CfnResource, Template } from "../../../engine/template/template.ts";
import { configOf, deployedStage, failureOf, type Stage } from "../../support/deploy.ts";

const bucket: CfnResource = { Type: "AWS::S3::Bucket", Properties: { BucketName: "edge-code" } };
const role: CfnResource = {
	Type: "AWS::IAM::Role",
	Properties: { RoleName: "edge", AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } },
};
const edge: CfnResource = {
	Type: "AWS::Lambda::Function",
	Properties: {
		FunctionName: "edge",
		Role: getAtt("Role", "Arn"),
		Handler: "api.handler",
		Runtime: "nodejs24.x",
		Code: { S3Bucket: new ArtifactSlot("api", "bucket"), S3Key: new ArtifactSlot("api", "key") },
	},
};
const queue: CfnResource = { Type: "AWS::SQS::Queue", Properties: { QueueName: "old" } };

function template(Resources: Template["Resources"]): Template {
	return {
		AWSTemplateFormatVersion: "2010-09-09",
		Description: "STP-companion_shop_dev_x",
		Resources,
		Outputs: { RoleArn: { Value: getAtt("Role", "Arn") } },
	};
}

/** The course of a deploy whose config needs `companion` in us-east-1; the stack says that it had one if `had`. */
async function courseOf(stage: Stage, companion: Template | undefined, had = false) {
	const request = stage.request();
	const prepared = await prepare(stage.ports, request);
	const compiled = {
		...prepared.analysis.compiled,
		...(companion && { companion: { region: "us-east-1", template: companion } }),
	};
	const stack = prepared.stack && {
		...prepared.stack,
		outputs: had ? { StpStackInfoMap: '{"companionRegion":1}' } : {},
	};
	const course: Course = {
		request,
		prepared: { ...prepared, analysis: { ...prepared.analysis, compiled } },
		action: "update",
		stack,
		phases: {},
	};
	const all = await packArtifacts(stage.ports, compiled.artifacts, { root: request.config.root });
	const packed = all
		.filter(isZip)
		.map((one) => ({ ...one, plan: { ...one.plan, region: "us-east-1" as const } }));
	return { course, packed, compiled };
}

const there = (stage: Stage) => stage.ports.cloud.in("us-east-1");
const readStack = (stage: Stage) => there(stage).stacks.read("shop-dev-us-east-1", {});

async function idsIn(stage: Stage): Promise<readonly string[]> {
	const resources = await there(stage).stacks.resources("shop-dev-us-east-1", {});
	return resources.map(({ logicalId }) => logicalId).sort();
}

describe("what must stand in us-east-1", () => {
	it("costs no call where a config needs nothing of it", async () => {
		const stage = await deployedStage();
		const { course, packed } = await courseOf(stage, undefined);
		const { outputs, settle } = await deployCompanion(stage.ports, course, packed);
		await settle();
		assert.deepEqual(outputs, {});
		assert.equal(await readStack(stage), undefined);
	});

	it("is a stack there, with code in a bucket of its own, and gives its outputs", async () => {
		const stage = await deployedStage();
		const { course, packed, compiled } = await courseOf(
			stage,
			template({ Bucket: bucket, Role: role, Edge: edge }),
		);
		const { outputs } = await deployCompanion(stage.ports, course, packed);
		assert.match(outputs["RoleArn"] ?? "", /^arn:/);
		assert.deepEqual(await idsIn(stage), ["Bucket", "Edge", "Role"]);
		const stored = await there(stage).objects.list("edge-code", "", {});
		assert.equal(stored?.length, 1);
		assert.deepEqual((await readCompanion(stage.ports, compiled)).outputs, outputs);
	});

	it("is not touched again when nothing has changed", async () => {
		const stage = await deployedStage();
		const wanted = template({ Bucket: bucket, Role: role, Edge: edge });
		const first = await courseOf(stage, wanted);
		await deployCompanion(stage.ports, first.course, first.packed);
		const before = (await readStack(stage))?.updatedAt;
		const second = await courseOf(stage, wanted);
		const { outputs, settle } = await deployCompanion(stage.ports, second.course, second.packed);
		await settle();
		assert.match(outputs["RoleArn"] ?? "", /^arn:/);
		assert.equal((await readStack(stage))?.updatedAt, before);
	});

	it("keeps what the stack may still use until the stack is updated", async () => {
		const stage = await deployedStage();
		const first = await courseOf(stage, template({ Role: role, Old: queue }));
		await deployCompanion(stage.ports, first.course, []);
		const second = await courseOf(stage, template({ Role: role }));
		const { settle } = await deployCompanion(stage.ports, second.course, []);
		assert.deepEqual(await idsIn(stage), ["Old", "Role"]);
		await settle();
		assert.deepEqual(await idsIn(stage), ["Role"]);
	});

	it("goes away when no config needs it any more, after the stack is updated", async () => {
		const stage = await deployedStage();
		const first = await courseOf(stage, template({ Bucket: bucket, Role: role, Edge: edge }));
		await deployCompanion(stage.ports, first.course, first.packed);
		const second = await courseOf(stage, undefined, true);
		const { settle } = await deployCompanion(stage.ports, second.course, []);
		assert.ok(await readStack(stage));
		await settle();
		assert.equal(await readStack(stage), undefined);
	});

	it("is deleted with the stack", async () => {
		const stage = await deployedStage();
		const first = await courseOf(stage, template({ Bucket: bucket, Role: role, Edge: edge }));
		await deployCompanion(stage.ports, first.course, first.packed);
		const work = { id: "delete", ending: () => undefined };
		await deleteCompanion(stage.ports, first.course.prepared.target, work);
		assert.equal(await readStack(stage), undefined);
	});

	it("is never a stack of somebody else", async () => {
		const stage = await deployedStage();
		const { course } = await courseOf(stage, { ...template({ Role: role }), Description: "mine" });
		await deployCompanion(stage.ports, course, []);
		assert.equal((await failureOf(deployCompanion(stage.ports, course, []))).code, "foreign-stack");
	});

	it("is told apart by the artifact's region", async () => {
		const stage = await deployedStage({ config: configOf({ api: {} }) });
		const { packed, course } = await courseOf(stage, undefined);
		const { target } = course.prepared;
		assert.deepEqual(
			packed.map((one) => isOfCompanion(one, target)),
			[true],
		);
		assert.deepEqual(
			packed.map((one) => isOfCompanion(one, { ...target, region: "us-east-1" })),
			[false],
		);
		assert.equal(companionName(target), "shop-dev-us-east-1");
	});
});
