import type { LineMap } from "../../engine/index.ts";
import { flowPlace } from "./flow-place.ts";
import { gapAt, type Layout, type Path, type Place, unquote } from "./place.ts";
import { type Token, type YamlLines, yamlLines } from "./yaml-line.ts";
import {
	ancestorsOf,
	firstInside,
	goesOnBelow,
	isOrphaned,
	itemText,
	pathOf,
	siblingsOf,
} from "./yaml-tree.ts";

/** A cursor with the lines around it. */
type Search = {
	readonly text: string;
	readonly offset: number;
	readonly lines: YamlLines;
	readonly line: number;
	readonly column: number;
};

const opensFlow = (value: string) => value.startsWith("{") || value.startsWith("[");

/** An anchor or a tag alone is no value yet. */
const isBare = (value: string) => value === "" || /^[&!]\S*$/.test(value);

/** Text of `type` in a map on the way to the cursor. `chain`: the cursor's token and its ancestors. */
function typeReader(search: Search, chain: readonly Token[]): (path: Path) => string | undefined {
	return (path) => {
		// The map at a path holds the token that is as many steps from the top.
		const token = chain.at(-1 - path.length);
		const parent = chain.at(-path.length);
		if (!token || token.kind === "dash") return undefined;
		const keys = siblingsOf(search.lines, token, path.length === 0 ? undefined : parent);
		const type = keys.find((key) => key.key === "type");
		return type && unquote(type.value);
	};
}

/** Where brackets end at the latest that nobody closed: at the next key that stands where their own key does. */
function bracketsEnd({ lines, text }: Search, token: Token): number {
	for (let line = token.line + 1; line < lines.count; line++) {
		const first = lines.tokens(line)[0];
		if (first?.kind === "key" && first.column <= token.column) return lines.offsetAt(line, 0);
	}
	return text.length;
}

/** The place in brackets that were opened at `token` or before; `undefined` when the cursor is not inside of them. */
function inBrackets(search: Search, token: Token, chain: readonly Token[]): Place | undefined {
	const ancestors = ancestorsOf(search.lines, token);
	const holder = token.kind === "key" ? [token, ...ancestors] : ancestors;
	return flowPlace({
		text: search.text.slice(0, bracketsEnd(search, token)),
		offset: search.offset,
		start: search.lines.offsetAt(token.line, token.valueColumn),
		path: pathOf(search.lines, holder),
		isJson: false,
		typeAbove: typeReader(search, chain),
	});
}

function quoteOf(written: string): Place["quote"] {
	const first = written.charAt(0);
	return first === '"' || first === "'" ? first : "";
}

function wordAt(search: Search, line: number, from: number, to: number) {
	const start = search.lines.offsetAt(line, from);
	const end = search.lines.offsetAt(line, to);
	const written = search.text.slice(start, end);
	const quote = quoteOf(written);
	return {
		word: { start, end },
		quote,
		typed: search.text.slice(Math.min(start + quote.length, search.offset), search.offset),
	};
}

/** Where content begins at `token`, which may be nothing but the cursor. */
function contentPlace(search: Search, token: Token, ancestors: readonly Token[]): Place | undefined {
	const { lines } = search;
	const parent = ancestors[0];
	const hasValueBelow = token.kind === "text" && goesOnBelow(lines, token);
	// An entry on an empty line would take the lines below it away from their own key.
	if (hasValueBelow && token.value === "" && !isOrphaned(lines, token)) return undefined;
	const first = firstInside(lines, parent, token, hasValueBelow);
	if (first && (first.column !== token.column || first.kind === "text")) return undefined;
	const { word, quote, typed } = wordAt(search, token.line, token.column, token.end);
	const isList = first?.kind === "dash";
	const siblings = first ? siblingsOf(lines, first, parent) : [];
	const taken = isList
		? siblings.flatMap((dash) => itemText(lines, dash) ?? [])
		: siblings.filter((key) => key.line !== token.line || key.column !== token.column).map((key) => key.key);
	const list = parent?.kind === "dash" ? siblingsOf(lines, parent, ancestors[1]) : [];
	const items = list
		.filter((dash) => dash.line !== token.line)
		.flatMap((dash) => itemText(lines, dash) ?? []);
	const layout: Layout = { kind: "block", indent: token.column, gap: "" };
	return {
		kind: "content",
		path: pathOf(lines, ancestors),
		word,
		quote,
		typed,
		hasColon: token.kind === "key",
		...(hasValueBelow && { hasValueBelow }),
		taken: [...taken, ...items],
		typeAt: typeReader(search, [token, ...ancestors]),
		layout,
	};
}

/** True for a directive that goes on: a blank behind a comma is part of what is typed. */
const opensArgument = (value: string) => /\$[A-Za-z]\w*\(([^)]|\([^)]*\))*,$/.test(value);

/** In the value behind the colon of `token`. */
function valuePlace(search: Search, token: Token, ancestors: readonly Token[]): Place | undefined {
	const { column, line, lines, text } = search;
	const isEmpty = token.value === "";
	const valueEnd = token.valueColumn + token.value.length;
	if (!isEmpty && (column < token.valueColumn || (column > valueEnd && !opensArgument(token.value))))
		return undefined;
	if (/^[|>&!*]/.test(token.value)) return undefined;
	if (isEmpty && goesOnBelow(lines, token)) return undefined;
	const [from, to] = isEmpty ? [column, column] : [token.valueColumn, Math.max(valueEnd, column)];
	const { word, quote, typed } = wordAt(search, line, from, to);
	return {
		kind: "value",
		path: pathOf(lines, [token, ...ancestors]),
		word,
		quote,
		typed,
		hasColon: false,
		taken: [],
		typeAt: typeReader(search, [token, ...ancestors]),
		layout: { kind: "block", indent: token.column, gap: gapAt(text, word) },
	};
}

/** A token for a cursor where nothing is written. */
function cursorToken({ line, column }: Search): Token {
	return {
		kind: "text",
		line,
		column,
		end: column,
		key: "",
		afterColon: column,
		value: "",
		valueColumn: column,
	};
}

/** The token that the cursor is in or that its line is about; `undefined` where nothing can be completed. */
function tokenAt(search: Search): Token | undefined {
	const { lines, line, column } = search;
	const tokens = lines.tokens(line);
	const last = tokens.at(-1);
	if (column > lines.contentEnd(line)) return undefined;
	if (!last) return lines.text(line).slice(0, column).trim() === "" ? cursorToken(search) : undefined;
	if (last.kind === "dash") return column > last.end ? cursorToken(search) : undefined;
	return column >= last.column ? last : undefined;
}

/**
 * The place of a cursor in YAML, found by indentation from the cursor outwards, without reading the rest of the
 * config. `undefined` where nothing can be completed: in comments, block texts, between key and colon.
 */
export function yamlPlace(text: string, offset: number, map: LineMap): Place | undefined {
	const { line, character } = map.positionAt(offset);
	const search: Search = { text, offset, lines: yamlLines(map), line, column: character };
	const token = tokenAt(search);
	if (!token) return undefined;
	const ancestors = ancestorsOf(search.lines, token);
	const brackets = ancestors.findLast((ancestor) => ancestor.kind !== "dash" && opensFlow(ancestor.value));
	if (brackets) return inBrackets(search, brackets, [brackets, ...ancestorsOf(search.lines, brackets)]);
	// Below a text or a value there is more text: a block text, or a value over several lines.
	if (ancestors.some((ancestor) => ancestor.kind === "text" || !isBare(ancestor.value))) return undefined;
	if (opensFlow(token.value) && character > token.valueColumn)
		return inBrackets(search, token, [token, ...ancestors]);
	if (token.kind !== "key" || character <= token.end) {
		return character <= token.end ? contentPlace(search, token, ancestors) : undefined;
	}
	return character >= token.afterColon ? valuePlace(search, token, ancestors) : undefined;
}
