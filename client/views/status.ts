import { type ExtensionContext, MarkdownString, StatusBarAlignment, ThemeColor, window } from "vscode";
import type { Target } from "../target.ts";

/** What the status bar item says beside the target. */
export type State = "idle" | "busy" | "done" | "failed" | "watching";

/** The status bar item: project, stage, region, account, and what is going on. */
export type Status = {
	showTarget(target: Target): void;
	/** `detail`: a few words such as "deploying" or "live, 0.2 s". */
	showState(state: State, detail?: string): void;
};

const icons: Readonly<Record<State, string>> = {
	idle: "$(cloud)",
	busy: "$(sync~spin)",
	done: "$(check)",
	failed: "$(error)",
	watching: "$(eye)",
};

/** Adds the item. It is shown as soon as a target is known; a click chooses another one. */
export function createStatus(context: ExtensionContext): Status {
	const item = window.createStatusBarItem("spool.status", StatusBarAlignment.Left, 10);
	item.name = "Spool";
	item.command = "spool.chooseTarget";
	context.subscriptions.push(item);
	let target: Target | undefined;
	let state: State = "idle";
	let detail: string | undefined;
	const draw = () => {
		if (!target) return;
		const account = target.account ?? "account unknown";
		const parts = [target.project, target.stage, target.region, account, ...(detail ? [detail] : [])];
		item.text = `${icons[state]} ${parts.join(" · ")}`;
		if (state === "failed") item.backgroundColor = new ThemeColor("statusBarItem.errorBackground");
		else item.backgroundColor = undefined;
		item.accessibilityInformation = {
			label: `Spool: project ${target.project}, stage ${target.stage}, region ${target.region}, account ${account}${detail ? `, ${detail}` : ""}`,
		};
		const rows = [
			`Project \`${target.project}\`, stage \`${target.stage}\``,
			`Region \`${target.region}\`, account \`${account}\``,
			...(target.profile ? [`Profile \`${target.profile}\``] : []),
			...(target.endpoint ? [`Endpoint \`${target.endpoint}\``] : []),
		];
		item.tooltip = new MarkdownString(
			`${rows.join("\n\n")}\n\nClick to choose another stage, region or profile`,
		);
		item.show();
	};
	return {
		showTarget: (shown) => {
			target = shown;
			draw();
		},
		showState: (shown, words) => {
			state = shown;
			detail = words;
			draw();
		},
	};
}
