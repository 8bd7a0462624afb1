import { EventEmitter, type TreeDataProvider, type TreeItem, Uri, window, workspace } from "vscode";
import { everyConfig } from "../../configs.ts";
import { openCloud } from "../../open-cloud.ts";
import type { Session } from "../../session.ts";
import { type StackRows, stackRows } from "../../stacks/rows.ts";
import { type Known, viewOf } from "../../stacks/stacks.ts";
import { engineTarget } from "../../target.ts";
import { treeItem } from "./items.ts";
import type {
	ChildNode,
	ConfigNode,
	DeployNode,
	DeploysNode,
	GroupNode,
	Node,
	NoteNode,
	ResourceNode,
	StackNode,
	ValueNode,
} from "./nodes.ts";

function noteOf(stack: StackNode, known: Known): NoteNode | undefined {
	const { config } = stack;
	if (known.kind === "failed") return { kind: "note", config, stack, text: known.message };
	if (known.kind !== "unasked") return undefined;
	if (!workspace.isTrusted) {
		const command = { title: "Manage Trust", command: "workbench.trust.manage" };
		return { kind: "note", config, stack, text: "AWS is asked in trusted workspaces only", command };
	}
	const command = { title: "Read", command: "spool.readStack", arguments: [stack] };
	return { kind: "note", config, stack, text: "Read from AWS what is deployed", command };
}

function childNodes(node: ResourceNode): Node[] {
	const { config, stack, row } = node;
	const owner = row.name;
	const values = Object.entries(row.params).map(
		([name, value]): ValueNode => ({ kind: "value", config, stack, name, value, owner }),
	);
	const children = row.children.map(
		(child): ChildNode => ({ kind: "child", config, stack, row: child, owner }),
	);
	return [...values, ...children];
}

function stackNodes(stack: StackNode, rows: StackRows, known: Known): Node[] {
	const { config } = stack;
	const resources = rows.resources.map((row): ResourceNode => ({ kind: "resource", config, stack, row }));
	const owner = "";
	const shared = rows.shared.map((row): ChildNode => ({ kind: "child", config, stack, row, owner }));
	const outputs = Object.entries(rows.outputs).map(
		([name, value]): ValueNode => ({ kind: "value", config, stack, name, value, owner }),
	);
	const groups: GroupNode[] = [
		{ kind: "group", config, stack, label: "Outputs", nodes: outputs },
		{ kind: "group", config, stack, label: "Shared by the Stack", nodes: shared },
	];
	const note = noteOf(stack, known);
	const isThere = viewOf(known)?.stack !== undefined;
	const deploys: Node[] = isThere ? [{ kind: "deploys", config, stack }] : [];
	const filled = groups.filter(({ nodes }) => nodes.length > 0);
	return [...(note ? [note] : []), ...resources, ...filled, ...deploys];
}

/** The last deploys, or why they cannot be told. */
async function deployNodes(session: Session, { config, stack }: DeploysNode): Promise<Node[]> {
	try {
		const effects = await session.effects();
		const cloud = openCloud(session.surroundings, effects, stack.target);
		const { entries } = await effects.readHistory({ cloud }, engineTarget(stack.target).target);
		return entries.map((entry): DeployNode => ({ kind: "deploy", config, stack, entry }));
	} catch (error) {
		return [{ kind: "note", config, stack, text: error instanceof Error ? error.message : String(error) }];
	}
}

/** The stacks of the workspace. Nothing is loaded before the view is shown, and AWS is not asked before a target is chosen. */
class StackTree implements TreeDataProvider<Node> {
	readonly #session: Session;
	readonly #changed = new EventEmitter<Node | undefined>();
	readonly onDidChangeTreeData = this.#changed.event;
	/** The rows of configs that were shown, to draw anew what has changed and nothing else. */
	readonly #configs = new Map<string, ConfigNode>();

	constructor(session: Session) {
		this.#session = session;
	}

	refresh(config?: Uri): void {
		const node = config && this.#configs.get(config.toString());
		if (!config || node) this.#changed.fire(node);
	}

	getTreeItem(node: Node): TreeItem {
		return treeItem(node, ({ config, target }) => this.#session.stacks.known(config, target));
	}

	async getChildren(node?: Node): Promise<Node[]> {
		if (!node) return this.#roots();
		switch (node.kind) {
			case "config":
				return this.#stacks(node.config);
			case "stack":
				return this.#inside(node);
			case "resource":
				return childNodes(node);
			case "group":
				return [...node.nodes];
			case "deploys":
				return deployNodes(this.#session, node);
			default:
				return [];
		}
	}

	async #roots(): Promise<ConfigNode[]> {
		const found = await everyConfig();
		const roots = found.map((config): ConfigNode => ({ kind: "config", config, isOnly: found.length === 1 }));
		this.#configs.clear();
		for (const root of roots) this.#configs.set(root.config.toString(), root);
		return roots;
	}

	async #stacks(config: Uri): Promise<StackNode[]> {
		const targets = await this.#session.stacks.targets(config);
		return targets.map((target, index) => ({ kind: "stack", config, target, isChosen: index === 0 }));
	}

	async #inside(stack: StackNode): Promise<Node[]> {
		const { config, target, isChosen } = stack;
		const { stacks } = this.#session;
		// Whoever opens the row of another stage wants to see it.
		const mayAsk = !isChosen || stacks.isChosen(config, target);
		if (stacks.known(config, target).kind === "unasked" && mayAsk) void stacks.read(config, target);
		const outline = isChosen ? await this.#session.outline(config) : undefined;
		const known = stacks.known(config, target);
		return stackNodes(stack, stackRows(outline, viewOf(known), stacks.live(config, target)), known);
	}
}

/** Registers the view. What changes while nobody looks is drawn when somebody does. */
export function registerStackTree(session: Session): void {
	const { context, stacks, server } = session;
	const tree = new StackTree(session);
	const view = window.createTreeView<Node>("spool.stacks", { treeDataProvider: tree, showCollapseAll: true });
	const isShown = () => view.visible;
	const configs = workspace.createFileSystemWatcher(
		"**/stacktape.{ts,yml,yaml,json,js,mjs}",
		false,
		true,
		false,
	);
	const redraw = (config?: Uri) => {
		if (isShown()) tree.refresh(config);
	};
	context.subscriptions.push(
		view,
		configs,
		configs.onDidCreate(() => redraw()),
		configs.onDidDelete(() => redraw()),
		stacks.onChanged((config) => redraw(config)),
		server.onAnalysed(({ uri }) => redraw(Uri.parse(uri))),
		workspace.onDidGrantWorkspaceTrust(() => redraw()),
		view.onDidChangeVisibility(({ visible }) => visible && tree.refresh()),
	);
}
