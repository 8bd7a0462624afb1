import type { Target } from "../names/target.ts";
import { Bug } from "../report/bug.ts";
import type { Part, Placed } from "../resources/kind.ts";
import { mentionsIn } from "../schema/mentions.ts";
import { readSchema } from "../schema/read.ts";
import type { Mention } from "../schema/walk.ts";
import type { LinkedResource } from "./graph.ts";
import type { Kinds } from "./resource.ts";

/** Parts of resources, and what they name. */
export type Parts = {
	readonly parts: ReadonlyMap<string, LinkedResource>;
	readonly mentions: readonly { readonly by: string; readonly mention: Mention }[];
};

function placePart(part: Part, parent: Placed): Placed {
	const { key, type, name, properties, placeOf = (path) => path } = part;
	return {
		name,
		reference: `${parent.reference}.${key}`,
		type,
		nameSpan: parent.nameSpan,
		span: parent.span,
		typeSpan: parent.typeSpan,
		values: properties,
		spanOf: (path) => parent.spanOf(placeOf(path)),
		keySpanOf: (path) => parent.keySpanOf(placeOf(path)),
	};
}

/** What sound resources consist of, with the parts of the parts. */
export function partsOfAll(kinds: Kinds, resources: Iterable<LinkedResource>, target: Target): Parts {
	const parts = new Map<string, LinkedResource>();
	const mentions: { readonly by: string; readonly mention: Mention }[] = [];
	const expand = (parent: LinkedResource): void => {
		for (const part of parent.kind.parts?.(parent.placed, target) ?? []) {
			const kind = kinds.built.get(part.type);
			if (!kind)
				throw new Bug(`${parent.placed.type} has a part of the type ${part.type}, which has no room`);
			const placed = placePart(part, parent.placed);
			const { node } = parent;
			const linked: LinkedResource = {
				placed,
				kind,
				overrides: [],
				sound: true,
				node,
				parent: parent.placed.reference,
			};
			parts.set(placed.reference, linked);
			for (const mention of mentionsIn(readSchema(kind.properties), placed.values, placed.spanOf))
				mentions.push({ by: placed.reference, mention });
			expand(linked);
		}
	};
	for (const resource of resources) if (resource.sound) expand(resource);
	return { parts, mentions };
}
