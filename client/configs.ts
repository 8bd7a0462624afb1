import { basename } from "node:path";
import { type TextDocument, type Uri, window, workspace } from "vscode";

/** Language ids of configs. */
export const languages: readonly string[] = ["stacktape", "stacktape-json"];

const pattern = "**/stacktape.{yml,yaml,json}";

/** True for a document that is a config. */
export function isConfig(document: TextDocument): boolean {
	return document.uri.scheme === "file" && languages.includes(document.languageId);
}

/**
 * The config that a command is about: the one in the active editor, else the only one of the workspace, else the
 * one that the user picks. `undefined` when there is none or nothing was picked.
 */
export async function findConfig(): Promise<Uri | undefined> {
	const active = window.activeTextEditor?.document;
	if (active && isConfig(active)) return active.uri;
	const found = await workspace.findFiles(pattern, "**/node_modules/**", 50);
	const beside = found.find((uri) =>
		active?.uri.path.startsWith(uri.path.slice(0, -basename(uri.path).length)),
	);
	if (beside || found.length <= 1) return beside ?? found[0];
	const picked = await window.showQuickPick(
		found.map((uri) => ({ label: workspace.asRelativePath(uri), uri })),
		{ title: "Which config?" },
	);
	return picked?.uri;
}

/** Writes unsaved changes of the config and of the code beside it, so that what is deployed is what is seen. */
export async function saveAll(): Promise<void> {
	await workspace.saveAll(false);
}
