import type { Static } from "../../../schema/schema.ts";
import { join, type Text } from "../../../template/intrinsics.ts";
import type { Deployed } from "../../kind.ts";
import { type EntryFile, type Language, readEntryFile } from "../entry-file.ts";
import type { packaging } from "./packaging-schema.ts";

/** The `packaging` of a function as the compiler sees it. */
export type Packaging = Deployed<Static<typeof packaging>>;

/** Lambda runtimes that fit a language, the default first. */
export const runtimesOf: Readonly<Record<Language, readonly string[]>> = {
	javascript: ["nodejs24.x", "nodejs22.x", "nodejs20.x", "nodejs18.x"],
	python: ["python3.13", "python3.12", "python3.11", "python3.10"],
	java: ["java21", "java17", "java11"],
	go: ["provided.al2023", "provided.al2"],
	ruby: ["ruby3.3"],
	php: ["provided.al2023", "provided.al2"],
	dotnet: ["dotnet10", "dotnet8", "dotnet6"],
	rust: ["provided.al2023", "provided.al2"],
};

/** The entry file of a build by Spool; `undefined` for ready artifacts, and while the path is not known. */
export function entryFileOf(packaging: Packaging): EntryFile | undefined {
	if (packaging.type !== "stacktape-lambda-buildpack") return undefined;
	const path = packaging.properties.entryfilePath;
	return typeof path === "string" ? readEntryFile(path) : undefined;
}

/** The runtime of the Python that packages are installed for; YAML reads `3.10` as the number 3.1. */
function pythonRuntime(packaging: Packaging): string | undefined {
	if (packaging.type !== "stacktape-lambda-buildpack") return undefined;
	const version = packaging.properties.languageSpecificConfig?.pythonVersion;
	const runtime = `python${String(version) === "3.1" ? "3.10" : String(version)}`;
	return runtimesOf.python.includes(runtime) ? runtime : undefined;
}

/**
 * The runtime of a function: the one that is written, else the default of the entry file's language. Compiled
 * packages of Python load in one version only, so that the version of the build decides there.
 */
export function runtimeOf(written: string | undefined, packaging: Packaging): string | undefined {
	if (written !== undefined) return written;
	const language = entryFileOf(packaging)?.language;
	const built = language === "python" ? pythonRuntime(packaging) : undefined;
	return built ?? (language && runtimesOf[language][0]);
}

/** The package of a Java file: its folders below the sources, else the folder that it lies in. */
function javaPackage(entry: EntryFile): string {
	const below = entry.path.replaceAll("\\", "/").split(/(?:^|\/)src\/main\/java\//)[1];
	return below === undefined ? entry.folder : below.split("/").slice(0, -1).join(".");
}

function concat(...parts: readonly Text[]): Text {
	return parts.every((part) => typeof part === "string") ? parts.join("") : join("", parts);
}

function assemblyOf(projectFile: Text | undefined): string | undefined {
	return typeof projectFile === "string" ? readEntryFile(projectFile).baseName : undefined;
}

/** The `Handler` of an artifact that Spool builds from `entry`; the forms are those of the format, per language. */
function builtHandler(entry: EntryFile, functionName: Text | undefined, projectFile: Text | undefined): Text {
	const suffix = functionName === undefined ? "" : concat(".", functionName);
	switch (entry.language) {
		case "javascript":
			return concat("index.", functionName ?? "default");
		case "go":
			return concat(entry.baseName, suffix);
		case "java": {
			// Lambda calls a class: without a name of its own it is that of the file.
			const name = javaPackage(entry);
			const called = functionName ?? entry.baseName;
			return name === "java" || name === "" ? called : concat(name, ".", called);
		}
		case "rust":
			return "bootstrap";
		case "dotnet":
			// Lambda takes no empty handler; the name of an assembly is one where the code has top-level statements.
			return functionName ?? assemblyOf(projectFile) ?? (entry.folder || entry.baseName);
		default:
			return concat(entry.baseName, ".", functionName ?? "handler");
	}
}

/** What Lambda calls; `undefined` while the config does not say enough. */
export function handlerOf(packaging: Packaging): Text | undefined {
	const entry = entryFileOf(packaging);
	if (entry && packaging.type === "stacktape-lambda-buildpack") {
		const { handlerFunction, languageSpecificConfig } = packaging.properties;
		return builtHandler(entry, handlerFunction, languageSpecificConfig?.projectFile);
	}
	if (packaging.type !== "custom-artifact") return undefined;
	const { handler } = packaging.properties;
	if (typeof handler !== "string") return handler;
	const [file = "", functionName = ""] = handler.split(":");
	return `${readEntryFile(file).baseName}.${functionName}`;
}

/** The major version of Node.js that code is built for: that of the build's settings, else of the runtime, else 24. */
export function nodeVersionOf(packaging: Packaging, runtime: string | undefined): number {
	const built =
		packaging.type === "stacktape-lambda-buildpack" ? packaging.properties.languageSpecificConfig : undefined;
	const fromRuntime = /^nodejs(\d+)/.exec(runtime ?? "")?.[1];
	return built?.nodeVersion ?? (fromRuntime === undefined ? 24 : Number(fromRuntime));
}
