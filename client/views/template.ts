import { EventEmitter, type ExtensionContext, languages, Uri, ViewColumn, window, workspace } from "vscode";
import type { NameRow } from "../../server/protocol.ts";
import type { Server } from "../server.ts";

/** Documents that only show: the compiled template, and the table of names. */
export const templateScheme = "spool-template";
export const namesScheme = "spool-names";

function viewOf(scheme: string, config: Uri, suffix: string): Uri {
	return Uri.from({ scheme, path: config.path + suffix, query: config.toString() });
}

function configOf(view: Uri): Uri {
	return Uri.parse(view.query);
}

function nameOf({ name, full, shortened, provisional }: NameRow): string {
	if (name === undefined) return "(named by AWS)";
	if (shortened) return `${name}   ✂ from ${full}`;
	return provisional ? `${name}   (ends in a hash of the account, which is not known yet)` : name;
}

function namesText(rows: readonly NameRow[]): string {
	const table = [
		["RESOURCE", "LOGICAL ID", "TYPE", "NAME"],
		...rows.map((row) => [row.resource ?? "(stack)", row.logicalId, row.type, nameOf(row)]),
	];
	const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
	return table
		.map(
			(row) =>
				`${row
					.map((cell, column) => cell.padEnd(widths[column] ?? 0))
					.join("  ")
					.trimEnd()}\n`,
		)
		.join("");
}

/** Serves the read-only documents; they follow every edit of their config. */
export function registerTemplateView(context: ExtensionContext, server: Server): void {
	const changed = new EventEmitter<Uri>();
	const shown = () =>
		workspace.textDocuments
			.map(({ uri }) => uri)
			.filter(({ scheme }) => scheme === templateScheme || scheme === namesScheme);
	server.onAnalysed(({ uri }) => {
		for (const view of shown())
			if (configOf(view).toString() === Uri.parse(uri).toString()) changed.fire(view);
	});
	const closed = "The config is not open any more: open it, then this shows its template again.\n";
	context.subscriptions.push(
		changed,
		workspace.registerTextDocumentContentProvider(templateScheme, {
			onDidChange: changed.event,
			provideTextDocumentContent: async (view) => (await server.template(configOf(view)))?.text ?? closed,
		}),
		workspace.registerTextDocumentContentProvider(namesScheme, {
			onDidChange: changed.event,
			provideTextDocumentContent: async (view) => {
				const rows = await server.names(configOf(view));
				return rows ? namesText(rows) : closed;
			},
		}),
	);
}

async function show(view: Uri, language?: string): Promise<void> {
	const document = await workspace.openTextDocument(view);
	if (language) await languages.setTextDocumentLanguage(document, language);
	await window.showTextDocument(document, {
		viewColumn: ViewColumn.Beside,
		preserveFocus: true,
		preview: false,
	});
}

/** The server answers for open configs only. */
async function openConfig(config: Uri): Promise<void> {
	await workspace.openTextDocument(config);
}

/** Shows the compiled template beside its config. */
export async function showTemplate(config: Uri): Promise<void> {
	await openConfig(config);
	await show(viewOf(templateScheme, config, ".template.json"), "json");
}

/** Shows the names that AWS will see beside the config. */
export async function showNames(config: Uri): Promise<void> {
	await openConfig(config);
	await show(viewOf(namesScheme, config, ".names.txt"));
}
