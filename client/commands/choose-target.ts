import { type QuickPickItem, type Uri, window, workspace } from "vscode";
import { regions } from "../../engine/index.ts";
import { findConfig } from "../configs.ts";
import type { Session } from "../session.ts";
import { readSettings } from "../settings.ts";
import { type Choice, readChoice, type Target, writeChoice } from "../target.ts";
import { resumeWatch } from "./run.ts";

type Part = "stage" | "region" | "profile";

/** What was chosen for one part: a text, or to have none, so that settings and environment decide again. */
type Chosen = { readonly text: string | undefined };

async function chooseStage({ stage }: Target, { fallback }: { readonly fallback: string }) {
	const text = await window.showInputBox({
		title: "Stage",
		value: stage,
		prompt: `Lower-case letters, digits and dashes, at least 2. Empty: ${fallback}`,
		validateInput: (typed) =>
			/^([a-z0-9-]{2,})?$/.test(typed) ? undefined : "Use lower-case letters, digits and dashes, at least 2",
	});
	return text === undefined ? undefined : { text: text || undefined };
}

/** Offers names, the one in use first of all marked, and none. */
async function chooseName(
	title: string,
	names: readonly string[],
	{ current, none }: { readonly current: string | undefined; readonly none: string },
): Promise<Chosen | undefined> {
	const rows: (QuickPickItem & Chosen)[] = [
		...names.map((name) => ({
			label: name,
			text: name,
			...(name === current && { description: "in use" }),
		})),
		{ label: none, text: undefined },
	];
	const placeHolder = names.length > 0 ? "" : "The AWS settings of this machine name none";
	return window.showQuickPick(rows, { title, placeHolder });
}

async function choosePart(target: Target): Promise<Part | undefined> {
	const rows: (QuickPickItem & { readonly part: Part })[] = [
		{ label: "Stage", part: "stage", description: target.stage },
		{ label: "Region", part: "region", description: target.region },
		{ label: "Profile", part: "profile", description: target.profile ?? "of the environment" },
	];
	return (await window.showQuickPick(rows, { title: "Choose another …" }))?.part;
}

async function choose(
	session: Session,
	config: Uri,
	part: Part,
	target: Target,
): Promise<Chosen | undefined> {
	if (part === "stage") return chooseStage(target, { fallback: readSettings(config).stage ?? "dev" });
	if (part === "region") {
		const none = "As the settings, the environment or the profile say";
		return chooseName("Region", regions, { current: target.region, none });
	}
	const effects = await session.effects();
	const names = await effects.profileNames(session.surroundings.environment);
	const none = "As the settings or the environment say";
	return chooseName("AWS profile", names, { current: target.profile, none });
}

function withChoice(before: Choice, part: Part, { text }: Chosen): Choice {
	const { [part]: _replaced, ...others } = before;
	return text === undefined ? others : { ...others, [part]: text };
}

/**
 * Chooses the stage, region or profile of the config; remembered for its folder in this workspace. An operation
 * that runs keeps the target it began with.
 */
export async function chooseTargetCommand(session: Session, part?: Part): Promise<void> {
	const config = await findConfig();
	if (!config) return;
	const target = await session.target(config);
	const chosenPart = part ?? (await choosePart(target));
	if (!chosenPart) return;
	if (chosenPart === "profile" && !workspace.isTrusted) {
		void window.showWarningMessage("Spool uses AWS profiles only in trusted workspaces.");
		return;
	}
	const chosen = await choose(session, config, chosenPart, target);
	if (!chosen) return;
	const { workspaceState } = session.context;
	await writeChoice(
		workspaceState,
		config,
		withChoice(readChoice(workspaceState, config), chosenPart, chosen),
	);
	await session.refresh(config);
	// At its end an operation does that by itself.
	if (session.operation === undefined && session.watch?.config.toString() === config.toString())
		await resumeWatch(session);
}
