import { relative } from "node:path";
import { withSlashes } from "../packaging-values.ts";
import { readEvidenceKey } from "./evidence.ts";
import { NOTHING, type Seen } from "./seen.ts";
import type { Settings } from "./settings.ts";

/** A value on one line, cut where it is long. */
function shown(value: string | undefined): string {
	if (value === undefined) return "not set";
	return value.length > 60 ? `${value.slice(0, 57)}...` : value;
}

/** Which settings are others than before, in words. */
export function changedSettings(before: Settings, now: Settings): readonly string[] {
	const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
	return names
		.filter((name) => before[name] !== now[name])
		.map((name) => `${name} is ${shown(now[name])}, was ${shown(before[name])}`);
}

function describe(root: string, key: string, seen: Seen | undefined): string {
	const entry = readEvidenceKey(key);
	const inside = (path: string) => withSlashes(relative(root, path)) || ".";
	if (typeof entry !== "string")
		return `${entry.role === "packages" ? "packages" : "files"} in ${inside(entry.path)} came or went`;
	return `${inside(entry)} ${seen?.sha256 === NOTHING ? "is gone" : "changed"}`;
}

/** Which files and folders are others than before, in words: files first, since they say more. */
export function changedEvidence(
	root: string,
	before: ReadonlyMap<string, string>,
	now: ReadonlyMap<string, Seen>,
): readonly string[] {
	const changed = [...before.keys()].filter((key) => before.get(key) !== now.get(key)?.sha256);
	const isFile = (key: string) => typeof readEvidenceKey(key) === "string";
	const ordered = [...changed.filter(isFile), ...changed.filter((key) => !isFile(key))];
	return ordered.map((key) => describe(root, key, now.get(key)));
}
