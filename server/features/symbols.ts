import { type DocumentSymbol, SymbolKind, type WorkspaceSymbol } from "vscode-languageserver/node";
import type { Analysis, Entry, LineMap, Node, Span } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import { typeOf } from "./tree.ts";

const kindsOfScalar: Readonly<Record<string, SymbolKind>> = {
	string: SymbolKind.String,
	number: SymbolKind.Number,
	boolean: SymbolKind.Boolean,
};

function kindOf(node: Node): SymbolKind {
	if (node.kind === "map") return SymbolKind.Object;
	if (node.kind === "list") return SymbolKind.Array;
	return node.kind === "scalar" ? (kindsOfScalar[typeof node.value] ?? SymbolKind.Null) : SymbolKind.String;
}

function nameOf(node: Node): string | undefined {
	if (node.kind !== "map") return undefined;
	const name = node.entries.find((entry) => entry.key === "name")?.value;
	return name?.kind === "scalar" && typeof name.value === "string" ? name.value : undefined;
}

function around(inner: Span, outer: Span): Span {
	return { start: Math.min(inner.start, outer.start), end: Math.max(inner.end, outer.end) };
}

function childrenOf(node: Node, lines: LineMap, isSection: boolean): DocumentSymbol[] {
	if (node.kind === "map") return node.entries.flatMap((entry) => entrySymbol(entry, lines, isSection));
	if (node.kind !== "list") return [];
	return node.items.flatMap((item, index) => {
		if (item.kind === "scalar" || item.kind === "deferred") return [];
		const name = typeOf(item) ?? nameOf(item) ?? String(index);
		const range = toRange(item.span, lines);
		return [
			{ name, kind: kindOf(item), range, selectionRange: range, children: childrenOf(item, lines, false) },
		];
	});
}

/** `isResource`: an entry of `resources`, whose type is the interesting thing about it. */
function entrySymbol({ key, keySpan, value }: Entry, lines: LineMap, isResource: boolean): DocumentSymbol[] {
	// Editors refuse symbols without a name, which a key that is being typed does not have.
	if (key === "") return [];
	const detail = isResource
		? typeOf(value)
		: value.kind === "scalar" && !value.missing
			? String(value.value)
			: typeOf(value);
	return [
		{
			name: key,
			...(detail !== undefined && { detail }),
			kind: isResource ? SymbolKind.Class : kindOf(value),
			range: toRange(around(keySpan, value.span), lines),
			selectionRange: toRange(keySpan, lines),
			children: childrenOf(value, lines, false),
		},
	];
}

/** The outline of a config. */
export function symbols({ parsed, lines }: Analysis): DocumentSymbol[] {
	const { root } = parsed;
	if (root?.kind !== "map") return [];
	return root.entries.flatMap((entry) =>
		entrySymbol(entry, lines, false).map((symbol) =>
			entry.key === "resources"
				? { ...symbol, kind: SymbolKind.Namespace, children: childrenOf(entry.value, lines, true) }
				: symbol,
		),
	);
}

/** True when the letters of `query` stand in `name`, in their order: as editors match. */
function matches(name: string, query: string): boolean {
	let from = 0;
	const wanted = name.toLowerCase();
	for (const letter of query.toLowerCase()) {
		const at = wanted.indexOf(letter, from);
		if (at < 0) return false;
		from = at + 1;
	}
	return true;
}

/** Resources and scripts of a config whose names match. */
export function workspaceSymbols({ parsed, lines }: Analysis, uri: string, query: string): WorkspaceSymbol[] {
	const { root } = parsed;
	const sections = root?.kind === "map" ? root.entries : [];
	return sections.flatMap(({ key: section, value }) => {
		const kind = section === "resources" ? SymbolKind.Class : SymbolKind.Function;
		const isNamed = section === "resources" || section === "scripts";
		return (isNamed && value.kind === "map" ? value.entries : [])
			.filter(({ key }) => key !== "" && matches(key, query))
			.map((entry) => ({
				name: entry.key,
				kind,
				containerName: typeOf(entry.value) ?? section,
				location: { uri, range: toRange(entry.keySpan, lines) },
			}));
	});
}
