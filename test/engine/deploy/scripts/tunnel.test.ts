import assert from "node:assert/strict";
import { endpointsOf, tunnelled } from "../../../../engine/deploy/scripts/endpoints.ts";
import { runScript } from "../../../../engine/deploy/scripts/run-script.ts";
import { openTunnel } from "../../../../engine/deploy/scripts/tunnel.ts";
import { withoutSecrets } from "../../../../engine/deploy/scripts/variables.ts";
import { failureOf } from "../../../support/deploy.ts";
import { bastionStage, installPlugin, plugin } from "./bastion-stage.ts";

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
			{ by: "the script a", folder: "/app" },
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

	it("wait for a machine that has just been started", async () => {
		const { stage, run, scripts } = await bastionStage();
		installPlugin(stage);
		stage.host.programs.set("sh", () => ({ exitCode: 0, stdout: "", stderr: "" }));
		scripts.startsAfter.set("shop-dev-jump-asg", 3);
		await runScript(stage.ports, run);
		assert.deepEqual(
			stage.notes().filter((note) => note.includes("waiting")),
			["note: waiting for the machine of the bastion jump"],
		);
	});

	it("need a machine of the bastion that can be reached", async () => {
		const { stage, run, scripts } = await bastionStage();
		scripts.startsAfter.set("shop-dev-jump-asg", 1_000);
		assert.equal((await failureOf(runScript(stage.ports, run))).code, "bastion-not-reachable");
		scripts.machines.clear();
		assert.equal((await failureOf(runScript(stage.ports, run))).code, "bastion-not-running");
		const { stack: _stack, ...world } = run.world;
		const undeployed = { ...run, world: { ...world, stack: undefined } };
		assert.equal((await failureOf(runScript(stage.ports, undeployed))).code, "script-needs-stack");
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
		const ended = Promise.resolve(undefined);
		const tunnels = [
			{ host: "w.db", port: 5432, localPort: 1, ended, close },
			{ host: "r.db", port: 5432, localPort: 2, ended, close },
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
