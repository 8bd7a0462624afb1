import type { LineMap } from "../text/line-map.ts";
import type { Span } from "../text/span.ts";

/** Characters of a line that are shown: a terminal full of one long value would hide the rest. */
const mostShown = 160;
/** Characters before the place that are shown of a long line. */
const before = 60;

/** What is shown of a line from the column `from` on. */
function shownPart(text: string, from: number): string {
	const part = text.slice(from, from + mostShown);
	return `${from > 0 && text.length > 0 ? "…" : ""}${part}${text.length > from + mostShown ? "…" : ""}`;
}

/**
 * The lines around a place, with its first line underlined, for a terminal:
 *
 * ```
 *   2 |   jobs:
 * > 3 |     type: sqs-qeue
 *     |           ^^^^^^^^
 *   4 |
 * ```
 *
 * Of long lines it shows what is near the place.
 */
export function codeFrame(lines: LineMap, span: Span, around = 1): string {
	const { start, end } = lines.rangeOf(span);
	const first = Math.max(0, start.line - around);
	const last = Math.min(lines.lineCount - 1, start.line + around);
	const width = String(last + 1).length;
	const from = start.character > mostShown - before ? start.character - before : 0;
	const cut = from > 0 ? 1 : 0;
	const rows: string[] = [];
	for (let line = first; line <= last; line++) {
		const text = lines.lineText(line).replaceAll("\t", " ");
		const mark = line === start.line ? ">" : " ";
		rows.push(`${mark} ${String(line + 1).padStart(width)} | ${shownPart(text, from)}`.trimEnd());
		if (line !== start.line) continue;
		const until = end.line === start.line ? end.character : text.length;
		const lastShown = Math.min(until, from + mostShown);
		const carets = "^".repeat(Math.max(1, lastShown - start.character));
		rows.push(`  ${" ".repeat(width)} | ${" ".repeat(start.character - from + cut)}${carets}`);
	}
	return rows.join("\n");
}
