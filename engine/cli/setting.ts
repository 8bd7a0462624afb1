import {
	type Ask,
	analyseConfig,
	type Cloud,
	chooseTarget,
	configuredRegion,
	type Host,
	type LoadedConfig,
	loadConfig,
	openCloud,
	openHost,
	type Ports,
} from "../effects.ts";
import type { Target } from "../names/target.ts";
import type { Args } from "./args.ts";
import type { Output } from "./output.ts";

/** The program around a command. */
export type Program = {
	readonly args: Args;
	readonly output: Output;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly directory: string;
	readonly signal: AbortSignal;
	readonly ask: Ask;
	/** Finds esbuild when it does not lie in node_modules. */
	readonly esbuildModule?: string;
};

/** The target that the options and the surroundings name. */
export async function targetOf(program: Program, host: Host, root: string): Promise<Target> {
	const { args, environment } = program;
	const region = args.region ?? (await configuredRegion(environment, args.profile));
	const chosen = await chooseTarget(host, root, {
		...(args.project !== undefined && { project: args.project }),
		...(args.stage !== undefined && { stage: args.stage }),
		...(region !== undefined && { region }),
		...(args.account !== undefined && { account: args.account }),
	});
	const { projectFrom: _from, ...target } = chosen;
	return target;
}

/** AWS as the options say. */
export function cloudOf({ args, environment }: Program, region: string): Cloud {
	return openCloud({
		region,
		environment,
		...(args.profile !== undefined && { profile: args.profile }),
		...(args.endpoint !== undefined && { endpoint: args.endpoint }),
	});
}

/** A config with its target, before AWS is asked for anything. */
export type Opened = { readonly host: Host; readonly config: LoadedConfig; readonly target: Target };

/** Loads the config that the options name. */
export async function openConfig(program: Program): Promise<Opened> {
	const host = openHost();
	const config = await loadConfig(host, program.directory, program.args.config);
	return { host, config, target: await targetOf(program, host, config.root) };
}

/** The world for the effects of a command. */
export function portsOf(program: Program, host: Host, region: string): Ports {
	return { host, cloud: cloudOf(program, region), emit: program.output.emit, ask: program.ask };
}

/** Analyses a config with what this machine knows: no credentials, no network. */
export async function analyseOffline({ host, config, target }: Opened) {
	return (await analyseConfig({ host }, config, target)).analysis;
}
