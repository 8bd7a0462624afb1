import { relative } from "node:path";
import { Cancelled, Failure, isAbort } from "../report/failure.ts";
import { codeFrame } from "../report/frame.ts";
import type { Problem } from "../report/problem.ts";
import { lineMap } from "../text/line-map.ts";
import type { Screen } from "./human-output.ts";
import type { ProblemSource } from "./output.ts";
import { plainText } from "./plain.ts";

function indent(text: string): string {
	return text.replaceAll(/^/gm, "  ");
}

function fileName(directory: string, file: string): string {
	const path = relative(directory, file);
	return path === "" || path.startsWith("..") ? file : path;
}

/** The lines around a problem; none for one that stands for the whole file, or for a file that cannot be read. */
function frameOf(screen: Screen, { lines }: ProblemSource, { span, elsewhere }: Problem): string {
	if (!elsewhere) return span.end > 0 ? `\n${indent(plainText(codeFrame(lines, span)))}` : "";
	const text = screen.textAt?.(elsewhere.file);
	if (text === undefined) return "";
	const other = lineMap(text);
	const { start, end } = elsewhere.range;
	const place = { start: other.offsetAt(start), end: other.offsetAt(end) };
	return `\n${indent(plainText(codeFrame(other, place)))}`;
}

/** Where a problem is, as editors and terminals link it; without a line for one that stands for the whole file. */
function placeOf(
	{ directory }: Screen,
	{ path, lines }: ProblemSource,
	{ span, elsewhere }: Problem,
): string {
	const file = fileName(directory, elsewhere?.file ?? path);
	if (!elsewhere && span.end === 0) return file;
	const { start } = elsewhere?.range ?? lines.rangeOf(span);
	return `${file}:${start.line + 1}:${start.character + 1}`;
}

/** A problem with its place, the lines around it and its hint. */
export function problemText(screen: Screen, source: ProblemSource, problem: Problem): string {
	const { style } = screen;
	const { severity, code, message, hint } = problem;
	const paint = severity === "error" ? style.red : style.yellow;
	const head = `${paint(severity)} ${plainText(message)} ${style.dim(code)}`;
	const related = (problem.related ?? []).map((other) => {
		const { line } = source.lines.positionAt(other.span.start);
		const file = fileName(screen.directory, source.path);
		return `  ${style.dim("see")} ${file}:${line + 1}: ${plainText(other.message)}`;
	});
	const place = `  ${style.cyan(placeOf(screen, source, problem))}${frameOf(screen, source, problem)}`;
	const hints = hint === undefined ? [] : [`  ${style.bold("hint")} ${plainText(hint)}`];
	return `${[head, place, ...related, ...hints].join("\n")}\n`;
}

function detailLines(details: readonly string[]): string {
	return details.map((detail) => `  ${plainText(detail)}\n`).join("");
}

/** True for a failure that says the same as its problem, which says it with its place. */
function isTold({ message, origin, problems: [problem, ...others] }: Failure): boolean {
	if (!problem || others.length > 0) return false;
	const isAtOrigin = origin?.start === problem.span.start && origin.end === problem.span.end;
	return isAtOrigin || message.endsWith(problem.message);
}

function unknownText({ style, verbose }: Screen, error: unknown): string {
	if (!(error instanceof Error)) return `${style.red("error")} ${String(error)}\n`;
	return `${style.red("error")} ${verbose ? (error.stack ?? error.message) : error.message}\n`;
}

/** A failure with the problems that it came from. `cancelled`: what a stop by the user has left. */
export function failureText(
	screen: Screen,
	error: unknown,
	source: ProblemSource | undefined,
	cancelled: readonly string[],
): string {
	const { style } = screen;
	if (isAbort(error)) {
		const details = error instanceof Cancelled ? error.details : cancelled;
		return `${style.yellow("cancelled")}\n${detailLines(details)}`;
	}
	if (!(error instanceof Failure)) return unknownText(screen, error);
	const problems = source
		? error.problems.map((problem) => problemText(screen, source, problem)).join("")
		: "";
	const details = detailLines(error.details);
	if (source && isTold(error)) return `${problems}${details}`;
	const hint = error.hint === undefined ? "" : `  ${style.bold("hint")} ${plainText(error.hint)}\n`;
	return `${problems}${style.red("error")} ${plainText(error.message)} ${style.dim(error.code)}\n${details}${hint}`;
}
