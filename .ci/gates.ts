import { join } from "node:path";
import { type BuildResult, buildAll, describeBuildError } from "./build.ts";
import { root } from "./bundles.ts";
import { checkTemplates } from "./cfn-lint-gate.ts";
import { findBudgetViolations } from "./check-budget.ts";
import { checkLayers } from "./check-layers.ts";
import { checkLock } from "./check-lock.ts";
import { checkSources } from "./check-sources.ts";
import { checkCoverage } from "./coverage-gate.ts";
import { runEditorGate } from "./editor-gate.ts";
import { fail, type Gate, type GateOptions, type GateResult, judge, pass } from "./gate.ts";
import { mochaGate, type SuiteOptions } from "./mocha-gates.ts";
import { runNode } from "./run-child.ts";
import { checkGenerated } from "./write-generated.ts";

const minuteMs = 60_000;

/** A tool of node_modules that says all there is to say in its output and its exit code. */
async function runTool(
	script: string,
	args: readonly string[],
	{ signal }: GateOptions,
): Promise<GateResult> {
	const { exitCode, output } = await runNode(join(root, "node_modules", script), args, {
		signal,
		timeoutMs: 5 * minuteMs,
	});
	return exitCode === 0 ? pass() : fail(output.trim() === "" ? `exit code ${exitCode}` : output);
}

async function build(): Promise<GateResult> {
	let result: BuildResult;
	try {
		result = await buildAll({ minify: true });
	} catch (error) {
		return fail(await describeBuildError(error));
	}
	const sizes = result.bundles.map(({ name, bytes }) => `${name} ${(bytes / 1000).toFixed(0)} KB`);
	const violations = [
		...result.skipped.map(({ entry, name }) => `dist/${name}.cjs is missing: ${entry} does not exist`),
		...findBudgetViolations(result.bundles),
	];
	return judge(violations, sizes.join(", "));
}

/** Which test files run together. Every file of test/ but those of test/editor belongs to one of them. */
export const suites: readonly SuiteOptions[] = [
	{
		name: "unit",
		files: [
			"test/engine/!(cloud|host|package|programs|deploy)/**/*.test.ts",
			"test/{engine,support}/*.test.ts",
			"test/{golden,corpus,configs,format,ci}/**/*.test.ts",
		],
		timeoutMs: 6 * minuteMs,
		measuresCoverage: true,
	},
	// These two wait for processes, files and timeouts more than they compute.
	{
		name: "cloud",
		files: ["test/engine/cloud/**/*.test.ts"],
		timeoutMs: 6 * minuteMs,
		measuresCoverage: true,
	},
	{
		name: "effects",
		files: ["test/engine/{host,package,programs,deploy}/**/*.test.ts"],
		timeoutMs: 10 * minuteMs,
		measuresCoverage: true,
	},
	{
		name: "server",
		files: ["test/{server,client}/**/*.test.ts"],
		timeoutMs: 10 * minuteMs,
		measuresCoverage: true,
	},
	// These start the CLI as users do, hence after the build.
	{
		name: "cli",
		files: ["test/cli/**/*.test.ts"],
		timeoutMs: 5 * minuteMs,
		measuresCoverage: true,
		after: ["build"],
	},
	// The first of them installs the local AWS; they share the machine with nothing that counts milliseconds.
	{ name: "sandbox", files: ["test/sandbox/**/*.test.ts"], timeoutMs: 15 * minuteMs, after: ["build"] },
	{ name: "contract", files: ["test/contract/**/*.test.ts"], timeoutMs: 15 * minuteMs, after: ["sandbox"] },
];

/** Everything that `npm test` runs, cheap answers first. */
export const gates: readonly Gate[] = [
	{ name: "build", run: build },
	{ name: "types", run: (options) => runTool("typescript/bin/tsc", ["-p", "."], options) },
	{
		name: "lint",
		run: (options) =>
			runTool(
				"@biomejs/biome/bin/biome",
				["ci", "--colors=off", "--error-on-warnings", "--max-diagnostics=100"],
				options,
			),
	},
	{ name: "layers", run: async () => judge((await checkLayers()).violations) },
	{ name: "sources", run: async () => judge((await checkSources()).violations) },
	{ name: "lock", run: async () => judge(await checkLock({ write: false })) },
	{ name: "generated", run: async () => judge(await checkGenerated()) },
	...suites.filter(({ measuresCoverage }) => measuresCoverage).map(mochaGate),
	{ name: "knip", run: (options) => runTool("knip/bin/knip.js", ["--no-progress"], options) },
	{ name: "coverage", after: ["unit", "cloud", "effects", "server", "cli"], run: checkCoverage },
	{ name: "cfn-lint", run: checkTemplates },
	...suites.filter(({ measuresCoverage }) => !measuresCoverage).map(mochaGate),
	{ name: "editor", after: ["build"], isHeavy: true, run: runEditorGate },
];
