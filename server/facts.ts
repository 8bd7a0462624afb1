import { readdirSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Facts, MISSING, type Want, wantKey } from "../engine/index.ts";

/** What the server asks of the disk around a config. Answers are what was there at the first question. */
export type Files = {
	/** What is at an absolute path. */
	kindOf(path: string): "file" | "directory" | typeof MISSING;
	/** Names in a folder; those of folders end with a slash. Empty when there is no such folder. */
	list(folder: string): readonly string[];
	/** Text of a file, `undefined` when it cannot be read. */
	readText(path: string): string | undefined;
	/** Forgets every answer: something on the disk changed. */
	forget(): void;
};

/** Every keystroke in a path is a new question; what was asked long ago need not be known for ever. */
const MOST_ANSWERS = 5000;

function lookUp(path: string): "file" | "directory" | typeof MISSING {
	try {
		const found = statSync(path, { throwIfNoEntry: false });
		if (found?.isDirectory()) return "directory";
		return found ? "file" : MISSING;
	} catch {
		// A part of the path is a file or may not be read: nothing that a config could name.
		return MISSING;
	}
}

function listFolder(folder: string): readonly string[] {
	try {
		const found = readdirSync(folder, { withFileTypes: true });
		return found.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
	} catch {
		return [];
	}
}

function readFile(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}

/**
 * The disk of this machine. The calls are synchronous: a config names few files, an answer takes microseconds, and
 * the editor gets one set of diagnostics instead of two.
 */
export function nodeFiles(): Files {
	const kinds = new Map<string, "file" | "directory" | typeof MISSING>();
	return {
		kindOf: (path) => {
			const known = kinds.get(path);
			if (known) return known;
			if (kinds.size >= MOST_ANSWERS) kinds.clear();
			const kind = lookUp(path);
			kinds.set(path, kind);
			return kind;
		},
		list: listFolder,
		readText: readFile,
		forget: () => kinds.clear(),
	};
}

/** Answers what the disk can answer. Secrets stay open: only a deploy asks AWS. */
export function answerWants(wants: readonly Want[], folder: string, files: Files): Facts {
	const answers = new Map<string, string>();
	for (const want of wants) {
		if (want.kind === "path") answers.set(wantKey(want), files.kindOf(resolve(folder, want.path)));
	}
	return answers;
}
