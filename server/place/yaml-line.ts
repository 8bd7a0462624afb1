import type { LineMap } from "../../engine/index.ts";

/** A dash, a key with its colon, or any other text, at a column of a line. */
export type Token = {
	readonly kind: "dash" | "key" | "text";
	readonly line: number;
	readonly column: number;
	/** Column behind the key, the text or the dash. */
	readonly end: number;
	/** The key without quotes. */
	readonly key: string;
	/** Column behind the colon of a key. */
	readonly afterColon: number;
	/** A key's value on the same line, or the text itself, as written. */
	readonly value: string;
	/** Column of the value; that of the line's end when there is none. */
	readonly valueColumn: number;
};

/** Lines of a config as tokens, each line read once. */
export type YamlLines = {
	readonly count: number;
	/** From left to right; empty for a line with nothing but blanks and a comment. */
	tokens(line: number): readonly Token[];
	text(line: number): string;
	offsetAt(line: number, column: number): number;
	/** Column where a comment begins, or the end of the line. */
	contentEnd(line: number): number;
};

const isBlank = (character: string) => character === "" || character === " " || character === "\t";

/** Column of the quote that closes the one at `column`, or the end of the text. */
function quoteEnd(text: string, column: number): number {
	const quote = text.charAt(column);
	for (let at = column + 1; at < text.length; at++) {
		if (text.charAt(at) === "\\" && quote === '"') at++;
		else if (text.charAt(at) === quote) return at;
	}
	return text.length;
}

/** Column where a comment begins, or the end of the text; what is in quotes is no comment. */
function contentEnd(text: string): number {
	for (let column = 0; column < text.length; column++) {
		const character = text.charAt(column);
		const before = text.charAt(column - 1);
		if (character === "#" && isBlank(before)) return column;
		const opensQuote = (character === '"' || character === "'") && (isBlank(before) || /[[{,(]/.test(before));
		if (opensQuote) column = quoteEnd(text, column);
	}
	return text.length;
}

/** Column of the colon that ends a key which begins at `column`; `undefined` when the text is no key. */
function colonOf(text: string, column: number): number | undefined {
	const rest = text.slice(column);
	const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*:(?=\s|$)/.exec(rest);
	if (quoted) return column + quoted[0].length - 1;
	if (/^["'[{#|>@`%]/.test(rest)) return undefined;
	const plain = /:(?=\s|$)/.exec(rest);
	return plain ? column + plain.index : undefined;
}

function contentToken(line: number, content: string, column: number): Token {
	const colon = colonOf(content, column);
	const from = colon === undefined ? column : colon + 1;
	const raw = content.slice(from);
	const value = raw.trim();
	const valueColumn = value === "" ? content.length : from + raw.length - raw.trimStart().length;
	const written = content.slice(column, colon).trimEnd();
	return {
		kind: colon === undefined ? "text" : "key",
		line,
		column,
		end: column + written.length,
		key: colon === undefined ? "" : written.replace(/^(["'])(.*)\1$/, "$2"),
		afterColon: from,
		value,
		valueColumn,
	};
}

/** Reads one line, without its line break. */
export function readTokens(text: string, line: number): readonly Token[] {
	// Markers of a document and its directives are no part of the structure.
	if (/^(---|\.\.\.|%)/.test(text)) return [];
	const content = text.slice(0, contentEnd(text));
	const tokens: Token[] = [];
	for (let column = 0; column < content.length; column++) {
		const character = content.charAt(column);
		if (character === "-" && isBlank(content.charAt(column + 1))) {
			tokens.push({
				kind: "dash",
				line,
				column,
				end: column + 1,
				key: "",
				afterColon: column + 1,
				value: "",
				valueColumn: content.length,
			});
		} else if (!isBlank(character)) {
			tokens.push(contentToken(line, content, column));
			break;
		}
	}
	return tokens;
}

/** The lines of a config, read when they are asked for. */
export function yamlLines(map: LineMap): YamlLines {
	const read = new Map<number, readonly Token[]>();
	return {
		count: map.lineCount,
		text: map.lineText,
		offsetAt: (line, character) => map.offsetAt({ line, character }),
		contentEnd: (line) => contentEnd(map.lineText(line)),
		tokens: (line) => {
			const known = read.get(line) ?? readTokens(map.lineText(line), line);
			read.set(line, known);
			return known;
		},
	};
}
