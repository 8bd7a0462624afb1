import { createHash, randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import type { Host } from "../../host/port.ts";
import { Failure, isAbort } from "../../report/failure.ts";
import type { Span } from "../../text/span.ts";
import { cacheFolder } from "../cache-folder.ts";
import { type DependencyFile, requirementsScript, type Selectors } from "./requirements.ts";

/** What packages are installed for. */
export type PythonTarget = {
	/** E.g. `3.12`. */
	readonly version: string;
	readonly architecture: "x86_64" | "arm64";
	/** The C library: glibc of Debian and Lambda, musl of Alpine. */
	readonly libc: "glibc" | "musl";
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

type Tool = { readonly kind: "uv" | "pip"; readonly program: string; readonly version: string };

const cpus = { x86_64: "x86_64", arm64: "aarch64" } as const;

/** The newest glibc that builds may ask for: that of Debian 12, which the official images stand on. */
const newestGlibc = 36;
/** The oldest one that builds are made for (manylinux2014). */
const oldestGlibc = 17;
const newestMusl = 2;

/** The last part of the name of a finished installation. */
const completeMark = ".complete";

/** Systems whose builds run on the target, in the words of pip, the newest first. */
export function pipPlatforms({ libc, architecture }: PythonTarget): readonly string[] {
	const cpu = cpus[architecture];
	const down = (from: number, to: number) =>
		Array.from({ length: from - to + 1 }, (_, index) => from - index);
	if (libc === "musl") return down(newestMusl, 0).map((minor) => `musllinux_1_${minor}_${cpu}`);
	return [
		...down(newestGlibc, oldestGlibc).map((minor) => `manylinux_2_${minor}_${cpu}`),
		`manylinux2014_${cpu}`,
	];
}

/** The system of the target in the words of uv. */
export function uvPlatform({ libc, architecture }: PythonTarget): string {
	return libc === "musl"
		? `${cpus[architecture]}-unknown-linux-musl`
		: `${cpus[architecture]}-manylinux_2_28`;
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
async function findTool(work: Installation): Promise<Tool> {
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

async function run(work: Installation, { program }: Tool, args: readonly string[]): Promise<string> {
	const { host, root, job, span, signal, target, advice } = work;
	const { exitCode, stdout, stderr } = await host.run(program, args, {
		cwd: root,
		...(signal && { signal }),
	});
	if (exitCode === 0) return stdout;
	const lines = `${stdout}\n${stderr}`.split(/\r?\n/).filter((line) => line.trim() !== "");
	const missing = /No matching distribution found for (\S+)|no wheels with a matching/.exec(stderr);
	const what = missing?.[1] === undefined ? "" : `: "${missing[1]}" has no ready build for it`;
	throw new Failure({
		code: "python-packages-not-installed",
		kind: "package",
		message: `the packages of "${job}" cannot be installed for Python ${target.version} on ${cpus[target.architecture]} with ${target.libc}${what}`,
		hint: missing ? advice : "see what the installer says",
		details: lines.slice(-15),
		origin: span,
	});
}

function flags(name: string, values: readonly string[]): readonly string[] {
	return values.flatMap((value) => [name, value]);
}

/** The file as plain requirements, which both installers take. */
async function requirementsOf(work: Installation, tool: Tool, folder: string): Promise<string | undefined> {
	const { file, root, selectors, target, host } = work;
	if (file === undefined) return undefined;
	const path = resolve(root, file.path);
	if (file.kind === "requirements") return path;
	const out = join(folder, "requirements.txt");
	if (tool.kind === "pip") {
		const script = ["-c", requirementsScript, path, JSON.stringify(selectors)];
		await host.write(out, await run(work, tool, script));
		return out;
	}
	const args = [
		...["pip", "compile", path, "--quiet", "--output-file", out],
		...["--python-version", target.version, "--python-platform", uvPlatform(target)],
		...flags("--extra", selectors.extras),
		...flags("--group", selectors.groups),
		...flags("--no-group", selectors.withoutGroups),
		...flags("--only-group", selectors.onlyGroups),
	];
	await run(work, tool, args);
	return out;
}

async function install(work: Installation, tool: Tool, folder: string): Promise<void> {
	const { host, target, further } = work;
	const temporary = await host.temporaryDirectory("spool-python-");
	try {
		const requirements = await requirementsOf(work, tool, temporary);
		const wanted = [...(requirements === undefined ? [] : ["--requirement", requirements]), ...further];
		// Only ready builds: what would have to be compiled here would be for this machine.
		const common = [
			"install",
			"--quiet",
			"--target",
			folder,
			"--only-binary",
			":all:",
			"--python-version",
			target.version,
		];
		const args =
			tool.kind === "uv"
				? ["pip", ...common, "--python-platform", uvPlatform(target), ...wanted]
				: [
						...["-m", "pip", ...common, "--no-compile", "--no-input", "--disable-pip-version-check"],
						...["--implementation", "cp", ...flags("--platform", pipPlatforms(target))],
						...wanted,
					];
		await run(work, tool, args);
	} finally {
		await host.remove(temporary);
	}
}

/** Packages of the disk, which change without a change of the list: they are installed anew every time. */
const localReference = /^\s*(?:\.{1,2}\/|\/|file:|-e\b|--editable\b|-f\b|--find-links\b)|@ *file:|path *=/m;

/** All that decides what is installed. Files that a list of requirements refers to count by their own lines. */
async function keyOf(work: Installation, tool: Tool): Promise<string> {
	const { host, root, file, selectors, further, target } = work;
	const text = file && (await host.readText(resolve(root, file.path)));
	const included = await includedTexts(host, file && resolve(root, file.path));
	const isLocal = included.some((one) => localReference.test(one));
	const facts = [1, text, included, file?.kind, selectors, further, target, tool.kind, tool.version];
	if (isLocal) facts.push(randomUUID());
	return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 32);
}

/** Texts of the files that a list of requirements names by `-r` and `-c`, and of those that they name. */
async function includedTexts(
	host: Host,
	path: string | undefined,
	seen: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
	if (path === undefined || seen.has(path)) return [];
	const text = (await host.readText(path)) ?? "";
	const names = [...text.matchAll(/^\s*(?:-r|-c|--requirement|--constraint)[ =]\s*(\S+)/gm)].map(
		([, name = ""]) => name,
	);
	const inner = await Promise.all(
		names.map((name) => includedTexts(host, resolve(path, "..", name), new Set([...seen, path]))),
	);
	return [text, ...inner.flat()];
}

/** Installations that are kept; each may have some hundred megabytes. */
const keptInstallations = 10;

/** Moves an installation to the front of those that are kept, and removes the one that was not used for longest. */
async function keepNewest(host: Host, cache: string, key: string): Promise<void> {
	const list = join(cache, "used.json");
	const known: unknown = JSON.parse((await host.readText(list).catch(() => undefined)) || "[]");
	const others = (Array.isArray(known) ? known : []).filter((one) => typeof one === "string" && one !== key);
	for (const old of others.slice(keptInstallations - 1)) await host.remove(join(cache, old));
	await host.write(list, JSON.stringify([key, ...others.slice(0, keptInstallations - 1)]));
}

/**
 * Installs packages for the target into a folder of the cache, and gives it; the one that was filled before, when
 * nothing that decides has changed. The folder stays: a layer is read from it again when it is sent.
 */
export async function installPackages(work: Installation): Promise<string | undefined> {
	const { host, file, further, inTurn } = work;
	if (file === undefined && further.length === 0) return undefined;
	const tool = await findTool(work);
	const key = await keyOf(work, tool);
	const cache = join(cacheFolder(host) ?? (await host.temporaryDirectory("spool-cache-")), "python");
	const folder = join(cache, key);
	return inTurn(folder, async () => {
		if ((await host.kindOf(join(folder, completeMark))) !== "file") {
			// Left over from an installation that broke off.
			await host.remove(folder);
			await install(work, tool, folder);
			await host.write(join(folder, completeMark), "");
		}
		await keepNewest(host, cache, key);
		return folder;
	});
}

/** True for the mark that an installation is whole. */
export function isCompleteMark(path: string): boolean {
	return path === completeMark;
}
