import { posix, resolve } from "node:path";
import type { Host } from "../../host/port.ts";

/** What an installation may be told beside the file: all of it is for `pyproject.toml`. */
export type Selectors = {
	readonly extras: readonly string[];
	readonly groups: readonly string[];
	readonly withoutGroups: readonly string[];
	readonly onlyGroups: readonly string[];
};

export type DependencyFile = {
	/** Relative to the config. */
	readonly path: string;
	readonly kind: "requirements" | "pyproject" | "pipfile";
	/** Path of the file beside it that says which versions were chosen. */
	readonly lock?: string;
};

/** Names of files that list packages, in the format's order. */
const known = ["pyproject.toml", "requirements.txt", "Pipfile"] as const;

function kindOf(path: string): DependencyFile["kind"] {
	const name = posix.basename(path);
	if (name === "pyproject.toml") return "pyproject";
	return name === "Pipfile" ? "pipfile" : "requirements";
}

/** Lock files by what they belong to, in the order in which they count. */
const locks: Readonly<Record<DependencyFile["kind"], readonly string[]>> = {
	requirements: [],
	pyproject: ["uv.lock", "poetry.lock"],
	pipfile: ["Pipfile.lock"],
};

async function withLock(host: Host, root: string, path: string): Promise<DependencyFile> {
	const kind = kindOf(path);
	for (const name of locks[kind]) {
		const lock = posix.join(posix.dirname(path), name);
		if ((await host.kindOf(resolve(root, lock))) === "file") return { path, kind, lock };
	}
	return { path, kind };
}

/** The file that lists the packages of a program: the one that is named, else one beside it, else one beside the config. */
export async function findDependencyFile(
	host: Host,
	root: string,
	entry: string,
	named: string | undefined,
): Promise<DependencyFile | undefined> {
	if (named !== undefined) return withLock(host, root, posix.normalize(named));
	for (const folder of new Set([posix.dirname(entry), "."])) {
		for (const name of known) {
			const path = posix.join(folder, name);
			if ((await host.kindOf(resolve(root, path))) === "file") return withLock(host, root, path);
		}
	}
	return undefined;
}
