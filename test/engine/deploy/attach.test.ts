import assert from "node:assert/strict";
import { type AttachRequest, attach } from "../../../engine/deploy/attach.ts";
import { Cancelled } from "../../../engine/report/failure.ts";
import { deployedStage, failureOf, openStage, reasonOf, type Stage, target } from "../../support/deploy.ts";

const follow = (stage: Stage, more: Partial<AttachRequest> = {}) => attach(stage.ports, { target, ...more });

/** A stage on which a colleague's update runs that this machine knows nothing of. */
async function busyStage(fails?: string): Promise<Stage> {
	const stage = await deployedStage({ resourceMs: 20_000 });
	stage.edit("api", "two");
	if (fails !== undefined)
		stage.cloud.fail({ logicalId: "ApiFunction", on: "update", message: fails, times: 1 });
	const controller = new AbortController();
	stage.after = (method) => {
		if (method === "stacks.update") controller.abort();
	};
	stage.answer = () => "detach";
	assert.ok((await reasonOf(stage.deploy({ signal: controller.signal }))) instanceof Cancelled);
	stage.after = () => undefined;
	stage.events.length = 0;
	assert.equal(stage.stack().status, "UPDATE_IN_PROGRESS");
	return stage;
}

const resourcesIn = (stage: Stage) =>
	stage.events.flatMap((event) =>
		event.kind === "resource" ? [`${event.logicalId} ${event.status} ${event.resource ?? ""}`.trim()] : [],
	);

describe("attaching to what runs", () => {
	it("shows what has happened so far and what comes, to the end", async () => {
		const stage = await busyStage();
		await stage.clock.sleep(5_000);
		const result = await follow(stage, { config: stage.config });
		assert.deepEqual(result, { stack: "shop-dev", action: "update", status: "UPDATE_COMPLETE" });
		assert.deepEqual(resourcesIn(stage), [
			"ApiFunction UPDATE_IN_PROGRESS api",
			"ApiFunction UPDATE_COMPLETE api",
		]);
		const notes = stage.notes();
		assert.ok(notes.includes("note: shop-dev is UPDATE_IN_PROGRESS, for 5 seconds"), notes.join("\n"));
		assert.ok(
			notes.includes("note: the deploy to v000002 was begun by arn:aws:iam::111111111111:user/tester"),
			notes.join("\n"),
		);
	});

	it("follows what was started without a token, as by hand in the console", async () => {
		const stage = await busyStage();
		for (const event of stage.stack().events) delete (event as { token?: string }).token;
		(stage.stack() as { token?: string }).token = undefined as unknown as string;
		assert.equal((await follow(stage)).status, "UPDATE_COMPLETE");
	});

	it("ends with the root cause when it fails", async () => {
		const stage = await busyStage("no capacity");
		const failure = await failureOf(follow(stage, { config: stage.config }));
		assert.equal(failure.code, "update-failed");
		assert.equal(failure.message, "api (ApiFunction, AWS::Lambda::Function) failed: no capacity");
		assert.match(failure.details[0] ?? "", /UPDATE_ROLLBACK_COMPLETE/);
	});

	it("asks what a stop means, and goes", async () => {
		const stage = await busyStage();
		const controller = new AbortController();
		stage.after = (method) => {
			if (method === "stacks.events") controller.abort();
		};
		const stopped = await reasonOf(follow(stage, { signal: controller.signal }));
		assert.ok(stopped instanceof Cancelled);
		assert.deepEqual(stage.questions.at(-1), {
			kind: "stop-following",
			stack: "shop-dev",
			canRollBack: true,
		});
	});

	it("does not need to read the bucket, and follows a delete", async () => {
		const stage = await busyStage();
		stage.cloud.trouble.denied.add("objects.list");
		assert.equal((await follow(stage)).status, "UPDATE_COMPLETE");
		stage.cloud.trouble.denied.clear();
		for (const { objects } of stage.cloud.world.buckets.values()) objects.clear();
		await stage.cloud.stacks.delete("shop-dev", { token: "other" }, {});
		assert.deepEqual(await follow(stage), {
			stack: "shop-dev",
			action: "delete",
			status: "DELETE_COMPLETE",
		});
	});

	it("says so when nothing runs, or when there is no stack", async () => {
		const stage = await deployedStage();
		assert.deepEqual(await follow(stage), { stack: "shop-dev", action: "none", status: "UPDATE_COMPLETE" });
		assert.equal((await failureOf(follow(openStage()))).code, "not-deployed");
	});
});
