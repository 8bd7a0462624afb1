import { commands, EventEmitter, type ExtensionContext, Uri, window, workspace } from "vscode";
import type { Session } from "../session.ts";
import { detailText } from "../stacks/details.ts";
import { stackRows } from "../stacks/rows.ts";
import { viewOf } from "../stacks/stacks.ts";
import { stackOf } from "../target.ts";

const detailScheme = "spool-detail";

type Shown = {
	readonly config: string;
	readonly resource: string;
	readonly stage?: string;
	readonly region?: string;
};

async function textOf(session: Session, { config: text, resource, stage, region }: Shown): Promise<string> {
	const config = Uri.parse(text);
	const targets = await session.stacks.targets(config);
	const [chosen] = targets;
	const target = targets.find((known) => known.stage === stage && known.region === region) ?? chosen;
	if (!target) return "";
	const outline = target === chosen ? await session.outline(config) : undefined;
	const view = viewOf(session.stacks.known(config, target));
	const rows = stackRows(outline, view, session.stacks.live(config, target));
	const row = rows.resources.find(({ name }) => name === resource);
	if (!row) return `The config has no resource ${resource} any more.\n`;
	const { docs, source } = outline?.resources.find(({ name }) => name === resource) ?? {};
	// Nothing of the console shows what stands in for AWS.
	const links = target.endpoint === undefined ? row.links : {};
	return detailText({ row: { ...row, links }, stack: stackOf(target), docs, source });
}

/** Serves the details of resources as Markdown, which VS Code shows in its own preview. */
export function registerDetails(session: Session): void {
	const context: ExtensionContext = session.context;
	const changed = new EventEmitter<Uri>();
	const redraw = (config: string) => {
		for (const { uri } of workspace.textDocuments) {
			if (uri.scheme === detailScheme && JSON.parse(uri.query).config === config) changed.fire(uri);
		}
	};
	context.subscriptions.push(
		changed,
		session.stacks.onChanged((config) => redraw(config.toString())),
		session.server.onAnalysed(({ uri }) => redraw(Uri.parse(uri).toString())),
		workspace.registerTextDocumentContentProvider(detailScheme, {
			onDidChange: changed.event,
			provideTextDocumentContent: (uri) => textOf(session, JSON.parse(uri.query)),
		}),
	);
}

/** Shows what a resource translates into, and where that is, in a panel for reading. */
export async function showDetails(shown: Shown): Promise<void> {
	const uri = Uri.from({
		scheme: detailScheme,
		path: `/${shown.resource}.md`,
		query: JSON.stringify(shown),
	});
	try {
		await commands.executeCommand("markdown.showPreview", uri);
	} catch {
		// The extension that shows Markdown can be switched off.
		await window.showTextDocument(uri, { preview: true });
	}
}
