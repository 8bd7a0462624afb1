import { EventEmitter, type ExtensionContext, Uri, ViewColumn, window, workspace } from "vscode";
import type { Server } from "../server.ts";
import { namesText } from "./names.ts";

/** Documents that only show: the compiled template, and the table of names. */
export const templateScheme = "spool-template";
export const namesScheme = "spool-names";

function viewOf(scheme: string, config: Uri, suffix: string): Uri {
	return Uri.from({ scheme, path: config.path + suffix, query: config.toString() });
}

function configOf(view: Uri): Uri {
	return Uri.parse(view.query);
}

const closed = "The config is not open any more: open it, and this shows it again.\n";

/** Serves the read-only documents; they follow every edit of their config. */
export function registerTemplateView(context: ExtensionContext, server: Server): void {
	const changed = new EventEmitter<Uri>();
	const analysed = server.onAnalysed(({ uri }) => {
		const config = Uri.parse(uri).toString();
		for (const { uri: view } of workspace.textDocuments) {
			const isOurs = view.scheme === templateScheme || view.scheme === namesScheme;
			if (isOurs && configOf(view).toString() === config) changed.fire(view);
		}
	});
	context.subscriptions.push(
		changed,
		analysed,
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

async function show(config: Uri, scheme: string, suffix: string): Promise<void> {
	// The server answers for open configs only.
	await workspace.openTextDocument(config);
	const document = await workspace.openTextDocument(viewOf(scheme, config, suffix));
	await window.showTextDocument(document, {
		viewColumn: ViewColumn.Beside,
		preserveFocus: true,
		preview: false,
	});
}

/** Shows the compiled template beside its config. */
export async function showTemplate(config: Uri): Promise<void> {
	await show(config, templateScheme, ".template.json");
}

/** Shows the names that AWS will see beside the config. */
export async function showNames(config: Uri): Promise<void> {
	await show(config, namesScheme, ".names.txt");
}
