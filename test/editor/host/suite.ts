import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { developExtension, launchBrowser } from "./browser.ts";
import { bundleSuites, mapStack, type SuiteBundles } from "./bundle.ts";
import type { ReadyHost } from "./install.ts";
import { readResult, readResultFile, type SuiteResult } from "./result.ts";
import type { TestRun } from "./run-mocha.ts";
import { type EditorServer, startServer } from "./server.ts";
import { copyWorkspace, makeTempFolder } from "./temp-folder.ts";

/** The extension under test: a folder as it lies there, or a package that is installed first. */
export type ExtensionSource = { readonly path: string } | { readonly vsix: string };

export type SuiteOptions = {
	/** A folder; the tests get a copy of it. */
	readonly workspace: string;
	readonly extension: ExtensionSource;
	/** TypeScript or JavaScript with mocha tests; all of them run in one start of the host. */
	readonly testFiles: readonly string[];
	/** Variables for the extension host. */
	readonly environment?: Readonly<Record<string, string>> | undefined;
	readonly settings?: Readonly<Record<string, unknown>> | undefined;
	/** Limit of the whole run in milliseconds, 120 seconds by default; one test has 20 seconds unless it says otherwise. */
	readonly timeoutMs?: number | undefined;
	readonly signal?: AbortSignal | undefined;
};

export const defaultTimeoutMs = 120_000;
const testTimeoutMs = 20_000;

/**
 * Runs mocha tests inside the extension host of a fresh VS Code in the browser, with the whole `vscode` module.
 *
 * A failing, hanging or crashing run is a result with failures. Throws only if the host cannot be started, or
 * when `signal` says stop.
 */
export async function runSuiteInHost(host: ReadyHost, options: SuiteOptions): Promise<SuiteResult> {
	const folder = await makeTempFolder();
	try {
		const prepared = await prepareSuite(folder.path, options);
		const server = await startServer({
			host,
			vsix: "vsix" in options.extension ? options.extension.vsix : undefined,
			settings: options.settings,
			environment: prepared.environment,
			signal: options.signal,
		});
		try {
			const { interruption, log } = await runInWorkbench(host, server, prepared, options);
			return readSuiteResult(prepared, interruption, log);
		} finally {
			await server.stop();
		}
	} finally {
		folder.remove();
	}
}

export type PreparedSuite = {
	readonly workspace: string;
	readonly extensionPath: string;
	readonly bundles: SuiteBundles;
	readonly resultFile: string;
	readonly environment: Readonly<Record<string, string>>;
};

/** Puts everything that a run needs into `folder`: a copy of the workspace, the bundles, what the runner reads. */
export async function prepareSuite(folder: string, options: SuiteOptions): Promise<PreparedSuite> {
	const { extension } = options;
	const workspaces = join(folder, "w");
	await mkdir(workspaces);
	const workspace = await copyWorkspace(options.workspace, workspaces);
	const bundles = await bundleSuites(options.testFiles, join(folder, "tests"));
	const resultFile = join(folder, "result.jsonl");
	const runFile = join(folder, "run.json");
	const mocha = fileURLToPath(import.meta.resolve("mocha"));
	const run: TestRun = { mocha, files: bundles.files, resultFile, testTimeoutMs };
	await writeFile(runFile, JSON.stringify(run));
	const extensionPath = "path" in extension ? extension.path : await writeStubExtension(join(folder, "stub"));
	const environment = { ...options.environment, SPOOL_TEST_RUN: runFile };
	return { workspace, extensionPath, bundles, resultFile, environment };
}

/** VS Code runs tests on behalf of an extension in development; beside an installed one that is an empty one. */
async function writeStubExtension(folder: string): Promise<string> {
	const manifest = { name: "test-stub", publisher: "spool", version: "0.0.1", engines: { vscode: "*" } };
	await mkdir(folder);
	await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
	return folder;
}

/** The result of a run that is over, by its file; `interruption` says what ended it from outside, if that was so. */
export async function readSuiteResult(
	suite: PreparedSuite,
	interruption: string | undefined,
	log: string,
): Promise<SuiteResult> {
	const result = readResult(await readResultFile(suite.resultFile), interruption, log);
	const tests = result.tests.map((test) =>
		test.error === undefined ? test : { ...test, error: mapStack(test.error, suite.bundles) },
	);
	return { ...result, tests };
}

type Ending = { readonly interruption: string | undefined; readonly log: string };

async function runInWorkbench(
	host: ReadyHost,
	server: EditorServer,
	suite: PreparedSuite,
	options: SuiteOptions,
): Promise<Ending> {
	const browser = await launchBrowser(host);
	try {
		const page = await browser.newPage();
		const { authority } = server;
		await developExtension(page, {
			authority,
			extensionPath: suite.extensionPath,
			runnerPath: suite.bundles.runner,
		});
		const log: string[] = [];
		const { finished } = await listen(page, log);
		const limitMs = options.timeoutMs ?? defaultTimeoutMs;
		const endings = [
			finished,
			server.ended.then(() => "the VS Code server ended"),
			page.waitForEvent("crash", { timeout: 0 }).then(() => "the browser page crashed"),
			delay(limitMs, `not done after ${limitMs / 1000} s`, { ref: false, signal: options.signal }),
		];
		// Whoever loses the race may still reject, when the browser closes.
		for (const ending of endings) ending.catch(() => {});
		await page.goto(server.addressOf(suite.workspace));
		return { interruption: await Promise.race(endings), log: log.join("\n") };
	} finally {
		await browser.close();
	}
}

/**
 * Collects what the extension host prints; `finished` resolves when VS Code reports the end of the run. The exit code that it gives says nothing that the result
 * file does not say better: it is 0 for an extension host that crashed.
 */
async function listen(page: Page, log: string[]): Promise<{ readonly finished: Promise<undefined> }> {
	let resolve: (value: undefined) => void = () => undefined;
	const finished = new Promise<undefined>((settle) => {
		resolve = settle;
	});
	const show = (argument: unknown) => (typeof argument === "string" ? argument : JSON.stringify(argument));
	await page.exposeFunction("codeAutomationLog", (_level: string, args: readonly unknown[]) => {
		log.push(args.map(show).join(" "));
	});
	await page.exposeFunction("codeAutomationExit", () => resolve(undefined));
	return { finished };
}
