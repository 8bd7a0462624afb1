import { spawn } from "node:child_process";

/** What a finished program gave; the exit code of one that could not be started is 127, as a shell has it. */
export type Finished = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export type RunOptions = {
	readonly cwd?: string;
	readonly env?: NodeJS.ProcessEnv;
	readonly signal?: AbortSignal | undefined;
};

/** Runs a program to its end. */
export type Run = (program: string, args: readonly string[], options?: RunOptions) => Promise<Finished>;

/** Runs a program of this machine; rejects only when `signal` ends it. */
export const run: Run = (program, args, options = {}) =>
	new Promise((resolve, reject) => {
		options.signal?.throwIfAborted();
		const child = spawn(program, args, {
			...(options.cwd !== undefined && { cwd: options.cwd }),
			...(options.env !== undefined && { env: options.env }),
			...(options.signal && { signal: options.signal }),
			stdio: ["ignore", "pipe", "pipe"],
		});
		const text = { stdout: "", stderr: "" };
		child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
			text.stdout += chunk;
		});
		child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
			text.stderr += chunk;
		});
		child.on("error", (error) => {
			if (options.signal?.aborted) reject(options.signal.reason);
			else resolve({ exitCode: 127, stdout: "", stderr: error.message });
		});
		child.on("close", (exitCode) => resolve({ exitCode: exitCode ?? 1, ...text }));
	});
