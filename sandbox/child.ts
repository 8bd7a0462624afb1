import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../engine/report/failure.ts";
import { sandboxFolder } from "./folder.ts";

/** What the Python process is told; the names are those of ministack_repairs/settings.py. */
export type ChildSettings = {
	readonly port: number;
	readonly account: string;
	readonly region: string;
	readonly state_directory: string;
	readonly temporary_directory: string;
	readonly keeps_state: boolean;
	readonly sdk_directory: string;
	readonly node_by_major: Readonly<Record<string, string>>;
	readonly rules_file: string;
	readonly ends_with_parent: boolean;
	readonly ready_descriptor: number;
};

/** The descriptor on which the child tells its port; 0, 1 and 2 are its standard streams. */
const readyDescriptor = 3;

/** How long a sandbox may take to save its state and end. In milliseconds. */
const stopMs = 10_000;

/** How long it may take to start; measured are 0.7 to 2 seconds. In milliseconds. */
const startMs = 60_000;

type Told = { readonly port?: number; readonly error?: string; readonly code?: string };

/**
 * Starts the Python process in a process group of its own, with nothing of the user's environment: neither AWS
 * credentials nor settings of Python, npm or a proxy can reach it or the functions that it runs.
 */
export function spawnSandbox(
	python: string,
	settings: Omit<ChildSettings, "ready_descriptor">,
	logFile: string,
): ChildProcess {
	const log = openSync(logFile, "a");
	try {
		return spawn(
			python,
			[
				"-X",
				"utf8",
				join(sandboxFolder(), "start_ministack.py"),
				JSON.stringify({ ...settings, ready_descriptor: readyDescriptor }),
			],
			{
				cwd: settings.state_directory,
				detached: true,
				env: {
					PATH: "/usr/local/bin:/usr/bin:/bin",
					LANG: "C.UTF-8",
					HOME: settings.temporary_directory,
					AWS_CONFIG_FILE: "/dev/null",
					AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
					AWS_EC2_METADATA_DISABLED: "true",
				},
				stdio: [settings.ends_with_parent ? "pipe" : "ignore", log, log, "pipe"],
			},
		);
	} finally {
		closeSync(log);
	}
}

/** Waits for the port that the process listens on; rejects with a Failure when it ends before it has one. */
export async function readPort(child: ChildProcess, logFile: string, signal?: AbortSignal): Promise<number> {
	const timeout = AbortSignal.timeout(startMs);
	const until = signal ? AbortSignal.any([signal, timeout]) : timeout;
	const told = await readLine(child.stdio[readyDescriptor] as Readable, until).catch(
		(error: unknown): Told => {
			if (timeout.aborted) return {};
			throw error;
		},
	);
	if (told.port !== undefined) return told.port;
	throw new Failure({
		code: told.code ?? "sandbox-not-started",
		kind: "usage",
		message: `the sandbox did not start: ${told.error ?? "its process ended"}`,
		...(told.code === "port-taken" && { hint: "stop what uses the port, or give another one" }),
		details: told.error ? [] : readFileSync(logFile, "utf8").trim().split("\n").slice(-15),
	});
}

async function readLine(pipe: Readable, signal: AbortSignal): Promise<Told> {
	let text = "";
	const stop = () => pipe.destroy();
	signal.addEventListener("abort", stop, { once: true });
	try {
		for await (const chunk of pipe.setEncoding("utf8")) text += chunk;
	} catch (error) {
		if (!signal.aborted) throw error;
	} finally {
		signal.removeEventListener("abort", stop);
	}
	signal.throwIfAborted();
	return text === "" ? {} : JSON.parse(text);
}

/**
 * Ends a sandbox: asks it to save its state and end, waits, and ends its whole process group by force after ten
 * seconds. Nothing that it started is left.
 */
export async function stopProcess(pid: number): Promise<void> {
	send(pid, "SIGTERM");
	for (const end = Date.now() + stopMs; isRunning(pid) && Date.now() < end; ) await sleep(20);
	send(-pid, "SIGKILL");
}

/** True while the process exists. */
export function isRunning(pid: number): boolean {
	return send(pid, 0);
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(pid, signal);
	} catch {
		return false;
	}
}
