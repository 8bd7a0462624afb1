import type { Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";
import type { Node } from "../text/tree.ts";
import type { Path, Places } from "./places.ts";

/** A text of the config that names something outside of it: a resource, also by its ARN, or a path. */
export type Mention = {
	readonly kind: "resource" | "arn" | "connection" | "path";
	readonly text: string;
	readonly span: Span;
	readonly path: Path;
	/** Types of resource that fit. */
	readonly types: readonly string[];
	readonly pathTo: "file" | "directory" | "any";
	/** The object that holds the text. */
	readonly holder: Readonly<Record<string, unknown>>;
};

/** What one check gathers. */
export type Walk = {
	readonly problems: Problem[];
	readonly places: Places;
	readonly mentions: Mention[];
	/** Places of values that nobody knows yet. */
	readonly unknown: Span[];
};

/** A node in its surroundings. */
export type Spot = {
	readonly node: Node;
	readonly path: Path;
	/** The key of the nearest map entry around the node. */
	readonly keySpan: Span;
	/** Name of that key, for messages. */
	readonly name: string;
	/** Filled as the object around the node is built. */
	readonly holder: Record<string, unknown>;
	/** True when something around the node must be known before the deploy. */
	readonly knownBefore: boolean;
};

/** Adds a problem, an error unless it says otherwise. */
export function report(
	walk: Walk,
	span: Span,
	problem: Omit<Problem, "span" | "severity"> & { readonly severity?: Problem["severity"] },
): void {
	walk.problems.push({ severity: "error", ...problem, span });
}

/** What a message is about: the property, or an item of its list. */
export function subjectOf({ name, path }: Spot): string {
	return typeof path.at(-1) === "number" ? `an item of ${name}` : name;
}

/** A map or list that stands below its key is marked on its first line only. */
export function markOf(node: Node): Span {
	if (node.kind === "map") return node.entries[0]?.keySpan ?? node.span;
	return node.span;
}
