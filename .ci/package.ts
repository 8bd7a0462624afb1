import { execFile } from "node:child_process";
import {
	cpSync,
	existsSync,
	globSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { type Bundle, buildAll, describeBuildError } from "./build.ts";
import { root } from "./bundles.ts";
import { placeEsbuild, targets, thisTarget } from "./esbuild-platform.ts";
import { thirdPartyNotices } from "./notices.ts";
import { readZipIndex, type ZipEntry } from "./zip-index.ts";

export type PackageOptions = {
	/** A platform in VS Code's words, as in `linux-x64`; this machine's by default. */
	readonly target?: string;
	/** Where the package goes; the folder of the repository by default. */
	readonly folder?: string;
};

export type Package = {
	readonly file: string;
	readonly entries: readonly ZipEntry[];
};

/** A package that cannot be made, or that is not what it should be. */
class PackageError extends Error {
	override readonly name = "PackageError";
}

/** The bundles of the extension that have to be there; further ones (workers) come with them. */
const neededBundles = ["client", "server", "server-yaml", "effects"];

/** A program of its own, which npm brings to its users. */
const foreignBundles = ["cli"];

/**
 * Makes `spool-<version>-<target>.vsix`: builds, gathers the files in a temporary folder, lets vsce pack them by
 * .vscodeignore, and compares the archive with what was gathered.
 *
 * One package per platform, because esbuild is a native program. Gathered aside, because dist/ of a clone must not
 * come to hold the esbuild of another platform. Throws a `PackageError` on any difference.
 */
export async function packageExtension(options: PackageOptions = {}): Promise<Package> {
	const { target = thisTarget(), folder = root } = options;
	const { bundles } = await buildAll({ minify: true });
	const stage = mkdtempSync(join(tmpdir(), "spool-package-"));
	try {
		const names = gather(stage, target, bundles);
		const { name, version } = readManifest();
		const file = resolve(folder, `${name}-${version}-${target}.vsix`);
		await runVsce(stage, target, file);
		const entries = readZipIndex(readFileSync(file)) ?? [];
		const differences = findDifferences({ names, entries, manifest: shippedManifest() });
		if (differences.length > 0) {
			rmSync(file);
			throw new PackageError(differences.join("\n"));
		}
		return { file, entries };
	} finally {
		rmSync(stage, { recursive: true, force: true });
	}
}

type Manifest = Record<string, unknown> & { readonly name: string; readonly version: string };

function readManifest(): Manifest {
	return JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
}

/** Fills the folder that is packed. Gives the paths of its files. */
function gather(stage: string, target: string, bundles: readonly Bundle[]): string[] {
	const shipped = bundles.filter(({ name }) => !foreignBundles.includes(name));
	const absent = neededBundles.filter((name) => !shipped.some((bundle) => bundle.name === name));
	if (absent.length > 0) throw new PackageError(`these bundles were not built: ${absent.join(", ")}`);

	const assets = globSync("client/assets/**", { cwd: root, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
	const copied = ["README.md", "CHANGELOG.md", "LICENSE", "schemas/config.schema.json", ...assets];
	for (const path of copied) {
		if (!existsSync(join(root, path))) throw new PackageError(`${path} does not exist`);
		cpSync(join(root, path), join(stage, path));
	}
	cpSync(join(root, ".vscodeignore"), join(stage, ".vscodeignore"));
	for (const bundle of shipped) cpSync(bundle.file, join(stage, "dist", `${bundle.name}.cjs`));
	const esbuild = placeEsbuild(target, join(stage, "dist"));
	write(stage, "package.json", `${JSON.stringify(shippedManifest(), undefined, "\t")}\n`);
	write(stage, "THIRD-PARTY-NOTICES.txt", thirdPartyNotices(shipped));
	return [
		"package.json",
		"THIRD-PARTY-NOTICES.txt",
		...copied,
		...shipped.map(({ name }) => `dist/${name}.cjs`),
		...esbuild.map((path) => `dist/${path}`),
	];
}

/** What is about the repository only is left out: the bundles hold every package that they need. */
function shippedManifest(): Record<string, unknown> {
	const { bin, files, scripts, dependencies, devDependencies, allowScripts, ...shipped } = readManifest();
	return shipped;
}

function write(stage: string, path: string, text: string): void {
	mkdirSync(dirname(join(stage, path)), { recursive: true });
	writeFileSync(join(stage, path), text);
}

/** As a program and without an input: called as a function vsce asks questions, and ends the process. */
async function runVsce(stage: string, target: string, file: string): Promise<void> {
	const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
	const links = ["--allow-missing-repository", "--no-rewrite-relative-links"];
	const args = [vsce, "package", "--no-dependencies", "--target", target, "--out", file, ...links];
	const running = promisify(execFile)(process.execPath, args, { cwd: stage });
	running.child.stdin?.end();
	await running.catch((error: Error & { stdout?: string; stderr?: string }) => {
		throw new PackageError(`vsce failed: ${error.stderr || error.stdout || error.message}`.trimEnd());
	});
}

/** vsce puts the files below extension/ and gives the texts for people names of its own. */
const renamed: Readonly<Record<string, string>> = {
	"README.md": "readme.md",
	"CHANGELOG.md": "changelog.md",
	LICENSE: "LICENSE.txt",
};
const added = ["extension.vsixmanifest", "[Content_Types].xml"];

export type Contents = {
	/** Paths of the files that were to be packed. */
	readonly names: readonly string[];
	readonly entries: readonly ZipEntry[];
	/** The extension's package.json. */
	readonly manifest: object;
};

/**
 * What is wrong with a package: files that are missing or too many, files that package.json names and that are not
 * there, a binary that cannot run.
 */
export function findDifferences({ names, entries, manifest }: Contents): string[] {
	const expected = new Set([...added, ...names.map((name) => `extension/${renamed[name] ?? name}`)]);
	const actual = new Map(entries.map((entry) => [entry.name, entry]));
	const binaries = [...actual.values()].filter(({ name }) => name.endsWith("/bin/esbuild"));
	return [
		...[...expected].filter((name) => !actual.has(name)).map((name) => `the package lacks ${name}`),
		...[...actual.keys()].filter((name) => !expected.has(name)).map((name) => `the package has ${name} too`),
		...namedFiles(manifest)
			.filter((path) => !actual.has(`extension/${path}`))
			.map((path) => `package.json names ${path}, which the package lacks`),
		...binaries.filter(({ mode }) => (mode & 0o111) === 0).map(({ name }) => `${name} is not executable`),
	];
}

/** Files of the extension that package.json names: texts that begin with `./`, and icons. */
function namedFiles(manifest: object): string[] {
	const paths: string[] = [];
	JSON.stringify(manifest, (key, value: unknown) => {
		const isPath = (text: string) =>
			/^\.\/[\w./-]+\.\w+$/.test(text) || (key === "icon" && !text.startsWith("$("));
		if (typeof value === "string" && isPath(value)) paths.push(value.replace(/^\.\//, ""));
		return value;
	});
	return paths;
}

function describePackage({ file, entries }: Package): string[] {
	const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} KB`;
	const sorted = [...entries].sort((one, other) => other.compressedBytes - one.compressedBytes);
	const lines = sorted.map(
		({ name, bytes, compressedBytes }) =>
			`${kilobytes(compressedBytes).padStart(9)}  ${name} (${kilobytes(bytes)})`,
	);
	const total = entries.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0);
	return [...lines, `${kilobytes(total).padStart(9)}  ${file}`];
}

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { target: { type: "string" }, out: { type: "string" } } });
	const { target, out: folder } = values;
	if (target !== undefined && !targets.includes(target)) {
		console.error(`there is no target "${target}"; the targets are ${targets.join(", ")}`);
		process.exitCode = 2;
		return;
	}
	try {
		const made = await packageExtension({ ...(target && { target }), ...(folder && { folder }) });
		for (const line of describePackage(made)) console.log(line);
	} catch (error) {
		console.error(error instanceof PackageError ? error.message : await describeBuildError(error));
		process.exitCode = 1;
	}
}

if (import.meta.main) await main();
