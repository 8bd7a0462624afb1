import { join, resolve } from "node:path";
import type { Host } from "../../host/port.ts";
import { includedFolders } from "../include-files.ts";
import type { ScriptPackaging } from "../packaging.ts";
import type { Tsconfigs } from "../tsconfig.ts";
import { type Evidence, mappedFolders, resolutionFolders } from "./evidence.ts";

/** What a bundle was made of. */
type Bundled = {
	/** Absolute paths of sources, tsconfig files and the package.json files over them. */
	readonly files: readonly string[];
	readonly tsconfigs: Tsconfigs;
	/** Absolute paths of the files beside the bundle. */
	readonly included: readonly string[];
};

/**
 * Everything that decided what a bundle holds, `undefined` where that cannot be told: with files of installed packages
 * beside it, or when it leaves something on the disk that is not in the zip.
 */
export async function scriptEvidence(
	host: Pick<Host, "names">,
	root: string,
	packaging: ScriptPackaging,
	{ files, tsconfigs, included }: Bundled,
): Promise<Evidence | undefined> {
	if (typeof packaging.sourceMap === "object") return undefined;
	if (packaging.includeFiles.some((pattern) => /node_modules|\.git\b/.test(pattern))) return undefined;
	// Stands for the folder of the file that extends another one, which is not known here.
	if (JSON.stringify(tsconfigs.mappings).includes("${configDir}")) return undefined;
	const folders = await resolutionFolders(host, root, files);
	const manifests = folders
		.filter(({ role }) => role !== "packages")
		.map(({ path }) => join(path, "package.json"));
	const globbed = includedFolders(root, packaging.includeFiles).map((path) => ({
		path,
		role: "all" as const,
	}));
	return {
		files: [...new Set([...files, ...manifests, ...included.map((path) => resolve(root, path))])],
		folders: [...folders, ...mappedFolders(tsconfigs.mappings), ...globbed],
	};
}
