import { diffTemplates, sameJson, type TemplateChange } from "../../template/diff.ts";
import { visitReferences } from "../../template/references.ts";
import {
	propertyAt,
	type Replacing,
	replacementFacts,
	replacingProperties,
} from "../../template/replacement.ts";
import type { CfnResource, Template } from "../../template/template.ts";
import { leavesOf, type PropertyChange } from "./leaves.ts";

/** Why a resource is made anew. */
export type ReplacedBecause = Replacing & {
	/** Logical id of another resource whose own replacement gives the property another value. */
	readonly follows?: string;
};

/** What becomes of one CloudFormation resource. */
export type TemplateStep = {
	/** `may-replace`: AWS decides while it updates. `unknown`: a type of which only its owner knows. */
	readonly action: "add" | "change" | "replace" | "may-replace" | "unknown" | "remove";
	readonly logicalId: string;
	readonly type: string;
	readonly properties: readonly PropertyChange[];
	/** What forces the replacement; empty without one. */
	readonly because: readonly ReplacedBecause[];
	/** A fixed name that the new resource would share with the old one: CloudFormation refuses that. */
	readonly sameName?: string;
	readonly before?: CfnResource;
	readonly after?: CfnResource;
};

/** Types of the stack's owner or of a third party, about which AWS publishes nothing. */
const isForeign = (type: string) => replacementFacts(type) === undefined;

type Changed = TemplateChange & { readonly kind: "changed" };

/** What changes beside the properties, e.g. `<DependsOn>`. */
function memberChanges({ changed }: Changed): readonly PropertyChange[] {
	return changed.filter((name) => name.startsWith("<") && name !== "<Type>").map((path) => ({ path }));
}

function changedStep(change: Changed): TemplateStep {
	const { id, before, after } = change;
	const [old, now] = [before.Properties ?? {}, after.Properties ?? {}];
	const properties = [...leavesOf(old, now), ...memberChanges(change)];
	const base = { logicalId: id, type: after.Type, properties, before, after };
	if (before.Type !== after.Type)
		return { ...base, action: "replace", because: [{ property: "Type", certainty: "always" }] };
	const because = replacingProperties(after.Type, old, now) ?? [];
	const action = because.some(({ certainty }) => certainty === "always")
		? "replace"
		: because.length > 0
			? "may-replace"
			: isForeign(after.Type) && properties.length > 0
				? "unknown"
				: "change";
	return { ...base, action, because };
}

/** Logical ids of versions of a function end in ten digits of their content: a new version is no loss of the old one. */
const versionId = /[0-9a-f]{10}$/;

function isVersion({ type }: TemplateStep): boolean {
	return type === "AWS::Lambda::Version";
}

/** A version that comes in place of another is one step, and not an addition and a removal. */
function joinVersions(steps: readonly TemplateStep[]): readonly TemplateStep[] {
	const stem = ({ logicalId }: TemplateStep) => logicalId.replace(versionId, "");
	const added = new Map(
		steps.filter((step) => isVersion(step) && step.action === "add").map((step) => [stem(step), step]),
	);
	return steps.filter((step) => !(isVersion(step) && step.action === "remove" && added.has(stem(step))));
}

type Steps = Map<string, TemplateStep>;

/** Properties that make `resource` anew because they hold what a replaced resource is called. */
function followed(resource: CfnResource, replaced: ReadonlySet<string>): readonly ReplacedBecause[] {
	const facts = replacementFacts(resource.Type);
	const paths = [...(facts?.always ?? []), ...(facts?.maybe ?? [])];
	return paths.flatMap((property): ReplacedBecause[] => {
		let follows: string | undefined;
		visitReferences(propertyAt(resource.Properties ?? {}, property), (id) => {
			if (replaced.has(id)) follows ??= id;
		});
		const certainty = facts?.always?.includes(property) ? "always" : "maybe";
		return follows === undefined ? [] : [{ property, certainty, follows }];
	});
}

/** The step of a resource that names one which is made anew. */
function withFollowed(
	id: string,
	resource: CfnResource,
	step: TemplateStep | undefined,
	because: readonly ReplacedBecause[],
): TemplateStep {
	// What it is called is known when it is made. A name that stays needs no new neighbours, so that "may" is the truth.
	const action = step?.action === "replace" ? "replace" : "may-replace";
	const base = step ?? {
		logicalId: id,
		type: resource.Type,
		properties: [],
		before: resource,
		after: resource,
		because: [],
	};
	return { ...base, action, because: [...base.because, ...because] };
}

/** Carries replacements on to the resources that hold the name of a replaced one where AWS allows no change. */
function follow(after: Template, steps: Steps): void {
	const waiting = [...steps.values()].filter(isReplaced).map(({ logicalId }) => logicalId);
	const done = new Set<string>();
	for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
		if (done.has(id)) continue;
		done.add(id);
		for (const [other, resource] of Object.entries(after.Resources)) {
			const step = steps.get(other);
			if (step?.action === "add" || other === id) continue;
			const because = followed(resource, new Set([id]));
			if (because.length === 0) continue;
			steps.set(other, withFollowed(other, resource, step, because));
			waiting.push(other);
		}
	}
}

/** True for a resource that is made anew, or may be. */
export function isReplaced({ action }: Pick<TemplateStep, "action">): boolean {
	return action === "replace" || action === "may-replace";
}

function withSameName(step: TemplateStep): TemplateStep {
	const name = replacementFacts(step.type)?.name;
	if (step.action !== "replace" || name === undefined) return step;
	const [old, now] = [step.before?.Properties?.[name], step.after?.Properties?.[name]];
	return typeof now === "string" && sameJson(old, now) ? { ...step, sameName: now } : step;
}

/** What CloudFormation will do with each resource to get from one template to the other, by AWS's published schemas. */
export function templateSteps(before: Template, after: Template): readonly TemplateStep[] {
	const steps: Steps = new Map();
	for (const change of diffTemplates(before, after)) {
		if (change.kind === "changed") steps.set(change.id, changedStep(change));
		if (change.kind !== "added" && change.kind !== "removed") continue;
		const isAdded = change.kind === "added";
		const resource = (isAdded ? after : before).Resources[change.id];
		steps.set(change.id, {
			action: isAdded ? "add" : "remove",
			logicalId: change.id,
			type: change.type,
			properties: [],
			because: [],
			...(resource && (isAdded ? { after: resource } : { before: resource })),
		});
	}
	follow(after, steps);
	return joinVersions([...steps.values()].map(withSameName));
}
