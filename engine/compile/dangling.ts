import type { Graph } from "../graph/graph.ts";
import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import { visitReferences } from "../template/references.ts";
import type { CfnResource, Template } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import type { Collected } from "./collect.ts";

function mentioned(resource: CfnResource): ReadonlySet<string> {
	const names = new Set<string>();
	visitReferences(resource.Properties, (name) => void names.add(name));
	const { DependsOn = [] } = resource;
	for (const name of typeof DependsOn === "string" ? [DependsOn] : DependsOn) names.add(name);
	return names;
}

/** Intrinsic functions that read sections of a template which a config cannot write. */
const sections: Readonly<Record<string, string>> = { "Fn::If": "conditions", "Fn::FindInMap": "mappings" };

function sectionIn(value: unknown): string | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	for (const [key, member] of Object.entries(value)) {
		const found = Object.hasOwn(sections, key) ? key : sectionIn(member);
		if (found !== undefined) return found;
	}
	return undefined;
}

function unknownId(holder: string, name: string, ids: readonly string[], span: Span): Problem {
	const meant = nearest(name, ids);
	return {
		code: "unknown-logical-id",
		severity: "error",
		message: `${holder} refers to "${name}", but the template has no resource of this logical id`,
		span,
		hint: meant ? `did you mean "${meant}"?` : "`spool names` lists the logical ids",
	};
}

function unknownSection(holder: string, name: string, span: Span): Problem {
	return {
		code: "unknown-condition",
		severity: "error",
		message: `${holder} uses ${name}, but a config has no ${sections[name]}`,
		span,
		hint: "write the value itself, or take it from variables: $Var()",
	};
}

/** The path to what names `name` in `value`: the words of a `Ref`, `Fn::GetAtt` or `Fn::Sub`, or an item of `DependsOn`. */
function pathTo(name: string, value: unknown): readonly (string | number)[] | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	for (const [key, member] of Object.entries(value)) {
		const step = Array.isArray(value) ? Number(key) : key;
		const below = pathTo(name, member);
		if (below) return [step, ...below];
		const names = new Set<string>();
		visitReferences({ [key]: member }, (found) => void names.add(found));
		if (names.has(name)) return [step];
	}
	return undefined;
}

/** The word that names `name` in a resource in CloudFormation's own words. */
function placeIn(id: string, name: string, { settings }: Graph, span: Span): Span {
	const written = settings?.value["cloudformationResources"] as Readonly<Record<string, unknown>> | undefined;
	const resource = written?.[id] as CfnResource | undefined;
	if (!settings || !resource) return span;
	const { DependsOn, Properties } = resource;
	const base = ["cloudformationResources", id];
	const below = pathTo(name, Properties);
	if (below) return settings.spanOf([...base, "Properties", ...below]);
	if (DependsOn === undefined) return span;
	const index = Array.isArray(DependsOn) ? DependsOn.indexOf(name) : -1;
	return settings.spanOf([...base, "DependsOn", ...(index >= 0 ? [index] : [])]);
}

/** True for a resource that words of CloudFormation's own can be in. */
function isWritten(child: Collected | undefined, graph: Graph): boolean {
	return child?.raw === true || (graph.resources.get(child?.owner ?? "")?.overrides.length ?? 0) > 0;
}

/** The outputs of the config, each with the place of its value. */
function configuredPlaces({ settings }: Graph): ReadonlyMap<string, Span> {
	const stack = settings?.value["stackConfig"] as
		| { readonly outputs?: readonly ({ readonly name?: unknown } | undefined)[] }
		| undefined;
	return new Map(
		(stack?.outputs ?? []).flatMap((output, index) => {
			const span = settings?.spanOf(["stackConfig", "outputs", index, "value"]);
			return typeof output?.name === "string" && span ? [[output.name, span] as const] : [];
		}),
	);
}

/**
 * References to what the template does not have, which CloudFormation refuses as a whole. Only texts of the user can
 * hold one: resources in CloudFormation's own words, overrides and outputs. Nothing is said while a resource of the
 * config is faulty or not built, because its ids are missing for that reason.
 */
export function danglingProblems(
	graph: Graph,
	template: Template,
	children: ReadonlyMap<string, Collected>,
): readonly Problem[] {
	const isWhole = [...graph.names].every((name) => graph.resources.get(name)?.sound);
	if (!isWhole) return [];
	const ids = Object.keys(template.Resources);
	const isUnknown = (name: string) => !Object.hasOwn(template.Resources, name) && !name.startsWith("AWS::");
	const problems = Object.entries(template.Resources).flatMap(([id, resource]) => {
		const span = children.get(id)?.span ?? { start: 0, end: 0 };
		const raw = children.get(id)?.raw === true;
		const section = isWritten(children.get(id), graph) ? sectionIn(resource.Properties) : undefined;
		return [
			...[...mentioned(resource)]
				.filter(isUnknown)
				.map((name) => unknownId(id, name, ids, raw ? placeIn(id, name, graph, span) : span)),
			...(section === undefined ? [] : [unknownSection(id, section, span)]),
		];
	});
	for (const [name, span] of configuredPlaces(graph)) {
		const unknown = new Set<string>();
		visitReferences(template.Outputs[name]?.Value, (id) => void (isUnknown(id) && unknown.add(id)));
		problems.push(...[...unknown].map((id) => unknownId(`the output ${name}`, id, ids, span)));
	}
	return problems;
}
