import { isAbsolute, posix, relative, resolve } from "node:path";
import { minimatch } from "minimatch";
import type { Host } from "../host/port.ts";
import { withSlashes } from "./packaging-values.ts";

/** Files that globs name, by their path relative to the folder of the config. */
export type Included = {
	/** Relative paths with forward slashes, sorted. */
	readonly paths: readonly string[];
	/** Patterns that match nothing. */
	readonly unmatched: readonly string[];
	/** Patterns that point out of the folder, where no path inside the artifact could say it. */
	readonly outside: readonly string[];
};

const magic = /[*?[\]{}()!+@]/;

/** A pattern relative to `root`, `./` removed; `undefined` when it points out of it. */
function normalize(root: string, pattern: string): string | undefined {
	const slashed = withSlashes(pattern);
	const inside = isAbsolute(slashed) ? withSlashes(relative(root, slashed)) : posix.normalize(slashed);
	if (inside === ".." || inside.startsWith("../") || isAbsolute(inside)) return undefined;
	return inside.replace(/\/$/, "");
}

/** The folders in front of the first wildcard, which are all that must be walked. */
function folderOf(pattern: string): string {
	const parts = pattern.split("/");
	const first = parts.findIndex((part) => magic.test(part));
	return parts.slice(0, first).join("/");
}

/** Installed packages and the history of git are only meant where a pattern names them. */
function isWanted(path: string, pattern: string): boolean {
	return ["node_modules", ".git"].every((name) => pattern.includes(name) || !path.split("/").includes(name));
}

async function expand(host: Host, root: string, pattern: string): Promise<readonly string[]> {
	const below = async (folder: string) =>
		(await host.list(resolve(root, folder))).map(({ path }) => posix.join(folder, path));
	if (!magic.test(pattern)) {
		const kind = await host.kindOf(resolve(root, pattern));
		if (kind === "file") return [pattern];
		return kind === "directory" ? (await below(pattern)).filter((path) => isWanted(path, pattern)) : [];
	}
	const folder = folderOf(pattern);
	if ((await host.kindOf(resolve(root, folder))) !== "directory") return [];
	return (await below(folder)).filter((path) => minimatch(path, pattern) && isWanted(path, pattern));
}

/**
 * The files below `root` that match one of the globs `include` and none of `exclude`; in `include`, a glob that
 * starts with `!` excludes too. A folder stands for all that is in it. As in other tools, a wildcard does not
 * match a name that starts with a dot, except in `exclude`.
 */
export async function findIncluded(
	host: Host,
	root: string,
	include: readonly string[],
	exclude: readonly string[],
): Promise<Included> {
	const negated = include.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
	const excluded = [...exclude, ...negated].flatMap((pattern) => normalize(root, pattern) ?? []);
	const isExcluded = (path: string) =>
		excluded.some(
			(pattern) => minimatch(path, pattern, { dot: true }) || minimatch(path, `${pattern}/**`, { dot: true }),
		);
	const paths = new Set<string>();
	const unmatched: string[] = [];
	const outside: string[] = [];
	for (const pattern of include.filter((each) => !each.startsWith("!"))) {
		const inside = normalize(root, pattern);
		if (inside === undefined) {
			outside.push(pattern);
			continue;
		}
		const found = await expand(host, root, inside);
		if (found.length === 0) unmatched.push(pattern);
		for (const path of found) if (!isExcluded(path)) paths.add(path);
	}
	return { paths: [...paths].sort(), unmatched, outside };
}

/** The folders that the globs `include` look into, absolute. */
export function includedFolders(root: string, include: readonly string[]): readonly string[] {
	const folders = include
		.filter((pattern) => !pattern.startsWith("!"))
		.map((pattern) => {
			const inside = normalize(root, pattern) ?? "";
			return resolve(root, magic.test(inside) ? folderOf(inside) : posix.dirname(inside));
		});
	return [...new Set(folders)].sort();
}
