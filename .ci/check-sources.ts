import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { transform } from "esbuild";
import { root } from "./bundles.ts";
import { findUncatalogued, findUnused } from "./describe-problems.ts";
import { readSourceGraph, type SourceGraph } from "./source-graph.ts";

/**
 * Rules that Biome has no rule for. Sources are read as text: Biome has formatted them, so a declaration of the
 * module begins in column 0, and nothing else does but the inside of a template literal.
 */
export type SourceFile = {
	readonly path: string;
	readonly text: string;
	/** Without types and comments, template literals on one line, `process.env` replaced by a mark. */
	readonly code: string;
};

/** How much is tolerated. Tighten, never loosen. */
export const limits = {
	/** Share of exported functions with a doc comment, in client, server and engine. */
	documented: 0.9,
	/** Files of the engine with exported functions that no test imports. */
	untested: 80,
};

const environmentReaders = ["engine/cli/main.ts", "client/extension.ts", "engine/host/node.ts"];
const environmentMark = "environmentOfTheProcess";

/** Stateful instances belong to whoever is started; these are values or frozen tables. */
const valueClasses = /^(Map|Set|WeakMap|WeakSet|RegExp|URL|TextEncoder|TextDecoder|Intl\.\w+)\b/;

/** Prepares the text of a source for the rules. Rejects when it does not parse. */
export async function readSource(path: string, text: string): Promise<SourceFile> {
	const { code } = await transform(text, {
		loader: "ts",
		format: "esm",
		target: "esnext",
		supported: { "template-literal": false },
		define: { "process.env": environmentMark },
		legalComments: "none",
		logLevel: "silent",
		tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
	});
	return { path, text, code };
}

/** Reads the sources of client, server and engine. A file that does not parse is for the type check to say. */
export async function readSources(): Promise<SourceFile[]> {
	const files = globSync("{client,server,engine}/**/*.ts", { cwd: root }).sort();
	const readOne = (file: string) => readSource(file, readFileSync(join(root, file), "utf8"));
	const read = await Promise.all(files.map((file) => readOne(file).catch(() => undefined)));
	return read.filter((source) => source !== undefined);
}

/** What is wrong with one file, one line each. */
export function findSourceViolations({ path, code }: SourceFile): string[] {
	const violations: string[] = [];
	const importsProcess = /\bfrom "(node:)?process"/.test(code);
	if ((code.includes(environmentMark) || importsProcess) && !environmentReaders.includes(path)) {
		violations.push(`${path}: only ${environmentReaders.join(", ")} may read process.env`);
	}
	for (const [, kind, name] of code.matchAll(/^(?:export )?(let|var) (\w+)/gm)) {
		violations.push(
			`${path}: module-level ${kind} ${name}; state lives in server/documents.ts and client/session.ts`,
		);
	}
	const exported = new Set(exportedNames(code));
	for (const [, name = "", made = ""] of code.matchAll(/^(?:export )?const (\w+) = new ([\w.]+)/gm)) {
		if (!valueClasses.test(made) && exported.has(name)) {
			violations.push(`${path}: exports the instance ${name}; export a function that makes it`);
		}
	}
	return violations;
}

function exportedNames(code: string): string[] {
	const listed = [...code.matchAll(/^export \{([^}]*)\}/gm)].flatMap(
		([, names = ""]) => names.match(/\w+/g) ?? [],
	);
	const declared = [...code.matchAll(/^export const (\w+)/gm)].map(([, name = ""]) => name);
	return [...listed, ...declared];
}

/** An exported function of a file and whether a doc comment stands right above it. */
export type ExportedFunction = { readonly name: string; readonly documented: boolean };

const functionStart =
	/^export (?:async )?function\*? (\w+)|^export const (\w+)[^=\n]* = (?:async )?(?:function\b|\(|<|\w+ =>)/;

/** The exported functions of a source text, overloads counted once, by their first signature. */
export function exportedFunctions(text: string): ExportedFunction[] {
	const lines = text.split("\n");
	const found = new Map<string, ExportedFunction>();
	for (const [index, line] of lines.entries()) {
		const match = functionStart.exec(line);
		const name = match?.[1] ?? match?.[2];
		if (name === undefined || found.has(name) || (match?.[2] && !isFunctionConstant(lines, index))) continue;
		found.set(name, { name, documented: lines[index - 1]?.trimEnd().endsWith("*/") === true });
	}
	return [...found.values()];
}

/** `= (` may open a parenthesised value; a function has its arrow before the next declaration. */
function isFunctionConstant(lines: readonly string[], index: number): boolean {
	const end = lines.findIndex((line, at) => at > index && /^\S/.test(line) && !/^[)\]}]/.test(line));
	const text = lines.slice(index, end === -1 ? undefined : end).join("\n");
	return /^[^=]*= (?:async )?(?:function\b|\w+ =>|(?:<[^>]*>)?\([\s\S]*?\)[^=;]*=>)/.test(text);
}

/** The nearest `index.ts` in the file's folder or above it: its door. The engine's own doors are too wide to count. */
function doorOf(file: string, files: SourceGraph): string | undefined {
	for (let folder = dirname(file); folder !== "engine" && folder !== "."; folder = dirname(folder)) {
		const door = `${folder}/index.ts`;
		if (files.has(door) && door !== file) return door;
	}
	return undefined;
}

/** Files of the engine with exported functions that no test imports, directly or by their door. */
export function findUntested(
	sources: readonly SourceFile[],
	files: SourceGraph,
	tests: SourceGraph,
): string[] {
	const imported = new Set(
		[...tests.values()]
			.flat()
			.filter(({ isType }) => !isType)
			.map(({ to }) => to),
	);
	return sources
		.filter(({ path, text }) => path.startsWith("engine/") && exportedFunctions(text).length > 0)
		.map(({ path }) => path)
		.filter((path) => !imported.has(path) && !imported.has(doorOf(path, files) ?? ""));
}

function undocumentedViolations(sources: readonly SourceFile[]): string[] {
	const all = sources.flatMap(({ path, text }) => exportedFunctions(text).map((one) => ({ path, ...one })));
	const missing = all.filter(({ documented }) => !documented);
	const share = all.length === 0 ? 1 : 1 - missing.length / all.length;
	if (share >= limits.documented) return [];
	const percent = (value: number) => `${Math.floor(value * 100)} %`;
	return [
		`${percent(share)} of ${all.length} exported functions have a doc comment, ${percent(limits.documented)} are needed:`,
		...missing.map(({ path, name }) => `  ${path}: ${name}`),
	];
}

function untestedViolations(untested: readonly string[]): string[] {
	if (untested.length <= limits.untested) return [];
	return [
		`${untested.length} files of the engine with exported functions are imported by no test, ${limits.untested} may be:`,
		...untested.map((path) => `  ${path}`),
	];
}

/** Codes are public and listed in docs/problems.md, so each has its line in the catalogue. */
async function codeViolations(): Promise<string[]> {
	// What the tour says is no answer of the product.
	const exclude = ["sandbox/tour.ts"];
	const paths = globSync("{client,server,engine,sandbox}/**/*.ts", { cwd: root, exclude }).sort();
	const sources = paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
	const catalogues = Object.values(await import("../engine/report/catalogue.ts"));
	return [...findUncatalogued(sources, catalogues), ...findUnused(sources, catalogues)];
}

/** Checks the sources of the repository. `untested` lists what the limit still tolerates, too. */
export async function checkSources(): Promise<{
	readonly violations: readonly string[];
	readonly untested: readonly string[];
}> {
	const sources = await readSources();
	const files = await readSourceGraph(["engine/**/*.ts"]);
	const tests = existsSync(join(root, "test")) ? await readSourceGraph(["test/**/*.ts"]) : new Map();
	const untested = findUntested(sources, files, tests);
	return {
		violations: [
			...sources.flatMap(findSourceViolations),
			...undocumentedViolations(sources),
			...(await codeViolations()),
			...untestedViolations(untested),
		],
		untested,
	};
}

if (import.meta.main) {
	const { violations } = await checkSources();
	for (const violation of violations) console.error(violation);
	process.exitCode = violations.length === 0 ? 0 : 1;
}
