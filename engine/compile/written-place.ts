import type { Graph } from "../graph/graph.ts";
import type { Span } from "../text/span.ts";
import type { Children } from "./shares.ts";

/**
 * Where a config writes the property at `path` of a CloudFormation resource itself, in `overrides` or
 * `cloudformationResources`; else where the resource comes from.
 */
export function writtenPlace(id: string, path: readonly string[], graph: Graph, children: Children): Span {
	for (const { overrides } of graph.resources.values()) {
		const made = overrides.findLast((override) => {
			const steps = override.path.split(".");
			return override.logicalId === id && steps.every((step, index) => (path[index] ?? step) === step);
		});
		if (made) return made.span;
	}
	const child = children.get(id);
	if (child?.raw && graph.settings) {
		return graph.settings.keySpanOf(["cloudformationResources", id, "Properties", ...path]);
	}
	return child?.span ?? { start: 0, end: 0 };
}
