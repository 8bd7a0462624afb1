import { dirname, join, relative, resolve, sep } from "node:path";
import type { Host } from "../../host/port.ts";
import { foldersUp, type PathMapping } from "../tsconfig.ts";

/**
 * What of a folder decides what an artifact holds:
 * - `sources`: names that an import without an extension may mean;
 * - `above`: names that count in every folder above a file;
 * - `packages`: names of packages;
 * - `all`: the names of everything below it but installed packages;
 * - `whole`: the names of everything below it.
 */
export type FolderRole = (typeof roles)[number];

const roles = ["sources", "above", "packages", "all", "whole"] as const;

export type FolderEvidence = { readonly path: string; readonly role: FolderRole };

/** Everything on the disk that decided what an artifact holds. Paths are absolute. */
export type Evidence = {
	/** Files whose bytes had a say. */
	readonly files: readonly string[];
	/** Folders in which another name might have led to another file. */
	readonly folders: readonly FolderEvidence[];
};

const looks: Readonly<Record<Exclude<FolderRole, "all" | "whole">, (name: string) => boolean>> = {
	sources: (name) => /\/$| -> |\.([cm]?[jt]sx?|json|css|node|txt)$/.test(name),
	above: (name) => /^(node_modules|package\.json|[jt]sconfig\.json)(\/| -> |$)/.test(name),
	packages: (name) => /\/$| -> /.test(name) && !name.startsWith("."),
};

/** Whether what counts of a folder is more than the names in it, so that its own stamp does not tell of a change. */
export function isDeep({ role }: FolderEvidence): boolean {
	return role === "all" || role === "whole";
}

/** The names of everything below a folder, relative to it; those of folders end in a slash. */
export async function namesBelow(
	host: Pick<Host, "names">,
	folder: FolderEvidence,
	within = "",
): Promise<string[]> {
	const all: string[] = [];
	for (const name of await host.names(join(folder.path, within))) {
		if (folder.role === "all" && (name === "node_modules/" || name === ".git/")) continue;
		all.push(join(within, name));
		if (name.endsWith("/")) all.push(...(await namesBelow(host, folder, join(within, name.slice(0, -1)))));
	}
	return all;
}

/** The names in a folder that count in its role, as one text. */
export async function namesThatCount(host: Pick<Host, "names">, folder: FolderEvidence): Promise<string> {
	const { path, role } = folder;
	if (role === "all" || role === "whole") return (await namesBelow(host, folder)).join("\n");
	return (await host.names(path)).filter(looks[role]).join("\n");
}

function isInstalled(path: string): boolean {
	return path.includes(`${sep}node_modules${sep}`);
}

/** The folder that all of `paths` lie in. */
function commonFolder(paths: readonly string[]): string {
	const [first = sep, ...others] = paths;
	const holds = (folder: string) =>
		others.every((path) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep));
	return foldersUp(first).find(holds) ?? first;
}

function roleOf(folder: string, base: string): FolderRole {
	const name = relative(dirname(folder), folder);
	if (name === "node_modules") return "packages";
	if (name.startsWith("@") && dirname(folder).endsWith(`${sep}node_modules`)) return "packages";
	const isBelow = folder === base || folder.startsWith(base.endsWith(sep) ? base : base + sep);
	return isBelow || isInstalled(folder) ? "sources" : "above";
}

/** Folders of installed packages that are looked into from `folder`, and those of scopes in them. */
async function packageFolders(host: Pick<Host, "names">, folder: string): Promise<readonly string[]> {
	const modules = join(folder, "node_modules");
	const names = await host.names(modules);
	const scopes = names.filter((name) => name.startsWith("@")).map((name) => name.replace(/(\/| -> .*)$/, ""));
	return names.length === 0 ? [] : [modules, ...scopes.map((scope) => join(modules, scope))];
}

/**
 * The folders that had a say in how imports between `files` were resolved: those that the files lie in, all above
 * them, and every `node_modules` on the way. A new name in one of them might lead an import elsewhere, so that what
 * was built before would be the wrong thing.
 */
export async function resolutionFolders(
	host: Pick<Host, "names">,
	root: string,
	files: readonly string[],
): Promise<readonly FolderEvidence[]> {
	const base = commonFolder([root, ...files.filter((file) => !isInstalled(file)).map(dirname)]);
	const folders = new Set<string>();
	for (const start of new Set([root, ...files.map(dirname)])) {
		for (const folder of foldersUp(start)) {
			if (folders.has(folder)) break;
			folders.add(folder);
		}
	}
	for (const folder of [...folders]) {
		if (folder.endsWith(`${sep}node_modules`)) continue;
		for (const found of await packageFolders(host, folder)) folders.add(found);
	}
	return [...folders].sort().map((path) => ({ path, role: roleOf(path, base) }));
}

/** The folder in which every name counts for a target of `paths`, and what lies below it. */
function folderOfTarget(base: string, target: string): string {
	const fixed = target.split("*")[0] ?? "";
	return fixed.endsWith("/") || fixed === "" ? resolve(base, fixed) : dirname(resolve(base, fixed));
}

/**
 * Folders that `paths` and `baseUrl` of tsconfig files lead imports into: there every name counts, because a file that
 * appears may come before the one that was found.
 */
export function mappedFolders(mappings: readonly PathMapping[]): readonly FolderEvidence[] {
	const found = mappings.flatMap(({ file, baseUrl, paths }) => {
		const base = resolve(dirname(file), typeof baseUrl === "string" ? baseUrl : ".");
		const targets = typeof paths === "object" && paths !== null ? Object.values(paths).flat() : [];
		const folders = targets
			.filter((target) => typeof target === "string")
			.map((target) => folderOfTarget(base, target));
		return typeof baseUrl === "string" ? [base, ...folders] : folders;
	});
	return [...new Set(found)].sort().map((path) => ({ path, role: "all" }));
}

/** Names a path and the role in which it counts. */
export function evidenceKey(entry: string | FolderEvidence): string {
	return typeof entry === "string" ? entry : `${entry.role}:${entry.path}`;
}

/** What `evidenceKey` has named. */
export function readEvidenceKey(key: string): string | FolderEvidence {
	const role = roles.find((one) => key.startsWith(`${one}:`));
	return role === undefined ? key : { role, path: key.slice(role.length + 1) };
}
