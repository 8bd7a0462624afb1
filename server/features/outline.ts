import { type Analysis, type NamedChild, originOf, type Span } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import type { Outline, OutlineChild, OutlineResource } from "../protocol.ts";
import { nameRow } from "./names.ts";
import { nodeAt, typeOf } from "./tree.ts";

const nowhere: Span = { start: 0, end: 0 };

function childrenByOwner(children: readonly NamedChild[]): ReadonlyMap<string | undefined, NamedChild[]> {
	const owned = new Map<string | undefined, NamedChild[]>();
	for (const child of children) {
		const siblings = owned.get(child.resource);
		if (siblings) siblings.push(child);
		else owned.set(child.resource, [child]);
	}
	return owned;
}

/** What a config consists of: its resources at their places, each with what CloudFormation will make of it. */
export function outline(analysis: Analysis): Omit<Outline, "version"> {
	const { compiled, graph, lines, parsed, target } = analysis;
	const owned = childrenByOwner(compiled.names);
	const childOf = (child: NamedChild): OutlineChild => {
		const { span } = originOf(compiled, child.logicalId) ?? { span: nowhere };
		return { ...nameRow(child), range: toRange(span, lines) };
	};
	const childrenOf = (owner: string | undefined) => (owned.get(owner) ?? []).map(childOf);
	const section = nodeAt(parsed.root, ["resources"]);
	const entries = section?.kind === "map" ? section.entries : [];
	const written = entries.map(({ key, keySpan, value }): OutlineResource => {
		const { placed, kind } = graph.resources.get(key) ?? {};
		return {
			name: key,
			type: placed?.type ?? typeOf(value) ?? "",
			...(kind && { docs: kind.docs, source: kind.source }),
			nameRange: toRange(keySpan, lines),
			range: toRange({ start: keySpan.start, end: Math.max(keySpan.end, value.span.end) }, lines),
			children: childrenOf(key),
		};
	});
	const { project, stage, region, account } = target;
	return {
		target: { project, stage, region, ...(account !== undefined && { account }) },
		resources: written.filter(({ name }) => name !== ""),
		shared: childrenOf(undefined),
	};
}
