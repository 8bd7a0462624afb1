import type { Graph } from "../graph/graph.ts";
import type { Problem, Related } from "../report/problem.ts";
import { findCycle } from "../template/references.ts";
import type { Template } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import { deferredIn } from "../text/tree.ts";
import type { Collected } from "./collect.ts";

/** Where a resource asks for a parameter of `of` by a directive. */
function placeOfParam(
	owner: string,
	of: string | undefined,
	children: ReadonlyMap<string, Collected>,
): Span | undefined {
	const own = [...children].filter(([id, child]) => (child.owner ?? id) === owner);
	return own.flatMap(([, child]) => deferredIn(child.resource)).find(({ args }) => args[0] === of)?.span;
}

/** The problem of resources that CloudFormation cannot order because they wait for each other. */
export function cycleProblem(
	graph: Graph,
	template: Template,
	children: ReadonlyMap<string, Collected>,
): Problem | undefined {
	const cycle = findCycle(template.Resources);
	if (!cycle) return undefined;
	const owners = cycle
		.map((id) => children.get(id)?.owner ?? id)
		.filter((owner, index, all) => owner !== all[index - 1]);
	const circle = owners.length > 1 && owners[0] === owners.at(-1) ? owners.slice(0, -1) : owners;
	const related: Related[] = circle.flatMap((owner, index) => {
		const next = circle[(index + 1) % circle.length];
		const edge = graph.edges.find((candidate) => candidate.from === owner && candidate.to === next);
		const span = edge?.span ?? placeOfParam(owner, next, children);
		return span ? [{ message: `${owner} needs ${next}`, span }] : [];
	});
	const [first, ...others] = related;
	return {
		code: "circular-reference",
		severity: "error",
		message: `${[...circle, circle[0]].join(" → ")} wait for each other, so that CloudFormation can create none of them first`,
		span: first?.span ?? children.get(cycle[0] ?? "")?.span ?? { start: 0, end: 0 },
		hint: "remove one of these references",
		...(others.length > 0 && { related: others }),
	};
}
