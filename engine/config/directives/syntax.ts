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

/** Offset behind the parenthesis that closes the one before `from`; `undefined` if none does. */
function closing(text: string, from: number): number | undefined {
	let depth = 1;
	let quote: string | undefined;
	for (let index = from; index < text.length; index++) {
		const character = text.charAt(index);
		if (character === "\\") index++;
		else if (quote) quote = character === quote ? undefined : quote;
		else if (character === "'" || character === '"') quote = character;
		else if (character === "(") depth++;
		else if (character === ")" && --depth === 0) return index + 1;
	}
	return undefined;
}

/** Splits at commas outside quotes and parentheses; blank parts are dropped. */
function splitArguments(text: string): string[] {
	const parts: string[] = [];
	let depth = 0;
	let quote: string | undefined;
	let from = 0;
	for (let index = 0; index <= text.length; index++) {
		const character = text.charAt(index);
		if (character === "\\") index++;
		else if (quote) quote = character === quote ? undefined : quote;
		else if (character === "'" || character === '"') quote = character;
		else if (character === "(") depth++;
		else if (character === ")") depth--;
		else if (index === text.length || (character === "," && depth === 0)) {
			parts.push(text.slice(from, index).trim());
			from = index + 1;
		}
	}
	return parts.filter((part) => part !== "");
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
function readCallAt(text: string, offset: number): { readonly call: DirectiveCall; readonly end: number } | undefined {
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
	return { kind: "embedded", calls, replacement: `('${escaped}', ${calls.map((call) => call.text).join(", ")})` };
}
