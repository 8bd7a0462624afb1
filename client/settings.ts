import { type Uri, workspace } from "vscode";

/** The settings of Spool for a config. Restricted ones are ignored by VS Code in untrusted workspaces. */
export type Settings = {
	readonly project: string | undefined;
	readonly stage: string | undefined;
	readonly region: string | undefined;
	readonly profile: string | undefined;
	readonly account: string | undefined;
	readonly endpoint: string | undefined;
	readonly registry: string | undefined;
	readonly imageMirror: string | undefined;
	/** Stages that are not swapped on save unless they are allowed by name. */
	readonly productionStages: readonly string[];
	/** Stages whose services need not be without a gap while they are swapped. */
	readonly fastSwapStages: readonly string[];
};

/** Reads the settings that hold for `config`; empty texts count as not set. */
export function readSettings(config: Uri | undefined): Settings {
	const settings = workspace.getConfiguration("spool", config);
	const text = (name: string) => settings.get<string>(name)?.trim() || undefined;
	const names = (name: string) => settings.get<readonly string[]>(name) ?? [];
	return {
		project: text("project"),
		stage: text("stage"),
		region: text("region"),
		profile: text("profile"),
		account: text("account"),
		endpoint: text("endpoint"),
		registry: text("registry"),
		imageMirror: text("imageMirror"),
		productionStages: names("productionStages"),
		fastSwapStages: names("fastSwapStages"),
	};
}
