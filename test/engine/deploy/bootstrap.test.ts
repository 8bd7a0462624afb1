import assert from "node:assert/strict";
import { bootstrap } from "../../../engine/deploy/bootstrap.ts";
import type { Course } from "../../../engine/deploy/course.ts";
import { prepare } from "../../../engine/deploy/prepare.ts";
import { configOf, failureOf, openStage, type Stage } from "../../support/deploy.ts";

async function courseOf(stage: Stage, action: Course["action"]): Promise<Course> {
	const request = stage.request();
	const prepared = await prepare(stage.ports, request);
	return { request, prepared, action, stack: prepared.stack, phases: {} };
}

describe("the bootstrap of a stage", () => {
	it("creates the bucket and the repository, and nothing of the config", async () => {
		const stage = openStage();
		await bootstrap(stage.ports, await courseOf(stage, "create"));
		assert.equal(stage.stack().status, "CREATE_COMPLETE");
		assert.deepEqual([...stage.stack().resources.keys()].sort(), [
			"StpContainerRepository",
			"StpDeploymentBucket",
			"StpDeploymentBucketPolicy",
		]);
		assert.deepEqual(stage.stack().outputs, {});
	});

	it("is skipped when the stack is there", async () => {
		const stage = openStage();
		await stage.deploy();
		stage.calls();
		const course = await courseOf(stage, "update");
		stage.calls();
		await bootstrap(stage.ports, course);
		assert.deepEqual(stage.calls(), []);
		assert.ok(stage.events.some((event) => event.kind === "end" && event.outcome === "skipped"));
	});

	it("leaves no stack behind when it fails, and says so with the root cause first", async () => {
		const stage = openStage();
		stage.cloud.world.takenBuckets.add("stp-deployment-bucket-b7ba0a4f");
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "create-failed");
		assert.match(
			failure.message,
			/^StpDeploymentBucket \(AWS::S3::Bucket\) failed: The requested bucket name is not available/,
		);
		assert.doesNotMatch(failure.message, /Request ID|RequestToken|HandlerErrorCode/);
		assert.match(failure.hint ?? "", /choose another project, stage or resource name/);
		assert.deepEqual(failure.details, [
			"shop-dev is DELETE_COMPLETE: the stack was removed again; the next deploy begins anew",
		]);
		stage.cloud.world.takenBuckets.clear();
		assert.equal((await stage.deploy()).outcome, "created");
	});

	it("leaves the failed stack for a look when automatic rollback is off", async () => {
		const config = `${configOf({ api: {} })}deploymentConfig:\n  disableAutoRollback: true\n`;
		const stage = openStage({ config });
		stage.cloud.fail({ logicalId: "StpContainerRepository", message: "quota", times: 1 });
		const failure = await failureOf(stage.deploy());
		assert.match(failure.details[0] ?? "", /CREATE_FAILED: what was created is still there/);
		const next = await failureOf(stage.deploy());
		assert.equal(next.code, "stack-not-deployable");
		assert.match(next.hint ?? "", /spool rescue/);
	});

	it("removes the empty stack of a create that was rolled back, then creates it anew", async () => {
		const stage = openStage();
		stage.cloud.fail({ logicalId: "StpContainerRepository", message: "quota", times: 1 });
		await failureOf(stage.deploy());
		const empty = stage.stack();
		// As older tools leave it, that do not ask CloudFormation to delete what it could not create.
		empty.status = "ROLLBACK_COMPLETE";
		stage.calls();
		const result = await stage.deploy();
		assert.equal(result.outcome, "created");
		assert.equal(empty.status, "DELETE_COMPLETE");
		assert.notEqual(stage.stack().id, empty.id);
		const calls = stage.calls();
		assert.ok(calls.indexOf("stacks.delete") < calls.indexOf("stacks.create"));
		assert.ok(
			stage
				.notes()
				.includes("note: the first create of shop-dev had failed: its empty stack is removed first"),
		);
	});

	it("fails when that empty stack cannot be removed", async () => {
		const stage = openStage();
		await stage.deploy();
		stage.stack().status = "ROLLBACK_COMPLETE";
		for (const { objects } of stage.cloud.world.buckets.values()) objects.clear();
		stage.cloud.fail({ logicalId: "ApiRole", on: "delete", message: "in use" });
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "delete-failed");
		assert.match(failure.message, /^api \(ApiRole, AWS::IAM::Role\) failed: in use/);
	});

	it("is taken up by the next deploy when the user stopped right after it", async () => {
		const stage = openStage();
		const controller = new AbortController();
		stage.before = (method) => {
			if (method === "objects.list") controller.abort();
		};
		await assert.rejects(stage.deploy({ signal: controller.signal }), { name: "AbortError" });
		assert.equal(stage.stack().status, "CREATE_COMPLETE");
		const result = await stage.deploy();
		assert.equal(result.outcome, "updated");
		assert.equal(result.version, "v000001");
	});
});
