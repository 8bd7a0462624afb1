import type { Analysis } from "../../analyse.ts";
import type { HookPlan } from "../../compile/scripts.ts";
import type { Facts } from "../../config/facts.ts";
import type { Target } from "../../names/target.ts";
import { bug } from "../../report/bug.ts";
import { Failure } from "../../report/failure.ts";
import type { LoadedConfig } from "../config-file.ts";
import type { Ports } from "../ports.ts";
import { runSpan } from "../spans.ts";
import { runScript } from "./run-script.ts";
import { openScriptWorld, type ScriptWorld } from "./world.ts";

/** A command with hooks, and what it was called for. */
export type HookedCommand = {
	/** Name of the command in events: `Deploy` of `beforeDeploy`. */
	readonly name: "Deploy" | "Delete" | "Dev";
	readonly analysis: Analysis;
	readonly facts: Facts;
	readonly config: LoadedConfig;
	/** With the account. */
	readonly target: Target;
	readonly signal?: AbortSignal;
};

/** When the hooks of a command run. */
export type HookTime = "before" | "after";

/** Commands as the format calls them in `STP_COMMAND`. */
const commandNames: Readonly<Record<HookedCommand["name"], string>> = {
	Deploy: "deploy",
	Delete: "delete",
	Dev: "dev",
};

function isOnCI({ host }: Pick<Ports, "host">): boolean {
	const value = host.variable("CI");
	return value !== undefined && value !== "false" && value !== "0";
}

/** The hooks of a command that run on this machine. */
export function hooksOf(
	ports: Pick<Ports, "host">,
	{ name, analysis }: HookedCommand,
	time: HookTime,
): readonly HookPlan[] {
	const all = analysis.compiled.hooks.get(`${time}${name}`) ?? [];
	const skipped = isOnCI(ports) ? "skipOnCI" : "skipOnLocal";
	return all.filter((hook) => !hook[skipped]);
}

/** Variables that every script gets: where it is run for, and as whom. */
export function commandVariables(
	{ config }: Pick<HookedCommand, "config">,
	command: string,
): Record<string, string> {
	const profile = config.given?.get("profile");
	return { STP_COMMAND: command, ...(profile !== undefined && { AWS_PROFILE: profile }) };
}

async function runOne(
	ports: Ports,
	command: HookedCommand,
	time: HookTime,
	hook: HookPlan & { readonly index: number },
	world: ScriptWorld,
): Promise<void> {
	const { analysis, config, name, signal } = command;
	const plan = analysis.compiled.scripts.get(hook.script) ?? bug(`a hook names no script: ${hook.script}`);
	const event = `${time}${name}`;
	const variables = {
		STP_HOOK_TYPE: time,
		STP_HOOK_TRIGGER: commandNames[name],
		...commandVariables(command, commandNames[name]),
	};
	const span = `${event}/${hook.index}-${plan.name}`;
	const shared = { plan, analysis, world, root: config.root, variables, span, parent: event };
	await runScript(ports, { ...shared, ...(signal && { signal }) });
}

/** The world of the hooks of a command; the deployed stack is read when there are any. */
export async function openHookWorld(ports: Ports, command: HookedCommand): Promise<ScriptWorld | undefined> {
	const times: readonly HookTime[] = ["before", "after"];
	if (times.every((time) => hooksOf(ports, command, time).length === 0)) return undefined;
	return openScriptWorld(ports, command);
}

/**
 * Runs the hooks of a command, one after another in the order of the config. The first that fails ends it. `known`:
 * the stack as it was read before, for hooks that run when it is gone.
 */
export async function runHooks(
	ports: Ports,
	command: HookedCommand,
	time: HookTime,
	known?: ScriptWorld,
): Promise<void> {
	const hooks = hooksOf(ports, command, time);
	if (hooks.length === 0) return;
	const event = `${time}${command.name}`;
	const label = `Hooks ${time} the ${commandNames[command.name]}`;
	await runSpan(ports, { id: event, label, phase: "hooks", weight: 0 }, async () => {
		const world = known ?? (await openScriptWorld(ports, command));
		for (const [index, hook] of hooks.entries())
			await runOne(ports, command, time, { ...hook, index }, world);
	});
}

/**
 * Runs the hooks behind a deploy. The deploy is done whatever they do: one that fails is a warning, and the others
 * run. Gives what failed, in words.
 */
export async function runHooksBehind(ports: Ports, command: HookedCommand): Promise<readonly string[]> {
	try {
		await runHooks(ports, command, "after");
		return [];
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		const details = error.details.map((line) => `\n  ${line}`).join("");
		ports.emit({ kind: "note", level: "warning", message: `${error.message}${details}` });
		return [error.message];
	}
}
