import type { CommandOutcome } from "../../cloud/port.ts";
import { Failure } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";
import { bastionMachine, type Connected } from "./connections.ts";
import { printer, type ScriptRun, stepFailure } from "./script-run.ts";
import { holdsHidden, ownVariables, realValue } from "./variables.ts";

/** Systems Manager is asked in this interval, in milliseconds. */
const pollMs = 2_000;

function quoted(value: string): string {
	return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Systems Manager keeps the commands that it has run, with everything in them. */
function noSecretThere({ plan }: ScriptRun, what: string): Failure {
	return new Failure({
		code: "secret-in-bastion-script",
		kind: "script",
		message: `${what} of the script ${plan.name} is a secret, and Systems Manager would keep it in the history of its commands`,
		hint: "read the secret on the bastion itself, or make it a local-script-with-bastion-tunneling",
		origin: plan.span,
	});
}

/** Variables as commands that set them. Those of `connectTo` that hold a secret are left out, with a warning. */
async function exportsOf(ports: Ports, run: ScriptRun, connected: Connected): Promise<readonly string[]> {
	const { plan, world, span } = run;
	const own = await ownVariables({ plan, world });
	const secret = Object.keys(own).find((name) => holdsHidden(own[name] ?? "", world));
	if (secret !== undefined) throw noSecretThere(run, `the variable ${secret}`);
	const shown = Object.entries(connected.variables).filter(([name, value]) => {
		const isShown = !holdsHidden(value, world);
		if (!isShown)
			ports.emit({
				kind: "note",
				id: span,
				level: "warning",
				message: `${plan.name} does not get ${name} on the bastion, because it holds a secret`,
			});
		return isShown;
	});
	const all = { ...run.variables, ...own, ...Object.fromEntries(shown) };
	return Object.entries(all).map(([name, value]) => `export ${name}=${quoted(value)}`);
}

async function outcomeOf(
	ports: Ports,
	machine: string,
	id: string,
	signal?: AbortSignal,
): Promise<CommandOutcome> {
	for (;;) {
		const outcome = await ports.cloud.scripts.commandOutcome(machine, id, signal ? { signal } : {});
		if (outcome) return outcome;
		await ports.host.sleep(pollMs, signal);
	}
}

/** Runs the commands of a script on a bastion, one after another until one fails, through Systems Manager. */
export async function runOnBastion(ports: Ports, run: ScriptRun, connected: Connected): Promise<void> {
	const { plan, world, signal } = run;
	const variables = await exportsOf(ports, run, connected);
	const machine = await bastionMachine(ports, run);
	const print = printer(ports, run);
	for (const step of plan.steps) {
		const command = await realValue({ plan, world }, "the command", step.text);
		if (holdsHidden(command, world)) throw noSecretThere(run, "the command");
		const commands = [...variables, command];
		const options = signal ? { signal } : {};
		const id = await ports.cloud.scripts.startCommands(machine, commands, plan.folder ?? "/", options);
		const outcome = await outcomeOf(ports, machine, id, signal);
		for (const line of `${outcome.stdout}\n${outcome.stderr}`.split("\n")) if (line !== "") print(line);
		if (outcome.exitCode !== 0) throw stepFailure(run, step, outcome);
	}
}
