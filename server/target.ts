import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Target, validName } from "../engine/index.ts";
import type { Files } from "./facts.ts";
import type { FolderTarget } from "./protocol.ts";

/** Folder of a config on the disk; `undefined` for one that is somewhere else, e.g. not saved yet. */
export function folderOf(uri: string): string | undefined {
	try {
		return uri.startsWith("file:") ? dirname(fileURLToPath(uri)) : undefined;
	} catch {
		// A file URI with a host cannot be a path on this platform.
		return undefined;
	}
}

/** True when a document lies in a folder or below it. Both are URIs as the client writes them. */
export function isInside(uri: string, folder: string): boolean {
	return uri.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function packageName(folder: string, files: Files): string | undefined {
	try {
		const found = JSON.parse(files.readText(join(folder, "package.json")) ?? "{}") as {
			readonly name?: unknown;
		};
		return typeof found.name === "string" ? validName(found.name.replace(/^@[^/]+\//, "")) : undefined;
	} catch {
		// A package.json that is being edited; the folder's name serves.
		return undefined;
	}
}

/** The target of a config for which none was chosen: the one that the CLI would take. */
export function defaultTarget(folder: string | undefined, files: Files): Target {
	const project = folder && (packageName(folder, files) ?? validName(basename(folder)));
	return { project: project || "app", stage: "dev", region: "us-east-1" };
}

/** The target that was chosen for the nearest folder above a document. */
export function chosenTarget(uri: string, chosen: Iterable<FolderTarget>): Target | undefined {
	const around = [...chosen].filter(({ folder }) => isInside(uri, folder));
	return around.toSorted((left, right) => right.folder.length - left.folder.length)[0]?.target;
}
