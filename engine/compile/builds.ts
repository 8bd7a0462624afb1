import { everyResource, type Graph } from "../graph/graph.ts";
import type { BuildPlan } from "../resources/shared/build-plan.ts";

/** A build of the config. */
export type Build = BuildPlan & { readonly resource: string };

/** What is built before anything is packaged, in the order of the config; `render` replaces directives in variables. */
export function buildPlans(graph: Graph, render: (value: unknown) => unknown): readonly Build[] {
	const rendered = (variables: BuildPlan["environment"] = []) =>
		variables.map(({ name, value }) => ({ name, value: render(value) }));
	const complete = ({ website, ...plan }: BuildPlan): BuildPlan => ({
		...plan,
		environment: rendered(plan.environment),
		...(website && { website: { ...website, edgeVariables: rendered(website.edgeVariables) } }),
	});
	return everyResource(graph).flatMap(({ placed, kind, sound }) =>
		(sound ? (kind.builds?.(placed) ?? []) : []).map((plan) => ({
			...complete(plan),
			resource: placed.reference,
		})),
	);
}
