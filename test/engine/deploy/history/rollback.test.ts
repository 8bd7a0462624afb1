import assert from "node:assert/strict";
import { readHistory } from "../../../../engine/deploy/history/history.ts";
import { type RollbackRequest, rollback } from "../../../../engine/deploy/history/rollback.ts";
import { Cancelled } from "../../../../engine/report/failure.ts";
import {
	configOf,
	deployedStage,
	failureOf,
	openStage,
	putObject,
	reasonOf,
	type Stage,
	tableBlock,
	target,
} from "../../../support/deploy.ts";

const goBack = (stage: Stage, more: Partial<RollbackRequest> = {}) =>
	rollback(stage.ports, { target, ...more });

/** A stage in its third version. */
async function thirdStage(): Promise<Stage> {
	const stage = await deployedStage();
	for (const code of ["two", "three"]) {
		stage.edit("api", code);
		await stage.deploy();
	}
	stage.previews.length = 0;
	return stage;
}

describe("going back to an earlier version", () => {
	it("deploys the template and the code of the one before, as a new version", async () => {
		const stage = await thirdStage();
		const key = stage.keyOf("api");
		const result = await goBack(stage);
		assert.deepEqual(
			[result.outcome, result.from, result.to, result.version],
			["rolled-back", "v000003", "v000002", "v000004"],
		);
		assert.equal(stage.live("api"), "two");
		assert.notEqual(stage.keyOf("api"), key);
		assert.equal(result.stack.outputs["StpDeploymentVersion"], "v000004");
		const [newest] = (await readHistory(stage.ports, target)).entries;
		assert.deepEqual(
			[newest?.version, newest?.action, newest?.to, newest?.outcome, newest?.isCurrent],
			["v000004", "rollback", "v000002", "done", true],
		);
		// A deploy goes on from there.
		const next = await stage.deploy();
		assert.deepEqual([next.outcome, next.version], ["updated", "v000005"]);
		assert.equal(stage.live("api"), "three");
	});

	it("takes the version that is named, in any form of it", async () => {
		for (const version of ["1", "v1", "v000001"]) {
			const stage = await thirdStage();
			assert.equal((await goBack(stage, { version })).to, "v000001");
			assert.equal(stage.live("api"), "one");
		}
	});

	it("does nothing when that version is what is deployed", async () => {
		const stage = await thirdStage();
		stage.calls();
		assert.equal((await goBack(stage, { version: "3" })).outcome, "unchanged");
		assert.ok(!stage.calls().includes("stacks.update"));
	});

	it("shows what changes first, and leaves everything as it is on a no", async () => {
		const stage = await thirdStage();
		stage.approve = () => "no";
		assert.ok((await reasonOf(goBack(stage))) instanceof Cancelled);
		assert.equal(stage.live("api"), "three");
		const [preview] = stage.previews;
		assert.deepEqual(
			preview?.changes.map(({ action, logicalId, resource }) => [action, logicalId, resource]),
			[["change", "ApiFunction", "api"]],
		);
	});

	it("asks for the name of what came later and holds data", async () => {
		const stage = await deployedStage();
		stage.writeConfig(configOf({ api: {} }, tableBlock));
		await stage.deploy();
		const failure = await failureOf(goBack(stage));
		assert.equal(failure.code, "loss-not-approved");
		assert.equal(stage.cloud.world.tables.size, 1);
		await goBack(stage, { mayLose: ["notes"] });
		assert.equal(stage.cloud.world.tables.size, 0);
	});

	it("puts code back that was swapped in since", async () => {
		const stage = await thirdStage();
		stage.writeConfig(configOf({ api: {} }, "  news:\n    type: sns-topic\n"));
		await stage.deploy();
		stage.edit("api", "swapped");
		await stage.hotSwap();
		assert.equal(stage.live("api"), "swapped");
		// Only the topic differs between the two templates.
		await goBack(stage);
		assert.equal(stage.live("api"), "three");
		assert.equal("stp:hotswap-deploy" in stage.tagsOf("api"), false);
	});

	it("is refused when the version or something of it is not kept any more", async () => {
		const stage = await thirdStage();
		const missing = await failureOf(goBack(stage, { version: "9" }));
		assert.equal(missing.message, "the version v000009 of shop-dev is not kept");
		assert.equal(missing.hint, "what is kept: v000002, v000001");
		assert.equal((await failureOf(goBack(stage, { version: "newest" }))).code, "bad-usage");
		for (const { objects } of stage.cloud.world.buckets.values())
			for (const key of [...objects.keys()]) if (key.startsWith("api/v000002")) objects.delete(key);
		const gone = await failureOf(goBack(stage));
		assert.equal(gone.code, "rollback-incomplete");
		assert.match(
			gone.message,
			/^v000002 cannot be deployed again: api\/v000002-[0-9a-f]+\.zip is not kept any more$/,
		);
		assert.equal(stage.live("api"), "three");
	});

	it("needs a stack with a version before", async () => {
		assert.equal((await failureOf(goBack(openStage()))).code, "not-deployed");
		const failure = await failureOf(goBack(await deployedStage()));
		assert.equal(failure.message, "shop-dev has no version before v000001 to go back to");
		const stuck = await thirdStage();
		stuck.stack().status = "UPDATE_ROLLBACK_FAILED";
		assert.equal((await failureOf(goBack(stuck))).code, "stack-not-deployable");
	});

	it("says what a template does not hold", async () => {
		const stage = await thirdStage();
		putObject(stage, "bucket-sync-manifest/v000002.json", "{}");
		await goBack(stage);
		assert.ok(
			stage
				.notes()
				.includes(
					"warning: files in buckets and websites stay as they are: deploy the commit of v000002 to bring its files back",
				),
			stage.notes().join("\n"),
		);
	});

	it("keeps the reason when CloudFormation fails, and the stack as it was", async () => {
		const stage = await thirdStage();
		stage.cloud.fail({ logicalId: "ApiFunction", on: "update", message: "broken", times: 1 });
		const failure = await failureOf(goBack(stage));
		assert.match(failure.message, /failed: broken/);
		assert.equal(stage.live("api"), "three");
		const [newest] = (await readHistory(stage.ports, target)).entries;
		assert.deepEqual([newest?.outcome, newest?.action], ["failed", "rollback"]);
	});
});
