import type { CfnResource, Template } from "./template.ts";

/** One difference between two templates. */
export type TemplateChange =
	| { readonly kind: "added" | "removed"; readonly id: string; readonly type: string }
	| {
			readonly kind: "changed";
			readonly id: string;
			readonly before: CfnResource;
			readonly after: CfnResource;
			/** Changed properties; other members of the resource in angle brackets, e.g. `<DependsOn>`. */
			readonly changed: readonly string[];
	  }
	| { readonly kind: "output"; readonly id: string }
	/** Another section, e.g. `Parameters`. */
	| { readonly kind: "section"; readonly id: string };

/** True for equal JSON values; the order of keys does not matter, `undefined` members do not exist. */
export function sameJson(left: unknown, right: unknown): boolean {
	if (left === right) return true;
	if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
	if (Array.isArray(left) !== Array.isArray(right)) return false;
	const [a, b] = [left as Readonly<Record<string, unknown>>, right as Readonly<Record<string, unknown>>];
	const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
	for (const key of keys) if (!sameJson(a[key], b[key])) return false;
	return true;
}

function sameDependsOn(left: CfnResource["DependsOn"], right: CfnResource["DependsOn"]): boolean {
	const list = (value: CfnResource["DependsOn"]) =>
		(value === undefined ? [] : typeof value === "string" ? [value] : [...value]).toSorted();
	return sameJson(list(left), list(right));
}

function changedMembers(before: CfnResource, after: CfnResource): string[] {
	const [old, now] = [before.Properties ?? {}, after.Properties ?? {}];
	const properties = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
		(key) => !sameJson(old[key], now[key]),
	);
	const members = (
		[
			"Type",
			"Condition",
			"Metadata",
			"DeletionPolicy",
			"UpdateReplacePolicy",
			"CreationPolicy",
			"UpdatePolicy",
		] as const
	)
		.filter((member) => !sameJson(before[member], after[member]))
		.map((member) => `<${member}>`);
	return [
		...properties,
		...members,
		...(sameDependsOn(before.DependsOn, after.DependsOn) ? [] : ["<DependsOn>"]),
	];
}

const otherSections = ["Metadata", "Parameters", "Mappings", "Conditions", "Rules", "Transform"];

function resourceChanges(before: Template["Resources"], after: Template["Resources"]): TemplateChange[] {
	const kept = Object.entries(after).flatMap(([id, resource]): TemplateChange[] => {
		const old = Object.hasOwn(before, id) ? before[id] : undefined;
		if (!old) return [{ kind: "added", id, type: resource.Type }];
		const changed = changedMembers(old, resource);
		return changed.length > 0 ? [{ kind: "changed", id, before: old, after: resource, changed }] : [];
	});
	const gone = Object.entries(before).filter(([id]) => !Object.hasOwn(after, id));
	return [...kept, ...gone.map(([id, { Type }]): TemplateChange => ({ kind: "removed", id, type: Type }))];
}

type Members = Readonly<Record<string, unknown>>;

function differing(before: Members, after: Members, names: Iterable<string>): string[] {
	return [...names].filter((name) => !sameJson(before[name], after[name]));
}

/** What CloudFormation would have to do to get from one template to the other. */
export function diffTemplates(before: Template, after: Template): readonly TemplateChange[] {
	// A template of somebody else may have no outputs at all.
	const [oldOutputs, newOutputs]: [Members, Members] = [before.Outputs ?? {}, after.Outputs ?? {}];
	const outputs = differing(
		oldOutputs,
		newOutputs,
		new Set([...Object.keys(oldOutputs), ...Object.keys(newOutputs)]),
	);
	const sections = differing(before as Members, after as Members, otherSections);
	return [
		...resourceChanges(before.Resources, after.Resources),
		...outputs.map((id): TemplateChange => ({ kind: "output", id })),
		...sections.map((id): TemplateChange => ({ kind: "section", id })),
	];
}
