import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** The folder of the repository. */
export const root: string = resolve(import.meta.dirname, "..");

/** One file of dist/ and where it begins. */
export type BundleSpec = {
	readonly name: string;
	/** Relative to the repository. */
	readonly entry: string;
	readonly target: "node20" | "node22";
	/** Packages that the surroundings provide. */
	readonly external?: readonly string[];
	/** A program of its own: first line `#!/usr/bin/env node`, executable. */
	readonly isProgram?: boolean;
	/** Largest size in bytes when minified; without one the size is free. */
	readonly budget?: number;
};

const kilobytes = 1000;

/**
 * What is bundled. The CLI runs on the user's own Node (20.19 or newer), and the effects with it; the rest runs
 * on the Node of VS Code. Sizes: design goals, measured with minified bundles.
 */
const bundles: readonly BundleSpec[] = [
	{
		name: "client",
		entry: "client/extension.ts",
		target: "node22",
		external: ["vscode"],
		budget: 550 * kilobytes,
	},
	// Grows by about 10 KB with each room; 44 of them are the whole format.
	{ name: "server", entry: "server/main.ts", target: "node22", budget: 1500 * kilobytes },
	// Prettier and ajv make most of it; it is loaded at the first format, fold or selection request.
	{ name: "server-yaml", entry: "server/yaml.ts", target: "node22", budget: 900 * kilobytes },
	// Half of it is the AWS SDK (clients, credentials), a third the engine that the server has too: a deploy compiles
	// in its own process, so that neither needs the other. What makes each of AWS's types anew takes 175 KB.
	{ name: "effects", entry: "engine/effects.ts", target: "node20", budget: 4300 * kilobytes },
	{
		name: "cli",
		entry: "engine/cli/main.ts",
		target: "node20",
		isProgram: true,
		budget: 4400 * kilobytes,
	},
];

/**
 * Modules that become bundles of their own: a dynamic import of the source file becomes one of the bundle. It is
 * loaded when it is needed, and a lazy module inside one big file would still have to be read and compiled.
 */
export const splits: Readonly<Record<string, string>> = {
	"engine/effects.ts": "./effects.cjs",
	"server/yaml.ts": "./server-yaml.cjs",
};

/** `new URL("./x.ts", import.meta.url)` in a source: a file that is started (worker, child process), not imported. */
export const startedFile = /new URL\(\s*"(\.{1,2}\/[^"]+)\.ts",\s*import\.meta\.url,?\s*\)/g;

function startedBundles(): BundleSpec[] {
	const found = new Set<string>();
	for (const file of globSync("{client,server,engine}/**/*.ts", { cwd: root })) {
		for (const [, path] of readFileSync(join(root, file), "utf8").matchAll(startedFile)) {
			found.add(join(dirname(file), `${path}.ts`));
		}
	}
	return [...found].sort().map((entry) => ({ name: basename(entry, ".ts"), entry, target: "node20" }));
}

/** The bundles whose sources exist, and the entries of those that do not exist (yet). */
export function findBundles(): {
	readonly present: readonly BundleSpec[];
	readonly absent: readonly BundleSpec[];
} {
	const exists = (bundle: BundleSpec) => existsSync(join(root, bundle.entry));
	const all = [...bundles, ...startedBundles()];
	return { present: all.filter(exists), absent: all.filter((bundle) => !exists(bundle)) };
}
