import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { SourceMap } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

const runnerSource = fileURLToPath(new URL("runner.ts", import.meta.url));

export type SuiteBundles = { readonly runner: string; readonly files: readonly string[] };

/**
 * Bundles the runner and the suites into `folder`.
 *
 * The browser host would run the TypeScript as it is, the Node inside a desktop VS Code would not, and one way
 * for both is less to go wrong.
 */
export async function bundleSuites(testFiles: readonly string[], folder: string): Promise<SuiteBundles> {
	const outputName = (file: string) => basename(file).replace(/\.[cm]?[jt]s$/, "");
	const sources = [runnerSource, ...testFiles];
	await build({
		entryPoints: sources.map((file, index) => ({ in: file, out: `${index}-${outputName(file)}` })),
		outdir: folder,
		outExtension: { ".js": ".cjs" },
		bundle: true,
		platform: "node",
		target: "node22",
		format: "cjs",
		sourcemap: true,
		external: ["vscode"],
		logLevel: "silent",
		plugins: [keepImportMeta, mochaGlobals],
	});
	const [runner = "", ...files] = sources.map((file, index) =>
		join(folder, `${index}-${outputName(file)}.cjs`),
	);
	return { runner, files };
}

/**
 * Makes the places in an error's stack point into the sources. It cannot be left to Node: the extension host
 * formats stacks its own way.
 */
export function mapStack(stack: string, bundles: SuiteBundles): string {
	const files = new Set([bundles.runner, ...bundles.files]);
	return stack.replaceAll(
		/(\/[^\s():]+\.cjs):(\d+):(\d+)/g,
		(whole, file: string, line: string, column: string) => {
			if (!files.has(file)) return whole;
			const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
			const origin = map.findOrigin(Number(line), Number(column));
			if (!("fileName" in origin)) return whole;
			return `${resolve(dirname(file), origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
		},
	);
}

/** In a CommonJS bundle `import.meta` is empty; sources that find files beside them by it keep their own place. */
const keepImportMeta: Plugin = {
	name: "keep-import-meta",
	setup(context) {
		context.onLoad({ filter: /\.ts$/, namespace: "file" }, async ({ path }) => {
			const text = await readFile(path, "utf8");
			const contents = text
				.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
				.replaceAll("import.meta.filename", JSON.stringify(path))
				.replaceAll("import.meta.dirname", JSON.stringify(dirname(path)));
			return { contents, loader: "ts" };
		});
	},
};

/** `import { it } from "mocha"` gives the functions of the mocha that runs: from a bundle no package can be found. */
const mochaGlobals: Plugin = {
	name: "mocha-globals",
	setup(context) {
		context.onResolve({ filter: /^mocha$/ }, ({ path }) => ({ path, namespace: "mocha-globals" }));
		context.onLoad({ filter: /.*/, namespace: "mocha-globals" }, () => ({
			contents:
				"export const { after, afterEach, before, beforeEach, context, describe, it, specify } = globalThis;",
		}));
	},
};
