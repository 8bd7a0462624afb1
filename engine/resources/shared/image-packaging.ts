import { splitEntryPath } from "../../schema/entry-path.ts";
import type { Static } from "../../schema/schema.ts";
import type { Text } from "../../template/intrinsics.ts";
import { ArtifactSlot } from "../../template/slot.ts";
import type { Deployed, Finding, ImagePlan, Path, Surroundings } from "../kind.ts";
import { checkBuildArgs } from "./build-args.ts";
import { checkExtension, checkSettings } from "./check-entry-file.ts";
import { type EntryFile, readEntryFile } from "./entry-file.ts";
import type { containerPackaging, jobPackaging } from "./image-packaging-schema.ts";
import { nodeOptions } from "./node-options.ts";

/** Where an image comes from, as the compiler sees it. */
export type ImagePackaging =
	| Deployed<Static<typeof containerPackaging>>
	| Deployed<Static<typeof jobPackaging>>;

/** Major version of Node.js that images are built on when the config does not say. */
const DEFAULT_NODE = 24;

type BuiltFile = EntryFile & { readonly variable: string | undefined };
type Build = Extract<ImagePackaging, { readonly type: "stacktape-image-buildpack" }>["properties"];

/** The entry file of a build; `undefined` for images that come from elsewhere. */
function entryOf(packaging: ImagePackaging): BuiltFile | undefined {
	if (packaging.type !== "stacktape-image-buildpack") return undefined;
	const written = packaging.properties.entryfilePath;
	if (typeof written !== "string") return undefined;
	const { path, variable } = splitEntryPath(written);
	return { ...readEntryFile(path), variable };
}

/** Extension of the entry file, without the dot; `undefined` for images that come from elsewhere. */
export function entryExtensionOf(packaging: ImagePackaging): string | undefined {
	return entryOf(packaging)?.extension;
}

/** Name of the job that makes an image, which stands in its tag: `{owner}-{container}` in lower case (naming.md 11). */
export function imageJob(owner: string, container: string): string {
	return `${owner}-${container}`.toLowerCase();
}

/** The image of a container: a ready one by its name, else what packaging makes. */
export function imageOf(packaging: ImagePackaging, job: string): Text | ArtifactSlot {
	return packaging.type === "prebuilt-image" ? packaging.properties.image : new ArtifactSlot(job, "image");
}

/** What packaging has to make; nothing for an image that is ready. */
export function imagePlans(
	packaging: ImagePackaging,
	plan: Pick<ImagePlan, "job" | "architectures" | "span">,
): readonly ImagePlan[] {
	return packaging.type === "prebuilt-image"
		? []
		: [{ ...plan, kind: "image", packaging, runsOn: "ecs" as const }];
}

/** The words that a container runs in place of the image's own command. */
export function commandOf({ properties }: ImagePackaging): readonly Text[] | undefined {
	return "command" in properties ? properties.command : undefined;
}

/** The words of the program that a container starts in place of the image's own entry point. */
export function entryPointOf({ properties }: ImagePackaging): readonly Text[] | undefined {
	return "entryPoint" in properties ? properties.entryPoint : undefined;
}

/** ARN of the secret with the credentials of the registry that an image is pulled from. */
export function registrySecretOf({ properties }: ImagePackaging): Text | undefined {
	return "repositoryCredentialsSecretArn" in properties
		? properties.repositoryCredentialsSecretArn
		: undefined;
}

/** The variable `NODE_OPTIONS` of code that Node.js runs; `undefined` for other code. */
export function nodeOptionsOf(packaging: ImagePackaging, written: Text | undefined): Text | undefined {
	const settings =
		packaging.type === "stacktape-image-buildpack" ? packaging.properties.languageSpecificConfig : undefined;
	const version = settings?.nodeVersion ?? DEFAULT_NODE;
	return nodeOptions({ extension: entryOf(packaging)?.extension, version, written });
}

/** A web server is started for a variable, and a variable is needed to start one. */
function checkServer(
	{ languageSpecificConfig }: Build,
	variable: string | undefined,
	path: Path,
): readonly Finding[] {
	const runAppAs = languageSpecificConfig?.runAppAs;
	if (variable !== undefined && runAppAs === undefined) {
		return [
			{
				code: "run-app-as-missing",
				message: `the entry file names the variable "${variable}", but nothing says how its application is run`,
				path: [...path, "entryfilePath"],
				hint: "set languageSpecificConfig.runAppAs to ASGI (FastAPI, Starlette) or WSGI (Flask, Django)",
			},
		];
	}
	if (runAppAs === undefined || variable !== undefined) return [];
	return [
		{
			code: "app-variable-missing",
			message: `runAppAs is ${runAppAs}, but the entry file does not say which variable holds the application`,
			path: [...path, "entryfilePath"],
			hint: "add a colon and the variable: main.py:app for FastAPI and Flask, project/wsgi.py:application for Django",
		},
	];
}

function checkBuild(properties: Build, entry: BuiltFile, path: Path): readonly Finding[] {
	const { languageSpecificConfig } = properties;
	return [
		...checkExtension(entry, [...path, "entryfilePath"], "write a Dockerfile and use custom-dockerfile"),
		...checkSettings(languageSpecificConfig ?? {}, entry, [...path, "languageSpecificConfig"]),
		...(entry.language === "python" ? checkServer(properties, entry.variable, path) : []),
	];
}

/** A Dockerfile that is not there, or that is a folder. */
function checkDockerfile(
	{
		buildContextPath,
		dockerfilePath = "Dockerfile",
	}: {
		readonly buildContextPath: Text;
		readonly dockerfilePath?: Text | undefined;
	},
	path: Path,
	surroundings: Surroundings,
): readonly Finding[] {
	if (typeof buildContextPath !== "string" || typeof dockerfilePath !== "string") return [];
	const context = surroundings.fact({ kind: "path", path: buildContextPath });
	const file = `${buildContextPath.replace(/\/+$/, "")}/${dockerfilePath}`;
	const found = surroundings.fact({ kind: "path", path: file });
	// A context that is no folder is told of by its own property.
	if (context !== "directory" || found === undefined || found === "file") return [];
	return [
		{
			code: found === null ? "file-not-found" : "wrong-kind-of-file",
			message:
				found === null
					? `there is no Dockerfile "${file}"`
					: `"${file}" is a folder, but must be a Dockerfile`,
			path: [...path, "dockerfilePath"],
			hint: "dockerfilePath begins at buildContextPath",
		},
	];
}

/** Finds what is wrong with the `packaging` at `path`, as far as its schema cannot say it. */
export function checkImagePackaging(
	packaging: ImagePackaging,
	path: Path,
	surroundings: Surroundings,
): readonly Finding[] {
	const inside: Path = [...path, "properties"];
	const entry = entryOf(packaging);
	switch (packaging.type) {
		case "stacktape-image-buildpack":
			return entry ? checkBuild(packaging.properties, entry, inside) : [];
		case "custom-dockerfile":
			return [
				...checkDockerfile(packaging.properties, inside, surroundings),
				...checkBuildArgs(packaging.properties.buildArgs, [...inside, "buildArgs"]),
			];
		default:
			return [];
	}
}
