import type { Span } from "../../text/span.ts";
import { MAX_DEPTH } from "../bounds.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** One `key: value` of an object literal. */
export type Member = { readonly key: string; readonly keySpan: Span; readonly value: Literal };

/** What an expression of the program says of the value that it will have. */
export type Literal =
	| {
			readonly kind: "map";
			readonly span: Span;
			readonly members: readonly Member[];
			/** What is spread into it; its own members win. */
			readonly spread: readonly Literal[];
	  }
	| { readonly kind: "list"; readonly span: Span; readonly items: readonly Literal[] }
	/** `new Bucket({…})`, `withDefaults({…})`; `callee` is the place of what is called. */
	| { readonly kind: "call"; readonly span: Span; readonly callee: Span; readonly args: readonly Literal[] }
	| { readonly kind: "name"; readonly span: Span; readonly name: string }
	/** A function, and what it returns last. */
	| { readonly kind: "function"; readonly span: Span; readonly result: Literal | undefined }
	| { readonly kind: "text"; readonly span: Span }
	| { readonly kind: "other"; readonly span: Span };

/** The literals of a program: what it exports, and what its names stand for. */
export type ProgramText = {
	/** The exported config, when it can be seen. */
	readonly exported: Literal | undefined;
	/** The words that export it, or the beginning of the text. */
	readonly exportSpan: Span;
	/** What each name was declared as, the last of several. */
	readonly names: ReadonlyMap<string, Literal>;
};

const opening: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const closing = new Set(Object.values(opening));

/** A reader over the tokens. Every step goes forward, so that it ends. */
class Reader {
	readonly tokens: readonly Token[];
	/** For each opening bracket the index of the one that closes it. */
	readonly pairs: ReadonlyMap<number, number>;
	at: number;

	constructor(tokens: readonly Token[]) {
		this.tokens = tokens;
		this.pairs = pairsOf(tokens);
		this.at = 0;
	}

	text(ahead = 0): string {
		return this.tokens[this.at + ahead]?.text ?? "";
	}

	/** The index behind the bracket that closes the one at `index`. */
	behind(index: number): number {
		return (this.pairs.get(index) ?? this.tokens.length - 1) + 1;
	}

	spanFrom(first: number): Span {
		const last = Math.max(first, Math.min(this.at, this.tokens.length) - 1);
		return { start: this.tokens[first]?.span.start ?? 0, end: this.tokens[last]?.span.end ?? 0 };
	}
}

function pairsOf(tokens: readonly Token[]): ReadonlyMap<number, number> {
	const pairs = new Map<number, number>();
	const open: { readonly index: number; readonly closes: string }[] = [];
	for (const [index, { kind, text }] of tokens.entries()) {
		if (kind !== "sign") continue;
		const closes = opening[text];
		if (closes !== undefined) open.push({ index, closes });
		else if (closing.has(text) && open.at(-1)?.closes === text) {
			const last = open.pop();
			if (last) pairs.set(last.index, index);
		}
	}
	return pairs;
}

/** True where an expression ends: at what separates it from the next one, or closes what it is in. */
function isEnd(reader: Reader): boolean {
	const token = reader.tokens[reader.at];
	if (!token) return true;
	return token.kind === "sign" && (/^[,;]$/.test(token.text) || closing.has(token.text));
}

/** Goes to the end of the expression, over everything in brackets. */
function skipRest(reader: Reader): void {
	while (!isEnd(reader)) {
		const isOpening = reader.tokens[reader.at]?.kind === "sign" && opening[reader.text()] !== undefined;
		reader.at = isOpening ? reader.behind(reader.at) : reader.at + 1;
	}
}

/** What follows a literal and does not change its value: `as const`, `satisfies Config`, `!`. */
function skipTypes(reader: Reader): boolean {
	if (isEnd(reader)) return true;
	if (!["as", "satisfies", "!"].includes(reader.text())) return false;
	skipRest(reader);
	return true;
}

/** Reads the expression at the reader, and goes to its end. */
function readExpression(reader: Reader, depth: number): Literal {
	const first = reader.at;
	const found = depth > MAX_DEPTH ? undefined : readPrimary(reader, depth + 1);
	if (found && skipTypes(reader)) return found;
	skipRest(reader);
	return { kind: "other", span: reader.spanFrom(first) };
}

function readPrimary(reader: Reader, depth: number): Literal | undefined {
	while (reader.text() === "await" || (reader.text() === "async" && reader.text(1) !== "=>")) reader.at++;
	const token = reader.tokens[reader.at];
	if (!token) return undefined;
	if (token.kind === "text") {
		reader.at++;
		return { kind: "text", span: token.span };
	}
	if (token.kind === "word") return readWord(reader, depth);
	if (token.text === "{") return readMap(reader, depth);
	if (token.text === "[") return readList(reader, depth);
	return token.text === "(" ? readParenthesis(reader, depth) : undefined;
}

/** A name, a call, or a function. */
function readWord(reader: Reader, depth: number): Literal | undefined {
	const first = reader.at;
	if (reader.text() === "function") return readFunction(reader, depth);
	if (reader.text() === "new") reader.at++;
	const nameAt = reader.at;
	reader.at++;
	if (reader.text() === "=>") {
		reader.at = first;
		return readArrow(reader, depth);
	}
	while ([".", "?."].includes(reader.text()) && reader.tokens[reader.at + 1]?.kind === "word") reader.at += 2;
	skipTypeArguments(reader);
	if (reader.text() !== "(") {
		const isName = reader.at === nameAt + 1 && nameAt === first;
		const { text = "" } = reader.tokens[first] ?? {};
		return isName ? { kind: "name", span: reader.spanFrom(first), name: text } : undefined;
	}
	const callee = reader.spanFrom(nameAt);
	const args = readItems(reader, depth);
	return { kind: "call", span: reader.spanFrom(first), callee, args };
}

/** `<Config>` between a name and its parenthesis; anything else stays. */
function skipTypeArguments(reader: Reader): void {
	if (reader.text() !== "<") return;
	for (let ahead = 1, open = 1; ahead < 60; ahead++) {
		const text = reader.text(ahead);
		if (text === "<") open++;
		if (text === ">") open--;
		if (text === "" || text === ";") return;
		if (open > 0) continue;
		if (reader.text(ahead + 1) === "(") reader.at += ahead + 1;
		return;
	}
}

/** `function name(…) {…}`, behind it. */
function readFunction(reader: Reader, depth: number): Literal {
	const first = reader.at;
	while (reader.at < reader.tokens.length && reader.text() !== "(") reader.at++;
	reader.at = reader.behind(reader.at);
	while (reader.at < reader.tokens.length && reader.text() !== "{") reader.at++;
	const result = readBody(reader, depth);
	return { kind: "function", span: reader.spanFrom(first), result };
}

/** `(…) => …` or `name => …`, from its beginning. */
function readArrow(reader: Reader, depth: number): Literal | undefined {
	const first = reader.at;
	reader.at = reader.text() === "(" ? reader.behind(reader.at) : reader.at + 1;
	// The type of the result, which may have brackets of its own.
	while (reader.text() !== "=>") {
		if (isEnd(reader)) return undefined;
		reader.at = opening[reader.text()] === undefined ? reader.at + 1 : reader.behind(reader.at);
	}
	reader.at++;
	const result = reader.text() === "{" ? readBody(reader, depth) : readExpression(reader, depth);
	return { kind: "function", span: reader.spanFrom(first), result };
}

/** The block of a function: what its last `return` gives, those of functions and blocks inside of it left out. */
function readBody(reader: Reader, depth: number): Literal | undefined {
	const end = reader.behind(reader.at);
	reader.at++;
	let result: Literal | undefined;
	while (reader.at < end - 1) {
		if (reader.text() === "return") {
			reader.at++;
			result = readExpression(reader, depth);
		} else reader.at = opening[reader.text()] === undefined ? reader.at + 1 : reader.behind(reader.at);
	}
	reader.at = end;
	return result;
}

/** An arrow function, or an expression in parentheses. */
function readParenthesis(reader: Reader, depth: number): Literal | undefined {
	const first = reader.at;
	const after = reader.tokens[reader.behind(first)]?.text;
	const arrow = after === "=>" || after === ":" ? readArrow(reader, depth) : undefined;
	if (arrow) return arrow;
	reader.at = first + 1;
	const inner = readExpression(reader, depth);
	reader.at = reader.behind(first);
	return inner;
}

/** The expressions between the brackets at the reader, and behind them. */
function readItems(reader: Reader, depth: number): Literal[] {
	const end = reader.behind(reader.at);
	reader.at++;
	const items: Literal[] = [];
	while (reader.at < end - 1) {
		const before = reader.at;
		items.push(readExpression(reader, depth));
		if (reader.text() === "," || reader.at === before) reader.at++;
	}
	reader.at = end;
	return items;
}

function readList(reader: Reader, depth: number): Literal {
	const first = reader.at;
	const items = readItems(reader, depth);
	return { kind: "list", span: reader.spanFrom(first), items };
}

function readMap(reader: Reader, depth: number): Literal {
	const first = reader.at;
	const end = reader.behind(first);
	reader.at++;
	const members: Member[] = [];
	const spread: Literal[] = [];
	while (reader.at < end - 1) {
		const before = reader.at;
		if (reader.text() === "...") {
			reader.at++;
			spread.push(readExpression(reader, depth));
		} else {
			const member = readMember(reader, depth);
			if (member) members.push(member);
		}
		if (reader.text() === "," || reader.at === before) reader.at++;
	}
	reader.at = end;
	return { kind: "map", span: reader.spanFrom(first), members, spread };
}

/** What a quoted text says; escapes are rare in keys, and stay as they are. */
function unquoted({ kind, text }: Token): string {
	return kind === "text" ? text.slice(1, -1) : text;
}

/** One member of an object: `key: value`, `key`, or a method, which has no value that could be in a config. */
function readMember(reader: Reader, depth: number): Member | undefined {
	const token = reader.tokens[reader.at];
	const isKey = token && (token.kind === "word" || token.kind === "text" || token.kind === "number");
	if (!isKey) {
		skipRest(reader);
		return undefined;
	}
	reader.at++;
	const key = unquoted(token);
	const { span: keySpan } = token;
	if (reader.text() === ":") {
		reader.at++;
		return { key, keySpan, value: readExpression(reader, depth) };
	}
	if (isEnd(reader)) return { key, keySpan, value: { kind: "name", span: keySpan, name: key } };
	skipRest(reader);
	return { key, keySpan, value: { kind: "other", span: keySpan } };
}

/** Goes over the type of a name, to the `=` or to where the declaration ends; commas may stand in `<…>`. */
function skipType(reader: Reader): void {
	let open = 0;
	while (reader.text() !== "=" && (!isEnd(reader) || (open > 0 && reader.text() === ","))) {
		if (reader.text() === "<") open++;
		if (reader.text() === ">") open--;
		reader.at = opening[reader.text()] === undefined ? reader.at + 1 : reader.behind(reader.at);
	}
}

/** Reads `const name: Type = value` behind the `const`; destructured names have no value of their own. */
function readDeclaration(reader: Reader, names: Map<string, Literal>): void {
	const name = reader.tokens[reader.at];
	if (name?.kind !== "word") return;
	reader.at++;
	if (reader.text() === ":") skipType(reader);
	if (reader.text() !== "=") return;
	reader.at++;
	names.set(name.text, readExpression(reader, 0));
}

type Export = { readonly literal: Literal | undefined; readonly span: Span };

/** What stands at the reader when it exports the config; the reader may be anywhere afterwards. */
function readExport(reader: Reader): Export | undefined {
	const first = reader.at;
	const take = (words: number): Export => {
		reader.at = first + words;
		const span = reader.spanFrom(first);
		return { literal: readExpression(reader, 0), span };
	};
	const [one, two, three, four] = [0, 1, 2, 3].map((ahead) => reader.text(ahead));
	if (one === "export" && two === "default") return take(2);
	if (one === "module" && two === "." && three === "exports" && four === "=") return take(4);
	if (one === "exports" && two === "." && (three === "default" || three === "getConfig") && four === "=")
		return take(4);
	if (one === "export" && two === "const" && three === "getConfig") return named(reader, first + 2);
	if (one === "export" && (two === "function" || three === "function") && isNamed(reader, first, "getConfig"))
		return take(1);
	return one === "export" && two === "{" ? readExportList(reader, first) : undefined;
}

function isNamed(reader: Reader, first: number, name: string): boolean {
	return [2, 3].some((ahead) => reader.tokens[first + ahead]?.text === name);
}

/** `const getConfig = …`: the literal is that of the name. */
function named(reader: Reader, at: number): Export {
	const span = reader.tokens[at]?.span ?? { start: 0, end: 0 };
	return { literal: { kind: "name", span, name: reader.tokens[at]?.text ?? "" }, span };
}

/** `export { config as default }`. */
function readExportList(reader: Reader, first: number): Export | undefined {
	const end = reader.behind(first + 1);
	for (let at = first + 2; at < end; at++) {
		const isDefault = reader.tokens[at + 1]?.text === "as" && reader.tokens[at + 2]?.text === "default";
		if (isDefault) return named(reader, at);
	}
	return undefined;
}

/**
 * Finds the literals of a config that is a program, without running it: the object that it exports, and those that
 * its names stand for. Only a help to find places, so that what it does not understand is left out.
 */
export function readProgramText(text: string): ProgramText {
	const tokens = tokensOf(text);
	const names = new Map<string, Literal>();
	const reader = new Reader(tokens);
	let found: Export | undefined;
	for (const [index, token] of tokens.entries()) {
		if (token.kind !== "word" || tokens[index - 1]?.text === ".") continue;
		reader.at = index;
		if (/^(const|let|var)$/.test(token.text)) {
			reader.at++;
			readDeclaration(reader, names);
		} else if (/^(export|module|exports)$/.test(token.text)) found = readExport(reader) ?? found;
	}
	return { exported: found?.literal, exportSpan: found?.span ?? { start: 0, end: 0 }, names };
}
