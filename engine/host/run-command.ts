import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { Failure } from "../report/failure.ts";
import { codeOf } from "./file-failure.ts";
import type { RunOptions, RunResult, TerminalOptions } from "./port.ts";

/** Of what a program prints, so much is kept of each stream: the end, where errors stand. */
const keptBytes = 16 * 1024 * 1024;
/** A program that is asked to end gets so long to clean up. */
const defaultGraceMs = 2_000;

/**
 * Runs a program to its end, with its output in memory and nothing to read.
 *
 * It leads a process group of its own, so that a cancel also ends what it has started; npm and git would
 * otherwise leave children behind that still write.
 *
 * @throws Failure of kind `file` when the program cannot be started; the signal's reason when it is aborted, once
 * the program has ended.
 */
export async function runCommand(
	command: string,
	args: readonly string[],
	options: Omit<RunOptions, "env"> & {
		readonly graceMs?: number;
		/** `command` is a line for the shell of the system. */
		readonly isShell?: boolean;
		/** All variables of the program; those of this process without it. */
		readonly env?: Readonly<Record<string, string | undefined>>;
	},
): Promise<RunResult> {
	const {
		cwd,
		signal,
		env,
		onLine,
		killsAtOnce = false,
		isShell = false,
		graceMs = defaultGraceMs,
	} = options;
	signal?.throwIfAborted();
	const child = spawn(command, args, {
		cwd,
		stdio: ["ignore", "pipe", "pipe"],
		...(env && { env }),
		shell: isShell,
		windowsHide: true,
		detached: process.platform !== "win32",
	});
	const stop = () => (killsAtOnce ? kill(child, "SIGKILL") : endGroup(child, graceMs));
	signal?.addEventListener("abort", stop, { once: true });
	try {
		const result = await ended(child, graceMs, onLine);
		signal?.throwIfAborted();
		return result;
	} catch (error) {
		signal?.throwIfAborted();
		throw startFailure(command, cwd, error);
	} finally {
		signal?.removeEventListener("abort", stop);
	}
}

/**
 * Runs a program that has the streams of this one, and its terminal. It stays in the group of this process: a
 * terminal lets nobody else read. Ctrl-C goes to both.
 *
 * @throws as `runCommand` does.
 */
export async function runAtTerminal(
	command: string,
	args: readonly string[],
	options: Omit<TerminalOptions, "env"> & { readonly env?: Readonly<Record<string, string | undefined>> },
): Promise<number> {
	const { cwd, signal, env } = options;
	signal?.throwIfAborted();
	const child = spawn(command, args, { cwd, stdio: "inherit", ...(env && { env }) });
	const stop = () => void child.kill("SIGTERM");
	signal?.addEventListener("abort", stop, { once: true });
	try {
		return await new Promise<number>((resolve, reject) => {
			child.once("error", (error) => reject(startFailure(command, cwd, error)));
			child.once("close", (code, by) => resolve(exitCodeOf(code, by)));
		});
	} finally {
		signal?.removeEventListener("abort", stop);
		signal?.throwIfAborted();
	}
}

function ended(child: ChildProcess, graceMs: number, onLine: RunOptions["onLine"]): Promise<RunResult> {
	const stdout = kept(child.stdout);
	const stderr = kept(child.stderr);
	const lines = onLine
		? (["stdout", "stderr"] as const).map((name) => lineReader(child[name], (line) => onLine(line, name)))
		: [];
	return new Promise((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (code, signal) => {
			for (const reader of lines) reader.end();
			resolve({ exitCode: exitCodeOf(code, signal), stdout: stdout(), stderr: stderr() });
		});
		// Something it has started may hold the streams open for ever; what is in them by then is all there is.
		child.once("exit", () => {
			setTimeout(() => {
				child.stdout?.destroy();
				child.stderr?.destroy();
			}, graceMs).unref();
		});
	});
}

/** Shells say 128 and the number of the signal for a program that a signal ended. */
function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
	return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

function kept(stream: NodeJS.ReadableStream | null): () => string {
	const chunks: Buffer[] = [];
	let size = 0;
	stream?.on("data", (chunk: Buffer) => {
		chunks.push(chunk);
		size += chunk.byteLength;
		while (size - (chunks[0]?.byteLength ?? 0) >= keptBytes) size -= chunks.shift()?.byteLength ?? 0;
	});
	return () => Buffer.concat(chunks).toString("utf8");
}

/** A line that is longer is handed over in pieces, because it may have no end at all; in UTF-16 units. */
const longestLine = 1024 * 1024;

/** Hands over each line of a stream; the last one need not have an end. */
function lineReader(
	stream: NodeJS.ReadableStream | null,
	hand: (line: string) => void,
): { readonly end: () => void } {
	const decoder = new TextDecoder();
	let rest = "";
	const take = (text: string) => {
		const lines = `${rest}${text}`.split(/\r?\n/);
		rest = lines.pop() ?? "";
		for (const line of lines) hand(line);
		if (rest.length < longestLine) return;
		hand(rest);
		rest = "";
	};
	stream?.on("data", (chunk: Buffer) => take(decoder.decode(chunk, { stream: true })));
	return {
		end: () => {
			take(decoder.decode());
			if (rest !== "") hand(rest);
		},
	};
}

function endGroup(child: ChildProcess, graceMs: number): void {
	kill(child, "SIGTERM");
	// Not stopped when the program ends: what it has started may be more stubborn than itself.
	setTimeout(() => kill(child, "SIGKILL"), graceMs).unref();
}

function kill(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
	if (child.pid === undefined) return;
	try {
		if (process.platform === "win32") spawn("taskkill", ["/pid", String(child.pid), "/t", "/f"]).unref();
		else process.kill(-child.pid, signal);
	} catch (error) {
		// It ended by itself a moment before.
		if (codeOf(error) !== "ESRCH") throw error;
	}
}

function startFailure(command: string, cwd: string, error: unknown): Failure {
	const isMissing = codeOf(error) === "ENOENT";
	return new Failure({
		code: isMissing ? "command-missing" : "command-unusable",
		kind: "file",
		message: isMissing
			? `"${command}" is not installed`
			: `"${command}" cannot be started: ${error instanceof Error ? error.message : String(error)}`,
		hint: isMissing
			? `install ${command}, or check that it is on the PATH (and that ${cwd} exists)`
			: `check that ${command} may be executed`,
		cause: error,
	});
}
