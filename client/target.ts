import { basename, dirname } from "node:path";
import { type Memento, Uri, workspace } from "vscode";
import { validName } from "../engine/index.ts";
import type { Effects } from "./load-effects.ts";
import { readSettings } from "./settings.ts";

/** What the user chose for a folder, instead of what the settings say. */
export type Choice = { readonly stage?: string; readonly region?: string; readonly profile?: string };

/** A target with the way to reach it. */
export type Target = {
	readonly project: string;
	readonly stage: string;
	readonly region: string;
	/** The account that names are shown with; absent as long as nobody knows it. */
	readonly account?: string;
	/** The account of the settings: credentials of any other are refused. */
	readonly assertedAccount?: string;
	readonly profile?: string;
	readonly endpoint?: string;
	/** Where images are pushed to, and what stands in for the registries of base images. */
	readonly registry?: string;
	readonly imageMirror?: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

const key = (folder: string) => `choice:${folder}`;

/** What was chosen for the folder of a config. */
export function readChoice(state: Memento, config: Uri): Choice {
	return state.get<Choice>(key(dirname(config.fsPath))) ?? {};
}

/** Remembers a choice for the folder of a config. */
export async function writeChoice(state: Memento, config: Uri, choice: Choice): Promise<void> {
	await state.update(key(dirname(config.fsPath)), choice);
}

/** A stage that was deployed from this workspace. */
export type Stage = { readonly stage: string; readonly region: string; readonly profile?: string };

const stagesKey = (config: Uri) => `stages:${dirname(config.fsPath)}`;

/** The stages that the config's folder was deployed to from this workspace, in the order of their first deploy. */
export function readStages(state: Memento, config: Uri): readonly Stage[] {
	return state.get<readonly Stage[]>(stagesKey(config)) ?? [];
}

/** Remembers that a stage is there, or forgets one that is gone. */
export async function writeStage(
	state: Memento,
	config: Uri,
	{ stage, region, profile }: Target,
	isThere: boolean,
): Promise<void> {
	const before = readStages(state, config);
	const others = before.filter((known) => known.stage !== stage || known.region !== region);
	const known: Stage = { stage, region, ...(profile !== undefined && { profile }) };
	if (isThere && others.length < before.length) return;
	await state.update(stagesKey(config), isThere ? [...others, known] : others);
}

/** What a config is deployed as, as a text: what CloudFormation calls the stack. */
export function stackOf({ project, stage }: Pick<Target, "project" | "stage">): string {
	return `${project}-${stage}`;
}

/**
 * Whose account it is that a target lies in. The account that belongs to it is remembered under this text, so it
 * names everything that leads to other credentials.
 */
export function credentialsOf({ profile, endpoint }: Target, environment: Environment): string {
	const inUse = profile ?? environment["AWS_PROFILE"] ?? "";
	return [inUse, environment["AWS_ACCESS_KEY_ID"] ?? "", endpoint ?? ""].join(":");
}

async function packageName(folder: Uri): Promise<string | undefined> {
	try {
		const bytes = await workspace.fs.readFile(Uri.joinPath(folder, "package.json"));
		const { name } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly name?: unknown };
		return typeof name === "string" ? validName(name.replace(/^@[^/]+\//, "")) : undefined;
	} catch {
		// None, or one that is being edited: the folder's name serves.
		return undefined;
	}
}

/** As the engine's `chooseTarget`: the name in package.json, else the folder's, both made valid. */
async function defaultProject(config: Uri): Promise<string> {
	const folder = Uri.joinPath(config, "..");
	return (await packageName(folder)) ?? validName(basename(folder.fsPath)) ?? "app";
}

/**
 * Choice, settings, environment, profile and defaults, in this order. The effects are asked for only when no other
 * than the files of AWS profiles can name the region.
 */
export async function resolveTarget(
	{ environment, effects }: { readonly environment: Environment; readonly effects: () => Promise<Effects> },
	state: Memento,
	config: Uri,
): Promise<Target> {
	const settings = readSettings(config);
	const choice = readChoice(state, config);
	const profile = choice.profile ?? settings.profile;
	const regionOfProfile = async () => (await effects()).configuredRegion(environment, profile);
	const region =
		choice.region ??
		settings.region ??
		(environment["AWS_REGION"] || environment["AWS_DEFAULT_REGION"] || (await regionOfProfile()));
	const { registry, imageMirror } = settings;
	const endpoint = settings.endpoint ?? (environment["AWS_ENDPOINT_URL"] || undefined);
	return {
		project: settings.project ?? (await defaultProject(config)),
		stage: choice.stage ?? settings.stage ?? "dev",
		region: region ?? "us-east-1",
		...(settings.account !== undefined && { account: settings.account, assertedAccount: settings.account }),
		...(profile !== undefined && { profile }),
		...(endpoint !== undefined && { endpoint }),
		...(registry !== undefined && { registry }),
		...(imageMirror !== undefined && { imageMirror }),
	};
}

/** The target for the engine and where it lies; its `account` is one that the credentials must belong to: only the settings' is. */
export function engineTarget({ project, stage, region, assertedAccount, endpoint }: Target) {
	const account = assertedAccount !== undefined && { account: assertedAccount };
	return {
		target: { project, stage, region, ...account },
		...(endpoint !== undefined && { endpoint }),
	};
}
