import assert from "node:assert/strict";
import { readDeployed } from "../../../engine/deploy/deployed.ts";
import { prepare } from "../../../engine/deploy/prepare.ts";
import { planSwap, propertiesIn } from "../../../engine/deploy/swap-plan.ts";
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
	/** What the swaps replace; only code, unless it is said. */
	readonly properties?: readonly string[];
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
		swaps: ["api"],
		properties: ["Code", "MemorySize"],
	},
	"code and storage of the same function change": {
		change: (stage) => {
			stage.edit("api", "two");
			stage.writeConfig(configOf({ api: { storage: 1024 }, worker: {} }));
		},
		blocked: [
			"storage of function api changes (EphemeralStorage)",
			"code of function api waits for the deploy, which has to come first: storage of function api changes (EphemeralStorage)",
		],
		unchanged: ["worker"],
	},
	"the storage of one function and the code of the other change": {
		change: (stage) => {
			stage.edit("worker", "two");
			stage.writeConfig(configOf({ api: { storage: 1024 }, worker: {} }));
		},
		swaps: ["worker"],
		blocked: ["storage of function api changes (EphemeralStorage)"],
	},
	"several settings of a function change": {
		change: write(
			configOf({ api: { memory: 512, timeout: 9, environment: [{ name: "KEY", value: "1" }] }, worker: {} }),
		),
		swaps: ["api"],
		properties: ["MemorySize", "Timeout", "Environment.Variables.KEY"],
	},
	"a variable becomes a reference": {
		change: (stage) => {
			stage.edit("api", "two");
			const value = "$CfFormat('{}', $ResourceParam('worker', 'arn'))";
			stage.writeConfig(configOf({ api: { environment: [{ name: "KEY", value }] }, worker: {} }));
		},
		blocked: [
			"environment variable KEY of function api changes (Environment.Variables.KEY): its value is a reference, which CloudFormation resolves",
			"code of function api waits for the deploy, which has to come first: environment variable KEY of function api changes (Environment.Variables.KEY): its value is a reference, which CloudFormation resolves",
		],
		unchanged: ["worker"],
	},
	"a function may call another one and does it": {
		change: (stage) => {
			stage.edit("api", "two");
			stage.edit("worker", "two");
			stage.writeConfig(
				configOf({ api: { iamRoleStatements: [{ Resource: ["*"], Action: ["sqs:*"] }] }, worker: {} }),
			);
		},
		swaps: ["worker"],
		blocked: [
			"role of api changes (Policies)",
			"code of function api waits for the deploy, which has to come first: role of api changes (Policies)",
		],
	},
	"a function that is not packaged changes": {
		change: (stage) => {
			const stack = stage.stack();
			const template = JSON.parse(stack.body);
			const Code = { S3Bucket: "mine", S3Key: "mine.zip" };
			template.Resources.Mine = { Type: "AWS::Lambda::Function", Properties: { Code, Timeout: 3 } };
			stack.body = JSON.stringify(template);
			const mine = JSON.stringify({
				Type: "AWS::Lambda::Function",
				Properties: { Code, Timeout: 9, Role: "r" },
			});
			stage.writeConfig(`${config}cloudformationResources:\n  Mine: ${mine}\n`);
		},
		blocked: ["Mine changes (Timeout): its code is none that is packaged", "Mine changes (Role)"],
		unchanged: ["api", "worker"],
	},
	"the function has a published version": {
		change: (stage) => {
			stage.edit("api", "two");
			const stack = stage.stack();
			const template = JSON.parse(stack.body);
			template.Resources.ApiStpAlias = {
				Type: "AWS::Lambda::Alias",
				Properties: { Name: "stp-live", FunctionName: { Ref: "ApiFunction" }, FunctionVersion: "1" },
			};
			stack.body = JSON.stringify(template);
		},
		blocked: [
			"code of function api changes (Code): calls go to a published version of the function, which only a deploy makes",
			"ApiStpAlias (AWS::Lambda::Alias) is removed",
		],
		unchanged: ["worker"],
	},
	"the log group of a function changes": {
		change: write(configOf({ api: { logging: { retentionDays: 7 } }, worker: {} })),
		blocked: ["log group of api changes (RetentionInDays)"],
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
		blocked: [
			"name of function api changes (FunctionName): CloudFormation makes a new resource in the place of the old one",
		],
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
	for (const [name, { change, swaps = [], properties, blocked = [], unchanged }] of Object.entries(cases)) {
		it(name, async () => {
			const stage = await deployedStage({ config, code: { api: "one", worker: "w" } });
			await change(stage);
			const planned = await plan(stage);
			assert.deepEqual(
				planned.swaps.map(({ packed }) => packed.plan.job),
				swaps,
			);
			assert.deepEqual(planned.swaps.flatMap(propertiesIn), properties ?? swaps.map(() => "Code"));
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
