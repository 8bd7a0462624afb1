import type { Span } from "../../engine/index.ts";

/**
 * JSON, or YAML between brackets, read as far as it makes sense: unlike a parser this never gives up and never
 * reports, because it reads what is being typed at the moment.
 */
export type FlowNode =
	| {
			readonly kind: "map";
			readonly span: Span;
			readonly closed: boolean;
			readonly entries: readonly FlowEntry[];
	  }
	| {
			readonly kind: "list";
			readonly span: Span;
			readonly closed: boolean;
			readonly items: readonly FlowNode[];
	  }
	| { readonly kind: "scalar"; readonly span: Span; readonly text: string };

export type FlowEntry = {
	readonly key: string;
	readonly keySpan: Span;
	/** Offset of the colon, absent while there is none. */
	readonly colon?: number;
	readonly value?: FlowNode;
};

type Reader = { readonly text: string; readonly isJson: boolean; at: number };

function skipBlank(reader: Reader): void {
	for (; reader.at < reader.text.length; reader.at++) {
		const character = reader.text.charAt(reader.at);
		if (character === "#" && !reader.isJson) {
			const end = reader.text.indexOf("\n", reader.at);
			reader.at = end < 0 ? reader.text.length : end;
		} else if (!/\s/.test(character)) return;
	}
}

/** Reads a quoted text; one that is not closed ends at the end of its line. */
function readQuoted(reader: Reader, quote: string): FlowNode {
	const start = reader.at;
	let end = start + 1;
	for (; end < reader.text.length; end++) {
		const character = reader.text.charAt(end);
		if (character === "\n" || character === "\r") break;
		if (character === "\\" && quote === '"') end++;
		else if (character === quote) {
			reader.at = end + 1;
			return { kind: "scalar", span: { start, end: end + 1 }, text: reader.text.slice(start + 1, end) };
		}
	}
	const written = reader.text.slice(start, Math.min(end, reader.text.length)).trimEnd();
	reader.at = start + written.length;
	return { kind: "scalar", span: { start, end: reader.at }, text: written.slice(1) };
}

/** True where a plain text ends: at a delimiter, or at a colon that is followed by a blank. */
function endsPlain(reader: Reader, offset: number): boolean {
	const character = reader.text.charAt(offset);
	if (character === "" || /[,[\]{}\n\r]/.test(character)) return true;
	if (character === ":")
		return reader.isJson || /^(\s|[,[\]{}]|$)/.test(reader.text.slice(offset + 1, offset + 2));
	return reader.isJson
		? /\s/.test(character)
		: character === "#" && /\s/.test(reader.text.charAt(offset - 1));
}

/** Reads a text without quotes. A directive's parentheses belong to it, with the commas between them. */
function readPlain(reader: Reader): FlowNode {
	const start = reader.at;
	let end = start;
	let depth = 0;
	for (; end < reader.text.length; end++) {
		const character = reader.text.charAt(end);
		if (character === "\n" || character === "\r") break;
		if (depth === 0 && endsPlain(reader, end)) break;
		if (character === "(" && reader.text.charAt(start) === "$") depth++;
		else if (character === ")" && depth > 0) depth--;
	}
	const raw = reader.text.slice(start, end).trimEnd();
	reader.at = start + Math.max(raw.length, 1);
	return { kind: "scalar", span: { start, end: start + raw.length }, text: raw };
}

function readNode(reader: Reader): FlowNode {
	const character = reader.text.charAt(reader.at);
	if (character === "{") return readMap(reader);
	if (character === "[") return readList(reader);
	return character === '"' || character === "'" ? readQuoted(reader, character) : readPlain(reader);
}

function readMap(reader: Reader): FlowNode {
	const start = reader.at++;
	const entries: FlowEntry[] = [];
	for (skipBlank(reader); reader.at < reader.text.length; skipBlank(reader)) {
		const character = reader.text.charAt(reader.at);
		if (character === "}") {
			reader.at++;
			return { kind: "map", span: { start, end: reader.at }, closed: true, entries };
		}
		if (character === "]") break;
		if (character === "," || character === ":" || character === "{" || character === "[") {
			if (character === "{" || character === "[") readNode(reader);
			else reader.at++;
		} else entries.push(readEntry(reader));
	}
	return { kind: "map", span: { start, end: reader.at }, closed: false, entries };
}

function readEntry(reader: Reader): FlowEntry {
	const key = readNode(reader);
	const text = key.kind === "scalar" ? key.text : "";
	skipBlank(reader);
	if (reader.text.charAt(reader.at) !== ":") return { key: text, keySpan: key.span };
	const colon = reader.at++;
	skipBlank(reader);
	const next = reader.text.charAt(reader.at);
	if (next === "" || /[,\]}:]/.test(next) || isKeyAhead(reader))
		return { key: text, keySpan: key.span, colon };
	return { key: text, keySpan: key.span, colon, value: readNode(reader) };
}

/** True for `"a": ⏎ "b": 1`: the value of the first key is not written yet, the text behind it is the next key. */
function isKeyAhead(reader: Reader): boolean {
	return /^("(?:[^"\\\n\r]|\\.)*")[ \t]*:/.test(reader.text.slice(reader.at, reader.at + 200));
}

function readList(reader: Reader): FlowNode {
	const start = reader.at++;
	const items: FlowNode[] = [];
	for (skipBlank(reader); reader.at < reader.text.length; skipBlank(reader)) {
		const character = reader.text.charAt(reader.at);
		if (character === "]") {
			reader.at++;
			return { kind: "list", span: { start, end: reader.at }, closed: true, items };
		}
		if (character === "}") break;
		if (character === "," || character === ":") reader.at++;
		else items.push(readNode(reader));
	}
	return { kind: "list", span: { start, end: reader.at }, closed: false, items };
}

/** Reads the map or list that begins at `offset`; total. */
export function readFlow(text: string, offset: number, isJson: boolean): FlowNode {
	return readNode({ text, isJson, at: offset });
}
