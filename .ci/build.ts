import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { build, formatMessages, type Metafile, type Plugin } from "esbuild";
import { type BundleSpec, findBundles, root, splits, startedFile } from "./bundles.ts";

/** One bundle as it was built. */
export type Bundle = BundleSpec & {
	/** Absolute path of the file in dist/. */
	readonly file: string;
	readonly bytes: number;
	/** esbuild's record of what went in; paths are relative to the repository. */
	readonly metafile: Metafile;
};

export type BuildResult = {
	readonly bundles: readonly Bundle[];
	/** Bundles that were left out because their first source file does not exist. */
	readonly skipped: readonly BundleSpec[];
	readonly elapsedMs: number;
};

export type BuildOptions = {
	readonly minify: boolean;
	/** False: build in memory only, for the budget. */
	readonly write?: boolean;
};

/** Where the VSIX carries esbuild, relative to dist/. Its binary is that of the platform the VSIX is for. */
export const shippedEsbuild = {
	main: "esbuild/lib/main.js",
	binary: (platform: string) => `esbuild/bin/${platform.startsWith("win32") ? "esbuild.exe" : "esbuild"}`,
};

/**
 * Stands for the package esbuild in a bundle. esbuild is a native program and its JavaScript looks for the binary
 * beside itself, so it cannot be bundled: the VSIX carries both in dist/esbuild, a clone has them in node_modules.
 * The variable is read while esbuild loads and taken back at once, because other extensions in the same process
 * may carry another version of esbuild and would start our binary.
 */
const esbuildLoader = `
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const shipped = join(__dirname, ${JSON.stringify(shippedEsbuild.main)});
if (existsSync(shipped)) {
	const before = process.env.ESBUILD_BINARY_PATH;
	if (before === undefined) {
		const binary = process.platform === "win32" ? ${JSON.stringify(shippedEsbuild.binary("win32"))} : ${JSON.stringify(shippedEsbuild.binary("linux"))};
		process.env.ESBUILD_BINARY_PATH = join(__dirname, binary);
	}
	try {
		module.exports = require(shipped);
	} finally {
		if (before === undefined) delete process.env.ESBUILD_BINARY_PATH;
	}
} else {
	module.exports = require("esbuild");
}
`;

const esbuildPlugin: Plugin = {
	name: "esbuild-loader",
	setup(pluginBuild) {
		pluginBuild.onResolve({ filter: /^esbuild$/ }, ({ namespace }) =>
			namespace === "esbuild-loader"
				? { path: "esbuild", external: true }
				: { path: "esbuild", namespace: "esbuild-loader" },
		);
		pluginBuild.onLoad({ filter: /.*/, namespace: "esbuild-loader" }, () => ({
			contents: esbuildLoader,
			loader: "js",
		}));
	},
};

/** Turns dynamic imports of the files in `splits` into imports of their bundles, and leaves those alone. */
const splitPlugin: Plugin = {
	name: "split",
	setup(pluginBuild) {
		pluginBuild.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ kind, path, resolveDir }) => {
			const bundle = kind === "dynamic-import" ? splits[relative(root, join(resolveDir, path))] : undefined;
			return bundle === undefined ? undefined : { path: bundle, external: true };
		});
		pluginBuild.onResolve({ filter: /^\.\/.*\.cjs$/ }, ({ path, importer }) => {
			const isOurs = !importer.includes("node_modules") && Object.values(splits).includes(path);
			return isOurs ? { path, external: true } : undefined;
		});
	},
};

/** Started files lie beside the bundle that starts them, each in a bundle of its own. */
const startedPlugin: Plugin = {
	name: "started-files",
	setup(pluginBuild) {
		pluginBuild.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
			if (!/^(client|server|engine)[/\\]/.test(relative(root, path))) return undefined;
			const text = await readFile(path, "utf8");
			const isEntry = text.startsWith("#!");
			if (!isEntry && !text.includes("import.meta")) return undefined;
			const contents = text
				// The banner brings the line; a second one would not be at the beginning.
				.replace(/^#!.*\n/, "")
				.replaceAll(startedFile, (_, file) => `new URL("./${basename(file)}.cjs", import.meta.url)`);
			return { contents, loader: "ts" };
		});
	},
};

const hashbang = "#!/usr/bin/env node\n";
// esbuild's own "use strict" comes after the banner, where it has no effect.
const prologue = '"use strict"; const importMetaUrl = require("node:url").pathToFileURL(__filename).href;';

/** Written beside and renamed, so that whoever starts the program meanwhile reads the old or the new file whole. */
async function writeWhole(file: string, contents: Uint8Array, isProgram: boolean): Promise<void> {
	const temporary = `${file}.${process.pid}.new`;
	await writeFile(temporary, contents);
	if (isProgram) await chmod(temporary, 0o755);
	await rename(temporary, file);
}

async function buildOne(bundle: BundleSpec, { minify, write = true }: BuildOptions): Promise<Bundle> {
	const file = join(root, "dist", `${bundle.name}.cjs`);
	const result = await build({
		absWorkingDir: root,
		entryPoints: [bundle.entry],
		outfile: file,
		bundle: true,
		minify,
		sourcemap: !minify,
		write: false,
		metafile: true,
		platform: "node",
		format: "cjs",
		target: bundle.target,
		external: [...(bundle.external ?? [])],
		// Packages that offer UMD and ESM (jsonc-parser, vscode-json-languageservice) only bundle as ESM.
		mainFields: ["module", "main"],
		define: {
			"import.meta.url": "importMetaUrl",
			"import.meta.dirname": "__dirname",
			"import.meta.filename": "__filename",
		},
		banner: { js: bundle.isProgram ? hashbang + prologue : prologue },
		plugins: [esbuildPlugin, splitPlugin, startedPlugin],
		legalComments: "none",
		charset: "utf8",
		logLevel: "silent",
	});
	const outputs = result.outputFiles.map(({ path, contents }) => ({ path, contents }));
	if (write) {
		await mkdir(dirname(file), { recursive: true });
		for (const { path, contents } of outputs) {
			await writeWhole(path, contents, bundle.isProgram === true && path === file);
		}
		if (minify) await rm(`${file}.map`, { force: true });
		if (bundle.isProgram) await linkProgram(file);
	}
	const bytes = outputs.find(({ path }) => path === file)?.contents.byteLength ?? 0;
	return { ...bundle, file, bytes, metafile: result.metafile };
}

/**
 * Makes `npx spool` work in the clone. npm runs a package's own command through a link in its cache, made once:
 * whoever called it before the first build would be left without one.
 */
async function linkProgram(file: string): Promise<void> {
	if (process.platform === "win32") return;
	const link = join(root, "node_modules", ".bin", "spool");
	await mkdir(dirname(link), { recursive: true });
	await symlink(relative(dirname(link), file), `${link}.${process.pid}.new`);
	await rename(`${link}.${process.pid}.new`, link);
}

/** Bundles everything that exists into dist/. Throws esbuild's error, with places, when a source does not build. */
export async function buildAll(options: BuildOptions): Promise<BuildResult> {
	const started = performance.now();
	const { present, absent } = findBundles();
	const built = await Promise.all(present.map((bundle) => buildOne(bundle, options)));
	return { bundles: built, skipped: absent, elapsedMs: performance.now() - started };
}

/** What esbuild says of a build that failed, with the lines that it means. */
export async function describeBuildError(error: unknown): Promise<string> {
	if (error instanceof Error && "errors" in error && Array.isArray(error.errors)) {
		return (await formatMessages(error.errors, { kind: "error", color: false })).join("").trimEnd();
	}
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** One line a bundle: its size, or that it was left out. */
export function describeBuild({ bundles, skipped }: BuildResult): string[] {
	return [
		...bundles.map(({ name, bytes }) => `dist/${name}.cjs  ${(bytes / 1000).toFixed(0)} KB`),
		...skipped.map(({ name, entry }) => `dist/${name}.cjs  left out: ${entry} does not exist`),
	];
}

async function main(): Promise<void> {
	try {
		const result = await buildAll({ minify: process.argv.includes("--minify") });
		for (const line of describeBuild(result)) console.log(line);
		console.log(`built in ${result.elapsedMs.toFixed(0)} ms`);
	} catch (error) {
		console.error(await describeBuildError(error));
		process.exitCode = 1;
	}
}

if (import.meta.main) await main();
