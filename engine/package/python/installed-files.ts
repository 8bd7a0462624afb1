import { posix } from "node:path";

/** Files of an installation that say how, where and by which tool it was made, and nothing that a program needs. */
const traces: ReadonlySet<string> = new Set(["INSTALLER", "REQUESTED", "direct_url.json"]);

function isDistInfo(path: string): boolean {
	return posix.dirname(path).endsWith(".dist-info");
}

/** True for what differs between two installations of the same packages, or is not needed. */
export function isTrace(path: string): boolean {
	const parts = path.split("/");
	return (
		parts.includes("__pycache__") || (isDistInfo(path) && traces.has(parts.at(-1) ?? "")) || path === ".lock"
	);
}

/** True for files that an installation writes with something of this machine in them. */
export function isMachineMade(path: string): boolean {
	return path.startsWith("bin/") || (isDistInfo(path) && posix.basename(path) === "RECORD");
}

/** A list of installed files without those that are left out, and without digests of those that are changed. */
function neutralRecord(text: string): string {
	const lines = text.split(/\r?\n/).filter((line) => line !== "");
	const kept = lines.flatMap((line) => {
		const path = line.replace(/,[^,]*,[^,]*$/, "").replaceAll(/^"|"$/g, "");
		if (isTrace(path)) return [];
		const isScript = /^(\.\.\/)*bin\//.test(path);
		return [isScript ? `${path},,` : line];
	});
	return `${kept.toSorted().join("\n")}\n`;
}

/** A script that is started by the Python of the image, and not by the one of this machine. */
function neutralScript(text: string): string {
	return text.replace(/^#!.*\n/, "#!/usr/bin/env python3\n");
}

/** The same file as any machine would have it. */
export function neutral(path: string, bytes: Uint8Array): Uint8Array {
	const text = Buffer.from(bytes).toString("utf8");
	if (path.startsWith("bin/")) return text.startsWith("#!") ? Buffer.from(neutralScript(text)) : bytes;
	return Buffer.from(neutralRecord(text));
}
