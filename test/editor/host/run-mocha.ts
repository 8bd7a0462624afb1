import { appendFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type Mocha from "mocha";
import type { ResultLine } from "./result.ts";

/** What a run needs to know; it comes as a JSON file, named by the environment variable `SPOOL_TEST_RUN`. */
export type TestRun = {
	/** Path of mocha's main module: where the tests run, "mocha" means nothing. */
	readonly mocha: string;
	readonly files: readonly string[];
	/** Where the lines of the result go. */
	readonly resultFile: string;
	/** Limit of one test, in milliseconds. */
	readonly testTimeoutMs: number;
};

/**
 * Runs mocha here, wherever this is, and writes the result line by line. Gives the number of failures.
 *
 * Every line is on disk before the next test begins: a crash must not take the results with it.
 */
export async function runMocha(run: TestRun): Promise<number> {
	const write = (line: ResultLine) => appendFileSync(run.resultFile, `${JSON.stringify(line)}\n`);
	try {
		const { default: MochaClass }: { default: typeof Mocha } = await import(pathToFileURL(run.mocha).href);
		const mocha = new MochaClass({ ui: "bdd", timeout: run.testTimeoutMs, color: false, forbidOnly: true });
		// The silent one: a report on the console of an extension host comes with its formats unexpanded.
		mocha.reporter(MochaClass.reporters.Base);
		for (const file of run.files) mocha.addFile(file);
		await mocha.loadFilesAsync();
		const failures = await new Promise<number>((resolve) => {
			record(mocha.run(resolve), write);
		});
		write({ kind: "end" });
		return failures;
	} catch (error) {
		write({ kind: "broken", error: describeError(error) });
		write({ kind: "end" });
		return 1;
	}
}

function record(runner: Mocha.Runner, write: (line: ResultLine) => void): void {
	const titleOf = (test: Mocha.Test | Mocha.Hook) => test.titlePath().join(" › ");
	const outcome = (test: Mocha.Test | Mocha.Hook) => ({
		title: titleOf(test),
		durationMs: test.duration ?? 0,
	});
	runner.on("test", (test) => write({ kind: "begin", title: titleOf(test) }));
	runner.on("hook", (hook) => write({ kind: "begin", title: titleOf(hook) }));
	runner.on("pass", (test) => write({ kind: "outcome", ...outcome(test), state: "passed" }));
	runner.on("pending", (test) => write({ kind: "outcome", ...outcome(test), state: "skipped" }));
	runner.on("fail", (test, error) => {
		write({ kind: "outcome", ...outcome(test), state: "failed", error: describeError(error) });
	});
}

function describeError(error: unknown): string {
	return stripVTControlCharacters(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
