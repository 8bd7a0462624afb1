import { posix, resolve } from "node:path";
import type { Work } from "../contents.ts";
import { type ContextEntry, readContext } from "../image/context-files.ts";
import { type ProgramPackaging, pathSetting } from "./program.ts";
import { isExcludedBy } from "./source-entries.ts";

/** The folder that a program is built from. */
export type Source = {
	/** Relative to the config. */
	readonly context: string;
	/** The same, absolute. */
	readonly folder: string;
	/** The entry file, relative to the folder. */
	readonly entry: string;
	/** All that the build may see. */
	readonly entries: readonly ContextEntry[];
	/** Their paths. */
	readonly files: ReadonlySet<string>;
};

type Machine = Pick<Work, "host" | "root">;

/** Folders that no build needs, as the format leaves them out. */
const unneeded: readonly string[] = ".git .idea .spool .stacktape .vscode .DS_Store node_modules".split(" ");

/** Folders of what is built again, by language. */
const made: Readonly<Record<ProgramPackaging["language"], readonly string[]>> = {
	python: [],
	go: [],
	java: [".gradle", "bin", "build", "target"],
	ruby: [".bundle", "vendor/bundle"],
	php: [],
	dotnet: ["bin", "obj"],
	rust: ["target"],
};

/** Folders that a build of the language does without, in any folder. */
export function unneededBy(language: ProgramPackaging["language"]): readonly string[] {
	return [...unneeded, ...made[language]];
}

/** True for a folder that is called like one of `names`, wherever it lies. */
export function isOneOf(names: readonly string[], path: string): boolean {
	return names.some((name) => path === name || path.endsWith(`/${name}`));
}

/** Files that show the folder that a program is built from, by language. */
const markers: Readonly<Partial<Record<ProgramPackaging["language"], readonly string[]>>> = {
	go: ["go.mod"],
	ruby: ["Gemfile"],
	php: ["composer.json"],
	rust: ["Cargo.toml"],
	java: ["pom.xml", "build.gradle", "build.gradle.kts"],
};

/** Files of a project that others are parts of. */
const tops: Readonly<Partial<Record<ProgramPackaging["language"], readonly string[]>>> = {
	java: ["pom.xml", "settings.gradle", "settings.gradle.kts"],
	rust: ["Cargo.toml"],
};

function above(folder: string): string | undefined {
	return folder === "." || folder === "/" || folder.endsWith("..") ? undefined : posix.dirname(folder);
}

async function holds({ host, root }: Machine, folder: string, names: readonly string[]): Promise<boolean> {
	for (const name of names) {
		if ((await host.kindOf(resolve(root, folder, name))) === "file") return true;
	}
	return false;
}

/** The nearest folder from `start` up to the config's that holds one of `names`. */
export async function folderWith(
	machine: Machine,
	start: string,
	names: readonly string[],
): Promise<string | undefined> {
	for (let folder: string | undefined = start; folder !== undefined; folder = above(folder)) {
		if (await holds(machine, folder, names)) return folder;
	}
	return undefined;
}

/** The topmost folder above `start` that holds one of `names`, without a gap on the way. */
async function topmost(machine: Machine, start: string, names: readonly string[]): Promise<string> {
	let top = start;
	for (let folder = above(start); folder !== undefined; folder = above(folder)) {
		if (await holds(machine, folder, names)) top = folder;
	}
	return top;
}

/** A project that names others outside of its folder is built from the folder of the config. */
async function dotnetContext({ host, root }: Machine, packaging: ProgramPackaging): Promise<string> {
	const named = pathSetting(packaging, "projectFile");
	const folder = posix.normalize(posix.dirname(named ?? packaging.entry));
	if ((await host.kindOf(resolve(root, folder))) !== "directory") return folder;
	const listed = await host.list(resolve(root, folder));
	const projects = listed.filter(({ path }) => /^[^/]+\.csproj$/.test(path));
	const texts = await Promise.all(projects.map(({ path }) => host.readText(resolve(root, folder, path))));
	return texts.some((text) => /Include\s*=\s*["']\.\.[\\/]/.test(text ?? "")) ? "." : folder;
}

async function contextOf(machine: Machine, packaging: ProgramPackaging): Promise<string> {
	const { language, entry } = packaging;
	if (language === "dotnet") return dotnetContext(machine, packaging);
	const own = posix.dirname(entry);
	const found = await folderWith(machine, own, markers[language] ?? []);
	if (found !== undefined) return tops[language] ? topmost(machine, found, tops[language]) : found;
	const [aboveSources] = entry.split(/(?:^|\/)src\/main\/java\//);
	return language === "java" && aboveSources !== entry ? aboveSources || "." : own;
}

/** Reads what a program is built from; `excludeFiles` takes out of it. */
export async function readSource(work: Work, packaging: ProgramPackaging): Promise<Source> {
	const context = await contextOf(work, packaging);
	const folder = resolve(work.root, context);
	const names = unneededBy(packaging.language);
	// Without a list of packages they may be a part of the sources.
	const installsAnew = packaging.language === "php" && (await holds(work, context, ["composer.json"]));
	const skips = (path: string) =>
		isOneOf(names, path) ||
		(installsAnew && path === "vendor") ||
		isExcludedBy(packaging.excludeFiles, posix.join(context, path));
	const entries = await readContext(work, folder, context, skips);
	return {
		context,
		folder,
		entry: posix.relative(context, packaging.entry),
		entries,
		files: new Set(entries.map(({ path }) => path)),
	};
}
