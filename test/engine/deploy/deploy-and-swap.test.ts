import assert from "node:assert/strict";
import { configOf, deployedStage, openStage, tableBlock } from "../../support/deploy.ts";

const withTable = configOf({ api: {} }, tableBlock);

describe("a deploy after a hot swap", () => {
	it("has CloudFormation write the swapped code by a copy inside S3, and takes the mark away", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		await stage.hotSwap();
		assert.equal(stage.tagsOf("api")["stp:hotswap-deploy"], "true");
		stage.calls();
		const result = await stage.deploy();
		assert.equal(result.outcome, "updated");
		assert.deepEqual([result.uploads.uploaded, result.uploads.copied], [0, 1]);
		assert.deepEqual(
			stage.calls().filter((method) => method.startsWith("objects.") || method.startsWith("functions.")),
			[
				"functions.read",
				"objects.list",
				"objects.copy",
				"objects.put",
				"objects.put",
				"objects.putOver",
				"functions.read",
				"objects.readVersion",
				"objects.remove",
				"functions.untag",
				"objects.putOver",
			],
		);
		assert.match(stage.keyOf("api"), /^api\/v000002-/);
		assert.equal(stage.live("api"), "two");
		assert.equal("stp:hotswap-deploy" in stage.tagsOf("api"), false);
		assert.equal((await stage.deploy()).outcome, "unchanged");
	});

	it("brings the old code back when the swapped change was taken back before the deploy", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		await stage.hotSwap();
		stage.edit("api", "one");
		const result = await stage.deploy();
		assert.equal(stage.live("api"), "one");
		assert.equal(result.uploads.copied, 1);
		assert.match(stage.keyOf("api"), /^api\/v000002-/);
		assert.equal("stp:hotswap-deploy" in stage.tagsOf("api"), false);
	});

	it("leaves a function alone that was not swapped", async () => {
		const code = { api: "one", worker: "w" };
		const stage = await deployedStage({ config: configOf({ api: {}, worker: {} }), code });
		const worker = stage.keyOf("worker");
		stage.edit("api", "two");
		await stage.hotSwap();
		await stage.deploy();
		assert.equal(stage.keyOf("worker"), worker);
	});

	it("notices code that was changed without a mark", async () => {
		const stage = await deployedStage();
		await stage.cloud.functions.updateCode("shop-dev-api", { zip: new Uint8Array([1, 2, 3]) }, {});
		await stage.deploy();
		assert.equal(stage.live("api"), "one");
	});
});

describe("deploy --hot-swap", () => {
	it("swaps when only code has changed, and leaves CloudFormation alone", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		const result = await stage.deploy({ hotSwap: true });
		assert.equal(result.outcome, "swapped");
		assert.deepEqual(
			result.swaps.map(({ resource }) => resource),
			["api"],
		);
		assert.equal(result.version, "v000001");
		assert.ok(result.uploads.bytes > 0);
		assert.equal(stage.calls().includes("stacks.update"), false);
		assert.equal(stage.live("api"), "two");
	});

	it("does nothing when nothing has changed", async () => {
		const stage = await deployedStage();
		const result = await stage.deploy({ hotSwap: true });
		assert.equal(result.outcome, "unchanged");
		assert.deepEqual(stage.calls(), ["identity", "stacks.read", "stacks.template", "functions.read"]);
	});

	it("deploys in full on the first deploy, and says why", async () => {
		const result = await openStage().deploy({ hotSwap: true });
		assert.equal(result.outcome, "created");
		assert.deepEqual(
			result.fellBackBecause.map(({ reason }) => reason),
			["the stack is not deployed yet"],
		);
	});

	const blocking: Record<string, readonly [config: string, reasons: readonly string[]]> = {
		"storage changes": [
			configOf({ api: { storage: 1024 } }),
			[
				"storage of function api changes (EphemeralStorage)",
				"code of function api waits for the deploy, which has to come first: storage of function api changes (EphemeralStorage)",
			],
		],
		"a resource is new": [withTable, ["notes: NotesGlobalTable (AWS::DynamoDB::GlobalTable) is new"]],
		"termination protection is switched on": [
			`${configOf({ api: {} })}deploymentConfig:\n  terminationProtection: true\n`,
			["the termination protection of the stack changes"],
		],
	};
	for (const [name, [config, reasons]] of Object.entries(blocking)) {
		it(`deploys in full, code and all, when ${name}`, async () => {
			const stage = await deployedStage();
			stage.writeConfig(config);
			stage.edit("api", "two");
			const result = await stage.deploy({ hotSwap: true });
			assert.equal(result.outcome, "updated");
			assert.deepEqual(
				result.fellBackBecause.map(({ reason }) => reason),
				reasons,
			);
			assert.ok(stage.notes().includes(`note: not swapped: ${reasons[0]}`));
			assert.equal(stage.live("api"), "two");
			assert.equal("stp:hotswap-deploy" in stage.tagsOf("api"), false);
		});
	}

	it("deploys in full when the last update was left half done", async () => {
		const stage = await deployedStage();
		stage.stack().status = "UPDATE_FAILED";
		stage.edit("api", "two");
		const result = await stage.deploy({ hotSwap: true });
		assert.equal(result.outcome, "updated");
		assert.deepEqual(
			result.fellBackBecause.map(({ reason }) => reason),
			["the last update of shop-dev failed and was left half done"],
		);
	});
});
