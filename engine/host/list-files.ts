import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../report/failure.ts";
import { isMissing, unreadable } from "./file-failure.ts";
import type { ListedFile } from "./port.ts";

/** More files than this are a mistake (a home folder, a disk), which would end in a lack of memory. */
const maxFiles = 200_000;
/** Folders and files looked at at a time: the disk answers in parallel, open files are limited. */
const parallel = 32;

/**
 * Every file below a folder, sorted by path in code units, so that the order is the same on every machine and in
 * every language. Links are followed like what they lead to, except a folder's link to one it lies in, which would
 * have no end; a link that leads nowhere is no file.
 */
export async function listFiles(directory: string): Promise<readonly ListedFile[]> {
	const found: ListedFile[] = [];
	let waiting: Folder[] = [{ path: "", ancestors: [await realPath(directory)] }];
	while (waiting.length > 0) {
		const batch = waiting.splice(0, parallel);
		const read = await Promise.all(batch.map((folder) => readFolder(directory, folder)));
		waiting = [...waiting, ...read.flatMap(({ folders }) => folders)];
		found.push(...read.flatMap(({ files }) => files));
		if (found.length > maxFiles) throw tooMany(directory);
	}
	return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A folder on the way: its path below the listed one, and where it and the folders above it really are. */
type Folder = { readonly path: string; readonly ancestors: readonly string[] };
type Content = { readonly folders: Folder[]; readonly files: ListedFile[] };

async function realPath(directory: string): Promise<string> {
	try {
		return await realpath(directory);
	} catch (error) {
		if (!isMissing(error)) throw unreadable("file-unreadable", directory, error);
		throw new Failure({ code: "file-missing", kind: "file", message: `${directory} does not exist` });
	}
}

async function readFolder(root: string, folder: Folder): Promise<Content> {
	const content: Content = { folders: [], files: [] };
	const absolute = join(root, folder.path);
	try {
		const entries = await readdir(absolute, { withFileTypes: true });
		for (let from = 0; from < entries.length; from += parallel) {
			const batch = entries.slice(from, from + parallel);
			await Promise.all(batch.map((entry) => addEntry(root, folder, entry, content)));
		}
	} catch (error) {
		if (error instanceof Failure) throw error;
		throw unreadable("file-unreadable", absolute, error);
	}
	return content;
}

type Entry = { readonly name: string; isDirectory(): boolean; isSymbolicLink(): boolean };

async function addEntry(root: string, folder: Folder, entry: Entry, content: Content): Promise<void> {
	const path = folder.path === "" ? entry.name : `${folder.path}/${entry.name}`;
	const absolute = join(root, path);
	if (entry.isDirectory()) {
		const real = join(folder.ancestors.at(-1) ?? "", entry.name);
		content.folders.push({ path, ancestors: [...folder.ancestors, real] });
		return;
	}
	try {
		const state = await stat(absolute);
		if (state.isFile())
			content.files.push({ path, size: state.size, executable: (state.mode & 0o111) !== 0 });
		if (!state.isDirectory()) return;
		const real = await realpath(absolute);
		if (!folder.ancestors.includes(real))
			content.folders.push({ path, ancestors: [...folder.ancestors, real] });
	} catch (error) {
		// Deleted in the meantime, or a link to nothing or to itself.
		const isGone = isMissing(error) || (entry.isSymbolicLink() && isLoop(error));
		if (!isGone) throw unreadable("file-unreadable", absolute, error);
	}
}

function isLoop(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "ELOOP";
}

function tooMany(directory: string): Failure {
	return new Failure({
		code: "too-many-files",
		kind: "file",
		message: `${directory} holds more than ${maxFiles.toLocaleString("en")} files`,
		hint: "name a folder that holds only what is needed",
	});
}
