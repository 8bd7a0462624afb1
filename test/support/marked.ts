import assert from "node:assert/strict";
import type { Problem } from "../../engine/report/problem.ts";
import { type LineMap, lineMap } from "../../engine/text/line-map.ts";

/** A line that marks a place on the line above it: `#   ^^^ code: message`, or `#<^^^` for columns 0 and 1. */
const markLine = /^(\s*#)(<?)(\s*)(\^+) (.*)$/;

type Mark = { readonly column: number; readonly length: number; readonly text: string };

function readMark(line: string): Mark | undefined {
	const match = markLine.exec(line);
	if (!match) return undefined;
	const [, hash = "", shift = "", space = "", carets = "", text = ""] = match;
	const column = hash.length + shift.length + space.length - (shift === "" ? 0 : 2);
	return { column, length: carets.length, text };
}

/** The one way to write a mark: where its `#` stands says nothing. */
function writeMark({ column, length, text }: Mark): string {
	const carets = "^".repeat(length);
	return column < 2
		? `#<${" ".repeat(column)}${carets} ${text}`
		: `#${" ".repeat(column - 1)}${carets} ${text}`;
}

function markOf(problem: Problem, lines: LineMap): { readonly line: number; readonly mark: Mark } {
	const { start, end } = lines.rangeOf(problem.span);
	const endOfMark = end.line === start.line ? end.character : lines.lineText(start.line).length;
	const severity = problem.severity === "error" ? "" : `(${problem.severity}) `;
	const text = `${severity}${problem.code}: ${problem.message}`;
	return {
		line: start.line,
		mark: { column: start.character, length: Math.max(1, endOfMark - start.character), text },
	};
}

/**
 * Compares a config that carries its problems as marks with the problems that were really found, by writing both
 * into the config again: a failure is a diff of two configs, and a problem that nobody expected is a failure too.
 *
 * A mark is a YAML comment below the marked line, so that the marked text is the config under test. Problems that
 * are no errors have their severity before the code: `^^^ (warning) code: message`. An empty place has one caret,
 * a place over several lines is marked on its first.
 */
export function assertProblems(marked: string, problems: readonly Problem[]): void {
	const lines = lineMap(marked);
	const found = problems.map((problem) => markOf(problem, lines));
	const wanted: string[] = [];
	const actual: string[] = [];
	for (let line = 0; line < lines.lineCount; line++) {
		const text = lines.lineText(line);
		const mark = readMark(text);
		wanted.push(mark ? writeMark(mark) : text);
		if (!mark) actual.push(text);
		actual.push(
			...found.filter((problem) => problem.line === line).map((problem) => writeMark(problem.mark)),
		);
	}
	assert.equal(actual.join("\n"), wanted.join("\n"));
}

/** A text without its cursor `$0`, and where the cursor stood. */
export function readCursor(marked: string): { readonly text: string; readonly offset: number } {
	const offset = marked.indexOf("$0");
	assert.ok(offset >= 0, "the text has no cursor $0");
	return { text: marked.slice(0, offset) + marked.slice(offset + 2), offset };
}
