import { basename, join } from "node:path";
import {
	type Ask,
	analyseConfig,
	type Cloud,
	chooseTarget,
	configNames,
	configuredRegion,
	Failure,
	givenFacts,
	type Host,
	type LoadedConfig,
	loadConfig,
	openCloud,
	openHost,
	type Ports,
	type Programs,
} from "../effects.ts";
import type { Facts } from "../index.ts";
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
	/** Runs the code of configs: to call the command line is to say that it may. */
	readonly programs: Programs;
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

/** What stands in for AWS, if something does. */
export function endpointOf({ args, environment }: Program): { readonly endpoint?: string } {
	const endpoint = args.endpoint ?? environment["AWS_ENDPOINT_URL"];
	return endpoint ? { endpoint } : {};
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

function unreadable(message: string, hint: string, cause?: unknown): Failure {
	return new Failure({ code: "config-unreadable", kind: "file", message, hint, cause });
}

/** Loads the config that the options name; whatever is wrong with the file is a failure of its own kind. */
async function loadText(host: Host, program: Program): Promise<LoadedConfig> {
	try {
		return await loadConfig(host, program.directory, program.args.config);
	} catch (error) {
		if (!(error instanceof Failure) || error.code !== "file-unreadable") throw error;
		throw unreadable(error.message, "check the permissions of the file and of its folder", error);
	}
}

/** Stops at bytes that are no text: an editor's UTF-16, or a file of another kind. */
async function requireText(host: Host, { file }: LoadedConfig): Promise<void> {
	if (!file.text.includes("\ufffd") && !file.text.includes("\0")) return;
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(await host.readBytes(file.path));
		if (!text.includes("\0")) return;
	} catch {
		// Told below, as for the other reason.
	}
	throw unreadable(`${file.path} is not a text in UTF-8`, "save it in the encoding UTF-8");
}

/** Says which config is meant where a folder has several, because the others look as if they counted. */
async function tellOthers(
	host: Host,
	{ args, output }: Program,
	{ file, root }: LoadedConfig,
): Promise<void> {
	if (args.config !== undefined) return;
	const others = configNames.map((name) => join(root, name)).filter((path) => path !== file.path);
	const kinds = await Promise.all(others.map((path) => host.kindOf(path)));
	const names = others.filter((_, index) => kinds[index] === "file").map((path) => basename(path));
	if (names.length === 0) return;
	const message = `this is about ${basename(file.path)}; ${names.join(" and ")} beside it ${names.length === 1 ? "is" : "are"} not read (choose with --config)`;
	output.emit({ kind: "note", level: "warning", message });
}

/** What the command line says, for the directives that ask it. */
function factsOf({ args }: Program): Facts {
	const { project, stage, region, profile, account } = args;
	const options: Readonly<Record<string, string | undefined>> = {
		project,
		projectName: project,
		stage,
		region,
		profile,
		account,
	};
	const known = Object.entries(options).flatMap(([name, value]) =>
		value === undefined ? [] : [[name, value] as const],
	);
	return givenFacts({
		profile,
		args: { ...Object.fromEntries(known), ...args.own },
	});
}

/** Loads the config that the options name. */
export async function openConfig(program: Program): Promise<Opened> {
	const host = openHost();
	const config = await loadText(host, program);
	await requireText(host, config);
	await tellOthers(host, program, config);
	const target = await targetOf(program, host, config.root);
	return { host, config: { ...config, given: factsOf(program) }, target };
}

/** The world for the effects of a command. */
export function portsOf(program: Program, host: Host, region: string): Ports {
	const { output, ask, programs } = program;
	return { host, cloud: cloudOf(program, region), emit: output.emit, ask, programs };
}

/** Analyses a config with what this machine knows: no credentials, no network. */
export async function analyseOffline({ programs, signal }: Program, { host, config, target }: Opened) {
	return (await analyseConfig({ host, programs }, config, target, { signal })).analysis;
}

/**
 * The target that the options name, with the config if there is one: a stack can be looked at and deleted without its
 * config, as long as its name is known.
 */
export async function targetWithoutConfig(
	program: Program,
): Promise<Pick<Opened, "host" | "target"> & { readonly config?: LoadedConfig; readonly folder: string }> {
	try {
		const { host, target, config } = await openConfig(program);
		return { host, target, config, folder: config.root };
	} catch (error) {
		if (program.args.config !== undefined || program.args.project === undefined) throw error;
		const host = openHost();
		const { directory: folder } = program;
		return { host, target: await targetOf(program, host, folder), folder };
	}
}
