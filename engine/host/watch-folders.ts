import { type FSWatcher, watch } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import type { Watcher } from "./port.ts";

/**
 * A save is several events (truncate, write, rename, a change of times); what happens to a path within this time
 * is one. Editors that write a new file and rename it are done by then.
 */
const quietMs = 12;
/** Folders that change by themselves, by the thousand, and hold nothing that a person saves. */
const ignored = new Set(["node_modules", ".git"]);

/**
 * Calls `changed` with the path of every file saved below the folders, once per save.
 *
 * macOS and Windows watch a whole tree themselves. On Linux a tree is watched folder by folder here, and not by
 * Node's `recursive`, which watches every single file, in `node_modules` too, and loses a file that an editor
 * replaces by renaming.
 */
export function watchFolders(directories: readonly string[], changed: (path: string) => void): Watcher {
	const saves = collectSaves(changed);
	const watchers = directories.map((directory) =>
		process.platform === "linux" ? watchTree(directory, saves.touch) : watchNatively(directory, saves.touch),
	);
	return {
		close: () => {
			for (const watcher of watchers) watcher.close();
			saves.close();
		},
	};
}

type Touch = (path: string) => void;

/** Waits until a path is quiet, and tells of it if a file is there that is not the one told of last. */
function collectSaves(changed: (path: string) => void): { readonly touch: Touch; close(): void } {
	const timers = new Map<string, NodeJS.Timeout>();
	const told = new Map<string, string>();
	let isClosed = false;
	const look = async (path: string): Promise<void> => {
		timers.delete(path);
		const state = await stateOf(path);
		if (isClosed || timers.has(path)) return;
		if (state === undefined) told.delete(path);
		if (state === undefined || told.get(path) === state) return;
		told.set(path, state);
		changed(path);
	};
	return {
		touch: (path) => {
			clearTimeout(timers.get(path));
			timers.set(
				path,
				setTimeout(() => void look(path), quietMs),
			);
		},
		close: () => {
			isClosed = true;
			for (const timer of timers.values()) clearTimeout(timer);
			timers.clear();
		},
	};
}

/** What tells one state of a file from another; `undefined` when there is no file. */
async function stateOf(path: string): Promise<string | undefined> {
	try {
		const { ino, size, mtimeMs, isFile } = await stat(path).then((found) => ({
			ino: found.ino,
			size: found.size,
			mtimeMs: found.mtimeMs,
			isFile: found.isFile(),
		}));
		return isFile ? `${ino} ${size} ${mtimeMs}` : undefined;
	} catch {
		return undefined;
	}
}

function watchNatively(directory: string, touch: Touch): Watcher {
	return openWatcher(directory, true, (name) => {
		if (!name.split(sep).some((part) => ignored.has(part))) touch(join(directory, name));
	});
}

/** Watches a folder and, as they come and go, the folders below it. */
function watchTree(root: string, touch: Touch): Watcher {
	const watchers = new Map<string, Watcher>();
	let isClosed = false;
	const enter = async (directory: string, isNew: boolean): Promise<void> => {
		if (isClosed || watchers.has(directory) || ignored.has(basename(directory))) return;
		watchers.set(
			directory,
			openWatcher(directory, false, (name) => {
				const path = join(directory, name);
				touch(path);
				void enterIfFolder(path);
			}),
		);
		// What was put into a new folder before it was watched has had no event.
		for (const entry of await entriesOf(directory)) {
			const path = join(directory, entry.name);
			if (entry.isDirectory()) await enter(path, isNew);
			else if (isNew) touch(path);
		}
	};
	const enterIfFolder = async (path: string): Promise<void> => {
		const found = await stat(path).catch(() => undefined);
		if (found?.isDirectory()) return enter(path, true);
		if (!found) leave(path);
	};
	const leave = (path: string): void => {
		for (const [directory, watcher] of watchers) {
			if (directory !== path && !directory.startsWith(path + sep)) continue;
			watcher.close();
			watchers.delete(directory);
		}
	};
	void enter(root, false);
	return {
		close: () => {
			isClosed = true;
			for (const watcher of watchers.values()) watcher.close();
			watchers.clear();
		},
	};
}

async function entriesOf(directory: string): Promise<{ readonly name: string; isDirectory(): boolean }[]> {
	try {
		return await readdir(directory, { withFileTypes: true });
	} catch {
		return [];
	}
}

/** A folder that cannot be watched (deleted in the meantime, too many watches) is left out rather than fail. */
function openWatcher(directory: string, recursive: boolean, happened: (name: string) => void): Watcher {
	let watcher: FSWatcher | undefined;
	try {
		watcher = watch(directory, { recursive }, (_, name) => {
			if (name) happened(name);
		});
		watcher.on("error", () => watcher?.close());
	} catch {
		watcher = undefined;
	}
	return { close: () => watcher?.close() };
}
