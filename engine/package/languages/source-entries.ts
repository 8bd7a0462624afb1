import { posix } from "node:path";
import { minimatch } from "minimatch";
import { mapBounded } from "../bounded.ts";
import type { Work } from "../contents.ts";
import type { ContextEntry } from "../image/context-files.ts";
import { withSlashes } from "../packaging-values.ts";
import { modeOf, type ZipEntry } from "../zip.ts";

const readsInFlight = 8;

/** True for a path, relative to the config, that one of the globs of `excludeFiles` takes out. */
export function isExcludedBy(globs: readonly string[], path: string): boolean {
	const options = { dot: true };
	return globs.some((glob) => {
		const pattern = posix.normalize(withSlashes(glob)).replace(/\/$/, "");
		return minimatch(path, pattern, options) || minimatch(path, `${pattern}/**`, options);
	});
}

/** The files of a folder as entries of a zip; links stay links. */
export async function readEntries(
	{ host, signal }: Work,
	entries: readonly ContextEntry[],
): Promise<readonly ZipEntry[]> {
	const read = await mapBounded(entries, readsInFlight, async (entry): Promise<readonly ZipEntry[]> => {
		signal?.throwIfAborted();
		const { path } = entry;
		if (entry.kind === "link") return [{ path, bytes: Buffer.from(entry.target), mode: "link" }];
		const bytes = await host.readBytes(entry.file);
		return bytes === undefined ? [] : [{ path, bytes, mode: modeOf(path, bytes) }];
	});
	return read.flat();
}

/** Entries of several sources; of those with the same path the first counts. */
export function mergeEntries(...sources: readonly (readonly ZipEntry[])[]): readonly ZipEntry[] {
	const merged = new Map<string, ZipEntry>();
	for (const entry of sources.flat()) if (!merged.has(entry.path)) merged.set(entry.path, entry);
	return [...merged.values()];
}
