import { type Document, isCollection, isScalar, visit, type YAMLError } from "yaml";
import type { Fix, Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";
import { tooComplex } from "./too-complex.ts";

type Words = { readonly message: string; readonly hint?: string };

/** Words for the messages of the YAML library that beginners meet, the first match counts. */
const wordsByMessage: readonly (readonly [pattern: RegExp, words: Words])[] = [
	[
		/^Missing closing/,
		{
			message: "this quote is not closed",
			hint: "close it on the same line, or double a quote that belongs to the text",
		},
	],
	[
		/must end with a|sufficiently indented/,
		{
			message: "this bracket is not closed, or what it holds is not indented",
			hint: "close it; a directive with {} in it needs quotes inside brackets",
		},
	],
	[
		/need to be followed by map values/,
		{ message: "a key must be followed by a colon", hint: "write key: value" },
	],
	[
		/ at node end/,
		{
			message: "a comma, a quote or a line break is missing before this",
			hint: "put the whole value in quotes if this belongs to it",
		},
	],
	[/^Missing ,/, { message: "a comma is missing before this", hint: "separate the items by commas" }],
	[/^Missing space after :/, { message: "a space is missing behind the colon", hint: "write key: value" }],
	[
		/^Comments must be separated/,
		{ message: "a space is missing before the #", hint: "add a space, or put the value in quotes" },
	],
	[/^Anchor cannot/, { message: "this anchor has no name", hint: "write &name, or put the value in quotes" }],
	[/^Alias cannot/, { message: "this alias has no name", hint: "write *name, or put the value in quotes" }],
	[
		/without - indicator/,
		{
			message: "an item of this list must begin with a dash",
			hint: "write - before it, or indent it as part of the item above",
		},
	],
];

const wordsByCode: Readonly<Partial<Record<YAMLError["code"], Words>>> = {
	TAB_AS_INDENT: {
		message: "a tab indents this line, but YAML takes spaces only",
		hint: "replace the tab by two spaces",
	},
	BAD_INDENT: {
		message: "this line is not indented like its neighbours",
		hint: "align it with the lines of the same level",
	},
	BLOCK_IN_FLOW: {
		message: "a comma or a bracket is missing here",
		hint: "close the bracket before this line",
	},
	MULTIPLE_DOCS: {
		message: "a config is a single YAML document",
		hint: "remove the second document and its `---`",
	},
	BLOCK_AS_IMPLICIT_KEY: {
		message: "a map cannot begin on the line of its key",
		hint: "begin it on the next line, indented, or put the value in quotes if it is a text",
	},
	MULTILINE_IMPLICIT_KEY: {
		message: "a key must stand on one line and be followed by a colon",
		hint: "add the colon, or indent the line as part of the value above",
	},
	BAD_SCALAR_START: {
		message: "a plain value cannot begin with this character",
		hint: "put the value in quotes",
	},
	BAD_DQ_ESCAPE: {
		message: "this is no valid escape in double quotes",
		hint: "write two backslashes, or use single quotes",
	},
};

/** The place of an unclosed quote or bracket; the library points at where it misses the end. */
function opening(error: YAMLError, document: Document, text: string): Span | undefined {
	if (!/^Missing closing|must end with a|sufficiently indented/.test(error.message)) return undefined;
	const starts: number[] = [];
	visit(document, (_key, node) => {
		const range = isScalar(node) || isCollection(node) ? node.range : undefined;
		if (range && range[0] < error.pos[0] && range[2] >= error.pos[0] && /["'[{]/.test(text.charAt(range[0])))
			starts.push(range[0]);
	});
	const start = starts.at(-1);
	return start === undefined ? undefined : { start, end: start + 1 };
}

function placeOf(error: YAMLError, document: Document, text: string): Span {
	const start = Math.min(error.pos[0], text.length);
	const lineBreak = text.indexOf("\n", start);
	const lineEnd = lineBreak < 0 ? text.length : lineBreak;
	return (
		opening(error, document, text) ?? {
			start,
			end: Math.max(start, Math.min(Math.max(error.pos[1], start + 1), lineEnd)),
		}
	);
}

/** How many spaces the text indents a level with: the smallest indentation in it, two where there is none. */
function indentStep(text: string): number {
	const indents = [...text.matchAll(/^( +)(?=[^\s#-])/gm)].map(([, spaces = ""]) => spaces.length);
	return indents.length > 0 ? Math.min(...indents) : 2;
}

/** The indentation, in spaces, that the line behind `before` should have: deeper where the last line opens a block. */
function expectedIndent(before: string, step: number): number {
	const last =
		before.split("\n").findLast((line) => line.trim() !== "" && !line.trimStart().startsWith("#")) ?? "";
	const indent = /^ */.exec(last)?.[0].length ?? 0;
	return /:\s*(#.*)?$/.test(last) ? indent + step : indent;
}

/** Replaces the tabs of all lines in a row that begin with one, so that they keep their levels among each other. */
function tabFix(text: string, offset: number): Fix {
	const start = text.lastIndexOf("\n", offset - 1) + 1;
	const block = /^(?:[ ]*\t[^\n]*(?:\n|$)|[ \t]*\n)+/.exec(text.slice(start))?.[0] ?? "";
	const step = indentStep(text);
	const tabs = (line: string) => /^[ \t]*/.exec(line)?.[0].split("\t").length ?? 1;
	const base = expectedIndent(text.slice(0, start), step);
	const first = tabs(block);
	const lines = block.split("\n").map((line) => {
		if (line.trim() === "") return line;
		return " ".repeat(Math.max(0, base + (tabs(line) - first) * step)) + line.trimStart();
	});
	return {
		title: "Replace tabs by spaces",
		span: { start, end: start + block.length },
		text: lines.join("\n"),
	};
}

/** A message of the parser as the end of a sentence: what it quotes may end in a period of its own. */
function inSentence(reason: string): string {
	return `${reason.charAt(0).toLowerCase()}${reason.slice(1)}`.replace(/[.\s]+$/, "");
}

/** The problem of a place where the text is not YAML. */
export function yamlProblem(error: YAMLError, document: Document, text: string): Problem {
	const span = placeOf(error, document, text);
	if (error.code === "RESOURCE_EXHAUSTION") return tooComplex(span);
	const words =
		wordsByMessage.find(([pattern]) => pattern.test(error.message))?.[1] ?? wordsByCode[error.code];
	const [reason = ""] = (error.message.split(" at line ")[0] ?? "").split("\n");
	return {
		code: error.code === "TAB_AS_INDENT" ? "yaml-tab" : "yaml-syntax",
		severity: "error",
		message: words?.message ?? `this is not valid YAML: ${inSentence(reason)}`,
		span,
		hint: words?.hint ?? "check the indentation, quotes and brackets here and on the line above",
		...(error.code === "TAB_AS_INDENT" && { fixes: [tabFix(text, span.start)] }),
	};
}

/** A tag that YAML does not know. CloudFormation's own short forms are such tags, and are not part of the format. */
export function unknownTag(tag: string, span: Span): Problem {
	const name = tag.slice(1);
	return {
		code: "yaml-tag",
		severity: "error",
		message: `"${tag}" has no meaning in a config`,
		span,
		hint: `write the long form, for example ${name === "Ref" || name === "Condition" ? name : `Fn::${name}`}: …, or put the value in quotes`,
	};
}
