import assert from "node:assert/strict";
import { hotSwap, requireDeployed } from "../../../engine/deploy/hot-swap.ts";
import { prepare } from "../../../engine/deploy/prepare.ts";
import {
	assertEventLog,
	configOf,
	deployedStage,
	failureOf,
	networkFailure,
	openStage,
} from "../../support/deploy.ts";

const config = configOf({ api: {}, worker: {} });
const code = { api: "one", worker: "w" };

describe("hot swap", () => {
	it("replaces the code and asks CloudFormation for nothing but to read", async () => {
		const stage = await deployedStage({ config, code });
		stage.edit("api", "two");
		const { swaps, blocked, unchanged } = await stage.hotSwap();
		assert.deepEqual(
			swaps.map(({ resource }) => resource),
			["api"],
		);
		assert.deepEqual([blocked, unchanged], [[], ["worker"]]);
		assert.deepEqual([stage.live("api"), stage.live("worker")], ["two", "w"]);
		const calls = stage.calls();
		assert.deepEqual(calls.slice(0, 5), [
			"identity",
			"stacks.read",
			"stacks.template",
			"functions.read",
			"functions.read",
		]);
		// At the same time, and so in any order.
		assert.deepEqual(calls.slice(5).toSorted(), [
			"follow",
			"functions.tag",
			"functions.updateCode",
			"objects.put",
			"objects.putOver",
		]);
	});

	it("tells its watchers every step", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		await stage.hotSwap();
		assertEventLog(new URL("./golden/hot-swap.jsonl", import.meta.url), stage.events);
	});

	it("does nothing the second time, and goes back when the code goes back", async () => {
		const stage = await deployedStage({ config, code });
		stage.edit("api", "two");
		await stage.hotSwap();
		stage.calls();
		const again = await stage.hotSwap();
		assert.deepEqual([again.swaps, again.unchanged], [[], ["api", "worker"]]);
		assert.equal(
			stage.calls().some((method) => /update|tag|put/.test(method)),
			false,
		);
		stage.edit("api", "one");
		assert.equal((await stage.hotSwap()).swaps.length, 1);
		assert.equal(stage.live("api"), "one");
		// The template has this code, but not CloudFormation has written it.
		assert.equal(stage.tagsOf("api")["stp:hotswap-deploy"], "true");
	});

	it("leaves CloudFormation's template alone, whatever it swaps", async () => {
		const stage = await deployedStage({ config, code });
		const { body } = stage.stack();
		stage.edit("api", "two");
		await stage.hotSwap();
		assert.equal(stage.stack().body, body);
		assert.equal((await stage.cloud.stacks.read("shop-dev", {}))?.outputs["StpDeploymentVersion"], "v000001");
	});

	it("swaps what it can and says what only a deploy can do", async () => {
		const stage = await deployedStage({ config, code });
		stage.edit("api", "two");
		stage.edit("worker", "w2");
		stage.writeConfig(configOf({ api: { storage: 1024 }, worker: {} }));
		const { swaps, blocked } = await stage.hotSwap();
		assert.deepEqual(
			swaps.map(({ resource }) => resource),
			["worker"],
		);
		assert.deepEqual(
			blocked.map(({ resource, reason }) => [resource, reason]),
			[
				["api", "storage of function api changes (EphemeralStorage)"],
				[
					"api",
					"code of function api waits for the deploy, which has to come first: storage of function api changes (EphemeralStorage)",
				],
			],
		);
		assert.deepEqual([stage.live("api"), stage.live("worker")], ["one", "w2"]);
	});

	it("follows the worked sequence: swap, config change by deploy, swap back", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		await stage.hotSwap();
		stage.edit("api", "three");
		stage.writeConfig(configOf({ api: { storage: 1024 } }));
		const deployed = await stage.deploy({ hotSwap: true });
		assert.equal(deployed.outcome, "updated");
		assert.match(stage.keyOf("api"), /^api\/v000002-/);
		assert.equal("stp:hotswap-deploy" in stage.tagsOf("api"), false);
		// Back to the first code, which the bucket has: still a swap, and a deploy then writes it for good.
		stage.edit("api", "one");
		assert.equal((await stage.hotSwap()).swaps.length, 1);
		assert.equal((await stage.deploy()).uploads.uploaded, 0);
		assert.match(stage.keyOf("api"), /^api\/v000003-/);
		assert.equal(stage.live("api"), "one");
	});

	it("fails before it builds anything when there is nothing to swap in", async () => {
		const stage = openStage();
		const failure = await failureOf(stage.hotSwap());
		assert.equal(failure.code, "not-deployed");
		assert.match(failure.hint ?? "", /spool deploy/);
		assert.equal(
			stage.events.some((event) => event.kind === "begin" && event.id === "package"),
			false,
		);
	});

	it("waits for packaging to end when AWS cannot be read, so that nothing goes on unseen", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		const { readBytes } = stage.host;
		stage.host.readBytes = async (path) => {
			await new Promise(setImmediate);
			return readBytes(path);
		};
		stage.before = (method) => {
			if (method === "stacks.template") throw networkFailure();
		};
		assert.equal((await failureOf(stage.hotSwap())).kind, "network");
		const ended = stage.events.filter((event) => event.kind === "end").map(({ id }) => id);
		assert.deepEqual(ended, ["resolve", "package/api", "package"]);
	});

	it("says so when the stack has no template", async () => {
		const stage = await deployedStage();
		const { ports } = stage;
		const stacks = { ...ports.cloud.stacks, template: async () => undefined };
		const work = hotSwap({ ...ports, cloud: { ...ports.cloud, stacks } }, stage.request());
		assert.equal((await failureOf(work)).code, "not-deployed");
	});

	it("is cancelled while it packs", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		const controller = new AbortController();
		stage.after = (method) => {
			if (method === "stacks.read") controller.abort();
		};
		await assert.rejects(stage.hotSwap({ signal: controller.signal }), { name: "AbortError" });
		assert.equal(stage.live("api"), "one");
	});
});

describe("a stack that code can be swapped in", () => {
	it("is deployed and at rest", async () => {
		const stage = await deployedStage();
		const prepared = await prepare(stage.ports, stage.request());
		assert.equal(requireDeployed(prepared).name, "shop-dev");
	});

	it("is none while somebody deploys it", async () => {
		const stage = await deployedStage();
		stage.stack().status = "UPDATE_IN_PROGRESS";
		const failure = await failureOf(stage.hotSwap());
		assert.equal(failure.code, "stack-busy");
		assert.match(failure.hint ?? "", /wait/);
	});

	it("is none when only its bootstrap is there", async () => {
		const stage = await deployedStage();
		stage.stack().outputs = {};
		assert.equal((await failureOf(stage.hotSwap())).code, "not-deployed");
	});
});
