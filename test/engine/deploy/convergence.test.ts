import assert from "node:assert/strict";
import fc from "fast-check";
import { configOf, digestInKey, networkFailure, openStage, type Stage } from "../../support/deploy.ts";

/**
 * How a run breaks off, counted in calls of the cloud. `cut`: the network is gone from then on. `killed`: the
 * program is, which nothing survives. `answered`: the call that breaks off has still happened.
 */
type Break = { readonly at: number; readonly how: "cut" | "killed"; readonly answered: boolean };

/** What `api` is to run with; each of it can be swapped. */
type Settings = {
	readonly memory: number;
	readonly timeout: number;
	readonly variables: Readonly<Record<string, string>>;
};

type Step =
	| { readonly kind: "edit"; readonly job: "api" | "worker"; readonly code: string }
	| { readonly kind: "settings"; readonly settings: Settings }
	/** The next time that CloudFormation works on the resource it fails, and rolls back. */
	| { readonly kind: "trouble"; readonly logicalId: string }
	| { readonly kind: "deploy" | "hot-swap" | "deploy-or-swap"; readonly breaks: Break | undefined }
	| { readonly kind: "wait"; readonly ms: number };

const breaks = fc.option(
	fc.record({
		at: fc.nat({ max: 24 }),
		how: fc.constantFrom("cut" as const, "killed" as const),
		answered: fc.boolean(),
	}),
	{ nil: undefined, freq: 1 },
);

const operations = ["deploy", "hot-swap", "hot-swap", "deploy-or-swap"] as const;

/** Mostly edits, each followed by what one does with an edit: only so do the few states that matter come up often. */
const steps: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant("edit" as const),
			job: fc.constantFrom("api" as const, "api" as const, "worker" as const),
			code: fc.constantFrom("A", "B", "C"),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant("settings" as const),
			settings: fc.record({
				memory: fc.constantFrom(128, 256),
				timeout: fc.constantFrom(5, 9),
				variables: fc.dictionary(fc.constantFrom("KEY", "MODE"), fc.constantFrom("1", "2"), { maxKeys: 2 }),
			}),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant("trouble" as const),
			logicalId: fc.constantFrom("ApiFunction", "WorkerFunction", "StpContainerRepository"),
		}),
	},
	{ weight: 5, arbitrary: fc.record({ kind: fc.constantFrom(...operations), breaks }) },
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(100, 5_000) }),
	},
);

/** Keeps no earlier artifact, so that whatever is pruned too early is missed. */
const settings = "deploymentConfig:\n  previousVersionsToKeep: 0\n";
const first: Settings = { memory: 128, timeout: 5, variables: {} };

function configWith({ memory, timeout, variables }: Settings): string {
	const environment = Object.entries(variables).map(([name, value]) => ({ name, value }));
	return configOf({ api: { memory, timeout, environment }, worker: {} }) + settings;
}

type Wanted = { readonly code: Map<string, string>; settings: Settings };

function breakOff(stage: Stage, { at, how, answered }: Break): void {
	let calls = 0;
	const stop = () => {
		throw how === "cut" ? networkFailure() : new DOMException("killed", "AbortError");
	};
	stage.before = () => {
		if (++calls > at && !(answered && calls === at + 1)) stop();
	};
	stage.after = () => {
		if (answered && calls > at) stop();
	};
}

async function run(stage: Stage, step: Step & { readonly kind: "deploy" | "hot-swap" | "deploy-or-swap" }) {
	if (step.breaks) breakOff(stage, step.breaks);
	const work =
		step.kind === "hot-swap" ? stage.hotSwap() : stage.deploy({ hotSwap: step.kind === "deploy-or-swap" });
	const isDone = await work.then(
		() => true,
		() => false,
	);
	stage.before = () => undefined;
	stage.after = () => undefined;
	return isDone;
}

async function take(stage: Stage, wanted: Wanted, step: Step): Promise<void> {
	switch (step.kind) {
		case "edit":
			wanted.code.set(step.job, step.code);
			return stage.edit(step.job, step.code);
		case "settings":
			wanted.settings = step.settings;
			return stage.writeConfig(configWith(step.settings));
		case "trouble":
			return stage.cloud.fail({ logicalId: step.logicalId, message: "no", times: 1 });
		case "wait":
			return stage.clock.sleep(step.ms);
		default: {
			const isDone = await run(stage, step);
			// A whole deploy, by whichever way, leaves nothing else than the wanted.
			if (isDone && step.kind !== "hot-swap") assertLive(stage, wanted);
		}
	}
}

function assertLive(stage: Stage, { code, settings: wanted }: Wanted): void {
	for (const [job, text] of code) assert.equal(stage.live(job), text, job);
	const { memory, timeout, variables } = stage.cloud.world.functions.get("shop-dev-api") ?? assert.fail();
	assert.deepEqual({ memory, timeout, variables }, { ...wanted, variables: { ...wanted.variables } });
}

function assertConverged(stage: Stage, wanted: Wanted): void {
	assertLive(stage, wanted);
	// A config that is again what CloudFormation has rolled back to is no change, and CloudFormation is not asked.
	assert.match(stage.stack().status, /^UPDATE_(ROLLBACK_)?COMPLETE$/);
	for (const job of wanted.code.keys()) {
		const state = stage.cloud.world.functions.get(`shop-dev-${job}`);
		const key = stage.keyOf(job);
		assert.ok(stage.keys().includes(key), `${key} is not in the bucket`);
		assert.equal(digestInKey(key), state?.codeSha256);
		assert.equal("stp:hotswap-deploy" in stage.tagsOf(job), false);
	}
}

describe("whatever happens before it", () => {
	it("a deploy ends with the wanted code and settings live, named by the template and in the bucket, and no mark", async () => {
		const sequences = fc.array(steps, { minLength: 3, maxLength: 9 });
		const property = fc.asyncProperty(fc.boolean(), sequences, async (isDeployed, sequence) => {
			const code = { api: "A", worker: "A" };
			const stage = openStage({ config: configWith(first), code, resourceMs: 300 });
			const wanted: Wanted = { code: new Map(Object.entries(code)), settings: first };
			if (isDeployed) await stage.deploy();
			for (const step of sequence) await take(stage, wanted, step);
			stage.cloud.world.failures.length = 0;
			await stage.deploy();
			assertConverged(stage, wanted);
			stage.calls();
			assert.equal((await stage.deploy()).outcome, "unchanged");
			assert.equal(stage.calls().includes("stacks.update"), false);
			assertConverged(stage, wanted);
		});
		await fc.assert(property, { numRuns: Number(process.env["RUNS"] ?? 40) });
	}).timeout(30_000);
});
