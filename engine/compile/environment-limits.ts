import type { Graph } from "../graph/graph.ts";
import type { Problem } from "../report/problem.ts";
import type { Template } from "../template/template.ts";
import type { Children } from "./shares.ts";
import { writtenPlace } from "./written-place.ts";

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
const page = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html";
const mostBytes = 4096;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** Bytes of the variables as JSON; what only the deploy knows counts nothing. */
function bytesOf(properties: Readonly<Record<string, unknown>>): number {
	const environment = properties["Environment"];
	const variables = isMap(environment) ? environment["Variables"] : undefined;
	if (!isMap(variables)) return 0;
	const known = Object.entries(variables).map(([name, value]) => [name, isMap(value) ? "" : String(value)]);
	return new TextEncoder().encode(JSON.stringify(Object.fromEntries(known))).byteLength;
}

/**
 * Functions whose variables are too large in the template, by `overrides` and `cloudformationResources` too. Those
 * that their room has spoken of are left out: `said` are the known problems.
 */
export function environmentLimitProblems(
	resources: Template["Resources"],
	graph: Graph,
	children: Children,
	said: readonly Problem[],
): readonly Problem[] {
	const known = said.filter(({ code }) => code === "environment-too-large");
	return Object.entries(resources).flatMap(([id, { Type, Properties = {} }]): Problem[] => {
		const bytes = Type === "AWS::Lambda::Function" ? bytesOf(Properties) : 0;
		if (bytes <= mostBytes) return [];
		const owner = graph.resources.get(children.get(id)?.owner ?? "");
		const isSaid = known.some(
			({ span }) => owner && span.start >= owner.placed.span.start && span.end <= owner.placed.span.end,
		);
		if (isSaid) return [];
		return [
			{
				code: "environment-too-large",
				severity: "error",
				message: `the environment variables of ${id} take ${bytes} bytes, but Lambda takes at most ${mostBytes}`,
				span: writtenPlace(id, ["Environment", "Variables"], graph, children),
				hint: `keep large values in a file, a bucket or a secret, see ${page}`,
			},
		];
	});
}
