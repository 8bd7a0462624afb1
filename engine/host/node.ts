import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf, isMissing, unreadable } from "./file-failure.ts";
import { listFiles } from "./list-files.ts";
import { nameServersOf } from "./name-servers.ts";
import { folderNames, pathState } from "./path-states.ts";
import type { Host, RunOptions } from "./port.ts";
import { readTree } from "./read-tree.ts";
import { runAtTerminal, runCommand } from "./run-command.ts";
import { streamFile } from "./stream-file.ts";
import { watchFolders } from "./watch-folders.ts";

/** The machine that this program runs on, through Node. */
export function openHost(): Host {
	return {
		readText: async (path) => {
			const bytes = await readIfThere(path);
			return bytes && new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
		},
		readBytes: readIfThere,
		kindOf,
		realPath: realPathIfThere,
		list: listFiles,
		tree: readTree,
		states: async (paths) => paths.map(pathState),
		names: async (directory) => folderNames(directory),
		stream: streamFile,
		write: writeAtomically,
		remove: async (path) => {
			try {
				await rm(path, { recursive: true, force: true, maxRetries: 3 });
			} catch (error) {
				throw unreadable("file-undeletable", path, error);
			}
		},
		temporaryDirectory: async (prefix) => {
			try {
				return await mkdtemp(join(await realpath(tmpdir()), prefix));
			} catch (error) {
				throw unreadable("file-unwritable", tmpdir(), error);
			}
		},
		watch: watchFolders,
		run: (command, args, options) => runCommand(command, args, withEnvironment(options)),
		runAtTerminal: (command, args, options) => runAtTerminal(command, args, withEnvironment(options)),
		runShell: (command, options) => {
			if (process.platform === "win32")
				return runCommand(command, [], { ...withEnvironment(options), isShell: true });
			const shell = existsSync("/bin/bash") ? "/bin/bash" : "/bin/sh";
			return runCommand(shell, ["-c", command], withEnvironment(options));
		},
		runNode: (file, args, options) => {
			// The Node of an editor is the editor's own program, which this variable turns into a Node.
			const env = { ...options.env, ELECTRON_RUN_AS_NODE: "1" };
			return runCommand(process.execPath, [file, ...args], withEnvironment({ ...options, env }));
		},
		nameServers: (domain) => nameServersOf(domain),
		variable: (name) => process.env[name] || undefined,
		now: () => Date.now(),
		sleep,
	};
}

function withEnvironment<T extends Pick<RunOptions, "env">>(options: T) {
	const { env, ...rest } = options;
	return env ? { ...rest, env: { ...process.env, ...env } } : rest;
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
	try {
		return await readFile(path);
	} catch (error) {
		if (isMissing(error)) return undefined;
		throw unreadable("file-unreadable", path, error);
	}
}

async function kindOf(path: string): Promise<"file" | "directory" | undefined> {
	try {
		const found = await stat(path);
		if (found.isDirectory()) return "directory";
		return found.isFile() ? "file" : undefined;
	} catch (error) {
		if (isMissing(error)) return undefined;
		throw unreadable("file-unreadable", path, error);
	}
}

/**
 * Writes beside the file and renames, so that nobody ever reads half of it, not even after a crash. A symbolic
 * link stays one: the file behind it is replaced. The mode of a file that was there is kept.
 */
async function writeAtomically(
	path: string,
	content: string | Uint8Array | Iterable<Uint8Array>,
): Promise<void> {
	const target = (await realPathIfThere(path)) ?? path;
	const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
	try {
		await mkdir(dirname(target), { recursive: true });
		await writeFile(temporary, content, { flush: true });
		const mode = await modeOf(target);
		if (mode !== undefined) await chmod(temporary, mode);
		await replace(temporary, target);
	} catch (error) {
		await rm(temporary, { force: true }).catch(() => undefined);
		throw unreadable("file-unwritable", path, error);
	}
}

async function realPathIfThere(path: string): Promise<string | undefined> {
	try {
		return await realpath(path);
	} catch {
		return undefined;
	}
}

async function modeOf(path: string): Promise<number | undefined> {
	try {
		return (await stat(path)).mode & 0o7777;
	} catch {
		return undefined;
	}
}

/** Windows lets nobody replace a file that another program is just reading (a virus scanner, an indexer). */
async function replace(from: string, to: string): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await rename(from, to);
		} catch (error) {
			if (attempt === 5 || !["EPERM", "EBUSY", "EACCES"].includes(codeOf(error) ?? "")) throw error;
			await delay(20 * attempt);
		}
	}
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
	signal?.throwIfAborted();
	try {
		await delay(ms, undefined, signal ? { signal } : {});
	} catch (error) {
		// Node wraps the reason; callers are promised the signal's own.
		signal?.throwIfAborted();
		throw error;
	}
}
