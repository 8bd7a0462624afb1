import {
	type Analysis,
	type Entry,
	entryOf,
	type Node,
	type Schema,
	type Span,
	touches,
} from "../../engine/index.ts";
import type { Path } from "../place/index.ts";
import { configSchema, resourceSchema, stepInto } from "../schema/schema-at.ts";

/** A key or value of a config. */
export type Located = {
	readonly path: Path;
	readonly part: "key" | "value";
	/** Of the key, or of the value. */
	readonly span: Span;
	/** The value, also for a key. */
	readonly node: Node;
};

function locateIn(node: Node, offset: number, path: Path): Located | undefined {
	if (node.kind === "map") return locateInEntries(node.entries, offset, path);
	if (node.kind === "list") {
		for (const [index, item] of node.items.entries()) {
			if (touches(item.span, offset)) return locateIn(item, offset, [...path, index]);
		}
		return undefined;
	}
	return touches(node.span, offset) ? { path, part: "value", span: node.span, node } : undefined;
}

function locateInEntries(entries: readonly Entry[], offset: number, path: Path): Located | undefined {
	for (const { key, keySpan, value } of entries) {
		const here = [...path, key];
		if (touches(keySpan, offset)) return { path: here, part: "key", span: keySpan, node: value };
		if (touches(value.span, offset)) {
			const found = locateIn(value, offset, here);
			if (found) return found;
		}
	}
	return undefined;
}

/** The key or scalar that `offset` is in or touches. */
export function locate(analysis: Analysis, offset: number): Located | undefined {
	const { root } = analysis.parsed;
	return root && locateIn(root, offset, []);
}

/** The value at a path, `undefined` when there is none. */
export function nodeAt(root: Node | undefined, path: Path): Node | undefined {
	let node = root;
	for (const step of path) {
		if (typeof step === "number") node = node?.kind === "list" ? node.items[step] : undefined;
		else node = entryOf(node, step)?.value;
	}
	return node;
}

/** Text of `type` in a map. */
export function typeOf(node: Node | undefined): string | undefined {
	const type = entryOf(node, "type")?.value;
	return type?.kind === "scalar" && type.value !== null ? String(type.value) : undefined;
}

/** Asks a config for the text of `type` in the map at a path. */
export function typesIn(analysis: Analysis): (path: Path) => string | undefined {
	return (path) => typeOf(nodeAt(analysis.parsed.root, path));
}

/** A scalar of a config with what the format says about it, when it says anything. */
export type Visited = {
	readonly path: Path;
	readonly node: Node & { readonly kind: "scalar" };
	readonly schema: Schema | undefined;
};

function visitNode(
	node: Node,
	path: Path,
	schema: Schema | undefined,
	visit: (visited: Visited) => void,
): void {
	if (node.kind === "scalar") visit({ path, node, schema });
	const type = typeOf(node);
	const inside = (step: string | number) => {
		const isResource = path.length === 1 && path[0] === "resources";
		return isResource ? undefined : schema && stepInto(schema, step, type);
	};
	if (node.kind === "list") {
		for (const [index, item] of node.items.entries()) visitNode(item, [...path, index], inside(index), visit);
	} else if (node.kind === "map") {
		for (const { key, value } of node.entries) {
			const isResource = path.length === 1 && path[0] === "resources";
			visitNode(value, [...path, key], isResource ? resourceSchema(typeOf(value)) : inside(key), visit);
		}
	}
}

/** Visits every scalar of a config, in the order of the text. */
export function visitScalars(analysis: Analysis, visit: (visited: Visited) => void): void {
	const { root } = analysis.parsed;
	if (root) visitNode(root, [], configSchema, visit);
}

/** A span without the quotes that the text in it begins and ends with. */
export function withoutQuotes(span: Span, text: string): Span {
	const first = text.charAt(span.start);
	if ((first !== '"' && first !== "'") || span.end - span.start < 2) return span;
	const isClosed = text.charAt(span.end - 1) === first;
	return { start: span.start + 1, end: isClosed ? span.end - 1 : span.end };
}
