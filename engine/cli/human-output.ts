import { relative } from "node:path";
import type { ProgressEvent } from "../progress/event.ts";
import { nothingRead, type Reading, read } from "../progress/reading.ts";
import { Cancelled, Failure, isAbort } from "../report/failure.ts";
import { codeFrame } from "../report/frame.ts";
import type { Problem } from "../report/problem.ts";
import { formatBytes, formatMs } from "./format.ts";
import type { Output, ProblemSource } from "./output.ts";
import type { Style } from "./style.ts";

/** Where and how to write. `status` is a terminal that a line can be redrawn on. */
export type Screen = {
	readonly out: (text: string) => void;
	readonly err: (text: string) => void;
	readonly style: Style;
	readonly isTerminal: boolean;
	readonly columns: () => number;
	readonly verbose: boolean;
	readonly directory: string;
};

/** The line at the bottom of a terminal that is drawn again and again. */
function statusLine({ err, isTerminal, columns }: Screen) {
	let shown = false;
	const clear = () => {
		if (shown) err("\r\u001b[K");
		shown = false;
	};
	const draw = (text: string) => {
		if (!isTerminal || text === "") return;
		err(`\r\u001b[K${text.slice(0, Math.max(10, columns() - 1))}`);
		shown = true;
	};
	return { clear, draw };
}

function resourceLine({ style }: Screen, event: ProgressEvent & { readonly kind: "resource" }): string {
	const { logicalId, resourceType, status, reason, resource } = event;
	const paint = status.endsWith("_FAILED")
		? style.red
		: status.endsWith("_COMPLETE")
			? style.green
			: style.dim;
	const owner = resource ? style.dim(` (${resource})`) : "";
	const why = reason && status.endsWith("_FAILED") ? `\n      ${reason}` : "";
	return `    ${paint(status.padEnd(18))} ${logicalId}${owner} ${style.dim(resourceType)}${why}`;
}

function outcomeMark({ style }: Screen, outcome: string): string {
	if (outcome === "done") return style.green("✔");
	if (outcome === "skipped") return style.dim("–");
	return outcome === "failed" ? style.red("✘") : style.yellow("■");
}

function statusText(reading: Reading): string {
	if (reading.active.length === 0) return reading.phase ? `  ${reading.phase} …` : "";
	const { done, total } = reading.resources;
	const shown = reading.active.slice(0, 3).join(", ");
	const more = reading.active.length > 3 ? ` and ${reading.active.length - 3} more` : "";
	return `  ${done}/${total}  ${shown}${more}`;
}

const isShown = ({ status }: { readonly status: string }, verbose: boolean) =>
	verbose || !status.endsWith("_IN_PROGRESS");

function eventLines(screen: Screen, reading: Reading, event: ProgressEvent): string[] {
	const { style } = screen;
	switch (event.kind) {
		case "begin":
			return event.phase ? [`${style.cyan("▸")} ${style.bold(event.label)}`] : [];
		case "resource":
			return isShown(event, screen.verbose) ? [resourceLine(screen, event)] : [];
		case "note":
			return [`    ${event.level === "warning" ? style.yellow("! ") : ""}${event.message}`];
		case "end": {
			const span = reading.spans.get(event.id);
			if (!span) return [];
			const summary = event.summary ? ` ${event.summary}` : "";
			const time = style.dim(formatMs(event.elapsedMs));
			if (span.phase)
				return [
					`  ${outcomeMark(screen, event.outcome)} ${event.outcome}${summary && `:${summary}`} ${time}`,
				];
			return [`    ${outcomeMark(screen, event.outcome)} ${span.label}${summary && `:${summary}`} ${time}`];
		}
		case "advance":
			return [];
	}
}

function problemText({ style, directory }: Screen, { path, lines }: ProblemSource, problem: Problem): string {
	const { severity, code, message, hint, elsewhere, related } = problem;
	const paint = severity === "error" ? style.red : style.yellow;
	const { start } = elsewhere?.range ?? lines.rangeOf(problem.span);
	const file = elsewhere?.file ?? path;
	const shown = relative(directory, file).startsWith("..") ? file : relative(directory, file) || file;
	const head = `${paint(severity)} ${message} ${style.dim(code)}\n  ${style.cyan(`${shown}:${start.line + 1}:${start.character + 1}`)}`;
	const isPlaced = problem.span.end > 0 && !elsewhere;
	const frame = isPlaced ? `\n${indent(codeFrame(lines, problem.span))}` : "";
	const others = (related ?? []).map(
		(other) =>
			`\n  ${style.dim("see")} ${shown}:${lines.positionAt(other.span.start).line + 1}: ${other.message}`,
	);
	return `${head}${frame}${others.join("")}${hint ? `\n  ${style.bold("hint")} ${hint}` : ""}\n`;
}

function indent(text: string): string {
	return text.replaceAll(/^/gm, "  ");
}

function failureText(screen: Screen, error: unknown): string {
	const { style } = screen;
	if (error instanceof Cancelled)
		return `${style.yellow("cancelled")}\n${error.details.map((detail) => `  ${detail}\n`).join("")}`;
	if (isAbort(error)) return `${style.yellow("cancelled")}: nothing more is done\n`;
	if (!(error instanceof Failure)) {
		const text =
			error instanceof Error
				? screen.verbose
					? (error.stack ?? error.message)
					: error.message
				: String(error);
		return `${style.red("error")} ${text}\n`;
	}
	const details = error.details.map((detail) => `  ${detail}\n`).join("");
	const hint = error.hint ? `  ${style.bold("hint")} ${error.hint}\n` : "";
	return `${style.red("error")} ${error.message} ${style.dim(error.code)}\n${details}${hint}`;
}

/** Text for people: progress and problems on stderr, results on stdout. */
export function humanOutput(screen: Screen): Output {
	const status = statusLine(screen);
	let reading: Reading = nothingRead;
	const print = (text: string) => {
		status.clear();
		screen.err(text);
	};
	return {
		emit: (event) => {
			reading = read(reading, event);
			const lines = eventLines(screen, reading, event);
			if (lines.length > 0) print(`${lines.join("\n")}\n`);
			if (event.kind === "advance" && event.unit === "bytes")
				status.draw(`  ${formatBytes(event.done)} of ${formatBytes(event.total)}`);
			else if (event.kind !== "end" || !reading.spans.get(event.id)?.phase) status.draw(statusText(reading));
		},
		problems: (source, problems) => {
			for (const problem of problems) print(problemText(screen, source, problem));
		},
		result: (_data, text) => {
			status.clear();
			screen.out(text);
		},
		failure: (error, source) => {
			if (error instanceof Failure && source)
				for (const problem of error.problems) print(problemText(screen, source, problem));
			print(failureText(screen, error));
		},
		close: status.clear,
	};
}
