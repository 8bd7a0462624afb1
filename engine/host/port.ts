/** What a finished process gave. */
export type RunResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** How a process is started. */
export type RunOptions = {
	readonly cwd: string;
	/** Ends the process and all that it has started. */
	readonly signal?: AbortSignal;
	/** Gives them no time to clean up when `signal` ends them. */
	readonly killsAtOnce?: boolean;
	/** Variables beside those that Spool itself was started with; these win. */
	readonly env?: Readonly<Record<string, string>>;
	/** Gets each line as it is printed, without its end. Must not throw. */
	readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
};

/** How a program is started that has the terminal of the user. */
export type TerminalOptions = Pick<RunOptions, "cwd" | "signal" | "env">;

/** Starts a timer and gives what stops it. */
export type Watcher = { close(): void };

/** One file below a folder: its path relative to it, with forward slashes. */
export type ListedFile = { readonly path: string; readonly size: number; readonly executable: boolean };

/** What lies below a folder, links not followed: its path relative to it, with forward slashes. */
export type TreeEntry =
	| {
			readonly path: string;
			readonly kind: "file";
			readonly size: number;
			/** Changes whenever the content does, on this machine: what the disk says of place, size and times. */
			readonly stamp: string;
	  }
	| { readonly path: string; readonly kind: "link"; readonly target: string }
	/** A device, a socket or a pipe, whose content has no end. */
	| { readonly path: string; readonly kind: "other" };

/** What the disk says of a path without reading what lies there; links are followed. */
export type PathState = {
	readonly kind: "file" | "directory" | "other";
	readonly size: number;
	/** Changes whenever the content does (of a folder: the names in it), on this machine. */
	readonly stamp: string;
	/** When that was last, in milliseconds since 1970. */
	readonly changedAt: number;
};

/** From one offset up to another one. */
export type ByteRange = { readonly from: number; readonly to: number };

/**
 * The machine the engine runs on: disk, clock and processes. Nothing else of the engine touches them.
 * Paths are absolute. Methods that may find nothing give `undefined` instead of failing; everything else fails
 * with a `Failure` of kind `file`.
 */
export type Host = {
	readText(path: string): Promise<string | undefined>;
	readBytes(path: string): Promise<Uint8Array | undefined>;
	/** What lies at `path`; `undefined` when nothing does. */
	kindOf(path: string): Promise<"file" | "directory" | undefined>;
	/** `path` with every link on the way followed; `undefined` when nothing lies there. */
	realPath(path: string): Promise<string | undefined>;
	/** Files below `directory` in sorted order; symbolic links are followed. */
	list(directory: string): Promise<readonly ListedFile[]>;
	/** All below `directory` in sorted order, without what `skips` is true for (of a folder: with all in it). */
	tree(directory: string, skips?: (path: string) => boolean): Promise<readonly TreeEntry[]>;
	/** The states of paths in their order, `undefined` where nothing lies. Thousands at a time cost some milliseconds. */
	states(paths: readonly string[]): Promise<readonly (PathState | undefined)[]>;
	/**
	 * The names in a folder, sorted: that of a folder ends in a slash, behind that of a link stands what it leads to
	 * (`name -> target`). None where there is no folder.
	 */
	names(directory: string): Promise<readonly string[]>;
	/**
	 * The bytes of a file in pieces, all of them or those of a range; fails with `file-changed` unless the file has
	 * `size` bytes that nobody writes to.
	 */
	stream(path: string, size: number, range?: ByteRange): AsyncIterable<Uint8Array>;
	/** Writes a file and the folders above it, atomically (a reader sees the old or the new content). */
	write(path: string, content: string | Uint8Array | Iterable<Uint8Array>): Promise<void>;
	remove(path: string): Promise<void>;
	/** A new empty folder that the caller removes. */
	temporaryDirectory(prefix: string): Promise<string>;
	/** Calls `changed` with the path of every file saved below one of `directories`, until closed. */
	watch(directories: readonly string[], changed: (path: string) => void): Watcher;
	run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult>;
	/** Runs a program at the terminal of the user, who talks to it; gives its exit code. */
	runAtTerminal(command: string, args: readonly string[], options: TerminalOptions): Promise<number>;
	/** Runs a command of the shell: Bash, or what the system has in its place. */
	runShell(command: string, options: RunOptions): Promise<RunResult>;
	/** Runs the JavaScript of `file` by the Node that Spool itself runs on, in a process of its own. */
	runNode(file: string, args: readonly string[], options: RunOptions): Promise<RunResult>;
	/**
	 * The name servers that the DNS knows for a domain, in lower case and without final dots, none where it knows
	 * none; `undefined` where nobody can be asked.
	 */
	nameServers(domain: string): Promise<readonly string[] | undefined>;
	/** An environment variable of the program; `undefined` when it is not set or empty. */
	variable(name: string): string | undefined;
	/** Milliseconds since 1970. */
	now(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
};
