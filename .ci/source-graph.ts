import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { root } from "./bundles.ts";

/** One import as it stands in a source file. */
export type SourceImport = {
	/** Relative to the repository for our own files, the module's name for packages and `node:` modules. */
	readonly to: string;
	readonly isPackage: boolean;
	/** Erased before run time: `import type`. */
	readonly isType: boolean;
	readonly isDynamic: boolean;
};

/** Every source file, relative to the repository, with what it imports. */
export type SourceGraph = ReadonlyMap<string, readonly SourceImport[]>;

/**
 * Takes each file by itself, with its imports as they are: what does not fit together is for the type check to say,
 * with better words.
 */
const oneByOne: Plugin = {
	name: "one-by-one",
	setup(pluginBuild) {
		pluginBuild.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, kind }) =>
			kind === "entry-point"
				? undefined
				: { path: `./${relative(root, join(resolveDir, path))}`, external: true },
		);
	},
};

const typeImport = /^(?:import|export) type\b[^;"]*?\bfrom "([^"]+)"/gm;

function typeImports(file: string): SourceImport[] {
	const text = readFileSync(join(root, file), "utf8");
	return [...text.matchAll(typeImport)].map(([, path = ""]) => {
		const isPackage = !path.startsWith(".");
		const to = isPackage ? path : join(dirname(file), path);
		return { to, isPackage, isType: true, isDynamic: false };
	});
}

/**
 * Reads the imports of every file that matches `patterns`. What happens at run time comes from esbuild, which is
 * what decides what will be bundled; `import type` is erased there and read from the text.
 */
export async function readSourceGraph(patterns: readonly string[]): Promise<SourceGraph> {
	const entryPoints = globSync([...patterns], { cwd: root }).sort();
	const { metafile } = await build({
		absWorkingDir: root,
		entryPoints,
		outdir: "unused",
		bundle: true,
		packages: "external",
		write: false,
		metafile: true,
		platform: "node",
		format: "esm",
		logLevel: "silent",
		plugins: [oneByOne],
	});
	return new Map(
		entryPoints.map((file) => {
			const found = metafile.inputs[file]?.imports ?? [];
			const values = found.map(({ path, kind }) => ({
				to: path.replace(/^\.\//, ""),
				isPackage: !path.startsWith("./"),
				isType: false,
				isDynamic: kind === "dynamic-import",
			}));
			return [file, [...values, ...typeImports(file)]];
		}),
	);
}
