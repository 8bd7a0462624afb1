import assert from "node:assert/strict";
import { readDeployed } from "../../../../engine/deploy/deployed.ts";
import { openLedger } from "../../../../engine/deploy/ledger.ts";
import { prepare } from "../../../../engine/deploy/prepare.ts";
import { performSwaps } from "../../../../engine/deploy/swap/perform.ts";
import { type PlannedSwap, planSwap } from "../../../../engine/deploy/swap-plan.ts";
import { packArtifacts } from "../../../../engine/package/package.ts";
import { Cancelled } from "../../../../engine/report/failure.ts";
import { configOf, deployedStage, failureOf, reasonOf, type Stage, target } from "../../../support/deploy.ts";

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

const both = { config: configOf({ api: {}, worker: {} }), code: { api: "one", worker: "one" } };

const only = (swaps: readonly PlannedSwap[]) => ({ swaps, rollouts: [], definitions: [] });

describe("several swaps", () => {
	async function readyBoth() {
		const stage = await deployedStage(both);
		stage.edit("api", "two");
		stage.edit("worker", "two");
		return { stage, swaps: await swapsOf(stage) };
	}

	it("run at the same time", async () => {
		const { stage, swaps } = await readyBoth();
		const startedAt = stage.clock.now();
		const swapped = await performSwaps(stage.ports, at(stage), only(swaps));
		assert.deepEqual(swapped.map(({ resource }) => resource).sort(), ["api", "worker"]);
		assert.ok(stage.clock.now() - startedAt < 1_000);
	});

	it("of which one fails bring the other to its end, and say what is done", async () => {
		const { stage, swaps } = await readyBoth();
		stage.cloud.world.brokenFunctions.set("shop-dev-worker", "broken");
		const failure = await failureOf(performSwaps(stage.ports, at(stage), only(swaps)));
		assert.deepEqual([failure.kind, failure.code], ["partial", "swap-failed"]);
		assert.deepEqual(failure.details, ["1 of 2 is live: api"]);
		assert.match(failure.hint ?? "", /run a full deploy/);
		assert.equal(stage.live("api"), "two");
	});

	it("of which one is done when the user stops say so", async () => {
		const { stage, swaps } = await readyBoth();
		const controller = new AbortController();
		stage.before = async (method, [name]) => {
			if (method !== "functions.status" || name !== "shop-dev-worker") return;
			await stage.clock.sleep(3_000);
			controller.abort();
		};
		const reason = await reasonOf(performSwaps(stage.ports, at(stage), only(swaps), controller.signal));
		assert.ok(reason instanceof Cancelled);
		assert.deepEqual(reason.details, ["1 of 2 is live: api"]);
	});

	it("that all fail are no partial success", async () => {
		const { stage, swaps } = await readyBoth();
		stage.cloud.trouble.denied.add("functions.updateCode");
		assert.equal((await failureOf(performSwaps(stage.ports, at(stage), only(swaps)))).kind, "permission");
	});

	it("tell their watchers when AWS has the code and when it is live", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		await performSwaps(stage.ports, at(stage), only(await swapsOf(stage)));
		const [begin, one, note, end, last] = stage.events;
		assert.ok(begin?.kind === "begin" && begin.phase === "hot-swap");
		assert.ok(one?.kind === "begin" && one.parent === "hot-swap" && one.label === "api (shop-dev-api)");
		assert.ok(note?.kind === "note" && note.message === "api: accepted by AWS");
		assert.ok(end?.kind === "end" && /^live after \d/.test(end.summary ?? ""));
		assert.ok(last?.kind === "end" && last.id === "hot-swap" && last.outcome === "done");
	});

	it("are skipped when there are none", async () => {
		const { stage } = await readyBoth();
		assert.deepEqual(await performSwaps(stage.ports, at(stage), only([])), []);
		const end = stage.events.at(-1);
		assert.ok(end?.kind === "end" && end.outcome === "skipped");
		assert.equal(end.summary, "everything already runs as it is wanted");
	});
});
