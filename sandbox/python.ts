import { existsSync } from "node:fs";
import { Failure } from "../engine/report/failure.ts";
import type { Run } from "./run.ts";

/** A Python that can make virtual environments. */
export type Python = { readonly program: string; readonly version: string };

/** The machine as far as finding Python needs it; tests give another one. */
export type PythonSearch = {
	readonly run: Run;
	readonly onProgress: (line: string) => void;
	/** Whether system packages may be installed: a Debian-like system, as root. */
	readonly canInstall: boolean;
	readonly signal?: AbortSignal | undefined;
};

type Candidate = Python & { readonly isNewEnough: boolean; readonly missing: readonly string[] };

const names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];

/** MiniStack and hypercorn ask for it. */
const oldest = "3.10";

const probe = `
import importlib.util, json, sys
print(json.dumps({
	"program": sys.executable,
	"version": ".".join(map(str, sys.version_info[:3])),
	"isNewEnough": sys.version_info >= (3, 10),
	"missing": [m for m in ("venv", "ensurepip") if importlib.util.find_spec(m) is None],
}))`.trim();

/** True where {@link findPython} may install what is missing by itself. */
export function canInstallSystemPackages(): boolean {
	return process.getuid?.() === 0 && existsSync("/etc/debian_version") && existsSync("/usr/bin/apt-get");
}

/**
 * The first Python of at least 3.10 with the modules `venv` and `ensurepip`. As root on a Debian-like system a
 * missing one is installed; elsewhere the failure says what is missing and how to get it.
 */
export async function findPython(search: PythonSearch): Promise<Python> {
	const looked = await lookForPython(search);
	if (looked.found) return looked.found;
	if (search.canInstall) {
		await installPython(search);
		const { found } = await lookForPython(search);
		if (found) return found;
	}
	throw missingPython(looked.unusable);
}

type Looked = { readonly found?: Python; readonly unusable: readonly Candidate[] };

async function lookForPython({ run, signal }: PythonSearch): Promise<Looked> {
	const unusable: Candidate[] = [];
	for (const name of names) {
		const { exitCode, stdout } = await run(name, ["-c", probe], { signal });
		if (exitCode !== 0) continue;
		const candidate: Candidate = JSON.parse(stdout);
		if (candidate.isNewEnough && candidate.missing.length === 0) return { found: candidate, unusable };
		unusable.push(candidate);
	}
	return { unusable };
}

async function installPython({ run, onProgress, signal }: PythonSearch): Promise<void> {
	onProgress("Installing the system packages python3 and python3-venv");
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	await run("/usr/bin/apt-get", ["update", "-qq"], { env, signal });
	const packages = ["python3", "python3-venv"];
	await run("/usr/bin/apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], {
		env,
		signal,
	});
}

function missingPython(candidates: readonly Candidate[]): Failure {
	const incomplete = candidates.find(({ isNewEnough }) => isNewEnough);
	if (incomplete) {
		const modules = incomplete.missing.join(" and ");
		return new Failure({
			code: "python-module-missing",
			kind: "usage",
			message: `the sandbox needs a virtual environment, and ${incomplete.program} (${incomplete.version}) has no ${modules}`,
			hint: "on Debian and Ubuntu: apt-get install python3-venv",
		});
	}
	const found = candidates.map(({ program, version }) => `${program} is ${version}`);
	return new Failure({
		code: "python-missing",
		kind: "usage",
		message: `the sandbox needs Python ${oldest} or newer, and ${found[0] ?? "none is installed"}`,
		hint: "on Debian and Ubuntu: apt-get install python3 python3-venv; on macOS: brew install python",
		details: found,
	});
}
