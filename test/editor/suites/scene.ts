import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { HostError } from "../host/host-error.ts";
import { eventually } from "../host/page.ts";

export { eventually };

/** The folder that the editor has open: a copy of examples/api. */
export function workspaceFolder(): string {
	const [folder] = vscode.workspace.workspaceFolders ?? [];
	if (!folder) throw new HostError("no folder is open");
	return folder.uri.fsPath;
}

/**
 * Writes a file into the workspace and shows it. `path` is relative; tests of one file use a folder of their own,
 * because all of them run in one editor.
 */
export async function openFile(path: string, text?: string): Promise<vscode.TextDocument> {
	const file = join(workspaceFolder(), path);
	if (text !== undefined) {
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, text);
	}
	const document = await vscode.workspace.openTextDocument(file);
	await vscode.window.showTextDocument(document, { preview: false });
	return document;
}

/** The place right behind `part`, or at its beginning. The part has to be in the text once. */
export function placeOf(
	document: vscode.TextDocument,
	part: string,
	at: "start" | "end" = "end",
): vscode.Position {
	const text = document.getText();
	const offset = text.indexOf(part);
	if (offset < 0) throw new HostError(`"${part}" is not in ${document.uri.path}:\n${text}`);
	if (text.includes(part, offset + 1)) throw new HostError(`"${part}" is more than once in the text`);
	return document.positionAt(at === "start" ? offset : offset + part.length);
}

/** Replaces the one place where `before` stands, as typing would. */
export async function replace(document: vscode.TextDocument, before: string, after: string): Promise<void> {
	const edit = new vscode.WorkspaceEdit();
	const range = new vscode.Range(placeOf(document, before, "start"), placeOf(document, before));
	edit.replace(document.uri, range, after);
	if (!(await vscode.workspace.applyEdit(edit))) throw new HostError(`"${before}" could not be replaced`);
}

/** Waits until the diagnostics of a document are as `check` wants them. */
export async function untilDiagnostics(
	document: vscode.TextDocument,
	check: (diagnostics: readonly vscode.Diagnostic[]) => void,
): Promise<readonly vscode.Diagnostic[]> {
	return eventually(async () => {
		// What a config could do without is no problem of it.
		const isNeedless = ({ tags = [] }: vscode.Diagnostic) => tags.includes(vscode.DiagnosticTag.Unnecessary);
		const found = vscode.languages.getDiagnostics(document.uri).filter((one) => !isNeedless(one));
		check(found);
		return found;
	});
}

/** The labels of what is offered at a place. */
export async function completionsAt(
	document: vscode.TextDocument,
	position: vscode.Position,
): Promise<readonly string[]> {
	const list = await vscode.commands.executeCommand<vscode.CompletionList>(
		"vscode.executeCompletionItemProvider",
		document.uri,
		position,
	);
	return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
}

/** The inlay hints of a document, from top to bottom. */
export async function hintsOf(document: vscode.TextDocument): Promise<readonly string[]> {
	const whole = new vscode.Range(0, 0, document.lineCount, 0);
	const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
		"vscode.executeInlayHintProvider",
		document.uri,
		whole,
	);
	return hints.map(({ label }) =>
		typeof label === "string" ? label : label.map(({ value }) => value).join(""),
	);
}

/** What Spool's output channel says. It is opened for it: a document of the editor it is only while it is shown. */
export async function spoolLog(): Promise<string> {
	await vscode.commands.executeCommand("spool.showLog");
	return eventually(async () => {
		const log = vscode.workspace.textDocuments.find(
			({ uri }) => uri.scheme === "output" && uri.path.endsWith("-Spool"),
		);
		if (!log) throw new HostError("the output channel is not shown");
		return log.getText();
	});
}
