import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./bundles.ts";
import { fail, type GateOptions, type GateResult, pass, skip } from "./gate.ts";
import { coverageFolder } from "./mocha-gates.ts";
import { runNode } from "./run-child.ts";

type Share = { readonly total: number; readonly covered: number; readonly pct: number };
type Summary = Readonly<Record<string, { readonly lines: Share; readonly branches: Share }>>;
type Limits = { readonly lines: number; readonly branches: number };

const shownFiles = 15;

/** The files with most uncovered lines, which are where a test helps most. */
function leastCovered(summary: Summary): string[] {
	const files = Object.entries(summary).filter(([path]) => path !== "total");
	const uncovered = ({ lines }: Summary[string]) => lines.total - lines.covered;
	const worst = files.toSorted(([, a], [, b]) => uncovered(b) - uncovered(a)).slice(0, shownFiles);
	return worst.map(
		([path, { lines, branches }]) =>
			`  ${relative(root, path)}: ${lines.pct} % of lines, ${branches.pct} % of branches, ${lines.total - lines.covered} lines never ran`,
	);
}

/** Compares what the suites executed with the limits of .c8rc.json. Lines and branches of the engine only. */
export function judgeCoverage(summary: Summary, limits: Limits): GateResult {
	const total = summary["total"];
	if (total === undefined || total.lines.total === 0) return fail("c8 has counted no line of the engine");
	const note = `${total.lines.pct} % of lines, ${total.branches.pct} % of branches`;
	if (total.lines.pct >= limits.lines && total.branches.pct >= limits.branches) return pass(note);
	const needed = `${limits.lines} % of lines and ${limits.branches} % of branches of the engine are needed; most is missing in:`;
	return fail([needed, ...leastCovered(summary)].join("\n"), note);
}

/** Reads what V8 wrote while the suites of this run ran. */
export async function checkCoverage({ signal, temp }: GateOptions): Promise<GateResult> {
	if (!existsSync(coverageFolder(temp))) return skip("no suite of this run measured coverage");
	const { exitCode, output } = await runNode(
		join(root, "node_modules/c8/bin/c8.js"),
		["report", "--temp-directory", coverageFolder(temp), "--reports-dir", temp, "--reporter", "json-summary"],
		{ signal, timeoutMs: 120_000, env: { NODE_V8_COVERAGE: "" } },
	);
	const file = join(temp, "coverage-summary.json");
	// c8 ends with 1 when a limit is missed; that is judged here, with names of files.
	if (!existsSync(file)) return fail(`c8 ended with exit code ${exitCode}\n${output}`);
	const limits: Limits = JSON.parse(readFileSync(join(root, ".c8rc.json"), "utf8"));
	return judgeCoverage(JSON.parse(readFileSync(file, "utf8")), limits);
}
