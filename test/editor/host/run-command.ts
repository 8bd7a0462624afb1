import { spawn, spawnSync } from "node:child_process";
import { HostError } from "./host-error.ts";

export type CommandOptions = {
	readonly cwd?: string;
	readonly environment?: NodeJS.ProcessEnv;
	readonly signal?: AbortSignal | undefined;
	/** A command that runs longer is killed and counts as failed. */
	readonly timeoutMs?: number;
};

const shownLines = 15;

/**
 * Runs a program to its end and gives what it printed (stdout and stderr in the order of arrival).
 *
 * Throws a `HostError` with the last lines of output on any other exit code than 0, on a program that
 * cannot be started and on a timeout; an `AbortError` when `signal` says stop.
 *
 * The program leads a process group of its own: npm and apt start children, and a stop has to reach them.
 */
export function runCommand(
	file: string,
	args: readonly string[],
	options: CommandOptions = {},
): Promise<string> {
	const { cwd, signal, environment = process.env, timeoutMs = 600_000 } = options;
	const shown = [file, ...args].join(" ");
	return new Promise((resolve, reject) => {
		signal?.throwIfAborted();
		const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
		const child = spawn(file, args, { cwd, env: environment, detached, stdio });
		let output = "";
		let late = false;
		const append = (chunk: Buffer) => {
			output += chunk.toString();
		};
		const stop = () => killGroup(child.pid, "SIGKILL");
		const timer = setTimeout(() => {
			late = true;
			stop();
		}, timeoutMs);
		signal?.addEventListener("abort", stop, { once: true });
		child.stdout.on("data", append);
		child.stderr.on("data", append);
		const finish = (problem: string | undefined) => {
			clearTimeout(timer);
			signal?.removeEventListener("abort", stop);
			if (signal?.aborted) reject(signal.reason);
			else if (problem === undefined) resolve(output);
			else reject(new HostError(`${shown}: ${problem}\n${lastLines(output)}`.trimEnd()));
		};
		child.once("error", (error) => finish(error.message));
		child.once("close", (code, killedBy) => {
			if (late) finish(`not done after ${timeoutMs / 1000} s`);
			else finish(code === 0 ? undefined : `ended with ${code ?? killedBy}`);
		});
	});
}

/** Whether a child leads a group of its own; on Windows there are none, and detached means a window of its own. */
export const detached: boolean = process.platform !== "win32";

/** Sends `signal` to a process group. A group that is gone is no error: stopping is allowed to come late. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
	if (pid === undefined) return;
	if (process.platform === "win32") {
		spawnSync("taskkill", ["/F", "/T", "/PID", String(pid)]);
		return;
	}
	try {
		process.kill(-pid, signal);
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
	}
}

/** The end of a program's output, where programs say what went wrong. */
export function lastLines(output: string, count: number = shownLines): string {
	return output.trimEnd().split("\n").slice(-count).join("\n");
}
