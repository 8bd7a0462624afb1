import {
	ConfigurationTarget,
	EventEmitter,
	type ExtensionContext,
	Range,
	TextEditorRevealType,
	Uri,
	ViewColumn,
	window,
	workspace,
} from "vscode";
import type { TemplateFormat } from "../../server/protocol.ts";
import type { Server } from "../server.ts";
import { templateBlocks } from "../stacks/template-blocks.ts";
import { namesText } from "./names.ts";

/** Documents that only show: the compiled template, and the table of names. */
export const templateScheme = "spool-template";
export const namesScheme = "spool-names";

const suffixes: Readonly<Record<TemplateFormat, string>> = {
	json: ".template.json",
	yaml: ".template.yaml",
};

function viewOf(scheme: string, config: Uri, suffix: string): Uri {
	return Uri.from({ scheme, path: config.path + suffix, query: config.toString() });
}

/** The config that a document shows something of. */
export function configOf(view: Uri): Uri {
	return Uri.parse(view.query);
}

/** The document with the compiled template of a config. */
export function templateUri(config: Uri, format: TemplateFormat = chosenFormat(config)): Uri {
	return viewOf(templateScheme, config, suffixes[format]);
}

function chosenFormat(config: Uri): TemplateFormat {
	return workspace.getConfiguration("spool", config).get<string>("template.format") === "yaml"
		? "yaml"
		: "json";
}

const formatOf = ({ path }: Uri): TemplateFormat => (path.endsWith(suffixes.yaml) ? "yaml" : "json");

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
			provideTextDocumentContent: async (view) =>
				(await server.template(configOf(view), formatOf(view)))?.text ?? closed,
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

async function show(config: Uri, view: Uri) {
	// The server answers for open configs only.
	await workspace.openTextDocument(config);
	const document = await workspace.openTextDocument(view);
	return window.showTextDocument(document, {
		viewColumn: ViewColumn.Beside,
		preserveFocus: true,
		preview: false,
	});
}

/** Shows the compiled template beside its config, at the resource with this logical id if one is given. */
export async function showTemplate(config: Uri, logicalId?: string): Promise<void> {
	const editor = await show(config, templateUri(config));
	const block = templateBlocks(editor.document.getText()).find((found) => found.logicalId === logicalId);
	if (block) editor.revealRange(new Range(block.first, 0, block.last, 0), TextEditorRevealType.AtTop);
}

/** Shows templates in the other of the two formats from now on, and this one at once. */
export async function switchTemplateFormat(config: Uri): Promise<void> {
	const next = chosenFormat(config) === "json" ? "yaml" : "json";
	await workspace
		.getConfiguration("spool", config)
		.update("template.format", next, ConfigurationTarget.Global);
	await show(config, templateUri(config, next));
}

/** Shows the names that AWS will see beside the config. */
export async function showNames(config: Uri): Promise<void> {
	await show(config, viewOf(namesScheme, config, ".names.txt"));
}
