import type { Finding, Path } from "../../kind.ts";
import { type EntryFile, entryExtensions } from "../entry-file.ts";
import { settingLanguages } from "../language-settings.ts";
import { entryFileOf, type Packaging, runtimesOf } from "./language.ts";

/** The properties that say what the code is and what runs it. */
type Packaged = { readonly packaging: Packaging; readonly runtime?: string };

const PACKAGING: Path = ["packaging", "properties"];

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

function checkExtension(entry: EntryFile): readonly Finding[] {
	const path: Path = [...PACKAGING, "entryfilePath"];
	const [extension = "", variable] = entry.extension.split(":");
	if (variable !== undefined && entryExtensions.includes(extension)) {
		return [
			{
				code: "entry-file-variable",
				message: `"${entry.path}" names a variable, but a function has an entry file only`,
				path,
				hint: "remove the colon and what follows, and name the function in handlerFunction",
			},
		];
	}
	if (entry.language) return [];
	const [file] = entry.path.split(/[\\/]/).slice(-1);
	return [
		{
			code: "unsupported-entry-file",
			message:
				entry.extension === ""
					? `"${file}" has no extension`
					: `files with the extension "${entry.extension}" cannot be packaged`,
			path,
			hint: `use one of ${entryExtensions.join(", ")}, or build it yourself and use custom-artifact`,
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

function checkSettings(settings: object, entry: EntryFile): readonly Finding[] {
	return Object.keys(settings).flatMap((name) => {
		const path: Path = [...PACKAGING, "languageSpecificConfig", name];
		if (name === "runAppAs") {
			const message = "runAppAs is for containers: a function has no web server";
			return [{ code: "run-app-as-in-function", message, path, atKey: true, hint: "remove it" }];
		}
		const { language } = entry;
		const languages = settingLanguages.get(name);
		if (!language || !languages || languages.includes(language)) return [];
		return [
			{
				code: "setting-of-other-language",
				severity: "warning" as const,
				message: `${name} has no effect on .${entry.extension} files`,
				path,
				atKey: true,
				hint: "remove it",
			},
		];
	});
}

function checkBuild(values: Packaged): readonly Finding[] {
	const { packaging, runtime } = values;
	const entry = entryFileOf(packaging);
	if (!entry || packaging.type !== "stacktape-lambda-buildpack") return [];
	return [
		...checkExtension(entry),
		...checkRuntime(runtime, entry),
		...checkSettings(packaging.properties.languageSpecificConfig ?? {}, entry),
	];
}

/** Finds what is wrong with the packaging of code for Lambda, as far as its schema cannot say it. */
export function checkPackaging(values: Packaged): readonly Finding[] {
	return [...checkArtifact(values), ...checkBuild(values)];
}
