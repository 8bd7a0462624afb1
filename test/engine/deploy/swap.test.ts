import assert from "node:assert/strict";
import { readDeployed } from "../../../engine/deploy/deployed.ts";
import { openLedger } from "../../../engine/deploy/ledger.ts";
import { prepare } from "../../../engine/deploy/prepare.ts";
import { performSwap } from "../../../engine/deploy/swap.ts";
import { type PlannedSwap, planSwap } from "../../../engine/deploy/swap-plan.ts";
import { packArtifacts } from "../../../engine/package/package.ts";
import { isAbort } from "../../../engine/report/failure.ts";
import {
	deployedStage,
	failureOf,
	networkFailure,
	type Stage,
	type StageOptions,
	target,
} from "../../support/deploy.ts";

const bucket = "stp-deployment-bucket-b7ba0a4f";
const at = ({ ports }: Stage) => ({
	bucket,
	repository: "images",
	isFast: false,
	ledger: openLedger(ports, bucket, { by: "arn:aws:iam::111111111111:user/dev", base: "v000001" }),
});

async function swapsOf(stage: Stage): Promise<readonly PlannedSwap[]> {
	const request = stage.request();
	const { analysis, stack } = await prepare(stage.ports, request);
	const { artifacts } = analysis.compiled;
	const packed = await packArtifacts(stage.ports, artifacts, { root: request.config.root });
	const deployed =
		(await readDeployed(stage.ports, "shop-dev", { artifacts, target })) ?? assert.fail("not deployed");
	const { swaps } = planSwap(analysis, packed, deployed, stack ?? assert.fail("no stack"));
	stage.calls();
	stage.events.length = 0;
	return swaps;
}

/** A stage and the swap of `api` from `one` to `two`. */
async function ready(options: StageOptions = {}): Promise<{ stage: Stage; swap: PlannedSwap }> {
	const stage = await deployedStage(options);
	stage.edit("api", "two");
	const [swap] = await swapsOf(stage);
	return { stage, swap: swap ?? assert.fail("nothing to swap") };
}

describe("the swap of a function", () => {
	it("ends when new calls run the code, and tells the parts of the time", async () => {
		const { stage, swap } = await ready({ codeMs: 700 });
		const swapped = await performSwap(stage.ports, at(stage), swap);
		assert.equal(stage.live("api"), "two");
		assert.equal(swapped.functionName, "shop-dev-api");
		assert.equal(swapped.resource, "api");
		assert.equal(swapped.digest, swap.packed.digest);
		assert.ok(swapped.timing.liveMs >= 700 && swapped.timing.liveMs < 1_300, String(swapped.timing.liveMs));
		assert.equal(swapped.timing.acceptedMs, 0);
	});

	it("sends the zip to Lambda and to the bucket, and marks the function", async () => {
		const { stage, swap } = await ready();
		await performSwap(stage.ports, at(stage), swap);
		// At the same time, and so in any order.
		assert.deepEqual(stage.calls().toSorted(), [
			"follow",
			"functions.tag",
			"functions.updateCode",
			"objects.put",
			"objects.putOver",
		]);
		assert.ok(stage.keys().includes(`api/v000000-${swap.packed.digest}.zip`));
		const tags = stage.tagsOf("api");
		assert.equal(tags["stp:hotswap-deploy"], "true");
		assert.equal(tags["stp:code-digest"], swap.packed.digest);
	});

	it("fails with Lambda's reason when the code cannot be brought into service", async () => {
		const { stage, swap } = await ready();
		stage.cloud.world.brokenFunctions.set("shop-dev-api", "the role was deleted");
		const failure = await failureOf(performSwap(stage.ports, at(stage), swap));
		assert.equal(failure.code, "swap-failed");
		assert.match(
			failure.message,
			/shop-dev-api into service: the role was deleted; the code from before could not/,
		);
		assert.ok(stage.notes().includes("failed: hot-swap/api"));
		stage.cloud.world.brokenFunctions.clear();
		assert.equal((await stage.hotSwap()).swaps.length, 1);
	});

	it("puts the code from before back into service, and shows what the function has logged", async () => {
		const { stage, swap } = await ready();
		const { brokenFunctions, logs } = stage.cloud.world;
		brokenFunctions.set("shop-dev-api", "the extension crashed");
		stage.after = (method) => {
			if (method !== "functions.updateCode") return;
			brokenFunctions.clear();
			logs.set("/aws/lambda/shop-dev-api", [{ at: stage.clock.now(), line: "EXTENSION crashed" }]);
		};
		const failure = await failureOf(performSwap(stage.ports, at(stage), swap));
		assert.equal(failure.code, "swap-failed");
		assert.match(failure.message, /the extension crashed; the code from before is live again$/);
		assert.deepEqual(failure.details, ["EXTENSION crashed"]);
		assert.equal(stage.live("api"), "one");
		assert.match(stage.keyOf("api"), new RegExp(`-${stage.tagsOf("api")["stp:code-digest"]}\\.zip$`));
		stage.after = () => undefined;
		await stage.hotSwap();
		assert.equal(stage.live("api"), "two");
	});

	it("fails when somebody else has swapped in the meantime", async () => {
		const { stage, swap } = await ready();
		stage.after = (method) => {
			if (method !== "functions.updateCode") return;
			const api = stage.cloud.world.functions.get("shop-dev-api") ?? assert.fail("no function");
			api.codeSha256 = "c29tZWJvZHkgZWxzZQ==";
		};
		const failure = await failureOf(performSwap(stage.ports, at(stage), swap));
		assert.equal(failure.code, "swap-overtaken");
		assert.match(failure.message, /somebody else has given shop-dev-api other code/);
	});

	it("is not fooled by a first look that still shows the old code", async () => {
		const { stage, swap } = await ready({ codeMs: 0 });
		const { ports } = stage;
		let looks = 0;
		const functions: typeof ports.cloud.functions = {
			...ports.cloud.functions,
			status: async (name, options) => {
				const status = await ports.cloud.functions.status(name, options);
				if (!status || ++looks > 2) return status;
				return {
					...status,
					lastUpdateStatus: "Successful",
					codeSha256: swap.deployed.state?.codeSha256 ?? "",
				};
			},
		};
		await performSwap({ ...ports, cloud: { ...ports.cloud, functions } }, at(stage), swap);
		assert.equal(looks, 3);
	});

	it("gives up after two minutes in which the code does not come into service", async () => {
		const { stage, swap } = await ready({ codeMs: 600_000 });
		const startedAt = stage.clock.now();
		const failure = await failureOf(performSwap(stage.ports, at(stage), swap));
		assert.equal(failure.code, "swap-not-live");
		assert.match(failure.message, /accepted the change of shop-dev-api, but after 120 seconds/);
		assert.ok(stage.clock.now() - startedAt < 125_000);
		const looks = stage.cloud.calls.filter(({ method }) => method === "functions.status").length;
		assert.ok(looks < 150, `${looks} looks`);
	});

	it("fails when the function is deleted meanwhile", async () => {
		const { stage, swap } = await ready();
		stage.before = (method) => {
			if (method === "functions.status") stage.cloud.world.functions.clear();
		};
		assert.equal((await failureOf(performSwap(stage.ports, at(stage), swap))).code, "function-missing");
	});

	for (const method of ["functions.updateCode", "functions.tag", "objects.put", "objects.putOver"]) {
		it(`fails when ${method} fails, with nothing still going on, and the next deploy is right again`, async () => {
			const { stage, swap } = await ready();
			let running = 0;
			stage.before = async (called) => {
				running++;
				if (called === method) {
					running--;
					throw networkFailure();
				}
				await stage.clock.sleep(100);
			};
			stage.after = () => void running--;
			assert.equal((await failureOf(performSwap(stage.ports, at(stage), swap))).kind, "network");
			assert.equal(running, 0);
			stage.before = () => undefined;
			stage.after = () => undefined;
			stage.edit("api", "one");
			await stage.deploy();
			assert.equal(stage.live("api"), "one");
			assert.equal("stp:hotswap-deploy" in stage.tagsOf("api"), false);
		});
	}

	it("is stopped while it waits, the mark being there for the next deploy", async () => {
		const { stage, swap } = await ready();
		const controller = new AbortController();
		stage.before = (method) => {
			if (method === "functions.status") controller.abort();
		};
		const work = performSwap(stage.ports, at(stage), swap, controller.signal);
		await assert.rejects(work, (error) => isAbort(error));
		assert.equal(stage.tagsOf("api")["stp:hotswap-deploy"], "true");
		assert.ok(stage.notes().includes("cancelled: hot-swap/api"));
	});
});
