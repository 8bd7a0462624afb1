import { basename, dirname } from "node:path";
import { type DocumentFilter, type TextDocument, Uri, window, workspace } from "vscode";

/** Language ids of configs. */
export const languages: readonly string[] = ["stacktape", "stacktape-json"];

/** Every config on the disk, as VS Code selects documents. */
export const configSelector: DocumentFilter[] = [
	...languages.map((language) => ({ scheme: "file", language })),
	{ scheme: "file", pattern: "**/stacktape.{ts,js,mjs}" },
];

/** Names of configs that are programs, in a language that has its own extension. */
const programs = /[\\/]stacktape\.(ts|js|mjs)$/;

/** File names of configs that the editor works with, in the order in which they win within a folder. */
const names: readonly string[] = ["ts", "yml", "yaml", "json", "js", "mjs"].map(
	(type) => `stacktape.${type}`,
);
const pattern = "**/stacktape.{ts,yml,yaml,json,js,mjs}";
const installed = "**/node_modules/**";
/** More are not offered for choice. */
const mostOffered = 50;

/** True for a document that is a config on the disk. */
export function isConfig(document: TextDocument): boolean {
	const { uri, languageId } = document;
	return uri.scheme === "file" && (languages.includes(languageId) || programs.test(uri.path));
}

/** The configs of the workspace, in the order of their paths. */
export async function everyConfig(): Promise<readonly Uri[]> {
	const found = await workspace.findFiles(pattern, installed, mostOffered);
	return found.toSorted((left, right) => left.path.localeCompare(right.path));
}

/** The config of the workspace when it has exactly one. */
export async function onlyConfig(): Promise<Uri | undefined> {
	const found = await workspace.findFiles(pattern, installed, 2);
	return found.length === 1 ? found[0] : undefined;
}

/** The config in the nearest folder around a path. */
function nearestConfig(configs: readonly Uri[], path: string): Uri | undefined {
	const folderOf = (config: Uri) => `${dirname(config.path)}/`;
	const rankOf = (config: Uri) => names.indexOf(basename(config.path));
	return configs
		.filter((config) => path.startsWith(folderOf(config)))
		.toSorted(
			(left, right) => folderOf(right).length - folderOf(left).length || rankOf(left) - rankOf(right),
		)[0];
}

/** Documents that show something of a config, whose query it is. */
const shownOfConfigs: ReadonlySet<string> = new Set(["spool-template", "spool-names", "spool-deployed"]);

/** The config that a command was called on: a file in a menu, or a row of the stacks. */
function namedBy(calledOn: unknown): Uri | undefined {
	const isRow = typeof calledOn === "object" && calledOn !== null && "config" in calledOn;
	const uri = isRow ? calledOn.config : calledOn;
	if (!(uri instanceof Uri)) return undefined;
	if (shownOfConfigs.has(uri.scheme)) return Uri.parse(uri.query);
	return uri.scheme === "file" ? uri : undefined;
}

/**
 * The config that a command is about: the one it was called on, the one in the active editor, the nearest one
 * around the file there, the only one of the workspace, or the one that the user picks. `undefined` when there is
 * none, which is said, or nothing was picked.
 */
export async function findConfig(calledOn?: unknown): Promise<Uri | undefined> {
	const named = namedBy(calledOn);
	if (named) return named;
	const active = window.activeTextEditor?.document;
	if (active && isConfig(active)) return active.uri;
	if (active && shownOfConfigs.has(active.uri.scheme)) return Uri.parse(active.uri.query);
	const found = await everyConfig();
	const around = active && nearestConfig(found, active.uri.path);
	if (around || found.length === 1) return around ?? found[0];
	if (found.length === 0) {
		void window.showWarningMessage("Spool: there is no stacktape.yml in this workspace.");
		return undefined;
	}
	const rows = found.map((uri) => ({ label: workspace.asRelativePath(uri), uri }));
	return (await window.showQuickPick(rows, { title: "Which config?" }))?.uri;
}
