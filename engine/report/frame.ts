import type { LineMap } from "../text/line-map.ts";
import type { Span } from "../text/span.ts";

/**
 * The lines around a place, with its first line underlined, for a terminal:
 *
 * ```
 *   2 |   jobs:
 * > 3 |     type: sqs-qeue
 *     |           ^^^^^^^^
 *   4 |
 * ```
 */
export function codeFrame(lines: LineMap, span: Span, around = 1): string {
	const { start, end } = lines.rangeOf(span);
	const first = Math.max(0, start.line - around);
	const last = Math.min(lines.lineCount - 1, start.line + around);
	const width = String(last + 1).length;
	const rows: string[] = [];
	for (let line = first; line <= last; line++) {
		const text = lines.lineText(line).replaceAll("\t", " ");
		const mark = line === start.line ? ">" : " ";
		rows.push(`${mark} ${String(line + 1).padStart(width)} | ${text}`.trimEnd());
		if (line !== start.line) continue;
		const until = end.line === start.line ? end.character : text.length;
		const carets = "^".repeat(Math.max(1, until - start.character));
		rows.push(`  ${" ".repeat(width)} | ${" ".repeat(start.character)}${carets}`);
	}
	return rows.join("\n");
}
