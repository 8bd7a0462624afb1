import type { ProgressEvent } from "../progress/event.ts";
import { nothingRead, type Reading, read, type SpanReading } from "../progress/reading.ts";
import { afterCancel } from "./cancelled.ts";
import { failureText, problemText } from "./failure-text.ts";
import { formatBytes, formatMs } from "./format.ts";
import type { Output } from "./output.ts";
import { plainReason, plainText, withShortDigests } from "./plain.ts";
import type { Style } from "./style.ts";

/** Where and how to write. `status` is a terminal that a line can be redrawn on. */
export type Screen = {
	readonly out: (text: string) => void;
	readonly err: (text: string) => void;
	readonly style: Style;
	readonly isTerminal: boolean;
	readonly columns: () => number;
	readonly verbose: boolean;
	/** Work that is done again and again (`watch`): its phases are not told one by one. */
	readonly isBrief?: boolean;
	/** Places are shown relative to this folder. */
	readonly directory: string;
	/** Text of a file that a problem is in, to show the lines around it. */
	readonly textAt?: (path: string) => string | undefined;
};

/** The line at the bottom of a terminal that is drawn again and again. */
function statusLine({ err, isTerminal, columns }: Screen) {
	let shown = "";
	const clear = () => {
		if (shown !== "") err("\r\u001b[K");
		shown = "";
	};
	const draw = (text: string) => {
		if (!isTerminal || text === shown) return;
		clear();
		err(text.slice(0, Math.max(10, columns() - 1)));
		shown = text;
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
	const why = reason && status.endsWith("_FAILED") ? `\n      ${plainReason(reason)}` : "";
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
	return `  ${total > 0 ? `${done}/${total}  ` : ""}${shown}${more}`;
}

const isShown = ({ status }: { readonly status: string }, verbose: boolean) =>
	verbose || !status.endsWith("_IN_PROGRESS");

function endLine(screen: Screen, span: SpanReading): string {
	const { label, phase, outcome = "done", summary, elapsedMs = 0 } = span;
	const name = phase ? outcome : withShortDigests(plainText(label));
	// A summary that is itself a duration needs no second one beside it.
	const time = summary && / m?s$/.test(summary) ? "" : ` ${screen.style.dim(formatMs(elapsedMs))}`;
	const said = summary ? `: ${plainText(summary)}` : "";
	return `${phase ? "  " : "    "}${outcomeMark(screen, outcome)} ${name}${said}${time}`;
}

/** What is told for good. Of work that is done again and again that is nothing but what a person has to know. */
function eventLines(screen: Screen, reading: Reading, event: ProgressEvent): string[] {
	const { style } = screen;
	const isBrief = screen.isBrief === true && !screen.verbose;
	switch (event.kind) {
		case "begin":
			return event.phase && !isBrief ? [`${style.cyan("▸")} ${style.bold(event.label)}`] : [];
		case "resource":
			return isShown(event, screen.verbose) ? [resourceLine(screen, event)] : [];
		case "note": {
			if (isBrief && event.level === "note" && event.id !== undefined) return [];
			return [`    ${event.level === "warning" ? style.yellow("! ") : ""}${plainText(event.message)}`];
		}
		case "end": {
			const span = reading.spans.get(event.id);
			return span && !isBrief ? [endLine(screen, span)] : [];
		}
		case "advance":
			return [];
	}
}

/** What the bottom line says after `event`. */
function statusAfter(reading: Reading, event: ProgressEvent): string {
	if (event.kind === "advance" && event.unit === "bytes")
		return `  ${formatBytes(event.done)} of ${formatBytes(event.total)}`;
	const hasEnded = event.kind === "end" && reading.spans.get(event.id)?.phase !== undefined;
	return hasEnded ? "" : statusText(reading);
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
			status.draw(statusAfter(reading, event));
		},
		problems: (source, problems) => {
			for (const problem of problems) print(problemText(screen, source, problem));
		},
		result: (_data, text) => {
			status.clear();
			screen.out(text);
		},
		failure: (error, source) => print(failureText(screen, error, source, afterCancel(reading))),
		close: status.clear,
	};
}
