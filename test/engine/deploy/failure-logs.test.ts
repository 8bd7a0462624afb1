import assert from "node:assert/strict";
import { withLogs } from "../../../engine/deploy/failure-logs.ts";
import type { RootCause } from "../../../engine/deploy/root-cause.ts";
import { Failure } from "../../../engine/report/failure.ts";
import type { Template } from "../../../engine/template/template.ts";
import { deployedStage, failureOf, type Stage } from "../../support/deploy.ts";

const group = "/aws/lambda/shop-dev-api";

/** A stage whose next deploy fails at its function, which has logged these lines by then. */
async function failingStage(...lines: readonly string[]): Promise<Stage> {
	const stage = await deployedStage();
	stage.edit("api", "two");
	stage.cloud.fail({ logicalId: "ApiFunction", on: "update", message: "did not stabilize", times: 1 });
	stage.cloud.world.logs.set(group, [{ at: 0, line: "long ago" }]);
	stage.after = (method) => {
		if (method !== "stacks.update") return;
		const at = stage.clock.now() + 1;
		stage.cloud.world.logs.get(group)?.push(...lines.map((line) => ({ at, line })));
	};
	return stage;
}

const custom: RootCause = {
	logicalId: "Seed",
	resourceType: "Custom::Seed",
	resource: undefined,
	reason: "no answer",
	hint: undefined,
	problem: undefined,
};

const template: Template = {
	AWSTemplateFormatVersion: "2010-09-09",
	Description: "",
	Resources: {
		Seed: { Type: "Custom::Seed", Properties: { ServiceToken: { "Fn::GetAtt": ["ApiFunction", "Arn"] } } },
	},
	Outputs: {},
};

describe("the log of what failed", () => {
	it("is at the end of the failure: the last lines since the deploy began, without secrets", async () => {
		const stage = await failingStage("Init error: password=abc", "Cannot find module 'left-pad'");
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.message, "api (ApiFunction, AWS::Lambda::Function) failed: did not stabilize");
		assert.deepEqual(failure.details.slice(1), [
			"its last log lines:",
			"Init error: password=(hidden)",
			"Cannot find module 'left-pad'",
		]);
		assert.equal(failure.problems.length, 1);
	});

	it("is that of the function that answers for a custom resource", async () => {
		const stage = await deployedStage();
		stage.cloud.world.logs.set(group, [{ at: 5, line: "TypeError: no" }]);
		const failure = new Failure({ code: "update-failed", kind: "stack", message: "m", details: ["state"] });
		const work = { stackId: stage.stack().id, events: [], template };
		const told = await withLogs(stage.ports, failure, custom, work);
		assert.deepEqual(told.details, ["state", "its last log lines:", "TypeError: no"]);
		assert.equal(await withLogs(stage.ports, failure, undefined, work), failure);
		const bucket = { ...custom, resourceType: "AWS::S3::Bucket" };
		assert.equal(await withLogs(stage.ports, failure, bucket, work), failure);
	});

	it("takes nothing from the failure when it is empty or cannot be read", async () => {
		const quiet = await failureOf((await failingStage()).deploy());
		assert.equal(quiet.details.length, 1);
		const stage = await failingStage("something");
		stage.cloud.trouble.denied.add("logs.recent");
		const denied = await failureOf(stage.deploy());
		assert.deepEqual([denied.code, denied.details.length], ["update-failed", 1]);
	});
});
