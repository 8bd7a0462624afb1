import { dirname, isAbsolute, join, resolve } from "node:path";
import { type Facts, wantKey } from "../config/facts.ts";
import type { ConfigFile } from "../config/parse.ts";
import type { Host } from "../host/port.ts";
import { Failure } from "../report/failure.ts";

/** A config on disk. */
export type LoadedConfig = {
	readonly file: ConfigFile;
	/** Folder that relative paths of the config begin at. */
	readonly root: string;
	/** What only the caller knows: the AWS profile, and arguments of the command line. */
	readonly given?: Facts;
};

/** What a caller knows, as `LoadedConfig` takes it; arguments are texts, numbers and flags by name. */
export function givenFacts({
	profile,
	args = {},
}: {
	readonly profile?: string | undefined;
	readonly args?: Readonly<Record<string, string | number | boolean>>;
}): Facts {
	return new Map([
		...(profile === undefined ? [] : [[wantKey({ kind: "profile" }), profile] as const]),
		...Object.entries(args).map(
			([name, value]) => [wantKey({ kind: "argument", name }), JSON.stringify(value)] as const,
		),
	]);
}

/** File names that are found without being named, in the order in which they win. */
export const configNames: readonly string[] = [
	"stacktape.ts",
	"stacktape.yml",
	"stacktape.yaml",
	"stacktape.json",
	"stacktape.js",
	"stacktape.mjs",
];

/** Reads the config at `path` (absolute or relative to `directory`), or the one that lies in `directory`. */
export async function loadConfig(
	host: Host,
	directory: string,
	path: string | undefined,
): Promise<LoadedConfig> {
	const full = path
		? isAbsolute(path)
			? path
			: resolve(directory, path)
		: await findConfig(host, directory);
	const kind = await host.kindOf(full);
	if (kind === "directory") {
		throw new Failure({
			code: "config-unreadable",
			kind: "file",
			message: `${full} is a folder, not a config`,
			hint: "give the file with --config",
		});
	}
	const text = await host.readText(full);
	if (text === undefined) {
		throw new Failure({
			code: "config-not-found",
			kind: "file",
			message: `there is no config at ${full}`,
			hint: "give the file with --config",
		});
	}
	return { file: { path: full, text }, root: dirname(full) };
}

async function findConfig(host: Host, directory: string): Promise<string> {
	for (const name of configNames) {
		const candidate = join(directory, name);
		if ((await host.kindOf(candidate)) === "file") return candidate;
	}
	throw new Failure({
		code: "config-not-found",
		kind: "file",
		message: `there is no config in ${directory}`,
		hint: `create one of ${configNames.join(", ")}, or give a file with --config`,
	});
}
