import { type Node as JsonNode, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Problem } from "../report/problem.ts";
import type { Entry, Node, Scalar } from "../text/tree.ts";
import { MAX_DEPTH } from "./bounds.ts";
import { duplicateKeys } from "./duplicate-keys.ts";
import type { SyntaxResult } from "./parse.ts";
import { tooComplex } from "./too-complex.ts";

const words: Readonly<Record<string, string>> = {
	InvalidSymbol: "this is not JSON",
	InvalidNumberFormat: "this is not a JSON number",
	PropertyNameExpected: "a key in double quotes is expected here",
	ValueExpected: "a value is expected here",
	ColonExpected: "a colon is expected here",
	CommaExpected: "a comma is expected here",
	CloseBraceExpected: "a closing } is missing",
	CloseBracketExpected: "a closing ] is missing",
	EndOfFileExpected: "nothing may follow the end of the config",
	InvalidCommentToken: "JSON has no comments",
	UnexpectedEndOfComment: "the comment does not end",
	UnexpectedEndOfString: "the text does not end",
	UnexpectedEndOfNumber: "the number does not end",
	InvalidUnicode: "this is no valid Unicode escape",
	InvalidEscapeCharacter: "this is no valid escape in JSON",
	InvalidCharacter: "this character must be escaped in JSON",
};

function syntaxProblem(error: ParseError): Problem {
	return {
		code: "json-syntax",
		severity: "error",
		message: words[printParseErrorCode(error.error)] ?? "this is not JSON",
		span: { start: error.offset, end: error.offset + error.length },
	};
}

function convert(json: JsonNode, depth: number, problems: Problem[]): Node {
	const span = { start: json.offset, end: json.offset + json.length };
	if (depth > MAX_DEPTH) {
		problems.push(tooComplex({ start: span.start, end: Math.min(span.end, span.start + 1) }));
		return { kind: "scalar", span, value: null, quoted: false };
	}
	if (json.type === "object") {
		const entries = (json.children ?? []).flatMap((property) => convertProperty(property, depth, problems));
		problems.push(...duplicateKeys(entries));
		return { kind: "map", span, entries };
	}
	if (json.type === "array") {
		return {
			kind: "list",
			span,
			items: (json.children ?? []).map((item) => convert(item, depth + 1, problems)),
		};
	}
	const value: Scalar = json.type === "null" ? null : json.value;
	return { kind: "scalar", span, value, quoted: json.type === "string" };
}

function convertProperty(property: JsonNode, depth: number, problems: Problem[]): Entry[] {
	const [key, value] = property.children ?? [];
	if (!key) return [];
	const keySpan = { start: key.offset, end: key.offset + key.length };
	if (value) return [{ key: String(key.value), keySpan, value: convert(value, depth + 1, problems) }];
	const end = property.offset + property.length;
	const missing: Node = {
		kind: "scalar",
		span: { start: end, end },
		value: null,
		quoted: false,
		missing: true,
	};
	return [{ key: String(key.value), keySpan, value: missing }];
}

/** The tree as jsonc-parser reads it; it calls itself for every level, and so may run out of stack. */
function readTree(text: string, errors: ParseError[]): JsonNode | undefined | "too-complex" {
	try {
		return parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
	} catch (error) {
		if (error instanceof RangeError) return "too-complex";
		throw error;
	}
}

/** Reads strict JSON as far as it goes. */
export function parseJson(text: string): SyntaxResult {
	const errors: ParseError[] = [];
	// A byte order mark is no JSON, but some editors write it: as a space it changes no place.
	const tree = readTree(text.replace(/^\uFEFF/, " "), errors);
	if (tree === "too-complex")
		return { root: undefined, syntax: [tooComplex({ start: 0, end: 1 })], problems: [] };
	if (!tree && text.trim() === "") return { root: undefined, syntax: [], problems: [] };
	const problems: Problem[] = [];
	const root = tree && convert(tree, 0, problems);
	return { root, syntax: errors.map(syntaxProblem), problems };
}
