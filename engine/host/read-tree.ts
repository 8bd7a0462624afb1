import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../report/failure.ts";
import { isMissing, unreadable } from "./file-failure.ts";
import type { TreeEntry } from "./port.ts";

/** More than this is a mistake (a home folder, a disk), which would end in a lack of memory. */
const maxEntries = 500_000;
/** Entries looked at at a time: the disk answers in parallel. */
const parallel = 32;
/** Two writes of one file so close to each other may leave it the same times. */
const settledMs = 2_000;

/**
 * Everything below a folder but the folders themselves, sorted by path in code units. Links are told, not followed,
 * so that the listing has an end and stays inside the folder. What disappears meanwhile is left out.
 */
export async function readTree(
	directory: string,
	skips: (path: string) => boolean = () => false,
): Promise<readonly TreeEntry[]> {
	const found: TreeEntry[] = [];
	let waiting = [""];
	while (waiting.length > 0) {
		const batch = waiting.splice(0, parallel);
		const read = await Promise.all(batch.map((folder) => readFolder(directory, folder, skips)));
		waiting = [...waiting, ...read.flatMap(({ folders }) => folders)];
		for (const { entries } of read) found.push(...entries);
		if (found.length > maxEntries) throw tooMany(directory);
	}
	return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

type Content = { readonly folders: string[]; readonly entries: TreeEntry[] };

async function readFolder(root: string, folder: string, skips: (path: string) => boolean): Promise<Content> {
	const content: Content = { folders: [], entries: [] };
	const absolute = join(root, folder);
	try {
		const names = await readdir(absolute, { withFileTypes: true });
		for (let from = 0; from < names.length; from += parallel) {
			const batch = names.slice(from, from + parallel).map(async (name) => {
				const path = folder === "" ? name.name : `${folder}/${name.name}`;
				if (skips(path)) return;
				if (name.isDirectory()) content.folders.push(path);
				else content.entries.push(...(await readEntry(root, path)));
			});
			await Promise.all(batch);
		}
	} catch (error) {
		if (error instanceof Failure) throw error;
		if (folder !== "" && isMissing(error)) return content;
		throw unreadable("file-unreadable", absolute, error);
	}
	return content;
}

async function readEntry(root: string, path: string): Promise<readonly TreeEntry[]> {
	const absolute = join(root, path);
	try {
		const state = await lstat(absolute);
		if (state.isSymbolicLink()) return [{ path, kind: "link", target: await readlink(absolute) }];
		if (!state.isFile()) return [{ path, kind: "other" }];
		const { dev, ino, size, mtimeMs, ctimeMs } = state;
		// What was written a moment ago might be written again without a trace, so that no two stamps of it are alike.
		const unsettled = Date.now() - ctimeMs < settledMs ? [performance.now()] : [];
		const stamp = [dev, ino, size, mtimeMs, ctimeMs, ...unsettled].join(":");
		return [{ path, kind: "file", size, stamp }];
	} catch (error) {
		if (isMissing(error)) return [];
		throw unreadable("file-unreadable", absolute, error);
	}
}

function tooMany(directory: string): Failure {
	return new Failure({
		code: "too-many-files",
		kind: "file",
		message: `${directory} holds more than ${maxEntries.toLocaleString("en")} files`,
		hint: "name a folder that holds only what is needed",
	});
}
