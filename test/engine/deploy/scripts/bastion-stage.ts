import type { Analysis } from "../../../../engine/analyse.ts";
import type { ScriptConnection, ScriptPlan } from "../../../../engine/compile/scripts.ts";
import { analyseConfig } from "../../../../engine/deploy/facts.ts";
import type { ScriptRun } from "../../../../engine/deploy/scripts/script-run.ts";
import { openScriptWorld, type ScriptWorld } from "../../../../engine/deploy/scripts/world.ts";
import { account, deployedStage, type Stage, target } from "../../../support/deploy.ts";

export const plugin = "session-manager-plugin";

/** A plugin that opens a port for each tunnel, and goes on until it is ended. */
export function installPlugin(stage: Stage, version = "1.2.650.0", answer?: string): void {
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
export async function bastionStage(more: Partial<ScriptPlan> = {}) {
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
