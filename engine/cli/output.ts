import type { ProgressEvent } from "../progress/event.ts";
import type { Problem } from "../report/problem.ts";
import type { LineMap } from "../text/line-map.ts";

/** Where problems stand. */
export type ProblemSource = { readonly path: string; readonly lines: LineMap };

/** A way of telling what happens: for people, or as JSON lines. */
export type Output = {
	emit(event: ProgressEvent): void;
	problems(source: ProblemSource, problems: readonly Problem[]): void;
	/** The result of a command: `data` for programs, `text` for people. */
	result(data: Readonly<Record<string, unknown>>, text: string): void;
	failure(error: unknown, source: ProblemSource | undefined): void;
	/** Ends what is still being drawn. */
	close(): void;
};

/** A problem in the words of the JSON output; places are counted from 1. */
export function problemRecord(
	{ path, lines }: ProblemSource,
	problem: Problem,
): Readonly<Record<string, unknown>> {
	const { code, severity, message, hint, elsewhere } = problem;
	const { start, end } = elsewhere?.range ?? lines.rangeOf(problem.span);
	return {
		kind: "problem",
		code,
		severity,
		message,
		...(hint !== undefined && { hint }),
		file: elsewhere?.file ?? path,
		line: start.line + 1,
		column: start.character + 1,
		endLine: end.line + 1,
		endColumn: end.character + 1,
	};
}
