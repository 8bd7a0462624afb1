import assert from "node:assert/strict";
import { diffStack } from "../../../../engine/deploy/preview/diff.ts";
import type { Preview } from "../../../../engine/deploy/preview/preview.ts";
import { configOf, deployedStage, openStage, type Stage, tableBlock } from "../../../support/deploy.ts";

const changing = /\.(create|update|copy|delete|setPolicy|tag|untag|updateCode)$/;

async function diff(stage: Stage, more: Partial<Parameters<typeof diffStack>[1]> = {}) {
	return diffStack(stage.ports, { ...stage.request(), ...more });
}

describe("the difference between what is deployed and what would be", () => {
	it("is nothing after a deploy, without asking CloudFormation", async () => {
		const stage = await deployedStage();
		const { isSame, agreement, preview } = await diff(stage);
		assert.equal(isSame, true);
		assert.equal(agreement, undefined);
		assert.deepEqual(preview.changes, []);
		assert.ok(!stage.calls().includes("stacks.changeSet"));
	});

	it("is everything before the first deploy, and leaves nothing behind", async () => {
		const stage = openStage();
		const { preview, isSame } = await diff(stage);
		assert.equal(isSame, false);
		assert.equal(preview.isNew, true);
		assert.ok(preview.changes.every(({ action }) => action === "add"));
		assert.ok(preview.changes.some(({ resource }) => resource === "api"));
		assert.equal(stage.cloud.world.stacks.length, 0);
	});

	it("is worked out first, and CloudFormation says the same; nothing is changed", async () => {
		const stage = await deployedStage({ config: configOf({ api: {} }, tableBlock) });
		const keys = stage.keys();
		stage.writeConfig(configOf({ api: { memory: 512 }, worker: {} }));
		stage.edit("worker", "one");
		const told: Preview[] = [];
		const before: string[] = [];
		const result = await diff(stage, {
			previewed: (preview) => {
				told.push(preview);
				before.push(...stage.calls());
			},
		});
		assert.deepEqual(told, [result.preview]);
		assert.ok(!before.includes("stacks.changeSet"));
		const actions = result.preview.changes.map(({ action, logicalId }) => `${action} ${logicalId}`);
		assert.deepEqual(
			actions.filter((one) => /Function$|Table$/.test(one)),
			["remove NotesGlobalTable", "change ApiFunction", "add WorkerFunction"],
		);
		assert.deepEqual(
			result.losses.map(({ name, how }) => [name, how]),
			[["notes", "removed"]],
		);
		assert.deepEqual(result.agreement, { kind: "changes", reasons: [], disagreements: [] });
		assert.deepEqual(
			stage.calls().filter((method) => changing.test(method)),
			[],
		);
		assert.deepEqual(stage.keys(), keys);
	});

	it("is a change of code, by the key that it would have", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		const { preview } = await diff(stage, { localOnly: true });
		const code = preview.changes.find(({ logicalId }) => logicalId === "ApiFunction");
		assert.ok(code?.properties.some(({ path }) => path === "Code.S3Key"));
	});

	it("says of a removed resource whose it was", async () => {
		const stage = await deployedStage({ config: configOf({ api: {} }, tableBlock) });
		stage.writeConfig(configOf({ api: {} }));
		const { preview } = await diff(stage, { localOnly: true });
		assert.ok(preview.changes.some(({ action, resource }) => action === "remove" && resource === "notes"));
	});

	it("takes a template that is too large for a call through the bucket, and away again", async () => {
		const stage = await deployedStage();
		const keys = stage.keys();
		const many = Array.from({ length: 60 }, (_, i) => tableBlock.replace("notes", `table${i}`)).join("");
		stage.writeConfig(configOf({ api: {} }, many));
		const { agreement } = await diff(stage);
		assert.equal(agreement?.kind, "changes");
		assert.deepEqual(stage.keys(), keys);
	});

	it("goes on without CloudFormation where that says no, and says why", async () => {
		const stage = await deployedStage();
		stage.cloud.trouble.denied.add("stacks.changeSet");
		stage.writeConfig(configOf({ api: { memory: 512 } }));
		const { isSame, notAskedBecause, agreement } = await diff(stage);
		assert.deepEqual([isSame, agreement], [false, undefined]);
		assert.match(notAskedBecause ?? "", /changeSet/);
	});

	it("counts tags, termination protection and a half done update", async () => {
		const stage = await deployedStage();
		stage.writeConfig(`${configOf({ api: {} })}deploymentConfig:\n  terminationProtection: true\n`);
		const { preview, isSame } = await diff(stage, { localOnly: true });
		assert.equal(isSame, false);
		assert.deepEqual(preview.settings, ["termination protection is switched on"]);
	});
});
