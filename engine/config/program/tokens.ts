import type { Span } from "../../text/span.ts";

/** A piece of TypeScript or JavaScript. Comments and blanks are none. */
export type Token = {
	readonly kind:
		| "word"
		| "number"
		/** In quotes, or a template without anything to fill in. */
		| "text"
		/** A template with something to fill in. */
		| "template"
		| "regex"
		| "sign";
	readonly span: Span;
	/** As it is written. */
	readonly text: string;
};

/** Words after which a slash begins a regular expression, although they look like a name. */
const beforeValue = new Set([
	"return",
	"typeof",
	"case",
	"in",
	"of",
	"new",
	"delete",
	"void",
	"await",
	"yield",
]);

const blank = /(?:\s|\/\/[^\n\r]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const word = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const number = /(?:\d|\.\d)[\w.]*/y;
const quoted = /'(?:\\[\s\S]|[^'\\\n\r])*'?|"(?:\\[\s\S]|[^"\\\n\r])*"?/y;
const regex = /\/(?:\\.|\[(?:\\.|[^\]\\\n\r])*\]|[^/\\[\n\r])+\/\w*/y;
const longSign = /=>|\.\.\.|\?\.(?!\d)|\?\?|&&|\|\||[=!]==?/y;

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
	pattern.lastIndex = offset;
	return pattern.exec(text)?.[0];
}

/** What is open in a template: its own text, or so many braces of a part to fill in. */
type Open = "text" | number;

/** The offset behind the next piece of a template's own text. */
function stepInText(text: string, at: number, open: Open[]): number {
	const character = text[at];
	if (character === "\\") return at + 2;
	if (character === "`") open.pop();
	if (character !== "$" || text[at + 1] !== "{") return at + 1;
	open[open.length - 1] = 0;
	return at + 2;
}

/** The offset behind the next piece of a part to fill in. */
function stepInPart(text: string, at: number, braces: number, open: Open[]): number {
	const skipped = matchAt(blank, text, at) ?? matchAt(quoted, text, at);
	if (skipped) return at + skipped.length;
	const character = text[at];
	if (character === "`") open.push("text");
	else if (character === "{") open[open.length - 1] = braces + 1;
	else if (character === "}") open[open.length - 1] = braces === 0 ? "text" : braces - 1;
	return at + 1;
}

/** Where the template that begins at `offset` ends, and whether there is anything to fill in. */
function readTemplate(text: string, offset: number): { readonly end: number; readonly isFilled: boolean } {
	let isFilled = false;
	const open: Open[] = ["text"];
	let at = offset + 1;
	for (let last = open.at(-1); last !== undefined && at < text.length; last = open.at(-1)) {
		at = last === "text" ? stepInText(text, at, open) : stepInPart(text, at, last, open);
		isFilled ||= typeof open.at(-1) === "number";
	}
	return { end: Math.min(at, text.length), isFilled };
}

function isValueBefore(token: Token | undefined): boolean {
	if (!token) return false;
	if (token.kind === "word") return !beforeValue.has(token.text);
	return token.kind !== "sign" || [")", "]", "}"].includes(token.text);
}

function readToken(text: string, offset: number, before: Token | undefined): Token {
	const make = (kind: Token["kind"], found: string): Token => ({
		kind,
		span: { start: offset, end: offset + found.length },
		text: found,
	});
	const character = text.charAt(offset);
	if (character === "`") {
		const { end, isFilled } = readTemplate(text, offset);
		return make(isFilled ? "template" : "text", text.slice(offset, end));
	}
	const inQuotes = matchAt(quoted, text, offset);
	if (inQuotes !== undefined) return make("text", inQuotes);
	const name = matchAt(word, text, offset);
	if (name !== undefined) return make("word", name);
	const digits = matchAt(number, text, offset);
	if (digits !== undefined) return make("number", digits);
	const pattern = character === "/" && !isValueBefore(before) ? matchAt(regex, text, offset) : undefined;
	if (pattern !== undefined) return make("regex", pattern);
	return make("sign", matchAt(longSign, text, offset) ?? character);
}

/**
 * The tokens of a TypeScript or JavaScript text, as far as it takes to find literals in it. Total: a text that is
 * neither gives tokens too.
 */
export function tokensOf(text: string): readonly Token[] {
	const tokens: Token[] = [];
	let at = 0;
	while (at < text.length) {
		const space = matchAt(blank, text, at);
		if (space) {
			at += space.length;
			continue;
		}
		const token = readToken(text, at, tokens.at(-1));
		tokens.push(token);
		at = token.span.end;
	}
	return tokens;
}
