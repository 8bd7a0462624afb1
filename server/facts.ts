import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import {
	type Facts,
	type GitFact,
	MISSING,
	readGit,
	settingsPaths,
	textAnswer,
	type Want,
	wantKey,
} from "../engine/index.ts";

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

/** Reads a fact of git from the files of the repository; what only a running git knows stays open. */
function gitAnswer(fact: GitFact, folder: string, files: Files): string | undefined {
	if (fact === "hasUncommitedChanges") return undefined;
	const reading = readGit(fact, { folder, home: homedir() });
	let step = reading.next();
	while (!step.done) step = reading.next(files.readText(step.value));
	return step.value === undefined ? MISSING : JSON.stringify(step.value);
}

function textAt(path: string, files: Files): string {
	const kind = files.kindOf(path);
	if (kind !== "file") return kind;
	const text = files.readText(path);
	return text === undefined ? MISSING : textAnswer(text);
}

function findSettings(folder: string, files: Files): string {
	for (const path of settingsPaths(folder)) {
		const text = files.kindOf(path) === "file" ? files.readText(path) : undefined;
		if (text !== undefined) return JSON.stringify({ path, text });
	}
	return MISSING;
}

function answerOf(want: Want, folder: string, files: Files): string | undefined {
	if (want.kind === "path") return files.kindOf(resolve(folder, want.path));
	if (want.kind === "text") return textAt(resolve(folder, want.path), files);
	if (want.kind === "settings") return findSettings(folder, files);
	return want.kind === "git" ? gitAnswer(want.fact, folder, files) : undefined;
}

/**
 * Answers what the disk can answer. What AWS knows stays open, because only a deploy asks it, and so do arguments
 * of a command line and the profile: they are those of a deploy to come.
 */
export function answerWants(wants: readonly Want[], folder: string, files: Files): Facts {
	const answers = new Map<string, string>();
	for (const want of wants) {
		const answer = answerOf(want, folder, files);
		if (answer !== undefined) answers.set(wantKey(want), answer);
	}
	return answers;
}
