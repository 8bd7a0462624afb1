import { type Node as JsonNode, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Problem } from "../report/problem.ts";
import type { Entry, Node, Scalar } from "../text/tree.ts";
import { duplicateKeys } from "./duplicate-keys.ts";
import type { SyntaxResult } from "./parse.ts";

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

function convert(json: JsonNode, problems: Problem[]): Node {
	const span = { start: json.offset, end: json.offset + json.length };
	if (json.type === "object") {
		const entries = (json.children ?? []).flatMap((property) => convertProperty(property, problems));
		problems.push(...duplicateKeys(entries));
		return { kind: "map", span, entries };
	}
	if (json.type === "array") {
		return { kind: "list", span, items: (json.children ?? []).map((item) => convert(item, problems)) };
	}
	const value: Scalar = json.type === "null" ? null : json.value;
	return { kind: "scalar", span, value, quoted: json.type === "string" };
}

function convertProperty(property: JsonNode, problems: Problem[]): Entry[] {
	const [key, value] = property.children ?? [];
	if (!key) return [];
	const keySpan = { start: key.offset, end: key.offset + key.length };
	if (value) return [{ key: String(key.value), keySpan, value: convert(value, problems) }];
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

/** Reads strict JSON as far as it goes. */
export function parseJson(text: string): SyntaxResult {
	const errors: ParseError[] = [];
	const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
	if (!tree && text.trim() === "") return { root: undefined, problems: [] };
	const problems = errors.map(syntaxProblem);
	return { root: tree ? convert(tree, problems) : undefined, problems };
}
