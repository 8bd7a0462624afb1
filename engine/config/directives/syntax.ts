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

/** The longest name that is looked for; those of the format have up to 15 letters. */
const MAX_NAME = 60;
/** Levels of directives in directives that are read as such; deeper ones stay text. */
const MAX_LEVEL = 32;
/** Openings without an end after which a text is not searched any further. */
const MAX_UNCLOSED = 20;

const start = /^\$([A-Za-z][A-Za-z0-9]*)\(/;
const pathPattern = /^(?:\.[A-Za-z0-9_$]+)+/;

/** Name of the directive that begins at `offset`; `undefined` if none does. */
function nameAt(text: string, offset: number): string | undefined {
	return start.exec(text.slice(offset, offset + MAX_NAME))?.[1];
}

/** Where the next directive begins, from `offset` on; -1 if none does. */
function nextStart(text: string, offset: number): number {
	let at = text.indexOf("$", offset);
	while (at >= 0 && nameAt(text, at) === undefined) at = text.indexOf("$", at + 1);
	return at;
}

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

function readArgument(text: string, level: number): ArgumentSyntax {
	const nested = level < MAX_LEVEL ? readCallAt(text, 0, level) : undefined;
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
	level = 0,
): { readonly call: DirectiveCall; readonly end: number } | undefined {
	const name = nameAt(text, offset);
	if (name === undefined) return undefined;
	const open = offset + name.length + 2;
	const close = closing(text, open);
	if (close === undefined) return undefined;
	const path = pathPattern.exec(text.slice(close))?.[0] ?? "";
	const end = close + path.length;
	const args = splitArguments(text.slice(open, close - 1)).map((argument) =>
		readArgument(argument, level + 1),
	);
	return { call: { name, args, path: path.split(".").slice(1), text: text.slice(offset, end) }, end };
}

/**
 * Reads a text of the config. A directive is the whole text; among other text the format leaves it as it stands,
 * which is never what the author wants, so that it is told apart here.
 *
 * Names begin with a letter: a price like `$5 off (today)` is plain text.
 */
export function readDirective(text: string): DirectiveText {
	const first = nextStart(text, 0);
	if (first < 0) return { kind: "plain" };
	const whole = readCallAt(text, 0);
	if (whole && whole.end === text.length) return { kind: "directive", call: whole.call };
	return readEmbedded(text, first);
}

function readEmbedded(text: string, first: number): DirectiveText {
	const calls: DirectiveCall[] = [];
	let format = "";
	let done = 0;
	let unclosed = 0;
	let next = first;
	while (next >= 0 && unclosed < MAX_UNCLOSED) {
		const found = readCallAt(text, next);
		if (found) {
			calls.push(found.call);
			format += `${text.slice(done, next)}{}`;
			done = found.end;
		} else unclosed++;
		next = nextStart(text, found ? found.end : next + 1);
	}
	if (calls.length === 0) return { kind: "unclosed", name: nameAt(text, first) ?? "" };
	const escaped = (format + text.slice(done)).replaceAll("\\", "\\\\").replaceAll("'", "\\'");
	return {
		kind: "embedded",
		calls,
		replacement: `('${escaped}', ${calls.map((call) => call.text).join(", ")})`,
	};
}
