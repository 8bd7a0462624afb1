import {
	isAlias,
	isMap,
	isScalar,
	isSeq,
	type Pair,
	parseDocument,
	type YAMLError,
	type YAMLMap,
	type Node as YamlNode,
} from "yaml";
import type { Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";
import type { Entry, Node, Scalar } from "../text/tree.ts";
import { duplicateKeys } from "./duplicate-keys.ts";
import type { SyntaxResult } from "./parse.ts";

type Conversion = {
	readonly resolve: (alias: YamlNode) => YamlNode | undefined;
	readonly problems: Problem[];
	/** Anchors that are being converted, to stop at one that contains itself. */
	readonly open: Set<YamlNode>;
};

const wordsByCode: Readonly<Record<string, { readonly message: string; readonly hint?: string }>> = {
	TAB_AS_INDENT: {
		message: "a tab indents this line, but YAML takes spaces only",
		hint: "replace the tab by two spaces",
	},
	BAD_INDENT: {
		message: "this line is not indented like its neighbours",
		hint: "align it with the lines of the same level",
	},
	MULTIPLE_DOCS: {
		message: "a config is a single YAML document",
		hint: "remove the second document and its `---`",
	},
	BAD_ALIAS: { message: "this alias names no anchor above it" },
	MISSING_CHAR: { message: "a quote or bracket is not closed" },
	BLOCK_AS_IMPLICIT_KEY: {
		message: "a map cannot begin on the line of its key",
		hint: "begin it on the next line, indented",
	},
	MULTILINE_IMPLICIT_KEY: { message: "a key must stand on one line and be followed by a colon" },
	BAD_SCALAR_START: {
		message: "a plain value cannot begin with this character",
		hint: "put the value in quotes",
	},
};

function syntaxProblem(error: YAMLError, text: string): Problem {
	const [start] = error.pos;
	const words = wordsByCode[error.code];
	const lineEnd = text.indexOf("\n", start);
	const end = Math.min(
		Math.max(error.pos[1], start + 1),
		lineEnd < 0 ? text.length : Math.max(lineEnd, start),
	);
	const reason = error.message.split(" at line ")[0]?.split("\n")[0] ?? error.message;
	const span = { start: Math.min(start, text.length), end };
	return {
		code: error.code === "TAB_AS_INDENT" ? "yaml-tab" : "yaml-syntax",
		severity: "error",
		message: words?.message ?? `this is not valid YAML: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
		span,
		...(words?.hint && { hint: words.hint }),
		...(error.code === "TAB_AS_INDENT" && { fixes: [tabFix(text, start)] }),
	};
}

function tabFix(text: string, offset: number) {
	const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
	const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
	const span = { start: lineStart, end: lineStart + indent.length };
	return { title: "Replace tabs by spaces", span, text: indent.replaceAll("\t", "  ") };
}

function spanOf(node: YamlNode | null | undefined, fallback: number): Span {
	const range = node?.range;
	return range ? { start: range[0], end: range[1] } : { start: fallback, end: fallback };
}

function convert(node: YamlNode | null | undefined, at: number, conversion: Conversion): Node {
	if (isAlias(node)) return convertAlias(node, conversion);
	if (isMap(node)) return { kind: "map", span: spanOf(node, at), entries: convertPairs(node, conversion) };
	if (isSeq(node)) {
		const items = node.items.map((item) => convert(item as YamlNode, spanOf(node, at).start, conversion));
		return { kind: "list", span: spanOf(node, at), items };
	}
	if (!isScalar(node))
		return { kind: "scalar", span: { start: at, end: at }, value: null, quoted: false, missing: true };
	const { value, type } = node;
	const known =
		typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null;
	const scalar: Scalar = known ? value : String(node.source ?? value);
	const span = spanOf(node, at);
	return {
		kind: "scalar",
		span,
		value: scalar,
		quoted: type !== undefined && type !== "PLAIN",
		...(scalar === null && span.start === span.end && { missing: true }),
	};
}

function convertAlias(alias: YamlNode, conversion: Conversion): Node {
	const target = conversion.resolve(alias);
	const span = spanOf(alias, 0);
	if (!target) return { kind: "scalar", span, value: null, quoted: false, missing: true };
	if (conversion.open.has(target)) {
		conversion.problems.push({
			code: "circular-reference",
			severity: "error",
			message: "this alias is part of its own anchor",
			span,
		});
		return { kind: "scalar", span, value: null, quoted: false };
	}
	conversion.open.add(target);
	const node = convert(target, span.start, conversion);
	conversion.open.delete(target);
	return node;
}

function convertPairs(map: YAMLMap, conversion: Conversion): Entry[] {
	const own: Entry[] = [];
	const merged: Entry[] = [];
	for (const pair of map.items as Pair<YamlNode, YamlNode | null>[]) {
		const keySpan = spanOf(pair.key, 0);
		const key = isScalar(pair.key) ? String(pair.key.value ?? "") : String(pair.key);
		const value = convert(pair.value, keySpan.end, conversion);
		if (key === "<<" && isScalar(pair.key) && pair.key.type === "PLAIN") merged.push(...mergedEntries(value));
		else own.push({ key, keySpan, value });
	}
	conversion.problems.push(...duplicateKeys(own));
	const names = new Set(own.map((entry) => entry.key));
	return [...own, ...merged.filter((entry) => !names.has(entry.key))];
}

function mergedEntries(value: Node): readonly Entry[] {
	if (value.kind === "map") return value.entries;
	if (value.kind !== "list") return [];
	const byKey = new Map<string, Entry>();
	for (const entry of value.items.flatMap(mergedEntries))
		if (!byKey.has(entry.key)) byKey.set(entry.key, entry);
	return [...byKey.values()];
}

/** Reads YAML 1.2 with anchors and merge keys as far as it goes. */
export function parseYaml(text: string): SyntaxResult {
	const document = parseDocument(text, {
		uniqueKeys: false,
		prettyErrors: true,
		strict: true,
		logLevel: "silent",
	});
	const problems = document.errors.map((error) => syntaxProblem(error, text));
	const conversion: Conversion = {
		resolve: (alias) => (isAlias(alias) ? (alias.resolve(document) as YamlNode | undefined) : undefined),
		problems,
		open: new Set(),
	};
	const root = document.contents ? convert(document.contents as YamlNode, 0, conversion) : undefined;
	return { root, problems };
}
