import { createHash } from "node:crypto";
import type { Host, RunOptions, RunResult } from "../../engine/host/port.ts";
import { Failure } from "../../engine/report/failure.ts";
import { type Clock, fakeClock } from "./fake-clock.ts";

/** One program that was started, as a test sees it. */
export type RunCall = {
	readonly command: string;
	readonly args: readonly string[];
	readonly cwd: string;
	/** What it was given beside the variables of the machine. */
	readonly env?: Readonly<Record<string, string>>;
};

/** Stands in for a program: what it prints and how it ends. */
export type Program = (args: readonly string[], options: RunOptions) => RunResult | Promise<RunResult>;

export type MemoryHost = Host & {
	/** Contents by absolute path; tests read and change it freely. */
	readonly files: Map<string, Uint8Array>;
	/** Paths of files that may be executed. */
	readonly executables: Set<string>;
	/** Programs by name; any other is not installed. */
	readonly programs: Map<string, Program>;
	readonly runs: readonly RunCall[];
	/** Environment variables; tests read and change them freely. */
	readonly variables: Map<string, string>;
	/** Name servers by domain, as the DNS knows them; nobody can be asked about any other. */
	readonly delegations: Map<string, readonly string[]>;
	/** Writes a file as an editor does, and tells those who watch its folder. */
	save(path: string, content: string | Uint8Array): void;
};

export type MemoryHostOptions = {
	readonly clock?: Clock;
	/** Contents by absolute path. */
	readonly files?: Readonly<Record<string, string | Uint8Array>>;
	readonly programs?: Readonly<Record<string, Program>>;
};

/** A machine in memory: a disk of a few files, a clock of the test, programs made of functions. */
export function memoryHost(options: MemoryHostOptions = {}): MemoryHost {
	const clock = options.clock ?? fakeClock();
	const files = new Map(
		Object.entries(options.files ?? {}).map(([path, content]) => [path, bytesOf(content)]),
	);
	const programs = new Map(Object.entries(options.programs ?? {}));
	const executables = new Set<string>();
	const folders = new Set<string>();
	const watchers = new Set<{
		readonly directories: readonly string[];
		readonly changed: (path: string) => void;
	}>();
	const runs: RunCall[] = [];
	const variables = new Map<string, string>();
	const delegations = new Map<string, readonly string[]>();
	let temporary = 0;
	const isFolder = (path: string): boolean =>
		path === "/" || folders.has(path) || [...files.keys()].some((file) => file.startsWith(`${path}/`));
	const namesIn = (directory: string): string[] => {
		const below = [...files.keys()].filter((path) => isBelow(path, directory));
		const parts = below.map((path) => path.slice(directory === "/" ? 1 : directory.length + 1).split("/"));
		return [...new Set(parts.map(([name = "", ...rest]) => (rest.length > 0 ? `${name}/` : name)))].sort();
	};
	const read = (path: string): Uint8Array | undefined => {
		const found = files.get(path);
		if (!found && isFolder(path)) throw unreadable(path, "it is a folder");
		return found;
	};
	const run = async (command: string, args: readonly string[], options: RunOptions) => {
		const { cwd, signal, env } = options;
		signal?.throwIfAborted();
		runs.push({ command, args, cwd, ...(env && { env }) });
		const program = programs.get(command);
		if (!program) throw notInstalled(command);
		const result = await program(args, options);
		signal?.throwIfAborted();
		for (const stream of ["stdout", "stderr"] as const)
			for (const line of result[stream].split("\n").filter((text) => text !== ""))
				options.onLine?.(line, stream);
		return result;
	};
	return {
		files,
		executables,
		programs,
		runs,
		variables,
		delegations,
		save: (path, content) => {
			files.set(path, bytesOf(content));
			for (const { directories, changed } of [...watchers]) {
				if (directories.some((directory) => isBelow(path, directory))) changed(path);
			}
		},
		readText: async (path) => {
			const found = read(path);
			return found && new TextDecoder("utf-8", { ignoreBOM: true }).decode(found);
		},
		readBytes: async (path) => read(path)?.slice(),
		kindOf: async (path) => (files.has(path) ? "file" : isFolder(path) ? "directory" : undefined),
		realPath: async (path) => (files.has(path) || isFolder(path) ? path : undefined),
		list: async (directory) => {
			if (!isFolder(directory)) throw missing(directory);
			return [...files]
				.filter(([path]) => isBelow(path, directory))
				.map(([path, content]) => ({
					path: path.slice(directory === "/" ? 1 : directory.length + 1),
					size: content.byteLength,
					executable: executables.has(path),
				}))
				.sort((a, b) => (a.path < b.path ? -1 : 1));
		},
		tree: async (directory, skips = () => false) => {
			if (!isFolder(directory)) throw missing(directory);
			return [...files]
				.filter(([path]) => isBelow(path, directory))
				.map(([path, content]) => ({ path: path.slice(directory.length + 1), content }))
				.filter(({ path }) => !partsOf(path).some(skips))
				.map(({ path, content }) => ({
					path,
					kind: "file" as const,
					size: content.byteLength,
					stamp: createHash("sha256").update(content).digest("hex"),
				}))
				.sort((a, b) => (a.path < b.path ? -1 : 1));
		},
		states: async (paths) =>
			paths.map((path) => {
				const content = files.get(path);
				const changedAt = 0;
				if (content) {
					const stamp = createHash("sha256").update(content).digest("hex");
					return { kind: "file", size: content.byteLength, stamp, changedAt };
				}
				if (!isFolder(path)) return undefined;
				return { kind: "directory", size: 0, stamp: namesIn(path).join("/"), changedAt };
			}),
		names: async (directory) => namesIn(directory),
		stream: async function* (path, _size, range) {
			const found = read(path);
			if (!found) throw missing(path);
			yield found.slice(range?.from, range?.to);
		},
		write: async (path, content) => {
			if (isFolder(path)) throw unreadable(path, "it is a folder");
			files.set(path, bytesOf(isPieces(content) ? Buffer.concat([...content]) : content));
		},
		remove: async (path) => {
			for (const file of [...files.keys()]) if (file === path || isBelow(file, path)) files.delete(file);
			folders.delete(path);
		},
		temporaryDirectory: async (prefix) => {
			const path = `/temporary/${prefix}${(++temporary).toString().padStart(6, "0")}`;
			folders.add(path);
			return path;
		},
		watch: (directories, changed) => {
			const watcher = { directories, changed };
			watchers.add(watcher);
			return { close: () => watchers.delete(watcher) };
		},
		run,
		runAtTerminal: async (command, args, options) => (await run(command, args, options)).exitCode,
		runShell: (command, options) => run("sh", ["-c", command], options),
		// Tests that run JavaScript do so on a real machine; others stand in for the program `node`.
		runNode: (file, args, options) => run("node", [file, ...args], options),
		nameServers: async (domain) => delegations.get(domain),
		variable: (name) => variables.get(name),
		now: () => clock.now(),
		sleep: (ms, signal) => clock.sleep(ms, signal),
	};
}

/** A path and every folder above it. */
function partsOf(path: string): string[] {
	const parts = path.split("/");
	return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function isPieces(content: string | Uint8Array | Iterable<Uint8Array>): content is Iterable<Uint8Array> {
	return typeof content !== "string" && !(content instanceof Uint8Array);
}

function bytesOf(content: string | Uint8Array): Uint8Array {
	return typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
}

function isBelow(path: string, directory: string): boolean {
	return path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}

function unreadable(path: string, reason: string): Failure {
	return new Failure({ code: "file-unreadable", kind: "file", message: `${path} cannot be used: ${reason}` });
}

function missing(path: string): Failure {
	return new Failure({ code: "file-missing", kind: "file", message: `${path} does not exist` });
}

function notInstalled(command: string): Failure {
	return new Failure({
		code: "command-missing",
		kind: "file",
		message: `"${command}" is not installed`,
		hint: `install ${command}, or check that it is on the PATH`,
	});
}
