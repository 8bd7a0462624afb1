import assert from "node:assert/strict";
import { openShell, openTunnels } from "../../../engine/deploy/bastion-command.ts";
import { failureOf, openStage, type Stage, target } from "../../support/deploy.ts";
import { installPlugin, plugin } from "./scripts/bastion-stage.ts";

const config = (...bastions: readonly string[]) => `resources:
  files: { type: bucket }
  cache:
    type: redis-cluster
    properties:
      instanceSize: cache.t4g.micro
      defaultUserPassword: a-long-password-of-mine
${bastions.map((name) => `  ${name}: { type: bastion }\n`).join("")}`;

/** A deployed stack, with a machine for each bastion that is named so. */
async function stageWith(...bastions: readonly string[]): Promise<Stage> {
	const stage = openStage({ config: config(...bastions), code: {} });
	await stage.deploy();
	const { outputs, resources } = stage.stack();
	outputs["StpStackInfoMap"] = (outputs["StpStackInfoMap"] ?? "").replaceAll(
		/"[^"]*EndPoint\.Port"/g,
		'"6379"',
	);
	for (const { type, physicalId, properties } of resources.values())
		if (type === "AWS::AutoScaling::AutoScalingGroup") {
			const [, , name] = String(properties["AutoScalingGroupName"]).split("-");
			stage.cloud.world.scripts.machines.set(physicalId, [`i-${name}`]);
		}
	return stage;
}

const request = { target, folder: "/app" };

describe("a tunnel by hand", () => {
	it("leads to the addresses of a resource, until it is closed", async () => {
		const stage = await stageWith("jump");
		installPlugin(stage);
		const { tunnels, ended, close } = await openTunnels(stage.ports, {
			...request,
			resource: "cache",
			localPort: 7000,
		});
		assert.deepEqual(
			tunnels.map(({ port }) => port),
			[6379, 6379],
		);
		const started = stage.host.runs.filter(({ args }) => args[2] === "StartSession");
		const sent = started.map(({ args }) => JSON.parse(args[4] ?? ""));
		assert.deepEqual(
			sent.map(({ Target, Parameters }) => [Target, Parameters.localPortNumber]),
			[
				["i-jump", ["7000"]],
				["i-jump", ["7001"]],
			],
		);
		await close();
		await ended;
	});

	it("says when it has ended by itself", async () => {
		const stage = await stageWith("jump");
		let end: (value: unknown) => void = () => undefined;
		stage.host.programs.set(plugin, async ([first], { onLine }) => {
			if (first === "--version") return { exitCode: 0, stdout: "1.2.650.0", stderr: "" };
			onLine?.("Port 40000 opened for sessionId x.", "stdout");
			await new Promise((resolve) => {
				end = resolve;
			});
			return { exitCode: 1, stdout: "", stderr: "SessionId: x : timed out\n" };
		});
		const { ended } = await openTunnels(stage.ports, { ...request, resource: "cache" });
		end(undefined);
		const failure = await failureOf(ended);
		assert.equal(failure.code, "tunnel-closed");
		assert.deepEqual(failure.details, ["SessionId: x : timed out"]);
	});

	it("says what it can lead to", async () => {
		const stage = await stageWith("jump");
		installPlugin(stage);
		const failed = async (resource: string) => {
			const { code, message, hint } = await failureOf(openTunnels(stage.ports, { ...request, resource }));
			assert.equal(code, "unknown-resource");
			return [message, hint];
		};
		assert.deepEqual(await failed("cach"), [
			'the stack shop-dev has no resource "cach"',
			"did you mean cache?",
		]);
		assert.deepEqual(await failed("files"), [
			"files has no address inside of the VPC that a tunnel could lead to",
			"tunnels lead to: cache",
		]);
	});
});

describe("a shell on a bastion", () => {
	it("is the plugin's, at the terminal of the user", async () => {
		const stage = await stageWith("jump");
		installPlugin(stage, "1.2.331.0");
		stage.host.programs.set(plugin, ([first]) =>
			first === "--version"
				? { exitCode: 0, stdout: "1.2.331.0", stderr: "" }
				: { exitCode: 4, stdout: "", stderr: "" },
		);
		assert.equal(await openShell(stage.ports, request), 4);
		const { args } = stage.host.runs.at(-1) ?? assert.fail();
		assert.deepEqual(args.slice(1), [
			"eu-west-1",
			"StartSession",
			"",
			'{"Target":"i-jump"}',
			"https://ssm.eu-west-1.amazonaws.com",
		]);
	});

	it("needs the plugin, a bastion that is meant, and a stack", async () => {
		const alone = openStage();
		const codeOf = async (stage: Stage, more = {}) =>
			(await failureOf(openShell(stage.ports, { ...request, ...more }))).code;
		assert.equal(await codeOf(alone), "not-deployed");
		const one = await stageWith("jump");
		assert.equal(await codeOf(one), "session-plugin-missing");
		installPlugin(one);
		const failure = await failureOf(openShell(one.ports, { ...request, bastion: "jmp" }));
		assert.equal(failure.code, "bastion-missing");
		assert.equal(failure.hint, "did you mean jump?");
		const several = await stageWith("jump", "other");
		installPlugin(several);
		assert.equal(await codeOf(several), "bastion-ambiguous");
		several.host.programs.set(plugin, () => ({ exitCode: 0, stdout: "1.2.650.0", stderr: "" }));
		assert.equal(await openShell(several.ports, { ...request, bastion: "other" }), 0);
		const none = await stageWith();
		installPlugin(none);
		assert.equal(await codeOf(none), "bastion-missing");
	});
});
