import { posix } from "node:path";
import type { Files } from "../../server/facts.ts";

/** A disk in memory: files by absolute path, changeable while a server uses it. Like the real one it remembers. */
export type MemoryFiles = Files & {
	write(path: string, text?: string): void;
	remove(path: string): void;
	/** How often the disk itself was asked. */
	readonly lookups: { count: number };
};

/** A disk with these files; folders are there because files are in them. */
export function memoryFiles(initial: Readonly<Record<string, string>> = {}): MemoryFiles {
	const files = new Map(Object.entries(initial));
	const answers = new Map<string, "file" | "directory" | "missing">();
	const lookups = { count: 0 };
	const lookUp = (path: string) => {
		lookups.count++;
		if (files.has(path)) return "file";
		return [...files.keys()].some((file) => file.startsWith(`${path}/`)) ? "directory" : "missing";
	};
	return {
		lookups,
		kindOf: (path) => {
			const known = answers.get(path) ?? lookUp(path);
			answers.set(path, known);
			return known;
		},
		list: (folder) => {
			const inside = [...files.keys()].filter((file) => file.startsWith(`${folder}/`));
			const names = inside.map((file) => posix.relative(folder, file).replace(/\/.*/, "/"));
			return [...new Set(names)];
		},
		readText: (path) => files.get(path),
		forget: () => answers.clear(),
		write: (path, text = "") => void files.set(path, text),
		remove: (path) => void files.delete(path),
	};
}
