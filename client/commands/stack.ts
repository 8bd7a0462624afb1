import {
	commands,
	env,
	Position,
	Range,
	Selection,
	TextEditorRevealType,
	Uri,
	window,
	workspace,
} from "vscode";
import type { PlaceRange } from "../../server/protocol.ts";
import type { Session } from "../session.ts";
import { consolePage, stackPage } from "../stacks/console.ts";
import { readChoice, writeChoice } from "../target.ts";
import { showDetails } from "../views/details.ts";
import type { Node } from "../views/stacks/nodes.ts";

/** Whether a command was called on a row of the stacks, and not from the palette or a key. */
function isNode(calledOn: unknown): calledOn is Node {
	return typeof calledOn === "object" && calledOn !== null && "kind" in calledOn && "config" in calledOn;
}

function rangeOf({ start, end }: PlaceRange): Range {
	return new Range(new Position(start.line, start.character), new Position(end.line, end.character));
}

/** Puts the cursor on words of a config. */
export async function showPlace(config: Uri, place: PlaceRange): Promise<void> {
	const editor = await window.showTextDocument(await workspace.openTextDocument(config), { preview: false });
	const range = rangeOf(place);
	editor.selection = new Selection(range.start, range.start);
	editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

async function showInConfig(calledOn: unknown): Promise<void> {
	if (!isNode(calledOn)) return;
	const place =
		calledOn.kind === "resource"
			? calledOn.row.nameRange
			: calledOn.kind === "child"
				? calledOn.row.range
				: undefined;
	if (place) await showPlace(calledOn.config, place);
}

function pageOf(session: Session, node: Node): string | undefined {
	switch (node.kind) {
		case "stack": {
			const known = session.stacks.known(node.config, node.target);
			const id = known.kind === "read" ? known.view.stack?.id : undefined;
			return id === undefined ? undefined : stackPage(id, node.target.region);
		}
		case "resource":
			return Object.values(node.row.links)[0];
		case "child": {
			const { type, physicalId } = node.row;
			return physicalId === undefined ? undefined : consolePage(type, physicalId, node.stack.target.region);
		}
		case "value":
			return /^https?:\/\//.test(node.value) ? node.value : undefined;
		default:
			return undefined;
	}
}

async function openPage(session: Session, calledOn: unknown): Promise<void> {
	const page = isNode(calledOn) ? pageOf(session, calledOn) : undefined;
	if (page !== undefined) await env.openExternal(Uri.parse(page));
}

async function copy(calledOn: unknown): Promise<void> {
	if (!isNode(calledOn)) return;
	const text =
		calledOn.kind === "value"
			? calledOn.value
			: calledOn.kind === "child"
				? calledOn.row.physicalId
				: undefined;
	if (text === undefined) return;
	await env.clipboard.writeText(text);
	window.setStatusBarMessage(`Spool: copied ${text}`, 3000);
}

async function read(session: Session, calledOn: unknown): Promise<void> {
	if (isNode(calledOn) && calledOn.kind === "stack")
		await session.stacks.read(calledOn.config, calledOn.target);
}

async function details(calledOn: unknown): Promise<void> {
	if (!isNode(calledOn) || calledOn.kind !== "resource") return;
	const { stage, region } = calledOn.stack.target;
	await showDetails({ config: calledOn.config.toString(), resource: calledOn.row.name, stage, region });
}

/** Called by the lens above a resource. */
async function showResource(shown: unknown): Promise<void> {
	if (typeof shown !== "object" || shown === null || !("config" in shown) || !("resource" in shown)) return;
	await showDetails({ config: String(shown.config), resource: String(shown.resource) });
}

async function chooseStage(session: Session, calledOn: unknown): Promise<void> {
	if (!isNode(calledOn) || calledOn.kind !== "stack") return;
	const { config, target } = calledOn;
	const { workspaceState } = session.context;
	const { stage, region, profile } = target;
	const choice = { ...readChoice(workspaceState, config), stage, region, ...(profile && { profile }) };
	await writeChoice(workspaceState, config, choice);
	await session.refresh(config);
}

/** Reads every stack of the tree anew that was read before, and looks for configs. */
async function refreshAll(session: Session): Promise<void> {
	await session.stacks.readAgain();
	await commands.executeCommand("spool.stacks.focus");
}

/** The commands of the rows of the tree of stacks. */
export function stackCommands(
	session: Session,
): Readonly<Record<string, (calledOn?: unknown) => Promise<unknown>>> {
	return {
		"spool.refreshStacks": () => refreshAll(session),
		"spool.readStack": (calledOn) => read(session, calledOn),
		"spool.chooseThisStage": (calledOn) => chooseStage(session, calledOn),
		"spool.showInConfig": showInConfig,
		"spool.showDetails": details,
		"spool.showResource": (shown) => showResource(shown),
		"spool.openInConsole": (calledOn) => openPage(session, calledOn),
		"spool.copyValue": copy,
	};
}
