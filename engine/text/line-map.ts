import type { Span } from "./span.ts";

/** A place in a text, both counted from 0 in UTF-16 units, as the Language Server Protocol counts. */
export type Position = { readonly line: number; readonly character: number };

/** Two positions, the end not included. */
export type Range = { readonly start: Position; readonly end: Position };

/** Translates between offsets and positions of one text. */
export type LineMap = {
	readonly lineCount: number;
	/** The position of `offset`; offsets outside the text give its nearest end. */
	positionAt(offset: number): Position;
	/** The offset of `position`; a character past the end of its line gives the end of the line. */
	offsetAt(position: Position): number;
	rangeOf(span: Span): Range;
	/** The text of a line without its line break; empty outside the text. */
	lineText(line: number): string;
};

function lineStarts(text: string): readonly number[] {
	const starts = [0];
	for (let offset = 0; offset < text.length; offset++) {
		const code = text.charCodeAt(offset);
		if (code === 13 && text.charCodeAt(offset + 1) === 10) continue;
		if (code === 13 || code === 10) starts.push(offset + 1);
	}
	return starts;
}

/** Reads the line breaks of `text` (LF, CRLF or CR) once, so that every later question costs a binary search. */
export function lineMap(text: string): LineMap {
	const starts = lineStarts(text);
	const startOf = (line: number) => starts[line] ?? text.length;
	const positionAt = (offset: number): Position => {
		const wanted = Math.max(0, Math.min(offset, text.length));
		let low = 0;
		let high = starts.length - 1;
		while (low < high) {
			const middle = Math.ceil((low + high) / 2);
			if (startOf(middle) <= wanted) low = middle;
			else high = middle - 1;
		}
		return { line: low, character: wanted - startOf(low) };
	};
	const lineText = (line: number) =>
		line < 0 || line >= starts.length
			? ""
			: text.slice(startOf(line), startOf(line + 1)).replace(/[\r\n]+$/, "");
	return {
		lineCount: starts.length,
		positionAt,
		offsetAt: ({ line, character }) =>
			line >= starts.length ? text.length : startOf(line) + Math.min(character, lineText(line).length),
		rangeOf: (span) => ({ start: positionAt(span.start), end: positionAt(span.end) }),
		lineText,
	};
}
