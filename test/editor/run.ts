import { globSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildAll, describeBuildError } from "../../.ci/build.ts";
import { Failure } from "../../engine/report/failure.ts";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox.ts";
import { runSuiteOnDesktop } from "./host/desktop.ts";
import { HostError } from "./host/host-error.ts";
import { prepareEditorHost } from "./host/install.ts";
import { countTests, EditorReport, type EditorRun } from "./host/report.ts";
import { readResult, readResultFile, type SuiteResult } from "./host/result.ts";
import type { TestRun } from "./host/run-mocha.ts";
import { describeSandbox } from "./host/sandbox-variables.ts";
import { runSuiteInHost, type SuiteOptions } from "./host/suite.ts";
import { makeTempFolder } from "./host/temp-folder.ts";
import { runTestProcess } from "./host/test-process.ts";

export type EditorRunOptions = {
	readonly onProgress?: (line: string) => void;
	/** Only files whose names contain one of these. */
	readonly only?: readonly string[];
};

const here = import.meta.dirname;
const root = resolve(here, "..", "..");
const uiTestLimitMs = 60_000;
const uiFileLimitMs = 120_000;

/**
 * Builds the extension and runs every test that needs a real VS Code: suites/*.suite.ts inside its extension host,
 * all in one start, and ui/*.ui.ts from outside, each describe with an editor of its own. With
 * `VSCODE_EXECUTABLE` the former run in that desktop VS Code too.
 *
 * What cannot run here counts as skipped, with the reason. Everything that was started is stopped when it returns,
 * and on SIGINT and SIGTERM; then it rejects, and ends the process if nobody else listens for the signal.
 */
export async function runEditorSuites(options: EditorRunOptions = {}): Promise<EditorRun> {
	const stopping = new AbortController();
	let heard: NodeJS.Signals | undefined;
	const stop = (signal: NodeJS.Signals) => {
		heard = signal;
		stopping.abort();
	};
	process.once("SIGINT", stop).once("SIGTERM", stop);
	const report = new EditorReport(options.onProgress ?? (() => {}));
	try {
		await runAll(findTests(options.only ?? []), report, stopping.signal);
		return report.finish();
	} finally {
		process.off("SIGINT", stop).off("SIGTERM", stop);
		if (heard && process.listenerCount(heard) === 0) process.kill(process.pid, heard);
	}
}

type Tests = { readonly suites: readonly string[]; readonly ui: readonly string[] };

function findTests(only: readonly string[]): Tests {
	const isWanted = (file: string) => only.length === 0 || only.some((part) => basename(file).includes(part));
	const find = (pattern: string) => globSync(pattern, { cwd: here }).filter(isWanted).sort();
	const absolute = (file: string) => join(here, file);
	return { suites: find("suites/*.suite.ts").map(absolute), ui: find("ui/*.ui.ts").map(absolute) };
}

type Run = {
	readonly tests: Tests;
	readonly report: EditorReport;
	readonly environment: Readonly<Record<string, string>>;
	readonly signal: AbortSignal;
};

async function runAll(tests: Tests, report: EditorReport, signal: AbortSignal): Promise<void> {
	if (tests.suites.length + tests.ui.length === 0) return;
	try {
		await buildAll({ minify: false });
	} catch (error) {
		report.fail("building the extension", await describeBuildError(error));
		return;
	}
	const sandbox = await startSandboxIfPossible(report, signal);
	try {
		const run = { tests, report, environment: sandbox ? describeSandbox(sandbox) : {}, signal };
		const suites = await runInBrowserHost(run);
		await runOnDesktop(run, suites?.tests.length ?? countTests(tests.suites));
	} finally {
		await sandbox?.stop();
	}
}

/** Tests that need a sandbox skip themselves without one: the others are worth running. */
async function startSandboxIfPossible(
	report: EditorReport,
	signal: AbortSignal,
): Promise<Sandbox | undefined> {
	try {
		return await startSandbox({ port: 0, onProgress: report.onProgress, signal });
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		report.note(`no sandbox: ${error.message}`);
		return undefined;
	}
}

/** Gives the result of the suites, if they could run. */
async function runInBrowserHost(run: Run): Promise<SuiteResult | undefined> {
	const { tests, report, signal } = run;
	const host = await prepareEditorHost({ onProgress: report.onProgress, signal });
	if (!host.available) {
		report.skip(countTests([...tests.suites, ...tests.ui]), host.reason);
		return undefined;
	}
	const suites =
		tests.suites.length > 0
			? await report.part("suites in the browser host", () => runSuiteInHost(host, suiteOptions(run)))
			: undefined;
	if (tests.ui.length > 0) await report.part("tests of the interface", () => runUiTests(run));
	return suites;
}

async function runOnDesktop(run: Run, testCount: number): Promise<void> {
	const { tests, report } = run;
	if (tests.suites.length === 0) return;
	const executable = process.env["VSCODE_EXECUTABLE"];
	if (!executable) {
		report.skip(testCount, "no desktop VS Code: VSCODE_EXECUTABLE is not set");
		return;
	}
	const options = { ...suiteOptions(run), extension: { path: root }, executable };
	try {
		await report.part("suites on the desktop", () => runSuiteOnDesktop(options));
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		report.fail("starting the desktop VS Code", error.message);
	}
}

function suiteOptions({ tests, environment, signal }: Run): SuiteOptions {
	const workspace = join(root, "examples", "api");
	return { workspace, extension: { path: root }, testFiles: tests.suites, environment, signal };
}

async function runUiTests({ tests, environment, signal }: Run): Promise<SuiteResult> {
	const folder = await makeTempFolder();
	try {
		const runFile = join(folder.path, "run.json");
		const resultFile = join(folder.path, "result.jsonl");
		const mocha = fileURLToPath(import.meta.resolve("mocha"));
		const run: TestRun = { mocha, files: tests.ui, resultFile, testTimeoutMs: uiTestLimitMs };
		await writeFile(runFile, JSON.stringify(run));
		const { interruption, output } = await runTestProcess({
			file: process.execPath,
			args: [join(here, "host", "ui-run.ts")],
			environment: { ...process.env, ...environment, SPOOL_TEST_RUN: runFile },
			limitMs: uiFileLimitMs * tests.ui.length,
			signal,
		});
		return readResult(await readResultFile(resultFile), interruption, output);
	} finally {
		folder.remove();
	}
}

async function main(): Promise<void> {
	const run = await runEditorSuites({ onProgress: console.log, only: process.argv.slice(2) });
	process.exitCode = run.failed > 0 ? 1 : 0;
}

if (import.meta.main) await main();
