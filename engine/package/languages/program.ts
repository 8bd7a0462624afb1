import { posix } from "node:path";
import { listOf, textOf, type Values, valuesOf, withSlashes } from "../packaging-values.ts";

/** Languages whose functions are built by their own tools. */
export type ProgramLanguage = "python" | "go" | "java" | "ruby" | "php" | "dotnet" | "rust";

/** What the config says about a function that is no JavaScript. */
export type ProgramPackaging = {
	readonly kind: "program";
	readonly language: ProgramLanguage;
	/** Relative to the config, with forward slashes and without `./`. */
	readonly entry: string;
	/** Name of the function that Lambda calls, where the config says one. */
	readonly handler: string | undefined;
	readonly includeFiles: readonly string[];
	readonly excludeFiles: readonly string[];
	/** Packages that are left out, because the runtime or a layer has them. */
	readonly excluded: readonly string[];
	/** `languageSpecificConfig`. */
	readonly settings: Values;
};

const languages: Readonly<Record<string, ProgramLanguage>> = {
	".py": "python",
	".go": "go",
	".java": "java",
	".rb": "ruby",
	".php": "php",
	".cs": "dotnet",
	".rs": "rust",
};

/** The program that starts at `entry`; `undefined` for a file of another kind. */
export function readProgram(properties: Values, entry: string): ProgramPackaging | undefined {
	const language = languages[posix.extname(entry)];
	if (language === undefined) return undefined;
	return {
		kind: "program",
		language,
		entry: posix.normalize(entry),
		handler: textOf(properties, "handlerFunction"),
		includeFiles: listOf(properties, "includeFiles"),
		excludeFiles: listOf(properties, "excludeFiles"),
		excluded: listOf(properties, "excludeDependencies"),
		settings: valuesOf(properties["languageSpecificConfig"]),
	};
}

/** A path of the settings, with forward slashes. */
export function pathSetting({ settings }: ProgramPackaging, key: string): string | undefined {
	const path = textOf(settings, key);
	return path === undefined ? undefined : withSlashes(path);
}

/** A version as it is written in names: YAML reads `3.10` as the number 3.1. */
export function versionSetting(
	{ settings }: Pick<ProgramPackaging, "settings">,
	key: string,
): string | undefined {
	const value = settings[key];
	if (typeof value !== "number" && typeof value !== "string") return undefined;
	return key === "pythonVersion" && String(value) === "3.1" ? "3.10" : String(value);
}
