import { posix } from "node:path";
import type { ZipEntry } from "../zip.ts";

/** A package's name as all spellings of it are compared: https://packaging.python.org/en/latest/specifications/name-normalization/ */
function normalized(name: string): string {
	return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

/** Paths in a list of installed files, which names each with a digest and a size. */
function pathsIn(record: Uint8Array): readonly string[] {
	const lines = Buffer.from(record).toString("utf8").split(/\r?\n/);
	return lines.map((line) => posix.normalize(line.replace(/,[^,]*,[^,]*$/, "").replaceAll(/^"|"$/g, "")));
}

/** The files of an installation without those of the packages `names`. What they need themselves stays. */
export function withoutPackages(entries: readonly ZipEntry[], names: readonly string[]): readonly ZipEntry[] {
	if (names.length === 0) return entries;
	const wanted = new Set(names.map(normalized));
	const gone = new Set<string>();
	for (const { path, bytes } of entries) {
		const name = /^(.+)-[^-/]+\.dist-info\/RECORD$/.exec(path)?.[1];
		if (name !== undefined && wanted.has(normalized(name)))
			for (const owned of pathsIn(bytes)) gone.add(owned.replace(/^(\.\.\/)+/, ""));
	}
	return entries.filter(({ path }) => !gone.has(path));
}
