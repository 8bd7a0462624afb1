import assert from "node:assert/strict";
import { bind } from "../../../engine/deploy/bind.ts";
import { settleSwaps } from "../../../engine/deploy/swap-settle.ts";
import { configOf, deployedStage, networkFailure } from "../../support/deploy.ts";

const withSettings = (memory: number, variables: Readonly<Record<string, string>>) =>
	configOf({
		api: { memory, environment: Object.entries(variables).map(([name, value]) => ({ name, value })) },
	});

async function swappedStage() {
	const stage = await deployedStage({ config: withSettings(128, { MODE: "fast", OLD: "1" }) });
	stage.writeConfig(withSettings(512, { MODE: "slow", NEW: "2" }));
	await stage.hotSwap();
	const settings = () => {
		const { memory, variables } = stage.cloud.world.functions.get("shop-dev-api") ?? assert.fail();
		return { memory, variables };
	};
	assert.deepEqual(settings(), { memory: 512, variables: { MODE: "slow", NEW: "2" } });
	return { stage, settings };
}

describe("the end of hot swaps", () => {
	it("gives a function the settings of the template when the config went back to them", async () => {
		const { stage, settings } = await swappedStage();
		stage.writeConfig(withSettings(128, { MODE: "fast", OLD: "1" }));
		assert.equal((await stage.deploy()).outcome, "updated");
		assert.deepEqual(settings(), { memory: 128, variables: { MODE: "fast", OLD: "1" } });
		assert.equal("stp:hotswap-deploy" in stage.tagsOf("api"), false);
		assert.equal((await stage.deploy()).outcome, "unchanged");
	});

	it("leaves the settings that were swapped when the config has them", async () => {
		const { stage, settings } = await swappedStage();
		await stage.deploy();
		assert.deepEqual(settings(), { memory: 512, variables: { MODE: "slow", NEW: "2" } });
		assert.equal("stp:hotswap-deploy" in stage.tagsOf("api"), false);
	});

	it("keeps the mark until the settings are right, for the next deploy", async () => {
		const { stage, settings } = await swappedStage();
		stage.writeConfig(withSettings(128, { MODE: "fast", OLD: "1" }));
		stage.before = (method) => {
			if (method === "functions.configure") throw networkFailure();
		};
		await assert.rejects(stage.deploy());
		assert.equal(stage.tagsOf("api")["stp:hotswap-deploy"], "true");
		stage.before = () => undefined;
		await stage.deploy();
		assert.deepEqual(settings(), { memory: 128, variables: { MODE: "fast", OLD: "1" } });
		assert.equal("stp:hotswap-deploy" in stage.tagsOf("api"), false);
	});

	it("has nothing to do where nothing was swapped", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		await stage.deploy();
		assert.equal(stage.calls().includes("functions.untag"), false);
		const template = {
			AWSTemplateFormatVersion: "2010-09-09",
			Description: "",
			Resources: {},
			Outputs: {},
		} as const;
		const place = { bucket: "code", by: "arn:me" };
		const first = { placements: [], images: [], stored: [], deployed: undefined, isUnchanged: false };
		await settleSwaps(stage.ports, { ...first, deployable: bind(template, new Map(), "v000001") }, place);
		assert.deepEqual(stage.calls(), []);
	});
});
