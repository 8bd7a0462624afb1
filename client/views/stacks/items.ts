import {
	TreeItemCollapsibleState as Collapsible,
	MarkdownString,
	ThemeColor,
	ThemeIcon,
	TreeItem,
	workspace,
} from "vscode";
import { consolePage } from "../../stacks/console.ts";
import { logGroupsOf } from "../../stacks/log-groups.ts";
import { type State, stateWords } from "../../stacks/rows.ts";
import type { Known } from "../../stacks/stacks.ts";
import { stackOf } from "../../target.ts";
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

/** Shapes differ as colours do, for whoever sees no colours. */
const icons: Readonly<Record<State, ThemeIcon>> = {
	compiled: new ThemeIcon("circle-outline"),
	missing: new ThemeIcon("circle-slash"),
	deployed: new ThemeIcon("pass", new ThemeColor("testing.iconPassed")),
	changing: new ThemeIcon("sync~spin"),
	failed: new ThemeIcon("error", new ThemeColor("list.errorForeground")),
	surplus: new ThemeIcon("warning", new ThemeColor("list.warningForeground")),
};

type Looks = {
	readonly id: string;
	readonly label: string;
	readonly description?: string;
	readonly icon?: ThemeIcon;
	readonly collapsible?: Collapsible;
	readonly context: string;
	readonly tooltip?: string | MarkdownString;
};

function itemOf({ id, label, description, icon, collapsible, context, tooltip }: Looks): TreeItem {
	const item = new TreeItem(label, collapsible ?? Collapsible.None);
	item.id = id;
	item.contextValue = context;
	item.accessibilityInformation = { label: description ? `${label}, ${description}` : label };
	if (description !== undefined) item.description = description;
	if (icon) item.iconPath = icon;
	if (tooltip !== undefined) item.tooltip = tooltip;
	return item;
}

const idOf = ({ config, target }: StackNode) =>
	`${config}|${stackOf(target)}|${target.region}|${target.profile ?? ""}`;

function configItem({ config, isOnly }: ConfigNode): TreeItem {
	const item = itemOf({
		id: config.toString(),
		label: workspace.asRelativePath(config),
		context: "config",
		collapsible: isOnly ? Collapsible.Expanded : Collapsible.Collapsed,
		icon: new ThemeIcon("file-code"),
	});
	item.resourceUri = config;
	return item;
}

/** What is known of a stack, in words: its state and its version. */
export function knownWords(known: Known): string {
	switch (known.kind) {
		case "unasked":
			return "not read from AWS";
		case "reading":
			return "reading …";
		case "failed":
			return "cannot be read";
		case "read": {
			const { stack, version } = known.view;
			if (!stack) return "not deployed";
			return version === undefined ? stack.status : `${stack.status} · ${version}`;
		}
	}
}

function stackIcon(known: Known): ThemeIcon {
	if (known.kind === "failed") return icons.failed;
	if (known.kind === "reading") return icons.changing;
	if (known.kind === "unasked") return new ThemeIcon("cloud");
	const status = known.view.stack?.status;
	if (status === undefined) return icons.missing;
	if (status.endsWith("_FAILED")) return icons.failed;
	return status.endsWith("_IN_PROGRESS") ? icons.changing : new ThemeIcon("cloud");
}

function stackItem(node: StackNode, known: Known): TreeItem {
	const { target, isChosen } = node;
	const parts = [target.region, knownWords(known), ...(isChosen ? [] : ["not the chosen stage"])];
	const isThere = known.kind === "read" && known.view.stack !== undefined;
	const isOnAws = isThere && target.endpoint === undefined;
	const description = parts.join(" · ");
	return itemOf({
		id: idOf(node),
		label: stackOf(target),
		description,
		icon: stackIcon(known),
		collapsible: isChosen ? Collapsible.Expanded : Collapsible.Collapsed,
		context: `stack${isChosen ? " chosen" : " other"}${isThere ? " deployed" : ""}${isOnAws ? " console" : ""}`,
		tooltip: `${stackOf(target)}\n${description}`,
	});
}

function resourceItem({ stack, row }: ResourceNode): TreeItem {
	const { name, type, state, children, links } = row;
	const hasLogs = logGroupsOf(row).length > 0;
	const isOnAws = stack.target.endpoint === undefined && Object.keys(links).length > 0;
	return itemOf({
		id: `${idOf(stack)}|${name}`,
		label: name,
		description: `${type} · ${stateWords[state]}`,
		icon: icons[state],
		collapsible: children.length > 0 ? Collapsible.Collapsed : Collapsible.None,
		context: `resource${hasLogs ? " logs" : ""}${isOnAws ? " console" : ""}${row.nameRange ? " written" : ""}`,
		tooltip: `${name}: ${type}\n${children.length} in CloudFormation, ${stateWords[state]}`,
	});
}

function childTooltip({ row }: ChildNode): MarkdownString {
	const rows = [
		["Type", row.type],
		["Name", row.name],
		["Physical id", row.physicalId],
		["Status", row.status],
		["Reason", row.reason],
	].filter(([, value]) => value !== undefined);
	const tooltip = new MarkdownString();
	for (const [name, value] of rows) {
		tooltip.appendMarkdown(`**${name}:** `);
		tooltip.appendText(value ?? "");
		tooltip.appendMarkdown("  \n");
	}
	return tooltip;
}

function childItem(node: ChildNode): TreeItem {
	const { stack, row, owner } = node;
	const { logicalId, type, name, physicalId, status, state } = row;
	const { endpoint, region } = stack.target;
	const page = physicalId !== undefined && endpoint === undefined && consolePage(type, physicalId, region);
	const parts = [type, physicalId ?? name, status ?? stateWords[state]].filter((part) => part !== undefined);
	return itemOf({
		id: `${idOf(stack)}|${owner}|${logicalId}`,
		label: logicalId,
		description: parts.join(" · "),
		icon: icons[state],
		context: `child${physicalId !== undefined ? " copies" : ""}${page ? " console" : ""}${type === "AWS::Logs::LogGroup" && physicalId !== undefined ? " logs" : ""}`,
		tooltip: childTooltip(node),
	});
}

function groupItem({ stack, label, nodes }: GroupNode): TreeItem {
	return itemOf({
		id: `${idOf(stack)}|group|${label}`,
		label,
		description: String(nodes.length),
		collapsible: Collapsible.Collapsed,
		context: "group",
	});
}

function deploysItem({ stack }: DeploysNode): TreeItem {
	return itemOf({
		id: `${idOf(stack)}|deploys`,
		label: "Last Deploys",
		collapsible: Collapsible.Collapsed,
		context: "deploys",
	});
}

function deployItem({ stack, entry }: DeployNode): TreeItem {
	const { version, at, outcome, isCurrent, by, commit, reason } = entry;
	const parts = [
		...(isCurrent ? ["deployed now"] : []),
		outcome,
		...(at === undefined ? [] : [new Date(at).toLocaleString()]),
		...(by === undefined ? [] : [by]),
		...(commit === undefined ? [] : [commit.slice(0, 8)]),
	];
	const description = parts.join(" · ");
	const failed = outcome === "failed";
	return itemOf({
		id: `${idOf(stack)}|deploy|${version}|${at}`,
		label: version,
		description,
		icon: failed ? icons.failed : new ThemeIcon(isCurrent ? "pass" : "history"),
		context: "deploy",
		tooltip: reason === undefined ? description : `${description}\n${reason}`,
	});
}

function valueItem({ stack, name, value, owner }: ValueNode): TreeItem {
	const isAddress = /^https?:\/\//.test(value);
	return itemOf({
		id: `${idOf(stack)}|value|${owner}|${name}`,
		label: name,
		description: value,
		icon: new ThemeIcon(isAddress ? "link" : "symbol-string"),
		context: `value copies${isAddress ? " address" : ""}`,
		tooltip: value,
	});
}

function noteItem({ stack, text, command }: NoteNode): TreeItem {
	const item = itemOf({
		id: `${idOf(stack)}|note|${text}`,
		label: text,
		icon: new ThemeIcon("info"),
		context: "note",
		tooltip: text,
	});
	if (command) item.command = command;
	return item;
}

/** The row of a node. Rows that stand for a place in a text lead there. */
export function treeItem(node: Node, known: (stack: StackNode) => Known): TreeItem {
	switch (node.kind) {
		case "config":
			return configItem(node);
		case "stack":
			return stackItem(node, known(node));
		case "resource":
			return leading(resourceItem(node), node);
		case "child":
			return leading(childItem(node), node);
		case "group":
			return groupItem(node);
		case "deploys":
			return deploysItem(node);
		case "deploy":
			return deployItem(node);
		case "value":
			return valueItem(node);
		case "note":
			return noteItem(node);
	}
}

function leading(item: TreeItem, node: ResourceNode | ChildNode): TreeItem {
	const place = node.kind === "resource" ? node.row.nameRange : node.row.range;
	if (place) item.command = { title: "Show in the Config", command: "spool.showInConfig", arguments: [node] };
	return item;
}
