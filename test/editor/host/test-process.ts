import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { detached, killGroup } from "./run-command.ts";

export type TestProcess = {
	readonly file: string;
	readonly args: readonly string[];
	readonly environment: NodeJS.ProcessEnv;
	readonly limitMs: number;
	readonly signal?: AbortSignal | undefined;
};

export type TestProcessEnding = {
	/** Why it was ended from outside; `undefined` if it ended by itself, whatever its exit code. */
	readonly interruption: string | undefined;
	readonly output: string;
};

const politeStopMs = 5_000;

/**
 * Runs a process of tests to its end, in a group of its own. Past its limit, and when `signal` says stop, the group
 * is told to end and has five seconds to stop what it started. Throws an `AbortError` in the second case.
 */
export async function runTestProcess(options: TestProcess): Promise<TestProcessEnding> {
	const { signal, limitMs } = options;
	signal?.throwIfAborted();
	const child = spawn(options.file, options.args, {
		env: options.environment,
		detached,
		// Its input closes when we are gone, which tells it to end.
		stdio: ["pipe", "pipe", "pipe"],
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", (chunk: Buffer) => {
			output += chunk.toString();
		});
	}
	const kill = () => killGroup(child.pid, "SIGKILL");
	const killAtExit = () => killGroup(child.pid, "SIGTERM");
	process.once("exit", killAtExit);
	const ended = new Promise<undefined>((resolve) => {
		child.once("error", (error) => {
			output += `${error.message}\n`;
			resolve(undefined);
		});
		child.once("close", () => resolve(undefined));
	});
	const timer = new AbortController();
	const waiting = { ref: false, signal: signal ? AbortSignal.any([signal, timer.signal]) : timer.signal };
	const late = delay(limitMs, `not done after ${limitMs / 1000} s`, waiting);
	late.catch(() => {});
	try {
		return { interruption: await Promise.race([ended, late]), output };
	} finally {
		timer.abort();
		killGroup(child.pid, "SIGTERM");
		await Promise.race([ended, delay(politeStopMs, undefined, { ref: false })]);
		kill();
		process.off("exit", killAtExit);
	}
}
