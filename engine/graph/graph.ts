import type { Want } from "../config/facts.ts";
import type { Problem } from "../report/problem.ts";
import type { AnyResourceKind, Path, Placed } from "../resources/kind.ts";
import type { Span } from "../text/span.ts";
import type { Node } from "../text/tree.ts";

/** A resource whose type is known and built. */
export type LinkedResource = {
	readonly placed: Placed;
	readonly kind: AnyResourceKind;
	/** The `overrides` of the resource by logical id, then by path. */
	readonly overrides: readonly Override[];
	/** False when the block has errors, so that its values cannot be relied on. */
	readonly sound: boolean;
	/** The block as it was written, with local directives resolved; of a part that of its resource. */
	readonly node: Node;
	/** The reference of the resource that this one is a part of. */
	readonly parent?: string;
};

export type Override = {
	readonly logicalId: string;
	readonly logicalIdSpan: Span;
	readonly path: string;
	readonly span: Span;
	readonly value: unknown;
};

/** One resource naming another. */
export type Edge = {
	readonly from: string;
	readonly to: string;
	/** By a property, or by `connectTo`. */
	readonly kind: "reference" | "connection";
	/** The word that made it. */
	readonly span: Span;
	/** Path of that word in `from`. */
	readonly path: Path;
	/** The object that holds it. */
	readonly holder: Readonly<Record<string, unknown>>;
	/** A part of `from` names `to` too: what was written in the resource is the part's. */
	readonly handedOn?: true;
};

/** A value of the config with its places, for what is not a resource. */
export type Section = {
	readonly value: Readonly<Record<string, unknown>>;
	readonly node: Node;
	spanOf(path: Path): Span;
	keySpanOf(path: Path): Span;
};

/** The resources of a config and what they are to each other. */
export type Graph = {
	/** In the order of the config. */
	readonly resources: ReadonlyMap<string, LinkedResource>;
	/** What those resources consist of, also parts of parts, by reference (`web.loadBalancer`). */
	readonly parts: ReadonlyMap<string, LinkedResource>;
	/** Every name below `resources`, also of those whose type is wrong or not built. */
	readonly names: ReadonlySet<string>;
	readonly edges: readonly Edge[];
	/** Everything at the top level but `resources`. */
	readonly settings: Section | undefined;
	/** Present for a config that is a program, in which children of resources have names of their own. */
	readonly isProgram?: true;
	readonly wants: readonly Want[];
	readonly problems: readonly Problem[];
};

/** A resource or a part by its reference. */
export function linkedBy(graph: Graph, reference: string): LinkedResource | undefined {
	return graph.resources.get(reference) ?? graph.parts.get(reference);
}

/** Every resource, each followed by its parts. */
export function everyResource(graph: Graph): readonly LinkedResource[] {
	if (graph.parts.size === 0) return [...graph.resources.values()];
	const parts = new Map<string, LinkedResource[]>();
	for (const [reference, part] of graph.parts) {
		const owner = ownerOf(reference);
		parts.set(owner, [...(parts.get(owner) ?? []), part]);
	}
	return [...graph.resources].flatMap(([name, resource]) => [resource, ...(parts.get(name) ?? [])]);
}

/** The resource at the top level that `reference` is, or is a part of. */
export function ownerOf(reference: string): string {
	return reference.split(".", 1)[0] ?? reference;
}
