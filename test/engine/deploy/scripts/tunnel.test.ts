import assert from "node:assert/strict";
import type { Analysis } from "../../../../engine/analyse.ts";
import type { ScriptConnection, ScriptPlan } from "../../../../engine/compile/scripts.ts";
import { analyseConfig } from "../../../../engine/deploy/facts.ts";
import { endpointsOf, tunnelled } from "../../../../engine/deploy/scripts/endpoints.ts";
import { runScript } from "../../../../engine/deploy/scripts/run-script.ts";
import type { ScriptRun } from "../../../../engine/deploy/scripts/script-run.ts";
import { openTunnel } from "../../../../engine/deploy/scripts/tunnel.ts";
import { withoutSecrets } from "../../../../engine/deploy/scripts/variables.ts";
import { openScriptWorld, type ScriptWorld } from "../../../../engine/deploy/scripts/world.ts";
import { account, deployedStage, failureOf, type Stage, target } from "../../../support/deploy.ts";

const plugin = "session-manager-plugin";

/** A plugin that opens a port for each tunnel, and goes on until it is ended. */
function installPlugin(stage: Stage, version = "1.2.650.0", answer?: string): void {
	let port = 40_000;
	stage.host.programs.set(plugin, async ([first], { signal, onLine }) => {
		if (first === "--version") return { exitCode: 0, stdout: `${version}\n`, stderr: "" };
		if (answer !== undefined) return { exitCode: 1, stdout: "", stderr: answer };
		onLine?.("Starting session with SessionId: x", "stdout");
		onLine?.(`Port ${port++} opened for sessionId x.`, "stdout");
		await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
		return { exitCode: 0, stdout: "", stderr: "" };
	});
}

const database: ScriptConnection = {
	reference: "db",
	params: [
		{ name: "host", variable: "STP_DB_HOST", value: "db.internal" },
		{ name: "port", variable: "STP_DB_PORT", value: "5432" },
		{
			name: "connectionString",
			variable: "STP_DB_CONNECTION_STRING",
			value: {
				"Fn::Sub": [
					"postgresql://admin:${password}@db.internal:5432/main",
					{ password: "{{resolve:secretsmanager:db:SecretString:password::}}" },
				],
			},
		},
	],
};

const planOf = (more: Partial<ScriptPlan>): ScriptPlan => ({
	name: "migrate",
	type: "local-script-with-bastion-tunneling",
	steps: [{ kind: "command", text: "migrate" }],
	folder: undefined,
	showsOutput: true,
	environment: [],
	connections: [database],
	roleOf: undefined,
	bastion: "jump",
	span: { start: 0, end: 0 },
	...more,
});

/** A script of a stack that has a bastion with one machine. */
async function bastionStage(more: Partial<ScriptPlan> = {}) {
	const stage = await deployedStage();
	const real = await analyseConfig(stage.ports, stage.config, { ...target, account });
	const origins = new Map(real.analysis.compiled.origins).set("JumpAutoScalingGroup", {
		resource: "jump",
		span: { start: 0, end: 0 },
	});
	const analysis: Analysis = { ...real.analysis, compiled: { ...real.analysis.compiled, origins } };
	const read = await openScriptWorld(stage.ports, { target: { ...target, account }, facts: real.facts });
	const group = {
		logicalId: "JumpAutoScalingGroup",
		physicalId: "shop-dev-jump-asg",
		type: "AWS::AutoScaling::AutoScalingGroup",
		status: "CREATE_COMPLETE",
	};
	const { stack } = read;
	const world: ScriptWorld = {
		...read,
		stack: stack && { ...stack, resources: [...stack.resources, group] },
	};
	const { scripts } = stage.cloud.world;
	scripts.machines.set("shop-dev-jump-asg", ["i-123"]);
	scripts.secretValues.set("db", JSON.stringify({ password: "pass-word" }));
	const run: ScriptRun = {
		plan: planOf(more),
		analysis,
		world,
		root: "/app",
		variables: { STP_COMMAND: "x" },
		span: "s",
	};
	return { stage, run, scripts };
}

describe("tunnels of a script", () => {
	it("lead to what it connects to, and are closed when it has ended", async () => {
		const { stage, run } = await bastionStage();
		installPlugin(stage);
		let environment: Readonly<Record<string, string>> = {};
		stage.host.programs.set("sh", (_args, { env = {} }) => {
			environment = env;
			return { exitCode: 0, stdout: `to ${env["STP_DB_CONNECTION_STRING"]}\n`, stderr: "" };
		});
		await runScript(stage.ports, run);
		assert.equal(environment["STP_DB_HOST"], "127.0.0.1");
		assert.equal(environment["STP_DB_PORT"], "40000");
		assert.equal(
			environment["STP_DB_CONNECTION_STRING"],
			"postgresql://admin:pass-word@127.0.0.1:40000/main",
		);
		assert.ok(!JSON.stringify(stage.events).includes("pass-word"));
		const started = stage.host.runs.find(({ args }) => args[2] === "StartSession") ?? assert.fail();
		assert.deepEqual(started.args.slice(0, 4), [
			"AWS_SSM_START_SESSION_RESPONSE",
			"eu-west-1",
			"StartSession",
			"",
		]);
		assert.deepEqual(JSON.parse(started.args[4] ?? "").Parameters, {
			host: ["db.internal"],
			portNumber: ["5432"],
		});
		assert.match(started.env?.["AWS_SSM_START_SESSION_RESPONSE"] ?? "", /TokenValue/);
	});

	it("hand the session over as older plugins take it", async () => {
		const { stage } = await bastionStage();
		installPlugin(stage, "1.2.331.0");
		const tunnel = await openTunnel(
			stage.ports,
			"i-123",
			{ host: "h", port: 1 },
			{ script: "a", folder: "/app" },
		);
		const started = stage.host.runs.find(({ args }) => args[2] === "StartSession") ?? assert.fail();
		assert.match(started.args[0] ?? "", /TokenValue/);
		await tunnel.close();
	});

	it("need the plugin, and say where it is", async () => {
		const { stage, run } = await bastionStage();
		const failure = await failureOf(runScript(stage.ports, run));
		assert.equal(failure.code, "session-plugin-missing");
		assert.match(failure.hint ?? "", /docs\.aws\.amazon\.com/);
	});

	it("say why they do not open", async () => {
		const { stage, run } = await bastionStage();
		installPlugin(stage, "1.2.650.0", "TargetNotConnected: i-123 is not connected.");
		const failure = await failureOf(runScript(stage.ports, run));
		assert.equal(failure.code, "tunnel-not-opened");
		assert.deepEqual(failure.details, ["TargetNotConnected: i-123 is not connected."]);
	});

	it("are not waited for for ever", async () => {
		const { stage, run } = await bastionStage();
		stage.host.programs.set(plugin, async ([first], { signal }) => {
			if (first !== "--version")
				await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
			return { exitCode: 0, stdout: "1.2.650.0", stderr: "" };
		});
		assert.equal((await failureOf(runScript(stage.ports, run))).code, "tunnel-not-opened");
	});

	it("need a machine of the bastion", async () => {
		const { stage, run, scripts } = await bastionStage();
		scripts.machines.clear();
		assert.equal((await failureOf(runScript(stage.ports, run))).code, "bastion-not-running");
		const { stack: _stack, ...world } = run.world;
		const undeployed = { ...run, world: { ...world, stack: undefined } };
		assert.equal((await failureOf(runScript(stage.ports, undeployed))).code, "script-needs-stack");
	});
});

describe("a script on a bastion", () => {
	const onBastion = { type: "bastion-script", folder: "/tmp", environment: [{ name: "A", value: "it's" }] };

	it("runs its commands there, with its variables but those that hold a secret", async () => {
		const steps = [
			{ kind: "command", text: "uptime" },
			{ kind: "command", text: "date" },
		] as const;
		const { stage, run, scripts } = await bastionStage({ ...onBastion, steps });
		const seen: unknown[] = [];
		scripts.run = (machine, commands, folder) => {
			seen.push([machine, commands, folder]);
			return { exitCode: 0, stdout: "up\n", stderr: "" };
		};
		await runScript(stage.ports, run);
		const variables = [
			"export STP_COMMAND='x'",
			"export A='it'\\''s'",
			"export STP_DB_HOST='db.internal'",
			"export STP_DB_PORT='5432'",
		];
		assert.deepEqual(seen, [
			["i-123", [...variables, "uptime"], "/tmp"],
			["i-123", [...variables, "date"], "/tmp"],
		]);
		assert.ok(stage.notes().includes("note: up"));
		assert.ok(stage.notes().some((note) => note.includes("does not get STP_DB_CONNECTION_STRING")));
	});

	it("does not take secrets, because Systems Manager keeps what it has run", async () => {
		const value = "{{resolve:secretsmanager:db:SecretString:password::}}";
		const { stage, run } = await bastionStage({ ...onBastion, environment: [{ name: "P", value }] });
		assert.equal((await failureOf(runScript(stage.ports, run))).code, "secret-in-bastion-script");
		const inCommand = {
			...run,
			plan: { ...run.plan, environment: [], steps: [{ kind: "command" as const, text: value }] },
		};
		assert.equal((await failureOf(runScript(stage.ports, inCommand))).code, "secret-in-bastion-script");
		assert.ok(!stage.cloud.calls.some(({ method }) => method === "scripts.startCommands"));
	});

	it("fails with what the command printed", async () => {
		const { stage, run, scripts } = await bastionStage(onBastion);
		scripts.run = () => ({ exitCode: 7, stdout: "", stderr: "no such table" });
		const failure = await failureOf(runScript(stage.ports, run));
		assert.equal(failure.message, "the script migrate failed: `migrate` ended with exit code 7");
		assert.deepEqual(failure.details, ["no such table"]);
	});
});

describe("addresses behind tunnels", () => {
	const params = new Map([
		["host", "w.db"],
		["port", "5432"],
		["readerHost", "r.db"],
		["readerPort", "5432"],
		["hosts", "w.db,r.db"],
		["url", "x://u@r.db:5432/m"],
		["name", "main"],
	]);

	it("are those of every host that names its port", () => {
		assert.deepEqual(endpointsOf(params), [
			{ host: "w.db", port: 5432 },
			{ host: "r.db", port: 5432 },
		]);
		assert.deepEqual(endpointsOf(new Map([["domainEndpoint", "vpc-x.es.amazonaws.com"]])), [
			{ host: "vpc-x.es.amazonaws.com", port: 443 },
		]);
		assert.deepEqual(
			endpointsOf(
				new Map([
					["host", "x"],
					["arn", "y"],
					["endpoint", "https://z"],
				]),
			),
			[],
		);
	});

	it("stand in the place of the hosts", () => {
		const close = async () => undefined;
		const tunnels = [
			{ host: "w.db", port: 5432, localPort: 1, close },
			{ host: "r.db", port: 5432, localPort: 2, close },
		];
		assert.deepEqual(Object.fromEntries(tunnelled(params, tunnels)), {
			host: "127.0.0.1",
			port: "1",
			readerHost: "127.0.0.1",
			readerPort: "2",
			hosts: "127.0.0.1,127.0.0.1",
			url: "x://u@127.0.0.1:2/m",
			name: "main",
		});
	});
});

describe("what a script prints", () => {
	it("is shown without secrets, the longest first, very short ones left alone", () => {
		const hidden = new Set(["pass", "a pass phrase", "x", ""]);
		assert.equal(withoutSecrets("a pass phrase is a pass, x", { hidden }), "*** is a ***, x");
	});
});
