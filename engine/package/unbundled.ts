import { isBuiltin } from "node:module";
import { resolve } from "node:path";
import type { Metafile } from "esbuild";
import { parse } from "jsonc-parser";
import { inputKeys, installedPackage } from "./bundle-inputs.ts";
import { runtimePackages } from "./bundle-options.ts";
import { packageOf } from "./bundle-problems.ts";
import type { Work } from "./contents.ts";
import type { Step, Unbundled } from "./import-chain.ts";
import type { ScriptPackaging } from "./packaging.ts";
import { foldersUp } from "./tsconfig.ts";

/**
 * Packages whose program or binary lies in files that no import names, so nothing in their package.json gives
 * them away. The others are recognized by `wantsNativeBuild` and by the `.node` files in the bundle.
 */
const filesAtRunTime: ReadonlySet<string> = new Set([
	"@tensorflow/tfjs-node",
	"canvas",
	"chrome-aws-lambda",
	"electron-prebuilt",
	"next",
	"node-sass",
	"phantomjs",
	"phantomjs-prebuilt",
	"puppeteer",
	"sharp",
]);

/** Packages whose callers go on without them: `require` in a `try`, or a version of their own in JavaScript. */
const replaceable: ReadonlySet<string> = new Set([
	"bufferutil",
	"cbor-extract",
	"cpu-features",
	"msgpackr-extract",
	"pg-native",
	"ssh2",
	"utf-8-validate",
]);

/** Packages that build or find a binary when they are installed. */
const nativeTools = [
	"@mapbox/node-pre-gyp",
	"bindings",
	"node-gyp",
	"node-gyp-build",
	"node-pre-gyp",
	"prebuild-install",
] as const;

type Manifest = {
	readonly gypfile?: unknown;
	readonly binary?: { readonly module_path?: unknown };
	readonly dependencies?: Readonly<Record<string, unknown>>;
};

type Chains = ReadonlyMap<string, readonly Step[]>;

function wantsNativeBuild(text: string | undefined): boolean {
	const manifest = (parse(text ?? "") ?? {}) as Manifest;
	const dependencies = manifest.dependencies ?? {};
	return (
		manifest.gypfile === true ||
		manifest.binary?.module_path !== undefined ||
		nativeTools.some((tool) => tool in dependencies)
	);
}

async function isNative(work: Work, folder: string): Promise<boolean> {
	const known = work.bundler.nativePackages.get(folder);
	if (known !== undefined) return known;
	const found = wantsNativeBuild(await work.host.readText(resolve(folder, "package.json")));
	work.bundler.nativePackages.set(folder, found);
	return found;
}

/** The shortest way of imports from the entry to each file, not through packages that can be replaced. */
function importChains(metafile: Metafile, entry: string): Chains {
	const chains = new Map<string, readonly Step[]>([[entry, []]]);
	for (const [from, chain] of chains) {
		if (replaceable.has(installedPackage(from)?.name ?? "")) continue;
		for (const { path, original } of metafile.inputs[from]?.imports ?? []) {
			if (!chains.has(path)) chains.set(path, [...chain, { from, to: path, specifier: original ?? path }]);
		}
	}
	return chains;
}

function isPrismaEngine(key: string): boolean {
	return /(^|\/)node_modules\/(\.prisma\/client\/|@prisma\/client\/runtime\/(?!client\.))/.test(key);
}

/** The package that the input `key` shows to be native, if it does. */
async function nativeOf(work: Work, key: string): Promise<Omit<Unbundled, "chain"> | undefined> {
	const owner = installedPackage(key);
	if (isPrismaEngine(key)) return { name: "@prisma/client", reason: "needs its query engine" };
	if (key.endsWith(".node") && owner !== undefined)
		return { name: owner.name, reason: "has a native binary" };
	if (owner !== undefined && filesAtRunTime.has(owner.name))
		return { name: owner.name, reason: "reads files of its own" };
	if (owner === undefined || !(await isNative(work, resolve(work.root, owner.folder)))) return undefined;
	return { name: owner.name, reason: "has a native binary" };
}

async function findNative(
	work: Work,
	metafile: Metafile,
	chains: Chains,
): Promise<ReadonlyMap<string, Unbundled>> {
	const found = new Map<string, Unbundled>();
	for (const key of inputKeys(metafile)) {
		const chain = chains.get(key);
		const name = installedPackage(key)?.name ?? "";
		if (chain === undefined || replaceable.has(name) || found.has(name)) continue;
		const native = await nativeOf(work, key);
		if (native !== undefined) found.set(native.name, { ...native, chain });
	}
	return found;
}

function matches(pattern: string, specifier: string): boolean {
	if (pattern === "*") return !isBuiltin(specifier);
	if (!pattern.includes("*")) return specifier === pattern || specifier.startsWith(`${pattern}/`);
	const [head = "", tail = ""] = pattern.split("*");
	return specifier.startsWith(head) && specifier.endsWith(tail);
}

async function isInstalled(work: Work, from: string, name: string): Promise<boolean> {
	const folders = [...foldersUp(resolve(work.root, from, "..")), work.root];
	for (const folder of folders) {
		if ((await work.host.kindOf(resolve(folder, "node_modules", name))) === "directory") return true;
	}
	return false;
}

/** Imports that stay imports because the config says so, and that nothing brings; each package once. */
function excludedImports(work: Work, packaging: ScriptPackaging, metafile: Metafile): readonly Step[] {
	const brought = [...runtimePackages(work.plan.runtime, packaging), ...packaging.provided];
	const steps = new Map<string, Step>();
	for (const from of inputKeys(metafile)) {
		for (const { path, external } of metafile.inputs[from]?.imports ?? []) {
			const isExcluded = external === true && packaging.excluded.some((pattern) => matches(pattern, path));
			if (!isExcluded || steps.has(packageOf(path))) continue;
			if (brought.some((pattern) => matches(pattern, path))) continue;
			steps.set(packageOf(path), { from, to: path, specifier: path });
		}
	}
	return [...steps.values()];
}

async function findExcluded(
	work: Work,
	packaging: ScriptPackaging,
	metafile: Metafile,
	chains: Chains,
): Promise<readonly Unbundled[]> {
	const found: Unbundled[] = [];
	for (const step of excludedImports(work, packaging, metafile)) {
		const name = packageOf(step.specifier);
		if (await isInstalled(work, step.from, name)) {
			const chain = [...(chains.get(step.from) ?? []), step];
			found.push({ name, reason: "is excluded from the bundle", chain });
		} else {
			work.warn(`${work.plan.job}: "${name}" is not in the artifact, so only a layer can bring it`);
		}
	}
	return found;
}

/**
 * The packages that must lie beside a bundle: those with a native binary, Prisma's engines, and those that the config
 * excludes. Files of the user with native code are none: the bundle brings them.
 */
export async function findUnbundled(
	work: Work,
	packaging: ScriptPackaging,
	metafile: Metafile,
	entry: string,
): Promise<readonly Unbundled[]> {
	const chains = importChains(metafile, entry);
	const native = await findNative(work, metafile, chains);
	const excluded = await findExcluded(work, packaging, metafile, chains);
	const isProvided = (name: string) => packaging.provided.some((pattern) => matches(pattern, name));
	return [...native.values(), ...excluded].filter(({ name }) => !isProvided(name));
}
