import {
	CodeLens,
	type CodeLensProvider,
	type Command,
	EventEmitter,
	languages,
	Range,
	type TextDocument,
	workspace,
} from "vscode";
import type { OutlineResource } from "../../server/protocol.ts";
import { configSelector } from "../configs.ts";
import type { Session } from "../session.ts";
import { logGroupsOf } from "../stacks/log-groups.ts";
import { type ResourceRow, stackRows, stateWords } from "../stacks/rows.ts";
import { viewOf } from "../stacks/stacks.ts";

const setting = "codeLens.enabled";

const isOn = (document: TextDocument) =>
	workspace.getConfiguration("spool", document.uri).get<boolean>(setting) !== false;

/** What stands above a resource: how much it becomes, and how far that is, with what leads to more. */
function commandsOf(document: TextDocument, row: ResourceRow, isOnAws: boolean): readonly Command[] {
	const config = document.uri;
	const { name, children, state, links } = row;
	const count = children.filter(({ state: of }) => of !== "surplus").length;
	const [first] = children;
	const title = count === 1 ? "1 CloudFormation resource" : `${count} CloudFormation resources`;
	const [page] = Object.values(links);
	const about = { config: config.toString(), resource: name };
	return [
		...(first ? [{ title, command: "spool.showTemplate", arguments: [config, first.logicalId] }] : []),
		...(state === "compiled"
			? []
			: [{ title: stateWords[state], command: "spool.showResource", arguments: [about] }]),
		...(logGroupsOf(row).length > 0
			? [{ title: "Logs", command: "spool.showLogs", arguments: [config, name] }]
			: []),
		...(page && isOnAws ? [{ title: "Open in Console", command: "vscode.open", arguments: [page] }] : []),
	];
}

function rangeOf({ nameRange }: OutlineResource): Range {
	const { line, character } = nameRange.start;
	return new Range(line, character, line, nameRange.end.character);
}

/** Registers the lenses above resources. They show what is known and ask AWS nothing. */
export function registerLenses({ context, server, stacks }: Session): void {
	const changed = new EventEmitter<void>();
	const provider: CodeLensProvider = {
		onDidChangeCodeLenses: changed.event,
		provideCodeLenses: async (document) => {
			if (!isOn(document)) return [];
			const outline = await server.outline(document.uri);
			if (!outline) return [];
			const target = stacks.aim(document.uri);
			const view = target && viewOf(stacks.known(document.uri, target));
			const rows = stackRows(outline, view, target && stacks.live(document.uri, target));
			const byName = new Map(rows.resources.map((row) => [row.name, row]));
			const isOnAws = target?.endpoint === undefined;
			return outline.resources.flatMap((resource) => {
				const row = byName.get(resource.name);
				const commands = row ? commandsOf(document, row, isOnAws) : [];
				return commands.map((command) => new CodeLens(rangeOf(resource), command));
			});
		},
	};
	context.subscriptions.push(
		changed,
		languages.registerCodeLensProvider(configSelector, provider),
		server.onAnalysed(() => changed.fire()),
		stacks.onChanged(() => changed.fire()),
		workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration(`spool.${setting}`)) changed.fire();
		}),
	);
}
