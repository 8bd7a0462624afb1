import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./bundles.ts";
import { describeError, fail, type GateOptions, type GateResult, type Skipped, skip } from "./gate.ts";
import { runNode } from "./run-child.ts";

type EditorRun = {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: readonly Skipped[];
	readonly lines: readonly string[];
};

const suites = join(root, "test", "editor", "run.ts");

/** A first run installs VS Code's server. */
const timeoutMs = 20 * 60_000;

/** Runs the suites inside a real VS Code, in a process that can be stopped with all that they start. */
export async function runEditorGate({ signal, temp }: GateOptions): Promise<GateResult> {
	if (!existsSync(suites)) return skip("there is no test/editor/run.ts");
	const file = join(temp, "editor.json");
	const { exitCode, output } = await runNode(import.meta.filename, [file], { signal, timeoutMs });
	if (!existsSync(file)) return fail(output, `ended with exit code ${exitCode} and without a report`);
	const run: EditorRun = JSON.parse(readFileSync(file, "utf8"));
	const note = `${run.passed} passed`;
	const count = run.passed + run.failed + run.skipped.reduce((sum, { count }) => sum + count, 0);
	if (count === 0) return fail(output, "ran no test");
	return { passed: run.passed, failed: run.failed, skipped: run.skipped, output: run.lines.join("\n"), note };
}

async function main(file: string): Promise<void> {
	try {
		const { runEditorSuites } = await import(pathToFileURL(suites).href);
		await writeFile(file, JSON.stringify(await runEditorSuites({})));
	} catch (error) {
		console.error(describeError(error));
		process.exitCode = 1;
	}
}

const [file] = process.argv.slice(2);
if (import.meta.main && file !== undefined) await main(file);
