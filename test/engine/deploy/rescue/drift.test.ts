import assert from "node:assert/strict";
import { deploymentBucketOf, driftInWords, driftsOf } from "../../../../engine/deploy/rescue/drift.ts";
import { deployedStage, putObject } from "../../../support/deploy.ts";

const blocking = { logicalId: "ApiFunction", type: "AWS::Lambda::Function", resource: "api", reason: "gone" };

async function driftsWith(after: string | undefined) {
	const stage = await deployedStage();
	const { stacks } = stage.cloud;
	const resources = await stacks.resources("shop-dev", {});
	const stack = (await stacks.read("shop-dev", {})) ?? assert.fail("no stack");
	if (after !== undefined) putObject(stage, "cf-template/v000002.yml", after);
	return driftsOf(stage.ports, stack, resources, [blocking]);
}

describe("what differs when a resource is skipped", () => {
	it("is what the failed update was to change of it", async () => {
		const stage = await deployedStage();
		const template = structuredClone(stage.stack().template);
		const properties = template.Resources["ApiFunction"]?.Properties as Record<string, unknown>;
		properties["MemorySize"] = 4096;
		const [drift] = await driftsWith(JSON.stringify(template));
		assert.deepEqual(drift?.properties, ["MemorySize"]);
		assert.match(
			(drift && driftInWords(drift)) ?? "",
			/^api \(ApiFunction, AWS::Lambda::Function\) is left as it is: MemorySize may be what the failed update wanted/,
		);
	});

	it("is not known where the template of the failed update is gone, or is none", async () => {
		for (const text of [undefined, "nonsense: ["]) {
			const [drift] = await driftsWith(text);
			assert.deepEqual(drift?.properties, []);
			assert.match((drift && driftInWords(drift)) ?? "", /: its properties may be/);
		}
	});
});

describe("the deployment bucket of a stack", () => {
	it("is the one with the id that every stack has, unless that is gone", () => {
		const bucket = (status: string) => [
			{ logicalId: "StpDeploymentBucket", physicalId: "b", type: "AWS::S3::Bucket", status },
		];
		assert.equal(deploymentBucketOf(bucket("CREATE_COMPLETE")), "b");
		assert.equal(deploymentBucketOf(bucket("DELETE_COMPLETE")), undefined);
		assert.equal(deploymentBucketOf([]), undefined);
	});
});
