import type { Graph } from "../graph/graph.ts";
import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import { visitReferences } from "../template/references.ts";
import type { CfnResource, Template } from "../template/template.ts";
import type { Collected } from "./collect.ts";

function mentioned(resource: CfnResource): ReadonlySet<string> {
	const names = new Set<string>();
	visitReferences(resource.Properties, (name) => void names.add(name));
	const { DependsOn = [] } = resource;
	for (const name of typeof DependsOn === "string" ? [DependsOn] : DependsOn) names.add(name);
	return names;
}

/**
 * References to logical ids that the template does not have, which CloudFormation refuses as a whole. Only texts of
 * the user can hold one: resources in CloudFormation's own words, and overrides. Nothing is said while a resource
 * of the config is faulty or not built, because its ids are missing for that reason.
 */
export function danglingProblems(
	graph: Graph,
	template: Template,
	children: ReadonlyMap<string, Collected>,
): readonly Problem[] {
	const isWhole = [...graph.names].every((name) => graph.resources.get(name)?.sound);
	if (!isWhole) return [];
	const ids = Object.keys(template.Resources);
	const known = new Set(ids);
	return Object.entries(template.Resources).flatMap(([id, resource]) => {
		const unknown = [...mentioned(resource)].filter((name) => !known.has(name) && !name.startsWith("AWS::"));
		return unknown.map((name): Problem => {
			const meant = nearest(name, ids);
			return {
				code: "unknown-logical-id",
				severity: "error",
				message: `${id} refers to "${name}", but the template has no resource of this logical id`,
				span: children.get(id)?.span ?? { start: 0, end: 0 },
				hint: meant ? `did you mean "${meant}"?` : "`spool names` lists the logical ids",
			};
		});
	});
}
