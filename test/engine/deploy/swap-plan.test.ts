import assert from "node:assert/strict";
import { readDeployed } from "../../../engine/deploy/deployed.ts";
import { prepare } from "../../../engine/deploy/prepare.ts";
import { planSwap } from "../../../engine/deploy/swap-plan.ts";
import { packArtifacts } from "../../../engine/package/package.ts";
import { configOf, deployedStage, type Stage, tableBlock, target } from "../../support/deploy.ts";

const config = configOf({ api: {}, worker: {} });

async function plan(stage: Stage) {
	const request = stage.request();
	const prepared = await prepare(stage.ports, request);
	const { artifacts } = prepared.analysis.compiled;
	const packed = await packArtifacts(stage.ports, artifacts, { root: request.config.root });
	const deployed =
		(await readDeployed(stage.ports, "shop-dev", { artifacts, target })) ?? assert.fail("not deployed");
	return planSwap(prepared.analysis, packed, deployed, prepared.stack ?? assert.fail("no stack"));
}

type Case = {
	readonly change: (stage: Stage) => unknown;
	readonly swaps?: readonly string[];
	readonly blocked?: readonly string[];
	/** Of `api` and `worker`; both, unless they are swapped. */
	readonly unchanged?: readonly string[];
};

const write = (text: string) => (stage: Stage) => stage.writeConfig(text);

const cases: Record<string, Case> = {
	"nothing changes": { change: () => undefined },
	"the code of one function changes": { change: (stage) => stage.edit("api", "two"), swaps: ["api"] },
	"the code of both changes": {
		change: (stage) => {
			stage.edit("api", "two");
			stage.edit("worker", "two");
		},
		swaps: ["api", "worker"],
	},
	"code and memory of the same function change": {
		change: (stage) => {
			stage.edit("api", "two");
			stage.writeConfig(configOf({ api: { memory: 512 }, worker: {} }));
		},
		blocked: ["memory of function api changes (MemorySize)"],
		unchanged: ["worker"],
	},
	"the memory of one function and the code of the other change": {
		change: (stage) => {
			stage.edit("worker", "two");
			stage.writeConfig(configOf({ api: { memory: 512 }, worker: {} }));
		},
		swaps: ["worker"],
		blocked: ["memory of function api changes (MemorySize)"],
	},
	"several properties of a function change": {
		change: write(
			configOf({ api: { memory: 512, timeout: 9, environment: [{ name: "KEY", value: "1" }] }, worker: {} }),
		),
		blocked: [
			"memory, timeout and environment variables of function api change (MemorySize, Timeout, Environment)",
		],
	},
	"the log group of a function changes": {
		change: write(configOf({ api: { logging: { retentionDays: 7 } }, worker: {} })),
		blocked: ["log group of function api changes (RetentionInDays)"],
	},
	"a resource is new": {
		change: write(config + tableBlock),
		blocked: ["notes: NotesGlobalTable (AWS::DynamoDB::GlobalTable) is new"],
	},
	"a function is new": {
		change: (stage) => {
			stage.edit("fresh", "x");
			stage.writeConfig(configOf({ api: {}, worker: {}, fresh: {} }));
		},
		blocked: [
			"fresh: FreshRole (AWS::IAM::Role) is new",
			"fresh: FreshLogGroup (AWS::Logs::LogGroup) is new",
			"fresh: FreshFunction (AWS::Lambda::Function) is new",
		],
	},
	"a function is taken out": {
		change: write(configOf({ api: {} })),
		blocked: [
			"WorkerRole (AWS::IAM::Role) is removed",
			"WorkerLogGroup (AWS::Logs::LogGroup) is removed",
			"WorkerFunction (AWS::Lambda::Function) is removed",
		],
		unchanged: ["api"],
	},
	"an output of the user's changes": {
		change: write(`${config}stackConfig:\n  outputs:\n    - name: greeting\n      value: hello\n`),
		blocked: ["the stack's output greeting changes"],
	},
	"a tag of the stack changes": {
		change: write(`${config}stackConfig:\n  tags:\n    - name: team\n      value: red\n`),
		blocked: [
			"tags of function api change (Tags)",
			"tags of function worker change (Tags)",
			"the tags of the stack change",
		],
	},
	"termination protection changes": {
		change: write(`${config}deploymentConfig:\n  terminationProtection: true\n`),
		blocked: ["the termination protection of the stack changes"],
	},
	"the last update was left half done": {
		change: (stage) => {
			stage.stack().status = "UPDATE_FAILED";
		},
		blocked: ["the last update of shop-dev failed and was left half done"],
	},
	"the function was deleted by hand": {
		change: (stage) => stage.cloud.world.functions.delete("shop-dev-api"),
		blocked: ["api: the function shop-dev-api is gone from AWS"],
		unchanged: ["worker"],
	},
	"the deployed template does not say what the function is called": {
		change: (stage) => {
			stage.edit("api", "two");
			const stack = stage.stack();
			stack.body = stack.body.replace('"FunctionName":"shop-dev-api"', '"FunctionName":{"Ref":"X"}');
		},
		blocked: ["name of function api changes (FunctionName)"],
		unchanged: ["worker"],
	},
	"somebody has changed the code in AWS": {
		change: (stage) => stage.cloud.functions.updateCode("shop-dev-api", { zip: new Uint8Array([1]) }, {}),
		swaps: ["api"],
	},
	"Lambda has taken the code but could not bring it into service": {
		change: (stage) => {
			const api = stage.cloud.world.functions.get("shop-dev-api") ?? assert.fail("no function");
			api.lastUpdateStatus = "Failed";
		},
		swaps: ["api"],
	},
};

describe("the plan of a hot swap when", () => {
	for (const [name, { change, swaps = [], blocked = [], unchanged }] of Object.entries(cases)) {
		it(name, async () => {
			const stage = await deployedStage({ config, code: { api: "one", worker: "w" } });
			await change(stage);
			const planned = await plan(stage);
			assert.deepEqual(
				planned.swaps.map(({ packed }) => packed.plan.job),
				swaps,
			);
			assert.deepEqual(
				planned.blocked.map(({ reason }) => reason),
				blocked,
			);
			if (unchanged ?? blocked.length === 0)
				assert.deepEqual(
					planned.unchanged,
					unchanged ?? ["api", "worker"].filter((job) => !swaps.includes(job)),
				);
		});
	}
});

describe("the plan of a hot swap", () => {
	it("sends code under the version of swaps, whatever has been deployed", async () => {
		const stage = await deployedStage({ config, code: { api: "one", worker: "w" } });
		stage.edit("api", "two");
		const [swap] = (await plan(stage)).swaps;
		assert.equal(swap?.key, `api/v000000-${swap?.packed.digest}.zip`);
	});

	it("goes by the code that Lambda has: after a swap the old code is the change", async () => {
		const stage = await deployedStage({ config, code: { api: "one", worker: "w" } });
		stage.edit("api", "two");
		await stage.hotSwap();
		assert.deepEqual((await plan(stage)).unchanged, ["api", "worker"]);
		stage.edit("api", "one");
		const planned = await plan(stage);
		assert.deepEqual(
			planned.swaps.map(({ packed }) => packed.plan.job),
			["api"],
		);
		assert.deepEqual(planned.blocked, []);
	});
});
