import assert from "node:assert/strict";
import {
	exportedFunctions,
	findSourceViolations,
	findUntested,
	readSource,
} from "../../.ci/check-sources.ts";
import { findUncatalogued, findUnused } from "../../.ci/describe-problems.ts";
import type { SourceGraph } from "../../.ci/source-graph.ts";

async function violationsOf(text: string, path = "engine/config/parse.ts"): Promise<string> {
	return findSourceViolations(await readSource(path, text)).join("\n");
}

describe("the rules for sources", () => {
	it("keep process.env to three files", async () => {
		const text = "export const home = () => process.env['HOME'];\n";
		assert.match(await violationsOf(text), /may read process\.env/);
		assert.match(
			await violationsOf("const { HOME } = process.env;\nexport { HOME };\n"),
			/may read process\.env/,
		);
		assert.match(
			await violationsOf("import { env } from 'node:process';\nexport const e = () => env;\n"),
			/process\.env/,
		);
		assert.equal(await violationsOf(text, "engine/host/node.ts"), "");
	});

	it("do not take a text or a comment for a read of process.env", async () => {
		const text =
			'// process.env is what users mean\nexport const define = { "process.env.NODE_ENV": "x" };\n';
		assert.equal(await violationsOf(text), "");
	});

	it("allow no state in a module", async () => {
		assert.match(
			await violationsOf("let count = 0;\nexport const next = () => ++count;\n"),
			/module-level let count/,
		);
		assert.match(await violationsOf("export let count = 0;\n"), /module-level let count/);
		assert.match(await violationsOf("class A {}\nexport const a = new A();\n"), /exports the instance a/);
	});

	it("allow variables in functions, tables and text that looks like a declaration", async () => {
		const text =
			"export const kinds = new Map([[1, 2]]);\n" +
			"export function f() {\n\tlet count = 0;\n\treturn count++;\n}\n" +
			"export const text = `\nlet it be\n`;\n";
		assert.equal(await violationsOf(text), "");
	});
});

describe("exported functions", () => {
	it("are found with and without a doc comment, overloads once", () => {
		const text = [
			"/** Says so. */",
			"export function said(): void {}",
			"",
			"export async function unsaid(): Promise<void> {}",
			"",
			"/** An arrow. */",
			"export const arrow = (a: number, b: () => void) => a;",
			"export const typed = <T>(value: T): T => value;",
			"export const curried = async (value: string) => {",
			"\treturn value;",
			"};",
			"/** First signature. */",
			"export function over(a: string): void;",
			"export function over(a: number): void;",
			"export const sum = (1 + 2) * 3;",
			"export const table = { run: () => 1 };",
			"function inner() {}",
		].join("\n");
		assert.deepEqual(exportedFunctions(text), [
			{ name: "said", documented: true },
			{ name: "unsaid", documented: false },
			{ name: "arrow", documented: true },
			{ name: "typed", documented: false },
			{ name: "curried", documented: false },
			{ name: "over", documented: true },
		]);
	});
});

describe("the search for untested files", () => {
	const source = (path: string, text = "export function f() {}\n") => ({ path, text, code: text });
	const files: SourceGraph = new Map(
		["engine/index.ts", "engine/zip/index.ts", "engine/zip/records.ts", "engine/text/span.ts"].map((path) => [
			path,
			[],
		]),
	);
	const testsOf = (...imported: readonly string[]): SourceGraph =>
		new Map([
			[
				"test/engine/x.test.ts",
				imported.map((to) => ({ to, isPackage: false, isType: false, isDynamic: false })),
			],
		]);

	it("counts a file that no test imports", () => {
		const sources = [source("engine/text/span.ts"), source("engine/zip/records.ts")];
		assert.deepEqual(findUntested(sources, files, testsOf("engine/text/span.ts")), ["engine/zip/records.ts"]);
	});

	it("takes the door of a folder for its files, but not the door of the engine", () => {
		const sources = [source("engine/text/span.ts"), source("engine/zip/records.ts")];
		assert.deepEqual(findUntested(sources, files, testsOf("engine/zip/index.ts")), ["engine/text/span.ts"]);
		assert.equal(findUntested(sources, files, testsOf("engine/index.ts")).length, 2);
	});

	it("leaves out files without functions", () => {
		assert.deepEqual(
			findUntested([source("engine/text/span.ts", "export type A = 1;\n")], files, testsOf()),
			[],
		);
	});
});

describe("the catalogue of codes", () => {
	const sources = [{ path: "engine/a.ts", text: 'throw new Failure({ code: "no-bucket", message });' }];

	it("must have every code that is reported", () => {
		assert.deepEqual(findUncatalogued(sources, [{ "no-bucket": "There is none." }]), []);
		assert.match(findUncatalogued(sources, [{}]).join(), /the code "no-bucket" is missing/);
	});

	it("must have both codes of a choice, but not what the choice compares", () => {
		const chosen = [{ path: "engine/a.ts", text: 'code: kind === "image" ? "no-image" : "no-zip", message' }];
		assert.equal(findUncatalogued(chosen, [{}]).length, 2);
	});

	it("must not have codes that nothing reports", () => {
		assert.match(
			findUnused(sources, [{ "no-bucket": "", "no-table": "" }]).join(),
			/nothing reports the code "no-table"/,
		);
		const composed = [{ path: "engine/b.ts", text: "const code = `invalid-${what}-name`;" }];
		assert.deepEqual(findUnused(composed, [{ "invalid-stage-name": "" }]), []);
	});
});
