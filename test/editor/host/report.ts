import { readFileSync } from "node:fs";
import type { SuiteResult } from "./result.ts";
import { lastLines } from "./run-command.ts";

export type Skipped = { readonly count: number; readonly reason: string };

export type EditorRun = {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: readonly Skipped[];
	/** For people: a line a part, and what failed with its error. */
	readonly lines: readonly string[];
};

const shownLogLines = 20;

/** Adds up what the parts of a run gave, and says so as it goes. */
export class EditorReport {
	readonly onProgress: (line: string) => void;
	readonly #counts = { passed: 0, failed: 0 };
	readonly #skipped: Skipped[] = [];
	readonly #lines: string[] = [];

	constructor(onProgress: (line: string) => void) {
		this.onProgress = onProgress;
	}

	note(line: string): void {
		this.#lines.push(line);
		this.onProgress(line);
	}

	/** Something broke before there was a test. */
	fail(what: string, error: string): void {
		this.#counts.failed += 1;
		this.note(`failed: ${what}\n${indented(error)}`);
	}

	skip(count: number, reason: string): void {
		if (count === 0) return;
		this.#skipped.push({ count, reason });
		this.note(`SKIPPED ${count}: ${reason}`);
	}

	/** Runs one part, counts it, and gives its result. */
	async part(name: string, run: () => Promise<SuiteResult>): Promise<SuiteResult> {
		const startedAt = performance.now();
		const result = await run();
		const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
		this.#counts.passed += result.passed;
		this.#counts.failed += result.failed;
		this.note(`${name}: ${result.passed} passed, ${result.failed} failed (${seconds} s)`);
		for (const test of result.tests) {
			if (test.state === "failed") this.note(`failed: ${test.title}\n${indented(test.error ?? "")}`);
		}
		if (result.failed > 0 && result.log.trim() !== "") {
			this.note(`what ${name} printed last:\n${indented(lastLines(result.log, shownLogLines))}`);
		}
		this.skip(result.skipped, `${name}: the tests skipped themselves`);
		return result;
	}

	finish(): EditorRun {
		return { ...this.#counts, skipped: this.#skipped, lines: this.#lines };
	}
}

/** How many tests files hold, as far as their text tells: a loop of tests counts once. */
export function countTests(files: readonly string[]): number {
	const count = (file: string) => readFileSync(file, "utf8").match(/^\s*it(\.\w+)?\(/gm)?.length ?? 0;
	return files.reduce((sum, file) => sum + count(file), 0);
}

function indented(text: string): string {
	return text.replaceAll(/^/gm, "    ");
}
