import type { Finding, Path } from "../../kind.ts";
import { checkExtension, checkSettings } from "../check-entry-file.ts";
import { type EntryFile, entryExtensions } from "../entry-file.ts";
import { entryFileOf, type Packaging, runtimesOf } from "./language.ts";

/** The properties that say what the code is and what runs it. */
type Packaged = { readonly packaging: Packaging; readonly runtime?: string };

const PACKAGING: Path = ["packaging", "properties"];
const SETTINGS: Path = [...PACKAGING, "languageSpecificConfig"];

function checkArtifact(values: Packaged): readonly Finding[] {
	const { packaging, runtime } = values;
	if (packaging.type !== "custom-artifact") return [];
	const missingHandler: Finding = {
		code: "missing-handler",
		message: "custom-artifact needs handler, because nothing else says what Lambda calls",
		path: PACKAGING,
		atKey: true,
		hint: "add handler: file and function, for example index.js:handler",
	};
	const missingRuntime: Finding = {
		code: "missing-runtime",
		message: "custom-artifact needs runtime, because nothing else says what runs the code",
		path: ["packaging", "type"],
		hint: "add runtime beside packaging, for example nodejs24.x",
	};
	return [
		...(packaging.properties.handler === undefined ? [missingHandler] : []),
		...(runtime === undefined ? [missingRuntime] : []),
	];
}

function checkEntry(entry: EntryFile): readonly Finding[] {
	const path: Path = [...PACKAGING, "entryfilePath"];
	const [extension = "", variable] = entry.extension.split(":");
	if (variable === undefined || !entryExtensions.includes(extension))
		return checkExtension(entry, path, "build it yourself and use custom-artifact");
	return [
		{
			code: "entry-file-variable",
			message: `"${entry.path}" names a variable, but a function has an entry file only`,
			path,
			hint: "remove the colon and what follows, and name the function in handlerFunction",
		},
	];
}

function checkRuntime(runtime: string | undefined, entry: EntryFile): readonly Finding[] {
	if (runtime === undefined || !entry.language) return [];
	const fitting = runtimesOf[entry.language];
	if (fitting.includes(runtime)) return [];
	return [
		{
			code: "runtime-not-fitting",
			message: `"${runtime}" cannot run "${entry.path}"`,
			path: ["runtime"],
			hint: `remove runtime (${fitting[0]} is the default), or use one of ${fitting.join(", ")}`,
		},
	];
}

/** Properties that do nothing for the language of the entry file. */
function checkExcluded(packaging: Packaging, entry: EntryFile): readonly Finding[] {
	if (packaging.type !== "stacktape-lambda-buildpack" || !packaging.properties.excludeDependencies) return [];
	if (!entry.language || entry.language === "javascript" || entry.language === "python") return [];
	return [
		{
			code: "setting-of-other-language",
			severity: "warning",
			message: `excludeDependencies has no effect on .${entry.extension} files`,
			path: [...PACKAGING, "excludeDependencies"],
			atKey: true,
			hint: "remove it",
		},
	];
}

function checkServer(settings: object): readonly Finding[] {
	if (!("runAppAs" in settings)) return [];
	const message = "runAppAs is for containers: a function has no web server";
	const path: Path = [...SETTINGS, "runAppAs"];
	return [{ code: "run-app-as-in-function", message, path, atKey: true, hint: "remove it" }];
}

function checkBuild(values: Packaged): readonly Finding[] {
	const { packaging, runtime } = values;
	const entry = entryFileOf(packaging);
	if (!entry || packaging.type !== "stacktape-lambda-buildpack") return [];
	const settings = packaging.properties.languageSpecificConfig ?? {};
	const { runAppAs: _forContainers, ...others } = settings;
	return [
		...checkEntry(entry),
		...checkRuntime(runtime, entry),
		...checkExcluded(packaging, entry),
		...checkServer(settings),
		...checkSettings(others, entry, SETTINGS),
	];
}

/** Finds what is wrong with the packaging of code for Lambda, as far as its schema cannot say it. */
export function checkPackaging(values: Packaged): readonly Finding[] {
	return [...checkArtifact(values), ...checkBuild(values)];
}
