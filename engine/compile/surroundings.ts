import { type Facts, MISSING, type Want, wantKey } from "../config/facts.ts";
import { accessorsOf, connectionsOf, paramsOf } from "../graph/connect.ts";
import { type Edge, everyResource, type Graph, linkedBy } from "../graph/graph.ts";
import type { Target } from "../names/target.ts";
import type { Surroundings } from "../resources/kind.ts";
import { stackTags } from "./tags.ts";

/** Edges by what they lead to, and by the word that made them. */
function indexed(graph: Graph) {
	const uses = new Map<string, Edge[]>();
	const places = new Map<string, Edge>();
	const faulty = new Set<string>();
	for (const edge of graph.edges) {
		if (edge.kind !== "reference") continue;
		places.set(JSON.stringify([edge.from, ...edge.path]), edge);
		if (edge.handedOn) continue;
		if (!linkedBy(graph, edge.from)?.sound) {
			faulty.add(edge.to);
			continue;
		}
		const known = uses.get(edge.to);
		if (known) known.push(edge);
		else uses.set(edge.to, [edge]);
	}
	return { uses, places, faulty };
}

/** What rooms see of the config around a resource. Questions that `facts` do not answer are put into `wants`. */
export function surroundingsOf(
	graph: Graph,
	target: Target,
	facts: Facts,
	wants: Map<string, Want>,
): Surroundings {
	const { uses, places, faulty } = indexed(graph);
	const kept = new Map<string, unknown>();
	const placedAt = (reference: string) => {
		const found = linkedBy(graph, reference);
		return found?.sound ? found.placed : undefined;
	};
	const surroundings: Surroundings = {
		target,
		settings: graph.settings?.value ?? {},
		tags: stackTags(graph, target),
		resource: placedAt,
		all: () =>
			surroundings.once("all", () =>
				everyResource(graph)
					.filter(({ sound }) => sound)
					.map(({ placed }) => placed),
			),
		namedAt: (by, path) => {
			const edge = places.get(JSON.stringify([by, ...path]));
			return edge && linkedBy(graph, edge.to)?.placed;
		},
		usesOf: (reference) =>
			(uses.get(reference) ?? []).flatMap((edge) => {
				const found = linkedBy(graph, edge.from);
				if (!found) return [];
				const { placed: by, kind } = found;
				const securityGroup = kind.securityGroup?.(by);
				const { path, holder } = edge;
				return [{ by, path, holder, ...(securityGroup && { securityGroup }) }];
			}),
		hasFaultyUse: (reference) => faulty.has(reference),
		accessors: (reference) => accessorsOf(graph, reference),
		connections: (resource) => connectionsOf(graph, resource, surroundings),
		paramsOf: (reference) => {
			const found = linkedBy(graph, reference);
			return found?.sound ? paramsOf(graph, found, surroundings) : {};
		},
		fact: (want) => {
			const key = wantKey(want);
			wants.set(key, want);
			const answer = facts.get(key);
			return answer === MISSING ? null : answer;
		},
		once: <T>(key: string, make: () => T): T => {
			if (!kept.has(key)) kept.set(key, make());
			// Whoever asks by this key has given the same `make`.
			return kept.get(key) as T;
		},
	};
	return surroundings;
}
