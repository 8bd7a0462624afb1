import { posix } from "node:path";
import { bug } from "../../report/bug.ts";
import type { ImagePlan } from "../../resources/kind.ts";
import { isScript, readScript, type ScriptPackaging } from "../packaging.ts";
import { listOf, textOf, type Values, valuesOf, withSlashes } from "../packaging-values.ts";

/** What all images that are built from an entry file have in common. */
type FromEntry = {
	/** As in the config, but with forward slashes. */
	readonly entry: string;
	/** On Debian, whose C library most ready binaries are made for, instead of Alpine. */
	readonly wantsGlibc: boolean;
	/** Commands that are run while the image is built. */
	readonly commands: readonly string[];
};

export type ScriptImage = FromEntry & { readonly kind: "script"; readonly script: ScriptPackaging };

export type PythonImage = FromEntry & {
	readonly kind: "python";
	/** The variable that holds the application which a server runs. */
	readonly application: string | undefined;
	readonly runAppAs: "ASGI" | "WSGI" | undefined;
	/** E.g. `3.12`. */
	readonly version: string;
	readonly packageManagerFile: string | undefined;
	readonly minify: boolean;
	readonly extras: readonly string[];
	readonly groups: readonly string[];
	readonly withoutGroups: readonly string[];
	readonly onlyGroups: readonly string[];
};

export type CompiledLanguage = "java" | "go" | "ruby" | "php" | "dotnet" | "rust";

/** A language that is built inside the image, by tools that the base image has. */
export type LanguageImage = FromEntry & {
	readonly kind: "language";
	readonly language: CompiledLanguage;
	/** `languageSpecificConfig`. */
	readonly settings: Values;
};

export type DockerfileImage = {
	readonly kind: "dockerfile";
	readonly context: string;
	/** Relative to the context. */
	readonly dockerfile: string;
	readonly buildArgs: readonly { readonly name: string; readonly value: string }[];
};

export type NixpacksImage = {
	readonly kind: "nixpacks";
	readonly source: string;
	readonly settings: Values;
};

export type BuildpackImage = {
	readonly kind: "buildpack";
	readonly source: string;
	readonly builder: string;
	readonly buildpacks: readonly string[];
};

export type ImagePackaging =
	| ScriptImage
	| PythonImage
	| LanguageImage
	| DockerfileImage
	| NixpacksImage
	| BuildpackImage;

/** Versions that the format takes when the config says none. */
const defaultPython = "3.12";
const defaultBuilder = "paketobuildpacks/builder-jammy-base";

const languages: Readonly<Record<string, CompiledLanguage>> = {
	".java": "java",
	".go": "go",
	".rb": "ruby",
	".php": "php",
	".cs": "dotnet",
	".rs": "rust",
};

/** A version as it is written in names: YAML reads `3.10` as the number 3.1. */
function versionOf(value: unknown, otherwise: string): string {
	if (typeof value !== "number" && typeof value !== "string") return otherwise;
	return String(value) === "3.1" ? "3.10" : String(value);
}

function readPython(properties: Values, entry: string, common: Omit<FromEntry, "entry">): PythonImage {
	const specific = valuesOf(properties["languageSpecificConfig"]);
	const runAppAs = textOf(specific, "runAppAs");
	const file = textOf(specific, "packageManagerFile");
	const [path = entry, application] = entry.split(/:(?=\w+$)/);
	return {
		kind: "python",
		...common,
		entry: path,
		application,
		runAppAs: runAppAs === "ASGI" || runAppAs === "WSGI" ? runAppAs : undefined,
		version: versionOf(specific["pythonVersion"], defaultPython),
		packageManagerFile: file === undefined ? undefined : withSlashes(file),
		minify: specific["minify"] === true,
		extras: listOf(specific, "uvOptionalDependencies"),
		groups: listOf(specific, "uvWithGroups"),
		withoutGroups: listOf(specific, "uvWithoutGroups"),
		onlyGroups: listOf(specific, "uvOnlyGroups"),
	};
}

function readEntry(plan: ImagePlan, properties: Values): ImagePackaging {
	const entry = withSlashes(textOf(properties, "entryfilePath") ?? bug(`"${plan.job}" has no entryfilePath`));
	const common = {
		wantsGlibc: properties["requiresGlibcBinaries"] === true,
		commands: listOf(properties, "customDockerBuildCommands"),
	};
	if (isScript(entry)) {
		return { kind: "script", ...common, entry, script: readScript(undefined, properties, entry) };
	}
	if (/\.py(:\w+)?$/.test(entry)) return readPython(properties, entry, common);
	const extension = posix.extname(entry);
	const language = languages[extension] ?? bug(`"${plan.job}" is built from "${entry}"`);
	const settings = valuesOf(properties["languageSpecificConfig"]);
	return { kind: "language", ...common, entry, language, settings };
}

function readDockerfile(plan: ImagePlan, properties: Values): DockerfileImage {
	const context = textOf(properties, "buildContextPath") ?? bug(`"${plan.job}" has no buildContextPath`);
	const args = Array.isArray(properties["buildArgs"]) ? properties["buildArgs"].map(valuesOf) : [];
	return {
		kind: "dockerfile",
		context: withSlashes(context),
		dockerfile: withSlashes(textOf(properties, "dockerfilePath") ?? "Dockerfile"),
		buildArgs: args.map((arg) => ({
			name: textOf(arg, "argName") ?? "",
			value: String(arg["value"] ?? ""),
		})),
	};
}

function sourceOf(plan: ImagePlan, properties: Values): string {
	return withSlashes(
		textOf(properties, "sourceDirectoryPath") ?? bug(`"${plan.job}" has no sourceDirectoryPath`),
	);
}

/** What `plan` asks for, defaults filled in. The schema has checked it: a wrong shape is a defect of Spool. */
export function readImagePackaging(plan: ImagePlan): ImagePackaging {
	const packaging = valuesOf(plan.packaging);
	const properties = valuesOf(packaging["properties"]);
	switch (packaging["type"]) {
		case "stacktape-image-buildpack":
			return readEntry(plan, properties);
		case "custom-dockerfile":
			return readDockerfile(plan, properties);
		case "nixpacks":
			return { kind: "nixpacks", source: sourceOf(plan, properties), settings: properties };
		case "external-buildpack":
			return {
				kind: "buildpack",
				source: sourceOf(plan, properties),
				builder: textOf(properties, "builder") ?? defaultBuilder,
				buildpacks: listOf(properties, "buildpacks"),
			};
		default:
			return bug(`"${plan.job}" has no packaging that makes an image`);
	}
}
