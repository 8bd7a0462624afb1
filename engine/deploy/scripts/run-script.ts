import { isAbsolute, join } from "node:path";
import type { ScriptPlan, ScriptStep } from "../../compile/scripts.ts";
import type { RunOptions, RunResult } from "../../host/port.ts";
import { Failure } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";
import { runSpan } from "../spans.ts";
import { runOnBastion } from "./bastion.ts";
import { type Connected, connect } from "./connections.ts";
import { roleVariables } from "./role-keys.ts";
import { printer, type ScriptRun, stepFailure } from "./script-run.ts";
import { ownVariables, realValue } from "./variables.ts";

async function runStep(ports: Ports, run: ScriptRun, step: ScriptStep, options: RunOptions): Promise<void> {
	const { plan, world, root } = run;
	const text = await realValue({ plan, world }, "the command", step.text);
	const path = isAbsolute(text) ? text : join(root, text);
	const start = () =>
		step.kind === "command" ? ports.host.runShell(text, options) : runFile(ports, plan, path, options);
	const result = await start();
	if (result.exitCode !== 0) throw stepFailure(run, step, result);
}

async function runFile(
	{ programs }: Ports,
	plan: ScriptPlan,
	path: string,
	options: RunOptions,
): Promise<RunResult> {
	if (programs) return programs.runFile(path, options);
	throw new Failure({
		code: "code-not-allowed",
		kind: "script",
		message: `the script ${plan.name} is code, which must not be run here`,
		hint: "trust this workspace",
	});
}

/** Runs a script on this machine, with tunnels if it asks for them. */
async function runLocally(ports: Ports, run: ScriptRun, connected: Connected): Promise<void> {
	const { plan, world, root, signal } = run;
	const own = await ownVariables({ plan, world });
	const role = await roleVariables(ports, run);
	const { region } = run.analysis.target;
	const env = {
		AWS_REGION: region,
		AWS_DEFAULT_REGION: region,
		...run.variables,
		...own,
		...connected.variables,
		...role,
	};
	const folder = plan.folder ?? ".";
	const options: RunOptions = {
		cwd: isAbsolute(folder) ? folder : join(root, folder),
		env,
		onLine: printer(ports, run),
		...(signal && { signal }),
	};
	for (const step of plan.steps) await runStep(ports, run, step, options);
}

/**
 * Runs a script of the config to its end, its steps one after another until one fails. What it prints is told line by
 * line, and no secret that it was given is in it.
 */
export async function runScript(ports: Ports, run: ScriptRun): Promise<void> {
	const { plan, span, parent } = run;
	await runSpan(ports, { id: span, label: plan.name, ...(parent !== undefined && { parent }) }, async () => {
		const connected = await connect(ports, run);
		try {
			if (plan.type === "bastion-script") await runOnBastion(ports, run, connected);
			else await runLocally(ports, run, connected);
		} finally {
			await connected.close();
		}
	});
}
