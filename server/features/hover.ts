import { type Hover, MarkupKind } from "vscode-languageserver/node";
import { type Analysis, directivesOf, type Schema, type Span } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import { describeSchema } from "../schema/describe.ts";
import { schemaAt } from "../schema/schema-at.ts";
import {
	childDocs,
	connectionDocs,
	directiveDocs,
	resourceDocs,
	scriptDocs,
	variableDocs,
} from "./hover/docs.ts";
import { type Located, locate, typesIn, withoutQuotes } from "./tree.ts";
import { type Word, wordAt } from "./words.ts";

type Found = { readonly span: Span; readonly text: string | undefined };

/** What a word names. */
function wordDocs(analysis: Analysis, word: Word): string | undefined {
	switch (word.kind) {
		case "resource":
		case "reference":
		case "argument":
			return resourceDocs(analysis, word.name);
		case "connection":
			// A script gets the variables, but no permissions.
			return word.path[0] === "scripts"
				? resourceDocs(analysis, word.name)
				: connectionDocs(analysis, word.name, String(word.path[1]));
		case "logical-id":
			return childDocs(analysis, word.name);
		case "script":
			return scriptDocs(analysis, word.name);
		case "variable":
			return variableDocs(analysis, word.path);
		case "declaration":
			return word.of === "variable" ? variableDocs(analysis, word.path) : undefined;
		case "directive":
		case "path":
			return undefined;
	}
}

/** The directive whose name or parentheses `offset` is in: the innermost one. */
function directiveAt(analysis: Analysis, { node, span, path }: Located, offset: number): Found | undefined {
	if (node.kind !== "scalar" || typeof node.value !== "string") return undefined;
	const written = analysis.file.text.slice(span.start, span.end);
	const names = [...written.matchAll(/\$([A-Za-z][A-Za-z0-9]*)\(/g)];
	const match = names.findLast(({ index }) => span.start + index <= offset);
	const directive = directivesOf(analysis.parsed.root).known.get(match?.[1] ?? "");
	if (!match || !directive) return undefined;
	const start = span.start + match.index;
	const isWhole = written.replace(/^["']/, "").startsWith(match[0]) && match.index <= 1;
	return {
		span: { start, end: start + match[0].length - 1 },
		text: directiveDocs(analysis, directive, isWhole ? path : undefined),
	};
}

function valueDocs(schema: Schema, { node, span }: Located): Found | undefined {
	if (node.kind !== "scalar") return undefined;
	const docs = schema.valueDocs?.[String(node.value)];
	const isListed = schema.enum?.includes(node.value as string);
	const text = docs && isListed ? `\`${node.value}\`: ${docs}` : describeSchema(schema);
	return { span, text };
}

function schemaDocs(analysis: Analysis, located: Located): Found | undefined {
	const schema = schemaAt(located.path, typesIn(analysis));
	if (!schema) return undefined;
	if (located.part === "value") return valueDocs(schema, located);
	return { span: located.span, text: `**${located.path.at(-1)}**\n\n${describeSchema(schema)}` };
}

function find(analysis: Analysis, offset: number): Found | undefined {
	const word = wordAt(analysis, offset);
	const text = word && wordDocs(analysis, word);
	if (word && text) return { span: word.span, text };
	const located = locate(analysis, offset);
	if (!located) return undefined;
	return (
		(located.part === "value" ? directiveAt(analysis, located, offset) : undefined) ??
		schemaDocs(analysis, located)
	);
}

/** What is known about the word at `offset`: of the format, of AWS, and of what becomes of it at this target. */
export function hover(analysis: Analysis, offset: number): Hover | undefined {
	const found = find(analysis, offset);
	if (!found?.text) return undefined;
	const span = withoutQuotes(found.span, analysis.file.text);
	return { contents: { kind: MarkupKind.Markdown, value: found.text }, range: toRange(span, analysis.lines) };
}
