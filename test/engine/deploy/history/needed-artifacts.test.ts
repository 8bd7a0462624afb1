import assert from "node:assert/strict";
import { requireArtifacts } from "../../../../engine/deploy/history/needed-artifacts.ts";
import type { Template } from "../../../../engine/template/template.ts";
import { failureOf, openStage } from "../../../support/deploy.ts";

const templateWith = (Properties: Record<string, unknown>): Template => ({
	AWSTemplateFormatVersion: "2010-09-09",
	Description: "",
	Resources: { Thing: { Type: "AWS::Lambda::Function", Properties } },
	Outputs: {},
});

const resources = [
	{
		logicalId: "StpContainerRepository",
		physicalId: "shop",
		type: "AWS::ECR::Repository",
		status: "CREATE_COMPLETE",
	},
];

async function check(
	properties: Record<string, unknown>,
	keys: readonly string[],
	tags: readonly string[] = [],
) {
	const { ports } = openStage();
	const images = { ...ports.cloud.images, tags: async () => tags };
	const cloud = { ...ports.cloud, images };
	await requireArtifacts({ ...ports, cloud }, templateWith(properties), "v000001", { keys, resources });
}

const zip = `api/v000001-${"a".repeat(64)}.zip`;
const image = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop:web--abc--v000001";

describe("what an earlier template needs", () => {
	it("is there", async () => {
		await check({ Code: { S3Bucket: "b", S3Key: zip } }, [zip]);
		await check({ Code: { ImageUri: image } }, [], ["web--abc--v000001"]);
		// An object of somebody else's bucket.
		await check({ Code: { S3Bucket: "theirs", S3Key: "layers/theirs.zip" } }, []);
	});

	it("is named when it is not kept any more", async () => {
		const zipGone = await failureOf(check({ Code: { S3Bucket: "b", S3Key: zip } }, []));
		assert.equal(zipGone.message, `v000001 cannot be deployed again: ${zip} is not kept any more`);
		const imageGone = await failureOf(check({ Code: { ImageUri: image } }, [], []));
		assert.match(imageGone.message, /web--abc--v000001 is not kept/);
		const machine = { DefinitionS3Location: { Bucket: "b", Key: "flow/v000001.json" } };
		assert.equal((await failureOf(check(machine, ["flow/v000002.json"]))).code, "rollback-incomplete");
	});
});
