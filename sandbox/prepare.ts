import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { Failure } from "../engine/report/failure.ts";
import { buildOnce } from "./cache.ts";
import { sandboxFolder } from "./folder.ts";
import { canInstallSystemPackages, findPython } from "./python.ts";
import { type Finished, type Run, run } from "./run.ts";

export type PrepareOptions = {
	/** Told in words what is being fetched; nothing is told when everything is there. */
	readonly onProgress?: (line: string) => void;
	readonly signal?: AbortSignal;
};

/** What a sandbox runs with. */
export type Prepared = {
	/** The Python of the virtual environment that has MiniStack. */
	readonly python: string;
	/** The folder whose `node_modules` is the AWS SDK that functions find. */
	readonly sdkFolder: string;
};

/**
 * Fetches what the sandbox runs with, once: MiniStack from PyPI and the AWS SDK for functions from npm, both pinned,
 * by the user's own `pip` and `npm` with their configuration. Later calls return at once.
 */
export async function prepareSandbox(options: PrepareOptions = {}): Promise<void> {
	await prepareParts(options);
}

/** As {@link prepareSandbox}, and gives where things are. */
export async function prepareParts(options: PrepareOptions): Promise<Prepared> {
	if (platform() === "win32") {
		throw new Failure({
			code: "sandbox-unsupported",
			kind: "usage",
			message: "the sandbox runs on Linux and macOS only",
			hint: "use it inside WSL",
		});
	}
	const [python, sdkFolder] = await Promise.all([prepareVenv(options), prepareSdk(options)]);
	return { python, sdkFolder };
}

async function prepareVenv({ onProgress = () => undefined, signal }: PrepareOptions): Promise<string> {
	const requirements = join(sandboxFolder(), "requirements.txt");
	const canInstall = canInstallSystemPackages();
	const base = await findPython({ run, onProgress, canInstall, signal });
	const key = digest([await readFile(requirements), base.version, base.program, arch()]);
	const folder = await buildOnce("venv", key, async (aside) => {
		onProgress("Fetching the local AWS (MiniStack) from PyPI");
		const python = join(aside, "bin", "python");
		await mustRun(run, "python-venv-failed", base.program, ["-m", "venv", aside], { signal });
		const install = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--require-hashes"];
		// A user's `pip` may be set to install into the home folder, which a virtual environment refuses.
		const env = { ...process.env, PIP_USER: "0" };
		await mustRun(run, "pip-failed", python, [...install, "-r", requirements], { env, signal });
	});
	return join(folder, "bin", "python");
}

async function prepareSdk({ onProgress = () => undefined, signal }: PrepareOptions): Promise<string> {
	const source = join(sandboxFolder(), "lambda-sdk");
	const lock = await readFile(join(source, "package-lock.json"));
	return await buildOnce("lambda-sdk", digest([lock]), async (aside) => {
		onProgress("Fetching the AWS SDK for functions from npm");
		await cp(source, aside, { recursive: true });
		const args = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
		await mustRun(run, "npm-failed", npmProgram(), args, { cwd: aside, signal });
	});
}

/** npm lies beside Node.js, except where an editor runs this. */
function npmProgram(): string {
	const beside = join(dirname(process.execPath), "npm");
	return existsSync(beside) ? beside : "npm";
}

async function mustRun(program: Run, code: string, ...call: Parameters<Run>): Promise<void> {
	const finished = await program(...call);
	if (finished.exitCode === 0) return;
	throw new Failure({
		code,
		kind: "package",
		message: `${call[0]} ${call[1].slice(0, 3).join(" ")} ended with exit code ${finished.exitCode}`,
		hint: hintFor(code, finished),
		details: lastLines(finished.stderr || finished.stdout),
	});
}

function hintFor(code: string, { exitCode }: Finished): string {
	if (code === "npm-failed" && exitCode === 127) return "install npm, which comes with Node.js";
	return "the sandbox is fetched once from PyPI and npm: check the network and the settings of pip and npm";
}

function lastLines(text: string): readonly string[] {
	return text.trim().split("\n").slice(-8);
}

function digest(parts: readonly (string | Uint8Array)[]): string {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(part).update("\0");
	return hash.digest("hex").slice(0, 16);
}
