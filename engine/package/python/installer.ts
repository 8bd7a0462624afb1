import type { Host } from "../../host/port.ts";
import { Failure, isAbort } from "../../report/failure.ts";
import type { Span } from "../../text/span.ts";
import type { DependencyFile, Selectors } from "./requirements.ts";

/** What packages are installed for. */
export type PythonTarget = {
	/** E.g. `3.12`. */
	readonly version: string;
	readonly architecture: "x86_64" | "arm64";
	/** The C library: glibc of Debian and Lambda, musl of Alpine. */
	readonly libc: "glibc" | "musl";
	/** Minor version of the target's glibc 2; that of Debian 12 when left out. */
	readonly glibc?: number;
};

export type Installation = {
	readonly host: Host;
	/** Folder of the config, absolute. */
	readonly root: string;
	readonly job: string;
	readonly span: Span;
	readonly file: DependencyFile | undefined;
	readonly selectors: Selectors;
	/** Packages beside those of the file. */
	readonly further: readonly string[];
	readonly target: PythonTarget;
	/** What to advise when a package has no build that fits. */
	readonly advice: string;
	/** Runs one after the other what has the same key: two images may want the same packages. */
	readonly inTurn: <T>(key: string, make: () => Promise<T>) => Promise<T>;
	readonly signal: AbortSignal | undefined;
};

/** A program that installs packages. */
export type Tool = { readonly kind: "uv" | "pip"; readonly program: string; readonly version: string };

const cpus = { x86_64: "x86_64", arm64: "aarch64" } as const;

/** The newest glibc that builds may ask for: that of Debian 12, which the official images stand on. */
const newestGlibc = 36;
/** The oldest one that builds are made for (manylinux2014). */
const oldestGlibc = 17;
const newestMusl = 2;

/** Systems whose builds run on the target, in the words of pip, the newest first. */
export function pipPlatforms({ libc, architecture, glibc = newestGlibc }: PythonTarget): readonly string[] {
	const cpu = cpus[architecture];
	const down = (from: number, to: number) =>
		Array.from({ length: from - to + 1 }, (_, index) => from - index);
	if (libc === "musl") return down(newestMusl, 0).map((minor) => `musllinux_1_${minor}_${cpu}`);
	return [...down(glibc, oldestGlibc).map((minor) => `manylinux_2_${minor}_${cpu}`), `manylinux2014_${cpu}`];
}

/** Systems with a glibc that uv has a name for, the newest first. */
const uvGlibcs = [34, 28, 17] as const;

/** The system of the target in the words of uv. */
export function uvPlatform({ libc, architecture, glibc = 28 }: PythonTarget): string {
	const cpu = cpus[architecture];
	if (libc === "musl") return `${cpu}-unknown-linux-musl`;
	return `${cpu}-manylinux_2_${uvGlibcs.find((one) => one <= glibc) ?? oldestGlibc}`;
}

type Run = Pick<Installation, "host" | "root" | "signal">;

async function attempt({ host, root, signal }: Run, program: string, args: readonly string[]) {
	try {
		return await host.run(program, args, { cwd: root, ...(signal && { signal }) });
	} catch (error) {
		if (isAbort(error) || !(error instanceof Failure)) throw error;
		return undefined;
	}
}

/** uv, which is faster, else pip of the Python that is there. */
export async function findTool(work: Installation): Promise<Tool> {
	const uv = await attempt(work, "uv", ["--version"]);
	if (uv?.exitCode === 0) return { kind: "uv", program: "uv", version: uv.stdout.trim() };
	for (const program of ["python3", "python"]) {
		const pip = await attempt(work, program, ["-m", "pip", "--version"]);
		const version = pip?.stdout.split(" from ")[0]?.trim() ?? "";
		if (pip?.exitCode === 0) return { kind: "pip", program, version };
	}
	throw new Failure({
		code: "build-tool-missing",
		kind: "package",
		message: `"${work.job}" needs packages of Python, and neither uv nor pip is installed`,
		hint: "install uv (https://docs.astral.sh/uv/getting-started/installation/), or Python with pip",
		origin: work.span,
	});
}

/** The package that an installer finds no ready build of: its name and version, or nothing but that there is one. */
export function missingBuild(output: string): string | undefined {
	const named = /No matching distribution found for ([^\s;]+)|Because (\S+) has no (?:usable )?wheels/.exec(
		output,
	);
	return named?.[1] ?? named?.[2] ?? (output.includes("no wheels with a matching") ? "" : undefined);
}

/** Runs an installer, and gives what it printed. Fails with `python-packages-not-installed` and the end of its output. */
export async function runInstaller(
	work: Installation,
	{ program }: Tool,
	args: readonly string[],
): Promise<string> {
	const { host, root, job, span, signal, target, advice } = work;
	const { exitCode, stdout, stderr } = await host.run(program, args, {
		cwd: root,
		...(signal && { signal }),
	});
	if (exitCode === 0) return stdout;
	const lines = `${stdout}\n${stderr}`.split(/\r?\n/).filter((line) => line.trim() !== "");
	const missing = missingBuild(stderr);
	const what = missing ? `: "${missing}" has no ready build for it` : "";
	throw new Failure({
		code: "python-packages-not-installed",
		kind: "package",
		message: `the packages of "${job}" cannot be installed for Python ${target.version} on ${cpus[target.architecture]} with ${target.libc}${what}`,
		hint: missing !== undefined ? advice : "see what the installer says",
		details: lines.slice(-15),
		origin: span,
	});
}

/** An option for each of several values. */
export function flags(name: string, values: readonly string[]): readonly string[] {
	return values.flatMap((value) => [name, value]);
}
