import type { CommandOutcome } from "../../cloud/port.ts";
import type { Ports } from "../ports.ts";
import { bastionMachine, type Connected } from "./connections.ts";
import { handOver } from "./hand-over.ts";
import { roleVariables } from "./role-keys.ts";
import { printer, type ScriptRun, stepFailure } from "./script-run.ts";
import { holdsHidden, ownVariables, realValue } from "./variables.ts";

/** Systems Manager is asked in this interval, in milliseconds. */
const pollMs = 2_000;

function quoted(value: string): string {
	return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Variables as commands that set them. */
async function exportsOf(ports: Ports, run: ScriptRun, connected: Connected): Promise<readonly string[]> {
	const { plan, world, variables } = run;
	const { region } = run.analysis.target;
	const all = {
		AWS_REGION: region,
		AWS_DEFAULT_REGION: region,
		...variables,
		...(await ownVariables({ plan, world })),
		...connected.variables,
		...(await roleVariables(ports, run)),
	};
	return Object.entries(all).map(([name, value]) => `export ${name}=${quoted(value)}`);
}

/** Waits for the end of commands; a stop ends them too. */
async function outcomeOf(
	{ cloud, host }: Ports,
	machine: string,
	id: string,
	signal?: AbortSignal,
): Promise<CommandOutcome> {
	try {
		for (;;) {
			const outcome = await cloud.scripts.commandOutcome(machine, id, signal ? { signal } : {});
			if (outcome) return outcome;
			await host.sleep(pollMs, signal);
		}
	} catch (error) {
		if (signal?.aborted) await cloud.scripts.stopCommands(machine, id, {}).catch(() => undefined);
		throw error;
	}
}

/** Runs lines of the shell on a machine. Those that hold a secret do not become part of a command. */
async function runThere(
	ports: Ports,
	run: ScriptRun,
	machine: string,
	lines: readonly string[],
): Promise<CommandOutcome> {
	const { plan, world, signal } = run;
	const text = lines.join("\n");
	const handed = holdsHidden(text, world) ? await handOver(ports, run, text) : undefined;
	try {
		const id = await ports.cloud.scripts.startCommands(
			machine,
			handed?.commands ?? lines,
			plan.folder ?? "/",
			signal ? { signal } : {},
		);
		return await outcomeOf(ports, machine, id, signal);
	} finally {
		await handed?.forget();
	}
}

/** Runs the commands of a script on a bastion, one after another until one fails, through Systems Manager. */
export async function runOnBastion(ports: Ports, run: ScriptRun, connected: Connected): Promise<void> {
	const { plan, world } = run;
	const variables = await exportsOf(ports, run, connected);
	const machine = await bastionMachine(ports, run);
	const print = printer(ports, run);
	for (const step of plan.steps) {
		const command = await realValue({ plan, world }, "the command", step.text);
		const outcome = await runThere(ports, run, machine, [...variables, command]);
		for (const line of `${outcome.stdout}\n${outcome.stderr}`.split("\n")) if (line !== "") print(line);
		if (outcome.exitCode !== 0) throw stepFailure(run, step, outcome);
	}
}
