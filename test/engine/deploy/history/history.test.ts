import assert from "node:assert/strict";
import { keptVersions, readHistory, requireBucket } from "../../../../engine/deploy/history/history.ts";
import {
	deployedStage,
	failureOf,
	openStage,
	putObject,
	type Stage,
	target,
} from "../../../support/deploy.ts";

const read = (stage: Stage) => readHistory(stage.ports, target);

const inShort = async (stage: Stage) =>
	(await read(stage)).entries.map(({ version, outcome, isCurrent, canRollBack }) =>
		[version, outcome, isCurrent && "deployed", canRollBack && "kept"].filter(Boolean).join(" "),
	);

describe("the history of a stack", () => {
	it("has every deploy, the newest first, with what is deployed and what can be gone back to", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		stage.cloud.fail({ logicalId: "ApiFunction", message: "broken", times: 1 });
		await failureOf(stage.deploy());
		await stage.clock.sleep(1_000);
		await stage.deploy();
		assert.deepEqual(await inShort(stage), ["v000002 done deployed", "v000002 failed", "v000001 done kept"]);
		const { version, status, stack } = await read(stage);
		assert.deepEqual([stack, status, version], ["shop-dev", "UPDATE_COMPLETE", "v000002"]);
	});

	it("takes it from the stack how a deploy went whose program was ended", async () => {
		const stage = await deployedStage();
		const record = { version: "v000001", action: "update", outcome: "running", by: "me" };
		const lost = (at: string, version: string) =>
			putObject(stage, `deploys/${at}-${version}.json`, JSON.stringify({ ...record, at, version }));
		lost("2999-01-01T00-00-00-000Z", "v000001");
		assert.deepEqual((await inShort(stage))[0], "v000001 done deployed");
		lost("2999-01-02T00-00-00-000Z", "v000002");
		assert.deepEqual((await inShort(stage))[0], "v000002 stopped");
		stage.stack().status = "UPDATE_IN_PROGRESS";
		assert.deepEqual((await inShort(stage))[0], "v000002 running");
	});

	it("has the versions of a tool that keeps no records, and no object that is none", async () => {
		const stage = await deployedStage();
		for (const { objects } of stage.cloud.world.buckets.values())
			for (const key of [...objects.keys()]) if (key.startsWith("deploys/")) objects.delete(key);
		putObject(stage, "deploys/readme.txt", "mine");
		putObject(stage, "deploys/2999-01-01T00-00-00-000Z-v000009.json", "nonsense");
		assert.deepEqual(await inShort(stage), ["v000001 unknown deployed"]);
	});

	it("needs a stack, and its bucket", async () => {
		assert.equal((await failureOf(read(openStage()))).code, "not-deployed");
		const stage = await deployedStage();
		stage.stack().resources.delete("StpDeploymentBucket");
		assert.equal((await failureOf(read(stage))).code, "deployment-bucket-missing");
		const state = await stage.cloud.stacks.read("shop-dev", {});
		assert.ok(state);
		assert.equal((await failureOf(requireBucket(stage.ports, state, {}))).kind, "stack");
	});
});

describe("versions that can be gone back to", () => {
	it("are those whose templates are kept, up to the one that is deployed", () => {
		const stored = [
			"cf-template/v000003.yml",
			"cf-template/v000001.yml",
			"cf-template/x.yml",
			"api/v000002-a.zip",
		];
		const objects = stored.map((key) => ({ key, size: 1, modifiedAt: 0, etag: "" }));
		assert.deepEqual(keptVersions(objects, "v000003"), ["v000003", "v000001"]);
		assert.deepEqual(keptVersions(objects, "v000002"), ["v000001"]);
	});
});
