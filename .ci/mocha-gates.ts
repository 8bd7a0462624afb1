import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bundles.ts";
import { fail, type Gate, type GateOptions, type GateResult, type Skipped, skip } from "./gate.ts";
import { runNode } from "./run-child.ts";

type MochaTest = {
	readonly fullTitle: string;
	readonly file?: string;
	readonly duration?: number;
	readonly err: { readonly message?: string; readonly stack?: string; readonly diff?: string };
};

type MochaReport = {
	readonly stats: { readonly passes: number; readonly duration: number };
	readonly failures: readonly MochaTest[];
	readonly pending: readonly MochaTest[];
	readonly passes: readonly MochaTest[];
};

export type SuiteOptions = {
	readonly name: string;
	/** Globs of test files. */
	readonly files: readonly string[];
	readonly timeoutMs: number;
	readonly measuresCoverage?: boolean;
	readonly after?: readonly string[];
	readonly isHeavy?: boolean;
};

function describeFailure({ fullTitle, file, err }: MochaTest): string {
	const message = err.stack ?? err.message ?? "no message";
	return `✗ ${fullTitle}\n  ${file ?? ""}\n${message.replace(/^/gm, "    ")}`;
}

/** Tests that were skipped, grouped by what says why: the title, which a test gives its reason in. */
function describeSkipped(pending: readonly MochaTest[]): Skipped[] {
	return pending.map(({ fullTitle }) => ({ count: 1, reason: fullTitle }));
}

function slowest(passes: readonly MochaTest[]): string {
	const [test] = passes.toSorted((a, b) => (b.duration ?? 0) - (a.duration ?? 0));
	const isSlow = test?.duration !== undefined && test.duration > 1000;
	return isSlow ? `, slowest ${(test.duration / 1000).toFixed(1)} s: ${test.fullTitle}` : "";
}

function readReport(file: string): MochaReport | undefined {
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** Turns mocha's own account into counts. A run that broke off without one is a failure, whatever it printed. */
export function resultOf(report: MochaReport | undefined, exitCode: number, output: string): GateResult {
	if (report === undefined)
		return fail(output, `mocha ended with exit code ${exitCode} and without a report`);
	const failures = report.failures.map(describeFailure);
	const brokeOff = exitCode !== 0 && failures.length === 0;
	if (brokeOff) failures.push(`mocha ended with exit code ${exitCode}:\n${output}`);
	return {
		passed: report.stats.passes,
		failed: failures.length,
		skipped: describeSkipped(report.pending),
		output: failures.join("\n\n"),
		note: `${report.stats.passes} passed${slowest(report.passes)}`,
	};
}

async function runSuite(suite: SuiteOptions, { signal, temp }: GateOptions): Promise<GateResult> {
	if (globSync([...suite.files], { cwd: root }).length === 0)
		return skip(`there is no ${suite.files.join(", ")}`);
	const report = join(temp, `${suite.name}.json`);
	const runningTest = join(temp, `${suite.name}.running`);
	const { exitCode, output } = await runNode(
		join(root, "node_modules/mocha/bin/mocha.js"),
		["--reporter", "json", "--reporter-option", `output=${report}`],
		{
			signal,
			timeoutMs: suite.timeoutMs,
			env: {
				SUITES: suite.files.join(" "),
				RUNNING_TEST_FILE: runningTest,
				...(suite.measuresCoverage && { NODE_V8_COVERAGE: coverageFolder(temp) }),
			},
		},
	);
	const last = existsSync(runningTest)
		? `\nthe last test that began: ${readFileSync(runningTest, "utf8")}`
		: "";
	return resultOf(readReport(report), exitCode, `${output.trimEnd()}${last}`);
}

/** Where V8 writes what the suites of this run have executed. */
export function coverageFolder(temp: string): string {
	return join(temp, "coverage");
}

/** A gate that runs test files in one mocha process; its tests count one by one. */
export function mochaGate(suite: SuiteOptions): Gate {
	const { name, after, isHeavy } = suite;
	return {
		name,
		...(after && { after }),
		...(isHeavy && { isHeavy }),
		run: (options) => runSuite(suite, options),
	};
}
