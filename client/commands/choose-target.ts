import { type QuickPickItem, type Uri, window, workspace } from "vscode";
import { regions } from "../../engine/index.ts";
import { findConfig } from "../configs.ts";
import type { Session } from "../session.ts";
import { type Choice, readChoice, writeChoice } from "../target.ts";

type Part = "stage" | "region" | "profile";

async function chooseStage(current: string): Promise<string | undefined> {
	return window.showInputBox({
		title: "Stage",
		value: current,
		prompt: "Lower-case letters, digits and dashes, at least 2",
		validateInput: (text) =>
			/^[a-z0-9-]{2,}$/.test(text) ? undefined : "Use lower-case letters, digits and dashes, at least 2",
	});
}

async function chooseProfile(names: readonly string[]): Promise<string | undefined> {
	if (names.length === 0)
		return window.showInputBox({ title: "AWS profile", prompt: "Name of a profile of your AWS settings" });
	return window.showQuickPick([...names], { title: "AWS profile" });
}

async function choosePart(): Promise<Part | undefined> {
	const items: (QuickPickItem & { readonly part: Part })[] = [
		{ label: "Stage", part: "stage" },
		{ label: "Region", part: "region" },
		{ label: "Profile", part: "profile" },
	];
	return (await window.showQuickPick(items, { title: "Choose another …" }))?.part;
}

async function choose(session: Session, config: Uri, part: Part): Promise<Choice | undefined> {
	const target = await session.target(config);
	if (part === "stage") {
		const stage = await chooseStage(target.stage);
		return stage === undefined ? undefined : { stage };
	}
	if (part === "region") {
		const region = await window.showQuickPick([...regions], { title: "Region", placeHolder: target.region });
		return region === undefined ? undefined : { region };
	}
	const effects = await session.effects();
	const profile = await chooseProfile(await effects.profileNames(session.surroundings.environment));
	return profile === undefined ? undefined : { profile };
}

/** Chooses the stage, region or profile of the config; remembered for its folder in this workspace. */
export async function chooseTargetCommand(session: Session, part?: Part): Promise<void> {
	const config = await findConfig();
	if (!config) return;
	const chosen = part ?? (await choosePart());
	if (!chosen) return;
	if (chosen === "profile" && !workspace.isTrusted) {
		void window.showWarningMessage("Spool uses AWS profiles only in trusted workspaces.");
		return;
	}
	const choice = await choose(session, config, chosen);
	if (!choice) return;
	const { workspaceState } = session.context;
	await writeChoice(workspaceState, config, { ...readChoice(workspaceState, config), ...choice });
	await session.refresh(config);
}
