import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";

export type TestState = "passed" | "failed" | "skipped";

export type TestOutcome = {
	/** The describe titles and the test's own, joined by " › ". */
	readonly title: string;
	readonly state: TestState;
	readonly error?: string;
	readonly durationMs: number;
};

export type SuiteResult = {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
	readonly tests: readonly TestOutcome[];
	/** What the place where the tests ran printed; for people, when something failed. */
	readonly log: string;
};

/** One line of a result file. Lines are written at once, so that they tell how far a run came that was cut off. */
export type ResultLine =
	| { readonly kind: "begin"; readonly title: string }
	| ({ readonly kind: "outcome" } & TestOutcome)
	/** Trouble outside of every test, as in a file that cannot be loaded. */
	| { readonly kind: "broken"; readonly error: string }
	| { readonly kind: "end" };

/**
 * Reads a result file. `interruption` says why the run stopped, if that is known ("not done after 60 s").
 *
 * Only the file tells the truth: VS Code reports exit code 0 for an extension host that crashed. A run whose
 * `end` line is missing has failed, and so has one without a single test.
 */
export function readResult(text: string, interruption: string | undefined, log: string): SuiteResult {
	const lines: ResultLine[] = text
		.split("\n")
		.filter((line) => line.endsWith("}"))
		.map((line) => JSON.parse(line));
	const tests = lines.filter((line) => line.kind === "outcome").map(({ kind: _, ...outcome }) => outcome);
	for (const line of lines) if (line.kind === "broken") tests.push(failure("loading the tests", line.error));

	const hasEnded = lines.at(-1)?.kind === "end";
	if (!hasEnded || interruption !== undefined) {
		tests.push(failure(runningTest(lines) ?? "the run", interruption ?? "the host of the tests ended early"));
	} else if (tests.length === 0) {
		tests.push(failure("the run", "there was no test"));
	}
	return { ...count(tests), tests, log };
}

/** The text of a result file; none was written if the host ended before its first test. */
export async function readResultFile(file: string): Promise<string> {
	return existsSync(file) ? readFile(file, "utf8") : "";
}

/** The sums of a list of outcomes. */
export function count(tests: readonly TestOutcome[]): Pick<SuiteResult, "passed" | "failed" | "skipped"> {
	const inState = (state: TestState) => tests.filter((test) => test.state === state).length;
	return { passed: inState("passed"), failed: inState("failed"), skipped: inState("skipped") };
}

function failure(title: string, error: string): TestOutcome {
	return { title, state: "failed", error, durationMs: 0 };
}

function runningTest(lines: readonly ResultLine[]): string | undefined {
	const done = new Set(lines.filter((line) => line.kind === "outcome").map((line) => line.title));
	return lines
		.filter((line) => line.kind === "begin")
		.map((line) => line.title)
		.findLast((title) => !done.has(title));
}
