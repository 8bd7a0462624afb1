import { dirname, extname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BuildOptions, Loader, Message, OnResolveArgs, PluginBuild } from "esbuild";
import type { CodeFault } from "../config/program/answer.ts";
import type { Host } from "../host/port.ts";
import { byPlace, missingPackages, namesPackage, problemOf } from "../package/bundle-problems.ts";
import type { Build, Bundler } from "../package/bundler.ts";
import { findInstalls } from "../package/installs.ts";

type Plugin = NonNullable<BuildOptions["plugins"]>[number];

/** The user's code as one file, with all of its own files in it. */
export type Bundled = {
	readonly format: "cjs" | "esm";
	readonly code: Uint8Array;
	readonly map: Uint8Array;
	/** Absolute paths of the user's files that are in it. */
	readonly inputs: readonly string[];
};

const names = { url: "__spoolUrl", file: "__spoolFile", folder: "__spoolFolder" } as const;

const loaders: Readonly<Record<string, Loader>> = {
	".ts": "ts",
	".mts": "ts",
	".cts": "ts",
	".tsx": "tsx",
	".jsx": "jsx",
	".js": "js",
	".mjs": "js",
	".cjs": "js",
};

/** The module `stacktape` for projects that have none installed; a bundle of its own. */
const standIn = new URL("./stacktape/stacktape-module.ts", import.meta.url);

function isInstalled(path: string): boolean {
	return /[\\/]node_modules[\\/]/.test(path);
}

/** Packages stay out of the bundle, each under its own path: they find their files there, and may be native. */
async function resolvePackage(build: PluginBuild, args: OnResolveArgs, format: Bundled["format"]) {
	const { path, kind, resolveDir, importer, pluginData } = args;
	if (pluginData === names || kind === "entry-point" || !namesPackage(path)) return undefined;
	const found = await build.resolve(path, { kind, resolveDir, importer, pluginData: names });
	if (found.errors.length > 0) return path === "stacktape" ? { path: fileURLToPath(standIn) } : undefined;
	const isCode = loaders[extname(found.path)] === "js" || /\.(json|node)$/.test(found.path);
	if (found.external || !isInstalled(found.path) || !isCode) return found;
	return { path: format === "esm" ? pathToFileURL(found.path).href : found.path, external: true };
}

/** A source that knows where it lies, on its first line, so that every other line keeps its place. */
function placedSource(text: string, path: string): string {
	const values = [
		`${names.url} = ${JSON.stringify(pathToFileURL(path).href)}`,
		`${names.file} = ${JSON.stringify(path)}`,
		`${names.folder} = ${JSON.stringify(dirname(path))}`,
	];
	return `const ${values.join(", ")}; ${text.replace(/^#!.*/, "")}`;
}

function ownFiles(host: Pick<Host, "readText">, format: Bundled["format"]): Plugin {
	return {
		name: "own-files",
		setup(build) {
			build.onResolve({ filter: /.*/ }, (args) => resolvePackage(build, args, format));
			build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
				const text = await host.readText(path);
				if (text === undefined || !/__dirname|__filename|import\.meta/.test(text)) return undefined;
				return { contents: placedSource(text, path), loader: loaders[extname(path)] ?? "js" };
			});
		},
	};
}

function optionsFor(host: Pick<Host, "readText">, entry: string, format: Bundled["format"]): BuildOptions {
	return {
		absWorkingDir: dirname(entry),
		entryPoints: [entry],
		outfile: "program.js",
		allowOverwrite: true,
		write: false,
		bundle: true,
		platform: "node",
		target: "node20",
		format,
		sourcemap: "external",
		sourcesContent: false,
		metafile: true,
		logLevel: "silent",
		logLimit: 0,
		color: false,
		define: {
			__dirname: names.folder,
			__filename: names.file,
			"import.meta.url": names.url,
			"import.meta.dirname": names.folder,
			"import.meta.filename": names.file,
		},
		plugins: [ownFiles(host, format)],
	};
}

/** The errors of esbuild in the words of faults, each at its place. */
async function faultsOf(
	host: Host,
	entry: string,
	errors: readonly Message[],
): Promise<readonly CodeFault[]> {
	const installs = await findInstalls({ host }, entry, missingPackages(errors));
	const nowhere = { start: 0, end: 0 };
	return [...errors].sort(byPlace).map((error) => {
		const { code, message, hint, elsewhere } = problemOf(error, dirname(entry), nowhere, installs);
		const place = elsewhere && {
			file: elsewhere.file,
			line: elsewhere.range.start.line,
			character: elsewhere.range.start.character,
			endCharacter: elsewhere.range.end.character,
		};
		return { code, message, ...(hint !== undefined && { hint }), ...(place && { place }) };
	});
}

function bundledOf({ outputs, metafile }: Build, entry: string, format: Bundled["format"]): Bundled {
	const output = (ending: string) =>
		outputs.find(({ path }) => path.endsWith(ending))?.contents ?? new Uint8Array();
	const inputs = Object.keys(metafile.inputs)
		.filter((key) => !/^[<(]|^[\w-]{2,}:/.test(key))
		.map((key) => resolve(dirname(entry), key))
		.filter((path) => !path.startsWith(dirname(fileURLToPath(standIn))));
	return { format, code: output("program.js"), map: output("program.js.map"), inputs };
}

/**
 * Bundles the user's own files from `entry` on; installed packages stay outside. CommonJS, which can load everything
 * that is installed, unless the code waits at its top level.
 */
export async function bundleProgram(
	host: Host,
	bundler: Bundler,
	entry: string,
	options: { readonly format?: Bundled["format"]; readonly signal?: AbortSignal } = {},
): Promise<Bundled | { readonly faults: readonly CodeFault[] }> {
	const { format = "cjs", signal } = options;
	const result = await bundler.build(`program:${format}:${entry}`, optionsFor(host, entry, format), signal);
	if ("build" in result) return bundledOf(result.build, entry, format);
	const waits = result.errors.some(({ text }) =>
		text.startsWith("Top-level await is currently not supported"),
	);
	if (waits && format === "cjs") return bundleProgram(host, bundler, entry, { ...options, format: "esm" });
	return { faults: await faultsOf(host, entry, result.errors) };
}
