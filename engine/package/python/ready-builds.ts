import { join, resolve } from "node:path";
import { Failure } from "../../report/failure.ts";
import { type Installation, missingBuild, runInstaller, type Tool } from "./installer.ts";
import { readLists, sourceOptions } from "./lists.ts";

type Folders = {
	/** Where the packages go. */
	readonly folder: string;
	/** Emptied when the installation is done. */
	readonly temporary: string;
};

/** Only ready builds: what would have to be compiled here would be for this machine. */
const onlyReady = ["--only-binary", ":all:"] as const;

const wheelsIn = (temporary: string) => join(temporary, "wheels");

/** Packages that are built here in one installation; a list with more of them has another trouble. */
const mostBuilt = 40;

/** A package in the words of a failure, which has the output of the installer. */
function missingIn(error: unknown): string | undefined {
	if (!(error instanceof Failure) || error.code !== "python-packages-not-installed") return undefined;
	const output = error.details.join("\n");
	// With the versions of a lock file pip calls a package without a ready build a conflict of two wishes.
	return missingBuild(output) ?? /Cannot install ([^\s,]+) because these package versions/.exec(output)?.[1];
}

/** The versions that an installation is bound to. */
function constraintsIn(args: readonly string[]): readonly string[] {
	const at = args.indexOf("--constraint");
	return at < 0 ? [] : args.slice(at, at + 2);
}

/** Builds a package from its sources into `wheels`. True when the result has no compiled parts. */
async function buildPure(
	work: Installation,
	tool: Tool,
	wanted: string,
	constraints: readonly string[],
	{ temporary }: Folders,
): Promise<boolean> {
	const { host, file, root } = work;
	const wheels = wheelsIn(temporary);
	const name = /^[\w.-]+/.exec(wanted)?.[0] ?? wanted;
	const before = new Set(await namesIn(work, wheels));
	const options = ["--no-deps", "--quiet", "--no-input", "--disable-pip-version-check", "--no-binary", name];
	const list = join(temporary, "source.txt");
	const sources = sourceOptions(await readLists(host, file && resolve(root, file.path)));
	await host.write(list, [...sources, wanted].map((line) => `${line}\n`).join(""));
	try {
		await runInstaller(work, tool, [
			"-m",
			"pip",
			"wheel",
			...options,
			"--wheel-dir",
			wheels,
			...constraints,
			"--requirement",
			list,
		]);
	} catch (error) {
		// There are no sources either, or they do not build: what was missing is the better reason.
		if (error instanceof Failure) return false;
		throw error;
	}
	const made = (await namesIn(work, wheels)).filter((one) => !before.has(one));
	return made.length > 0 && made.every((one) => one.endsWith("-none-any.whl"));
}

async function namesIn({ host }: Installation, folder: string): Promise<readonly string[]> {
	if ((await host.kindOf(folder)) !== "directory") return [];
	return (await host.list(folder)).map(({ path }) => path);
}

async function installByPip(work: Installation, tool: Tool, args: readonly string[], folders: Folders) {
	const wheels = wheelsIn(folders.temporary);
	const built = new Set<string>();
	for (;;) {
		try {
			const links = built.size > 0 ? ["--find-links", wheels] : [];
			await runInstaller(work, tool, [...args, ...onlyReady, ...links]);
			return;
		} catch (error) {
			const missing = missingIn(error);
			if (!missing || built.has(missing) || built.size === mostBuilt) throw error;
			built.add(missing);
			if (!(await buildPure(work, tool, missing, constraintsIn(args), folders))) throw error;
		}
	}
}

/** Packages of an installation that were compiled on this machine, by the systems that their builds name. */
async function compiledHere({ host }: Installation, folder: string): Promise<readonly string[]> {
	const files = (await host.list(folder)).filter(({ path }) => /^[^/]+\.dist-info\/WHEEL$/.test(path));
	const texts = await Promise.all(
		files.map(async ({ path }) => ({ path, text: (await host.readText(join(folder, path))) ?? "" })),
	);
	return texts.flatMap(({ path, text }) => {
		const systems = [...text.matchAll(/^Tag: \S+-([^-\s]+)\s*$/gm)].map(([, system = ""]) => system);
		return systems.every((system) => /^(any$|manylinux|musllinux)/.test(system)) ? [] : [path];
	});
}

async function installByUv(work: Installation, tool: Tool, args: readonly string[], { folder }: Folders) {
	try {
		await runInstaller(work, tool, [...args, ...onlyReady]);
	} catch (error) {
		if (missingIn(error) === undefined) throw error;
		await work.host.remove(folder);
		await runInstaller(work, tool, args).catch(() => {
			throw error;
		});
		if ((await compiledHere(work, folder)).length > 0) throw error;
	}
}

/**
 * Installs ready builds for the target. A package that has none but sources without compiled parts is built here,
 * since the result is the same on every system; one with compiled parts fails.
 */
export async function installReady(
	work: Installation,
	tool: Tool,
	args: readonly string[],
	folders: Folders,
): Promise<void> {
	await (tool.kind === "uv" ? installByUv : installByPip)(work, tool, args, folders);
}
