import type { Span } from "./span.ts";

/** One `key: value` of a map. */
export type Entry = { readonly key: string; readonly keySpan: Span; readonly value: Node };

export type Scalar = string | number | boolean | null;

/**
 * The config as it was written: plain values, each with its place. `span` is the place of the written value, also
 * where directives replaced it. An empty value (`type:`) is a `null` scalar with an empty span behind the colon.
 */
export type Node =
	| { readonly kind: "map"; readonly span: Span; readonly entries: readonly Entry[] }
	| { readonly kind: "list"; readonly span: Span; readonly items: readonly Node[] }
	| {
			readonly kind: "scalar";
			readonly span: Span;
			readonly value: Scalar;
			/** Written in quotes or as a block, so that it is text whatever it looks like. */
			readonly quoted: boolean;
			/** True when nothing at all was written for the value. */
			readonly missing?: boolean;
	  }
	| {
			/** A value that is known at deploy only: to CloudFormation, or after an answer to a want. */
			readonly kind: "deferred";
			readonly span: Span;
			readonly value: Deferred;
	  };

/** An argument of a directive after resolution. */
export type DirectiveArgument = Scalar | Deferred | readonly unknown[] | { readonly [key: string]: unknown };

const mark = Symbol("deferred");

/**
 * Stands in values and templates for a directive that only the compiler can replace, because it needs the
 * resources (`$ResourceParam`), or that nobody has answered yet.
 */
export class Deferred {
	readonly [mark] = true;
	readonly directive: string;
	readonly args: readonly DirectiveArgument[];
	readonly path: readonly string[];
	readonly span: Span;
	/** The directive as it was written, for messages. */
	readonly text: string;
	/** True when a want is unanswered: the value exists but nobody here knows it. */
	readonly unanswered: boolean;

	constructor(options: {
		readonly directive: string;
		readonly args: readonly DirectiveArgument[];
		readonly path: readonly string[];
		readonly span: Span;
		readonly text: string;
		readonly unanswered: boolean;
	}) {
		this.directive = options.directive;
		this.args = options.args;
		this.path = options.path;
		this.span = options.span;
		this.text = options.text;
		this.unanswered = options.unanswered;
	}
}

/** Every directive that waits inside of `value`, also as an argument of another one. */
export function deferredIn(value: unknown): readonly Deferred[] {
	if (value instanceof Deferred) return [value, ...value.args.flatMap(deferredIn)];
	if (typeof value !== "object" || value === null) return [];
	return Object.values(value).flatMap(deferredIn);
}

/** The value of an entry of a map, `undefined` if the node is no map or has no such key. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
	return node?.kind === "map" ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The JSON value of a node; deferred values stay `Deferred`. */
export function plainValue(node: Node): unknown {
	switch (node.kind) {
		case "map":
			return Object.fromEntries(node.entries.map((entry) => [entry.key, plainValue(entry.value)]));
		case "list":
			return node.items.map(plainValue);
		case "scalar":
		case "deferred":
			return node.value;
	}
}

/** A node for a JSON value that was not written as such; every part of it stands at `span`. */
export function nodeOf(value: unknown, span: Span): Node {
	if (value instanceof Deferred) return { kind: "deferred", span, value };
	if (Array.isArray(value)) return { kind: "list", span, items: value.map((item) => nodeOf(item, span)) };
	if (typeof value === "object" && value !== null) {
		const entries = Object.entries(value).map(([key, item]) => ({
			key,
			keySpan: span,
			value: nodeOf(item, span),
		}));
		return { kind: "map", span, entries };
	}
	const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
	return { kind: "scalar", span, value: isScalar ? value : null, quoted: typeof value === "string" };
}
