import assert from "node:assert/strict";
import { readStack } from "../../../engine/deploy/info.ts";
import { account, configOf, deployedStage, failureOf, openStage, target } from "../../support/deploy.ts";

describe("looking at a stack", () => {
	it("shows its resources by the names of the config, and its own outputs only", async () => {
		const outputs = "stackConfig:\n  outputs:\n    - name: greeting\n      value: hello\n";
		const stage = await deployedStage({ config: configOf({ api: { url: { enabled: true } } }) + outputs });
		const view = await readStack(stage.ports, target);
		assert.equal(view.name, "shop-dev");
		assert.equal(view.identity.account, account);
		assert.equal(view.stack?.status, "UPDATE_COMPLETE");
		assert.equal(view.version, "v000001");
		assert.deepEqual(view.outputs, { greeting: "hello" });
		const names = view.resources.map(({ name, type }) => `${name} ${type}`);
		assert.deepEqual(names, ["api function", "SHARED_GLOBAL SHARED_GLOBAL"]);
		const [api] = view.resources;
		assert.deepEqual(
			api?.children.map(({ logicalId }) => logicalId).filter((id) => /Function$|Role$|LogGroup$/.test(id)),
			["ApiRole", "ApiLogGroup", "ApiFunction"],
		);
	});

	it("shows a stage that is not deployed as nothing", async () => {
		const stage = openStage();
		const view = await readStack(stage.ports, target);
		assert.equal(view.stack, undefined);
		assert.deepEqual([view.resources, view.links, view.outputs], [[], [], {}]);
		assert.deepEqual(stage.calls(), ["identity", "stacks.read"]);
	});

	it("stops for another account, and when it is told to", async () => {
		const stage = await deployedStage();
		const failure = await failureOf(readStack(stage.ports, { ...target, account: "222222222222" }));
		assert.equal(failure.code, "wrong-account");
		await assert.rejects(readStack(stage.ports, target, AbortSignal.abort()), { name: "AbortError" });
	});
});
