import {
	type ExtensionContext,
	MarkdownString,
	type StatusBarItem,
	ThemeColor,
	type Uri,
	window,
	workspace,
} from "vscode";
import type { Target } from "../target.ts";

/** What is going on with a config. */
export type State = "idle" | "busy" | "done" | "failed" | "watching" | "blocked";

/** The status bar item: project, stage, region, account, and what is going on. */
export type Status = {
	/** Makes `config` the one that is shown. */
	showTarget(config: Uri, target: Target): void;
	isShown(config: Uri): boolean;
	/** `words`: a few, such as "deploying" or "live in 0.2 s". Kept for each config. */
	showState(config: Uri, state: State, words?: string): void;
};

type Condition = { readonly state: State; readonly words: string | undefined };

const icons: Readonly<Record<State, string>> = {
	idle: "$(cloud)",
	busy: "$(sync~spin)",
	done: "$(check)",
	failed: "$(error)",
	watching: "$(eye)",
	blocked: "$(warning)",
};

/** What asks for something to be done stands out. */
const backgrounds: Readonly<Partial<Record<State, string>>> = {
	failed: "statusBarItem.errorBackground",
	blocked: "statusBarItem.warningBackground",
};

const atRest: Condition = { state: "idle", words: undefined };

/** The commands of the tooltip, which must be named to be allowed as links. */
const links: Readonly<Record<string, string>> = {
	"spool.deploy": "Deploy",
	"spool.hotSwap": "Hot Swap",
	"spool.toggleHotSwapOnSave": "Hot Swap on Save",
	"spool.showLog": "Show Log",
};

function tooltipOf(target: Target): MarkdownString {
	const rows = [
		["Project", target.project],
		["Stage", target.stage],
		["Region", target.region],
		["Account", target.account ?? "not known before the first call"],
		["Profile", target.profile],
		["Endpoint", target.endpoint],
	].filter(([, value]) => value !== undefined);
	const tooltip = new MarkdownString(undefined, true);
	tooltip.isTrusted = { enabledCommands: Object.keys(links) };
	tooltip.appendMarkdown("| | |\n|:--|:--|\n");
	for (const [name, value] of rows) tooltip.appendMarkdown(`| ${name} | \`${value}\` |\n`);
	const shown = Object.entries(links).filter(
		([command]) => workspace.isTrusted || command === "spool.showLog",
	);
	tooltip.appendMarkdown(
		`\n${shown.map(([command, title]) => `[${title}](command:${command})`).join(" · ")}`,
	);
	if (!workspace.isTrusted)
		tooltip.appendMarkdown("\n\nNothing is deployed from a workspace that is not trusted.");
	tooltip.appendMarkdown("\n\nClick to choose another stage, region or profile.");
	return tooltip;
}

function draw(item: StatusBarItem, target: Target, { state, words }: Condition): void {
	const account = target.account ?? "account unknown";
	const parts = [target.project, target.stage, target.region, account, ...(words ? [words] : [])];
	item.text = `${icons[state]} ${parts.join(" · ")}`;
	const background = backgrounds[state];
	item.backgroundColor = background === undefined ? undefined : new ThemeColor(background);
	const place = `project ${target.project}, stage ${target.stage}, region ${target.region}, account ${account}`;
	item.accessibilityInformation = { label: `Spool: ${place}${words ? `, ${words}` : ""}` };
	item.tooltip = tooltipOf(target);
	item.show();
}

/** Adds the item. It is shown as soon as a target is known; a click chooses another one. */
export function createStatus(context: ExtensionContext): Status {
	const item = window.createStatusBarItem("spool.status", undefined, 10);
	item.name = "Spool";
	item.command = "spool.chooseTarget";
	context.subscriptions.push(item);
	const conditions = new Map<string, Condition>();
	const targets = new Map<string, Target>();
	let shown: string | undefined;
	const redraw = (config: string) => {
		const target = targets.get(config);
		if (config === shown && target) draw(item, target, conditions.get(config) ?? atRest);
	};
	return {
		showTarget: (config, target) => {
			const name = config.toString();
			const before = targets.get(name);
			const { state } = conditions.get(name) ?? atRest;
			const isMoved = before && (before.stage !== target.stage || before.region !== target.region);
			// What was said about the other stage is not true of this one.
			if (isMoved && (state === "done" || state === "failed")) conditions.delete(name);
			targets.set(name, target);
			shown = name;
			redraw(name);
		},
		isShown: (config) => config.toString() === shown,
		showState: (config, state, words) => {
			conditions.set(config.toString(), { state, words });
			redraw(config.toString());
		},
	};
}
