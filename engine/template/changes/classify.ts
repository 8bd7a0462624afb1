import { replacementOf } from "../aws-types.ts";
import { diffTemplates, type TemplateChange } from "../diff.ts";
import { visitReferences } from "../references.ts";
import type { Template } from "../template.ts";
import { type ServiceOf, servicesIn, TASK_DEFINITION, taskDefinitionFacets } from "./container-changes.ts";
import { functionFacets } from "./function-changes.ts";
import { machineFacets, STATE_MACHINE } from "./machine-changes.ts";
import type { Facet, Members, Verdict } from "./verdict.ts";

type Changed = TemplateChange & { readonly kind: "changed" };

export const FUNCTION = "AWS::Lambda::Function";
const publishing: ReadonlySet<string> = new Set(["AWS::Lambda::Version", "AWS::Lambda::Alias"]);

/** Types of which a change makes a new revision, which takes nothing away. */
const revisions: ReadonlySet<string> = new Set([
	"AWS::ECS::TaskDefinition",
	"AWS::Lambda::LayerVersion",
	"AWS::Lambda::Permission",
	"AWS::Lambda::Version",
]);

const published = "calls go to a published version of the function, which only a deploy makes";

/** Logical ids of the functions whose calls go to a published version, by an alias or at the edge. */
export function publishedFunctions(templates: readonly Template[]): ReadonlySet<string> {
	const found = new Set<string>();
	for (const { Resources } of templates) {
		for (const { Type, Properties } of Object.values(Resources)) {
			if (publishing.has(Type)) visitReferences(Properties?.["FunctionName"], (id) => void found.add(id));
		}
	}
	return found;
}

/** What holds for any type: CloudFormation changes the resource where it is, or makes a new one. */
function plainFacet(type: string, property: string): Facet {
	const facet = { property, what: property.replace(/^<(.*)>$/, "$1") };
	const answer = revisions.has(type) ? "never" : replacementOf(type, property);
	if (answer === "never") return { ...facet, kind: "defer" };
	const reason =
		answer === "always"
			? "CloudFormation makes a new resource in the place of the old one"
			: "CloudFormation may have to make a new resource in the place of the old one";
	return { ...facet, kind: "replace", reason };
}

/** A change that CloudFormation has to make anyhow may still be one that replaces the resource. */
function orReplaced(type: string, facet: Facet): Facet {
	if (facet.kind !== "defer") return facet;
	const plain = plainFacet(type, facet.property);
	return plain.kind === "replace" ? { ...facet, ...plain, what: facet.what } : facet;
}

/** What of both templates decides over a change beside the changed resource itself. */
type Context = {
	readonly wanted: Template;
	readonly isPublished: ReadonlySet<string>;
	/** The services that stay services of the same task definitions, by their logical ids. */
	readonly services: ReadonlyMap<string, ServiceOf>;
};

/**
 * The services of the wanted template that are there already, by the logical ids of their task definitions. One that
 * is not rolling in both templates is not rolling.
 */
export function keptServices(deployed: Template, wanted: Template): ReadonlyMap<string, ServiceOf> {
	const before = servicesIn(deployed);
	return new Map(
		[...servicesIn(wanted)].flatMap(([definition, service]) => {
			const old = before.get(definition);
			if (old?.id !== service.id) return [];
			return [[definition, { ...service, isRolling: service.isRolling && old.isRolling }]];
		}),
	);
}

function ownFacets(
	{ id, before, after, changed }: Changed,
	{ wanted, services }: Context,
): readonly Facet[] | undefined {
	const [old, now]: readonly [Members, Members] = [before.Properties ?? {}, after.Properties ?? {}];
	switch (after.Type) {
		case FUNCTION:
			return functionFacets(old, now, changed);
		case TASK_DEFINITION:
			return taskDefinitionFacets(old, now, changed, services.get(id));
		case STATE_MACHINE:
			return machineFacets(old, now, changed, wanted);
		default:
			return undefined;
	}
}

function facetsOf(change: Changed, context: Context): readonly Facet[] {
	const { id, after, changed } = change;
	if (changed.includes("<Type>")) {
		const reason = "CloudFormation makes a new resource in the place of the old one";
		return [{ kind: "replace", property: "Type", what: "type", reason }];
	}
	const facets = ownFacets(change, context)?.map((facet) => orReplaced(after.Type, facet));
	if (!facets) return changed.map((property) => plainFacet(after.Type, property));
	if (!context.isPublished.has(id)) return facets;
	return facets.map((facet) =>
		facet.kind === "swap" ? { ...facet, kind: "defer", reason: published } : facet,
	);
}

function verdictsOf(change: TemplateChange, context: Context): readonly Verdict[] {
	const { id } = change;
	switch (change.kind) {
		case "added":
		case "removed":
			return [{ kind: "defer", id, change: change.kind, type: change.type }];
		case "output":
		case "section":
			return [{ kind: "defer", id, change: change.kind }];
		case "changed":
			return facetsOf(change, context).map((facet) => ({
				...facet,
				id,
				change: "changed",
				type: change.after.Type,
			}));
	}
}

/**
 * Says of every difference between what is deployed and what is wanted who can make it: the service itself at once,
 * or CloudFormation. Pure, so that the editor says before a save what the engine does after it.
 */
export function classifyChanges(deployed: Template, wanted: Template): readonly Verdict[] {
	const context: Context = {
		wanted,
		isPublished: publishedFunctions([deployed, wanted]),
		services: keptServices(deployed, wanted),
	};
	return diffTemplates(deployed, wanted).flatMap((change) => verdictsOf(change, context));
}
