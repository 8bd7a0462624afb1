import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type CodeAction, CodeActionKind } from "vscode-languageserver/node";
import { type Entry, type Node, type Problem, type Span, splitEntryPath } from "../../engine/index.ts";
import { toDiagnostic, toRange } from "../convert.ts";
import type { Path } from "../place/index.ts";
import { schemaAt } from "../schema/schema-at.ts";
import { entrySnippet, indentUnit, type Style } from "../schema/skeleton.ts";
import type { PlacedConfig } from "./definition.ts";
import { locate, typesIn, withoutQuotes } from "./tree.ts";

type FoundMap = { readonly path: Path; readonly node: Node & { readonly kind: "map" } };

const isSame = (left: Span, right: Span) => left.start === right.start && left.end === right.end;

/** A map begins at its bracket or at its first key. */
const beginsAt = ({ span, entries }: FoundMap["node"], start: number) =>
	span.start === start || entries[0]?.keySpan.start === start;

function inItems(items: readonly Node[], path: Path, span: Span): FoundMap | undefined {
	for (const [index, item] of items.entries()) {
		const here = [...path, index];
		const found = mapAt(item, here, span);
		if (found) return found;
		if (item.kind === "map" && beginsAt(item, span.start)) return { path: here, node: item };
	}
	return undefined;
}

function inEntries(entries: readonly Entry[], path: Path, span: Span): FoundMap | undefined {
	for (const { key, keySpan, value } of entries) {
		const here = [...path, key];
		if (isSame(keySpan, span) && value.kind === "map") return { path: here, node: value };
		const found = mapAt(value, here, span);
		if (found) return found;
	}
	return undefined;
}

/** The map that a problem of a missing key is about: that of the key it stands at, or the item that begins there. */
function mapAt(node: Node, path: Path, span: Span): FoundMap | undefined {
	if (node.kind === "list") return inItems(node.items, path, span);
	return node.kind === "map" ? inEntries(node.entries, path, span) : undefined;
}

/** A snippet as text: the first of its choices, the texts of its places. */
function plain(snippet: string): string {
	return snippet
		.replaceAll(/(?<!\\)\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1")
		.replaceAll(/(?<!\\)\$\{\d+:((?:[^}\\]|\\.)*)\}/g, "$1")
		.replaceAll(/(?<!\\)\$\{?\d+\}?/g, "")
		.replaceAll(/\\([\\$}])/g, "$1")
		.replaceAll(/[ \t]+$/gm, "");
}

/** Where further keys of a map go, and what stands between them. */
function gapIn(
	{ node }: FoundMap,
	text: string,
): { at: number; between: string; indent: string } | undefined {
	const [first] = node.entries;
	const last = node.entries.at(-1);
	if (!first || !last) return undefined;
	const lineStart = text.lastIndexOf("\n", first.keySpan.start - 1) + 1;
	const before = text.slice(lineStart, first.keySpan.start);
	const isBlock = /^[ -]*$/.test(before) && text.charAt(node.span.start) !== "{";
	const indent = before.replaceAll("-", " ");
	const end = Math.max(last.keySpan.end, last.value.span.end);
	const at = isBlock ? end - (text.slice(0, end).length - text.slice(0, end).trimEnd().length) : end;
	if (isBlock) return { at, between: `\n${indent}`, indent };
	return { at, between: /^\s*$/.test(before) ? `,\n${before}` : ", ", indent: before };
}

/** Adds the keys that a map must have, each with as much of its value as the format prescribes. */
function addKeys(config: PlacedConfig, problem: Problem): CodeAction | undefined {
	const { analysis, uri } = config;
	const { text, path: file } = analysis.file;
	const found = analysis.parsed.root && mapAt(analysis.parsed.root, [], problem.span);
	const gap = found && gapIn(found, text);
	const schema = found && schemaAt(found.path, typesIn(analysis));
	if (!found || !gap || !schema) return undefined;
	const present = new Set(found.node.entries.map(({ key }) => key));
	const missing = (schema.required ?? []).filter((key) => !present.has(key));
	if (missing.length === 0) return undefined;
	const isJson = file.endsWith(".json");
	const style: Style = {
		kind: gap.between.startsWith(",") ? "flow" : "block",
		isJson,
		unit: indentUnit(text, isJson),
	};
	const entries = missing.map(
		(key) => gap.between + plain(entrySnippet(key, schema.properties?.[key] ?? {}, gap.indent, style)),
	);
	const span = { start: gap.at, end: gap.at };
	return {
		title: `Add ${missing.join(", ")}`,
		kind: CodeActionKind.QuickFix,
		diagnostics: [toDiagnostic(problem, analysis.lines, uri)],
		edit: { changes: { [uri]: [{ range: toRange(span, analysis.lines), newText: entries.join("") }] } },
	};
}

/** The least that a file of code needs, by its extension: as the handler of a function, and as a program. */
const beginnings: Readonly<Record<string, readonly [handler: string, program: string]>> = {
	ts: [
		"export const handler = async (event: unknown) => {\n\tconsole.log(event);\n\treturn {};\n};\n",
		'console.log("started");\n',
	],
	js: [
		"export const handler = async (event) => {\n\tconsole.log(event);\n\treturn {};\n};\n",
		'console.log("started");\n',
	],
	py: ["def handler(event, context):\n    print(event)\n    return {}\n", 'print("started")\n'],
	rb: ["def handler(event:, context:)\n  puts event\n  {}\nend\n", 'puts "started"\n'],
};

/** What runs a file by calling a function in it. */
const callers = new Set([
	"function",
	"edge-lambda-function",
	"custom-resource-definition",
	"deployment-script",
]);

/** Makes the file that the config names, with the least that runs. */
function createFile({ analysis, uri, folder }: PlacedConfig, problem: Problem): CodeAction | undefined {
	const { text } = analysis.file;
	const { start, end } = withoutQuotes(problem.span, text);
	const { path } = splitEntryPath(text.slice(start, end));
	const extension = /\.[cm]?(ts|js|py|rb)x?$/.exec(path)?.[1] ?? "";
	const [handler, program] = beginnings[extension] ?? [];
	if (folder === undefined || handler === undefined || program === undefined) return undefined;
	const place = locate(analysis, problem.span.start)?.path ?? [];
	const isCalled = callers.has(typesIn(analysis)(place.slice(0, 2)) ?? "");
	const file = pathToFileURL(resolve(folder, path)).href;
	const atStart = { line: 0, character: 0 };
	return {
		title: `Create ${path}`,
		kind: CodeActionKind.QuickFix,
		diagnostics: [toDiagnostic(problem, analysis.lines, uri)],
		isPreferred: true,
		edit: {
			documentChanges: [
				{ kind: "create", uri: file, options: { ignoreIfExists: true } },
				{
					textDocument: { uri: file, version: null },
					edits: [{ range: { start: atStart, end: atStart }, newText: isCalled ? handler : program }],
				},
			],
		},
	};
}

/**
 * Repairs that need more than the engine knows: how the config is laid out, and that a file can be made. `canCreate`:
 * the client can make files.
 */
export function repairs(config: PlacedConfig, selection: Span, canCreate: boolean): CodeAction[] {
	const touched = config.analysis.problems.filter(
		({ span }) => span.start <= selection.end && selection.start <= span.end,
	);
	const made = touched.flatMap((problem) => {
		if (problem.code === "missing-property") return addKeys(config, problem) ?? [];
		return problem.code === "file-not-found" && canCreate ? (createFile(config, problem) ?? []) : [];
	});
	// All keys that one map lacks are added at once, whichever of them the problem is about.
	return made.filter(({ title }, index) => made.findIndex((other) => other.title === title) === index);
}
