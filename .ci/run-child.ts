import { spawn } from "node:child_process";
import { root } from "./bundles.ts";

/** How a program ended, with all that it wrote. `exitCode` is -1 when it was stopped or did not start. */
export type ChildResult = { readonly exitCode: number; readonly output: string };

export type ChildOptions = {
	readonly signal: AbortSignal;
	readonly timeoutMs: number;
	readonly env?: Readonly<Record<string, string>>;
};

/** Time to clean up after an interrupt, before the program is killed. */
const graceMs = 8000;

/** Ends a program with all that it has started. */
function killGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(process.platform === "win32" ? pid : -pid, signal);
	} catch {
		// It has ended meanwhile.
	}
}

/**
 * Runs a program in a process group of its own and gives its output when it has ended. When `signal` aborts or
 * the time is up, the whole group is interrupted as by Ctrl-C, and killed when that does not help: test suites
 * start servers, and none of them may be left behind.
 */
export function runChild(file: string, args: readonly string[], options: ChildOptions): Promise<ChildResult> {
	const { signal, timeoutMs, env } = options;
	return new Promise((done) => {
		const child = spawn(file, args, {
			cwd: root,
			detached: process.platform !== "win32",
			env: { ...process.env, ...env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const chunks: Buffer[] = [];
		child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
		child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
		const stop = () => {
			if (child.pid === undefined) return;
			const { pid } = child;
			killGroup(pid, "SIGINT");
			setTimeout(() => killGroup(pid, "SIGKILL"), graceMs).unref();
		};
		const timer = setTimeout(() => {
			chunks.push(Buffer.from(`\nstopped: it did not end within ${timeoutMs / 1000} s\n`));
			stop();
		}, timeoutMs);
		const end = (exitCode: number) => {
			clearTimeout(timer);
			signal.removeEventListener("abort", stop);
			done({ exitCode, output: Buffer.concat(chunks).toString() });
		};
		child.on("error", (error) => {
			chunks.push(Buffer.from(String(error)));
			end(-1);
		});
		// What it has left behind would keep its ports, and our pipes, which `close` waits for.
		child.on("exit", () => child.pid !== undefined && killGroup(child.pid, "SIGKILL"));
		child.on("close", (code) => end(code ?? -1));
		if (signal.aborted) stop();
		else signal.addEventListener("abort", stop, { once: true });
	});
}

/** Runs a script on the Node that runs this one. */
export function runNode(
	script: string,
	args: readonly string[],
	options: ChildOptions,
): Promise<ChildResult> {
	return runChild(process.execPath, [script, ...args], options);
}
