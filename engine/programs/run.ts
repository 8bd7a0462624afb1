import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CodeAnswer, type CodeFault, readAnswer } from "../config/program/answer.ts";
import type { Host, RunResult } from "../host/port.ts";
import { isAbort } from "../report/failure.ts";
import type { Bundled } from "./bundle.ts";
import type { Request, Task } from "./child/request.ts";

/** What is started for each run of the user's code; a bundle of its own. */
const child = new URL("./child/run-code.ts", import.meta.url);

/** A piece of the user's code, and what it is run for. */
export type Job = {
	/** Absolute path of its file. */
	readonly entry: string;
	readonly task: Task;
	/** What it is called in messages. */
	readonly called: string;
};

/** How the user's code is run. */
export type RunSettings = {
	/** After so many milliseconds the code and all that it has started is ended. */
	readonly limitMs: number;
	/** Gets each line that the code prints. */
	readonly say?: (line: string) => void;
	readonly signal?: AbortSignal;
};

const defaultLimitMs = 30_000;
/** The CDK alone takes some seconds to load, and several times as long on a busy machine. */
const constructLimitMs = 120_000;

/** How long a task may take, in milliseconds, unless it is said otherwise. */
export function limitFor({ kind }: Task): number {
	return kind === "construct" ? constructLimitMs : defaultLimitMs;
}

/** The fault of code that was ended because it took too long. */
export function tooSlow(what: string, limitMs: number): CodeFault {
	return {
		code: "code-timed-out",
		message: `${what} did not end within ${limitMs / 1000} ${limitMs === 1000 ? "second" : "seconds"}`,
		hint: "look for a loop, or for something that is waited for and does not come",
	};
}

/** The fault of code that ended its process without an answer. */
export function ended(what: string, { exitCode, stderr }: RunResult): CodeFault {
	// 13: Node had nothing left to do while the code waited for a promise.
	const waits = exitCode === 13 || (exitCode === 0 && stderr === "");
	const last = stderr.trim().split("\n").at(-1)?.trim();
	return {
		code: "code-ended",
		message: `${what} ended its process (exit code ${exitCode}) before it gave a value`,
		hint: waits
			? "remove the call of process.exit, or the promise that is waited for and never settled"
			: `remove the call of process.exit${last ? `; the last words were: ${last.slice(0, 200)}` : ""}`,
	};
}

/** Runs a process with a limit of time. `undefined`: it took too long, and was ended. */
export async function runLimited(
	settings: RunSettings,
	start: (signal: AbortSignal) => Promise<RunResult>,
): Promise<RunResult | undefined> {
	const { limitMs, signal } = settings;
	const limit = AbortSignal.timeout(limitMs);
	try {
		return await start(signal ? AbortSignal.any([signal, limit]) : limit);
	} catch (error) {
		if (signal?.aborted || !limit.aborted) throw error;
		if (error === limit.reason || isAbort(error)) return undefined;
		throw error;
	}
}

/**
 * Runs bundled code in a child process that has nothing but the user's own environment. The files that the two
 * exchange lie in a temporary folder, because what the code prints is its own business.
 */
export async function runProgram(
	host: Host,
	job: Job,
	bundled: Bundled,
	settings: RunSettings,
): Promise<CodeAnswer> {
	const { entry, task, called } = job;
	const folder = await host.temporaryDirectory("spool-code-");
	try {
		const bundle = join(folder, bundled.format === "esm" ? "program.mjs" : "program.cjs");
		const request: Request = {
			code: { entry, bundle, map: `${bundle}.map`, mapRoot: dirname(entry), format: bundled.format },
			task,
			called,
			answer: join(folder, "answer.json"),
		};
		const requestFile = join(folder, "request.json");
		await Promise.all([
			host.write(bundle, bundled.code),
			host.write(request.code.map, bundled.map),
			host.write(requestFile, JSON.stringify(request)),
		]);
		const { say } = settings;
		const result = await runLimited(settings, (signal) =>
			host.runNode(fileURLToPath(child), [requestFile], {
				cwd: dirname(entry),
				signal,
				killsAtOnce: true,
				...(say && { onLine: (line) => say(`${basename(entry)}: ${line}`) }),
			}),
		);
		if (!result) return { ok: false, faults: [tooSlow(called, settings.limitMs)] };
		const answer = readAnswer(await host.readText(request.answer));
		return answer ?? { ok: false, faults: [ended(called, result)] };
	} finally {
		await host.remove(folder);
	}
}
