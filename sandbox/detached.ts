import { readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { platform } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "./cache.ts";
import { isRunning, stopProcess } from "./child.ts";
import { run } from "./run.ts";
import { type StartOptions, startSandbox } from "./start.ts";

/** The sandbox that runs in the background, as it is remembered between commands. */
export type RunningSandbox = {
	readonly endpoint: string;
	readonly account: string;
	readonly region: string;
	readonly pid: number;
	/** When the process started, in the words of the system: with it a reused pid is never taken for the sandbox. */
	readonly startTime: string;
	readonly logFile: string;
	/** Where its data is kept. */
	readonly stateDirectory: string;
};

/** Starts the sandbox in the background; `wasRunning` when there already is one, which is then given. */
export async function startDetached(
	options: Omit<StartOptions, "detached"> = {},
): Promise<{ readonly sandbox: RunningSandbox; readonly wasRunning: boolean }> {
	const running = await readStatus();
	if (running) return { sandbox: running, wasRunning: true };

	const folder = backgroundFolder();
	await mkdir(folder, { recursive: true });
	const stateDirectory = options.stateDirectory ?? join(folder, "data");
	const logFile = options.logFile ?? join(folder, "sandbox.log");
	const { endpoint, account, region, pid } = await startSandbox({
		...options,
		stateDirectory,
		logFile,
		detached: true,
	});
	const startTime = (await readStartTime(pid)) ?? "";
	const sandbox = { endpoint, account, region, pid, startTime, logFile, stateDirectory };
	const aside = `${statusFile()}.${process.pid}`;
	await writeFile(aside, `${JSON.stringify(sandbox, undefined, "\t")}\n`);
	await rename(aside, statusFile());
	return { sandbox, wasRunning: false };
}

/** Stops the sandbox in the background, with its data saved. Gives what was stopped, nothing when none ran. */
export async function stopRunning(): Promise<RunningSandbox | undefined> {
	const running = await readStatus();
	if (!running) return undefined;
	await stopProcess(running.pid);
	await rm(statusFile(), { force: true });
	return running;
}

/** The sandbox in the background, if one runs. What is remembered of one that is gone is removed. */
export async function readStatus(): Promise<RunningSandbox | undefined> {
	const text = await readFile(statusFile(), "utf8").catch(() => undefined);
	if (text === undefined) return undefined;
	const remembered = parse(text);
	if (remembered && isRunning(remembered.pid)) {
		const startTime = await readStartTime(remembered.pid);
		if (startTime === remembered.startTime) return remembered;
	}
	await rm(statusFile(), { force: true });
	return undefined;
}

function backgroundFolder(): string {
	return join(cacheFolder(), "sandbox");
}

function statusFile(): string {
	return join(backgroundFolder(), "running.json");
}

function parse(text: string): RunningSandbox | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** When a process started: on Linux in clock ticks since the start of the system, else as `ps` writes it. */
async function readStartTime(pid: number): Promise<string | undefined> {
	if (platform() === "linux") {
		try {
			const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
			// Field 22 of proc_pid_stat(5); the name of the program, field 2, may hold spaces and ends in ")".
			const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
			return `${boot} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
		} catch {
			return undefined;
		}
	}
	const { exitCode, stdout } = await run("ps", ["-o", "lstart=", "-p", String(pid)]);
	return exitCode === 0 ? stdout.trim() : undefined;
}
