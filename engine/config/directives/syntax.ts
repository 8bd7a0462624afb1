/** A directive as written: `$Name(arguments).path.of.its.result`. */
export type DirectiveCall = {
	readonly name: string;
	readonly args: readonly ArgumentSyntax[];
	readonly path: readonly string[];
	/** The whole text, path included. */
	readonly text: string;
};

/** An argument: a nested directive or a plain value. */
export type ArgumentSyntax =
	| { readonly kind: "directive"; readonly call: DirectiveCall }
	| { readonly kind: "value"; readonly value: string | number | boolean };

/** What a text holds. */
export type DirectiveText =
	| { readonly kind: "plain" }
	| { readonly kind: "directive"; readonly call: DirectiveCall }
	/** A directive among other text, which the format does not resolve. `replacement`: what would do it. */
	| { readonly kind: "embedded"; readonly calls: readonly DirectiveCall[]; readonly replacement: string }
	| { readonly kind: "unclosed"; readonly name: string };

const start = /\$([A-Za-z][A-Za-z0-9]*)\(/;
const pathPattern = /^(?:\.[A-Za-z0-9_$]+)+/;

/** What stands unquoted at `index`; the depth is that of the parentheses around it. */
type Found = { readonly character: string; readonly index: number; readonly depth: number };

/** The characters of `text` from `from` on that are neither quoted nor escaped, with their depth of parentheses. */
function* unquoted(text: string, from: number): Generator<Found> {
	const tokens = /\\[\s\S]?|'(?:\\[\s\S]|[^'\\])*(?:'|$)|"(?:\\[\s\S]|[^"\\])*(?:"|$)|[\s\S]/g;
	let depth = 0;
	for (const match of text.slice(from).matchAll(tokens)) {
		const [character] = match;
		if (character.length > 1) continue;
		if (character === ")") depth--;
		yield { character, index: from + match.index, depth };
		if (character === "(") depth++;
	}
}

/** Offset behind the parenthesis that closes the one before `from`; `undefined` if none does. */
function closing(text: string, from: number): number | undefined {
	for (const { character, index, depth } of unquoted(text, from)) {
		if (character === ")" && depth < 0) return index + 1;
	}
	return undefined;
}

/** Splits at commas outside quotes and parentheses; blank parts are dropped. */
function splitArguments(text: string): string[] {
	const commas = [...unquoted(text, 0)].filter(({ character, depth }) => character === "," && depth === 0);
	const starts = [0, ...commas.map(({ index }) => index + 1)];
	const ends = [...commas.map(({ index }) => index), text.length];
	return starts.map((start, part) => text.slice(start, ends[part]).trim()).filter((part) => part !== "");
}

function readArgument(text: string): ArgumentSyntax {
	const nested = readCallAt(text, 0);
	if (nested) return { kind: "directive", call: nested.call };
	const quoted = /^(['"])([\s\S]*)\1$/.exec(text);
	if (quoted) return { kind: "value", value: quoted[2] ?? "" };
	if (text === "true" || text === "false") return { kind: "value", value: text === "true" };
	const number = Number(text);
	return { kind: "value", value: Number.isNaN(number) ? text : number };
}

/** Reads the directive that begins at `offset`, if one does. */
function readCallAt(
	text: string,
	offset: number,
): { readonly call: DirectiveCall; readonly end: number } | undefined {
	const rest = text.slice(offset);
	const match = start.exec(rest);
	if (match?.index !== 0) return undefined;
	const open = match[0].length;
	const close = closing(rest, open);
	if (close === undefined) return undefined;
	const path = pathPattern.exec(rest.slice(close))?.[0] ?? "";
	const end = close + path.length;
	const args = splitArguments(rest.slice(open, close - 1)).map(readArgument);
	const call = { name: match[1] ?? "", args, path: path.split(".").slice(1), text: rest.slice(0, end) };
	return { call, end: offset + end };
}

/**
 * Reads a text of the config. A directive is the whole text; among other text the format leaves it as it stands,
 * which is never what the author wants, so that it is told apart here.
 *
 * Names begin with a letter: a price like `$5 off (today)` is plain text.
 */
export function readDirective(text: string): DirectiveText {
	if (!text.includes("$") || !start.test(text)) return { kind: "plain" };
	const whole = readCallAt(text, 0);
	if (whole && whole.end === text.length) return { kind: "directive", call: whole.call };
	const calls: DirectiveCall[] = [];
	let format = "";
	let offset = 0;
	while (offset < text.length) {
		const found = readCallAt(text, offset);
		if (found) {
			calls.push(found.call);
			format += "{}";
			offset = found.end;
		} else {
			format += text.charAt(offset);
			offset++;
		}
	}
	if (calls.length === 0) return { kind: "unclosed", name: start.exec(text)?.[1] ?? "" };
	const escaped = format.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
	return {
		kind: "embedded",
		calls,
		replacement: `('${escaped}', ${calls.map((call) => call.text).join(", ")})`,
	};
}
