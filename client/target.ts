import { dirname } from "node:path";
import type { Memento, Uri } from "vscode";
import type { Effects } from "./load-effects.ts";
import { readSettings } from "./settings.ts";

/** What the user chose for a folder, instead of what the settings say. */
export type Choice = { readonly stage?: string; readonly region?: string; readonly profile?: string };

/** A target with the way to reach it. */
export type Target = {
	readonly project: string;
	readonly stage: string;
	readonly region: string;
	readonly account?: string;
	readonly profile?: string;
	readonly endpoint?: string;
};

const key = (folder: string) => `choice:${folder}`;

/** What was chosen for the folder of a config. */
export function readChoice(state: Memento, config: Uri): Choice {
	return state.get<Choice>(key(dirname(config.fsPath))) ?? {};
}

/** Remembers a choice for the folder of a config. */
export async function writeChoice(state: Memento, config: Uri, choice: Choice): Promise<void> {
	await state.update(key(dirname(config.fsPath)), choice);
}

/** Choice, settings, environment, profile and defaults, in this order. */
export async function resolveTarget(
	effects: Effects,
	environment: Readonly<Record<string, string | undefined>>,
	state: Memento,
	config: Uri,
): Promise<Target> {
	const settings = readSettings(config);
	const choice = readChoice(state, config);
	const profile = choice.profile ?? settings.profile;
	const region = choice.region ?? settings.region ?? (await effects.configuredRegion(environment, profile));
	const stage = choice.stage ?? settings.stage;
	const { projectFrom: _from, ...chosen } = await effects.chooseTarget(
		effects.openHost(),
		dirname(config.fsPath),
		{
			...(settings.project !== undefined && { project: settings.project }),
			...(stage !== undefined && { stage }),
			...(region !== undefined && { region }),
			...(settings.account !== undefined && { account: settings.account }),
		},
	);
	return {
		...chosen,
		...(profile !== undefined && { profile }),
		...(settings.endpoint !== undefined && { endpoint: settings.endpoint }),
	};
}
