import { type SemanticTokens, SemanticTokensBuilder } from "vscode-languageserver/node";
import { type Analysis, directives, directivesOf, type Span } from "../../engine/index.ts";
import { visitScalars } from "./tree.ts";
import { type Word, wordsOf } from "./words.ts";

/** Standard types of the protocol, so that every theme has colours for them; the index is what is sent. */
const types = ["class", "type", "function", "variable", "macro"] as const;
const modifiers = ["declaration", "defaultLibrary"] as const;

type Token = {
	readonly span: Span;
	readonly type: (typeof types)[number];
	readonly modifier?: (typeof modifiers)[number];
};

/** What the tokens are called: a part of what the server says of itself. */
export const semanticLegend = { tokenTypes: [...types], tokenModifiers: [...modifiers] };

const declared = { script: "function", variable: "variable", directive: "macro" } as const;

/** The token that a word is. Paths are none: they are links already. */
function tokenOf(word: Word): Token | undefined {
	const { span } = word;
	switch (word.kind) {
		case "resource":
			return { span, type: "class", modifier: "declaration" };
		case "reference":
		case "connection":
		case "argument":
			return { span, type: "class" };
		case "logical-id":
			return { span, type: "type" };
		case "script":
			return { span, type: "function" };
		case "variable":
			return { span, type: "variable" };
		case "declaration":
			return { span, type: declared[word.of], modifier: "declaration" };
		// Directives of the format and of the config are found together.
		case "directive":
		case "path":
			return undefined;
	}
}

/** Names of directives that exist, with their dollar sign. An unknown one keeps the colour of a text. */
function directiveTokens(analysis: Analysis): readonly Token[] {
	const { known } = directivesOf(analysis.parsed.root);
	const tokens: Token[] = [];
	visitScalars(analysis, ({ node }) => {
		if (typeof node.value !== "string" || !node.value.includes("$")) return;
		const written = analysis.file.text.slice(node.span.start, node.span.end);
		for (const { 0: name, index } of written.matchAll(/\$[A-Za-z][A-Za-z0-9]*(?=\()/g)) {
			const directive = known.get(name.slice(1));
			if (!directive) continue;
			const start = node.span.start + index;
			const span = { start, end: start + name.length };
			const isOfFormat = directives.get(directive.name) === directive;
			tokens.push({ span, type: "macro", ...(isOfFormat && { modifier: "defaultLibrary" }) });
		}
	});
	return tokens;
}

/** Colours for what a grammar cannot tell: names of resources where they are made and used, and directives. */
export function semanticTokens(analysis: Analysis, within?: Span): SemanticTokens {
	const words = wordsOf(analysis).flatMap((word) => tokenOf(word) ?? []);
	const tokens = [...words, ...directiveTokens(analysis)]
		.filter(({ span }) => span.end > span.start)
		.filter(({ span }) => !within || (span.start < within.end && span.end > within.start))
		.toSorted((left, right) => left.span.start - right.span.start);
	const builder = new SemanticTokensBuilder();
	let end = -1;
	for (const { span, type, modifier } of tokens) {
		const { start: from, end: to } = analysis.lines.rangeOf(span);
		// Tokens neither overlap nor span lines; no word of a config does, but a broken text might.
		if (span.start < end || from.line !== to.line) continue;
		end = span.end;
		const bits = modifier ? 1 << modifiers.indexOf(modifier) : 0;
		builder.push(from.line, from.character, to.character - from.character, types.indexOf(type), bits);
	}
	return builder.build();
}
