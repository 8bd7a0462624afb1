import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import { prepare, requireIdentity, requireOwnStack, requireSound } from "../../../engine/deploy/prepare.ts";
import { configOf, deployedStage, failureOf, openStage, target } from "../../support/deploy.ts";

const withSecret = configOf({ api: { environment: [{ name: "KEY", value: "$Secret('stripe.key')" }] } });

describe("preparing an operation", () => {
	it("checks the config before it asks AWS for anything", async () => {
		const stage = openStage({ config: "resources:\n  api:\n    type: functoin\n" });
		const failure = await failureOf(prepare(stage.ports, stage.request()));
		assert.equal(failure.code, "invalid-config");
		assert.equal(failure.kind, "config");
		assert.equal(failure.message, "the config has an error");
		assert.deepEqual(
			failure.problems.map(({ code }) => code),
			["unknown-resource-type"],
		);
		assert.deepEqual(stage.calls(), []);
	});

	const ownDirective = `directives:
  - name: memory
    filePath: ./memory.ts
${configOf({ api: { memory: "$memory()" } })}`;

	it("stops where code of the config is not run, and asks AWS for nothing", async () => {
		for (const [path, text, called] of [
			["stacktape.yml", ownDirective, "$memory"],
			["stacktape.ts", "export default { resources: {} };", "the config"],
			[
				"stacktape.yml",
				"resources:\n  topic:\n    type: aws-cdk-construct\n    properties:\n      entryfilePath: ./memory.ts\n",
				"the construct topic",
			],
		] as const) {
			const stage = openStage({ config: text });
			stage.host.files.set("/app/memory.ts", new Uint8Array());
			const { config, ...request } = stage.request();
			const file = { path: `/app/${path}`, text };
			const failure = await failureOf(prepare(stage.ports, { ...request, config: { ...config, file } }));
			assert.equal(failure.code, "code-not-allowed");
			assert.equal(failure.message, `${called} is code, which must not be run here`);
			assert.deepEqual(stage.calls(), []);
		}
	});

	it("stops where AWS has answered what code is called with, and the code is not run", async () => {
		const stage = openStage({
			config: ownDirective.replace("$memory()", "$memory($StackOutput('other-dev', 'Memory'))"),
		});
		stage.host.files.set("/app/memory.ts", new Uint8Array());
		const outputs = { Memory: { value: "512", exportName: "other-dev-Memory" } };
		const stacks = { ...stage.ports.cloud.stacks, outputs: async () => outputs };
		const ports = { ...stage.ports, cloud: { ...stage.ports.cloud, stacks } };
		const failure = await failureOf(prepare(ports, stage.request()));
		assert.equal(failure.message, "$memory is code, which must not be run here");
	});

	it("finds files that the config names and that are not there", async () => {
		const stage = openStage();
		stage.host.files.delete("/app/code/api.js");
		const failure = await failureOf(prepare(stage.ports, stage.request()));
		assert.deepEqual(
			failure.problems.map(({ code }) => code),
			["file-not-found"],
		);
		assert.deepEqual(stage.calls(), []);
	});

	it("knows the account from the credentials, and the names that depend on it", async () => {
		const stage = openStage();
		const prepared = await prepare(stage.ports, stage.request());
		assert.equal(prepared.target.account, "111111111111");
		assert.equal(prepared.analysis.compiled.deploymentBucket, "stp-deployment-bucket-b7ba0a4f");
		assert.equal(prepared.stack, undefined);
		assert.equal(prepared.version, undefined);
	});

	it("reads the stack and its version", async () => {
		const stage = await deployedStage();
		const prepared = await prepare(stage.ports, stage.request());
		assert.equal(prepared.stack?.status, "UPDATE_COMPLETE");
		assert.equal(prepared.version, "v000001");
	});

	for (const [state, code] of [
		["missing", "no-credentials"],
		["expired", "expired-credentials"],
		["invalid", "invalid-credentials"],
	] as const) {
		it(`fails before anything is built with ${state} credentials`, async () => {
			const stage = openStage();
			stage.cloud.trouble.credentials = state;
			const failure = await failureOf(stage.deploy());
			assert.equal(failure.code, code);
			assert.deepEqual(stage.calls(), ["identity"]);
			assert.equal(
				stage.events.some((event) => event.kind === "begin" && event.id === "package"),
				false,
			);
		});
	}

	it("names a secret that is not there at its place, before anything is built", async () => {
		const stage = openStage({ config: withSecret });
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "invalid-config");
		const [problem] = failure.problems;
		assert.equal(problem?.code, "unknown-secret");
		const { text } = stage.config.file;
		assert.equal(text.slice(problem?.span.start, problem?.span.end), "\"$Secret('stripe.key')\"");
		assert.equal(
			stage.events.some((event) => event.kind === "begin" && event.id === "package"),
			false,
		);
		assert.equal(stage.calls().includes("stacks.create"), false);
	});

	it("pins a secret to its version, so that a new one is a change", async () => {
		const stage = openStage({ config: withSecret });
		stage.cloud.world.secrets.set("stripe", "version-1");
		await stage.deploy();
		assert.match(stage.stack().body, /resolve:secretsmanager:stripe:SecretString:key::version-1/);
		assert.equal((await stage.deploy()).outcome, "unchanged");
		stage.cloud.world.secrets.set("stripe", "version-2");
		assert.equal((await stage.deploy()).outcome, "updated");
		assert.match(stage.stack().body, /key::version-2/);
	});

	it("ends at once when the user has said stop", async () => {
		const stage = openStage();
		const signal = AbortSignal.abort();
		await assert.rejects(prepare(stage.ports, stage.request({ signal })), { name: "AbortError" });
	});
});

describe("the account", () => {
	it("may be asserted", async () => {
		const stage = openStage();
		assert.equal((await requireIdentity(stage.ports, "111111111111")).account, "111111111111");
		assert.equal((await requireIdentity(stage.ports, undefined)).account, "111111111111");
	});

	it("that is not the one of the credentials stops everything", async () => {
		const stage = openStage();
		const failure = await failureOf(stage.deploy({ target: { ...target, account: "222222222222" } }));
		assert.equal(failure.code, "wrong-account");
		assert.equal(failure.kind, "credentials");
		assert.match(failure.message, /belong to account 111111111111, not to 222222222222/);
		assert.deepEqual(stage.calls(), ["identity"]);
	});
});

describe("a stack of that name", () => {
	const stack = {
		name: "shop-dev",
		id: "arn",
		status: "CREATE_COMPLETE",
		outputs: {},
		tags: {},
		terminationProtection: false,
		createdAt: 0,
	};

	it("is the config's by its description or by its outputs", () => {
		requireOwnStack({ ...stack, description: "STP-stack_shop_dev_abc" });
		requireOwnStack({ ...stack, outputs: { StpDeploymentVersion: "v000001" } });
		requireOwnStack({ ...stack, outputs: { StpStackInfoMap: "{}" } });
	});

	it("that somebody else has made is not touched", async () => {
		const stage = openStage();
		const template = { Description: "mine", Resources: { Mine: { Type: "AWS::SNS::Topic" } } };
		const body = JSON.stringify(template);
		await stage.cloud.stacks.create(
			{ name: "shop-dev", template: { body }, tags: {}, token: "t", onFailure: "keep" },
			{},
		);
		stage.calls();
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "foreign-stack");
		assert.match(failure.hint ?? "", /another project or stage/);
		assert.deepEqual(stage.calls(), ["identity", "stacks.read"]);
	});
});

describe("a config", () => {
	const analysisOf = (text: string) => analyse({ path: "stacktape.yml", text }, target);

	it("with warnings is sound", () => {
		const analysis = analysisOf(`serviceName: x\n${configOf({ api: {} })}`);
		assert.ok(analysis.problems.length > 0);
		requireSound(analysis);
	});

	it("with errors is not, and the failure counts them and carries everything that was found", async () => {
		const analysis = analysisOf("serviceName: x\nresources:\n  a:\n    type: x\n  b:\n    type: y\n");
		const failure = await failureOf((async () => requireSound(analysis))());
		assert.equal(failure.message, "the config has 2 errors");
		assert.equal(failure.problems.length, analysis.problems.length);
	});

	it("says of all secrets and parameters that are missing, each at its place, before anything is built", async () => {
		const named = (name: string, value: string) => ({ name, value });
		const environment = [
			named("AA", "$Secret('a')"),
			named("BB", "$Secret('b.key')"),
			named("CC", "$SsmParam('c')"),
		];
		const stage = openStage({ config: configOf({ api: { environment } }) });
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "invalid-config");
		assert.deepEqual(
			failure.problems.map(({ code, span }) => [code, stage.config.file.text.slice(span.start, span.end)]),
			[
				["unknown-secret", "\"$Secret('a')\""],
				["unknown-secret", "\"$Secret('b.key')\""],
				["unknown-parameter", "\"$SsmParam('c')\""],
			],
		);
		assert.ok(!stage.events.some((event) => event.kind === "begin" && event.phase === "package"));
	});
});
