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
	const list = (value: CfnResource["DependsOn"]) => (value === undefined ? [] : typeof value === "string" ? [value] : [...value]).toSorted();
	return sameJson(list(left), list(right));
}

function changedMembers(before: CfnResource, after: CfnResource): string[] {
	const [old, now] = [before.Properties ?? {}, after.Properties ?? {}];
	const properties = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((key) => !sameJson(old[key], now[key]));
	const members = (["Type", "Condition", "Metadata", "DeletionPolicy", "UpdateReplacePolicy", "CreationPolicy", "UpdatePolicy"] as const)
		.filter((member) => !sameJson(before[member], after[member]))
		.map((member) => `<${member}>`);
	return [...properties, ...members, ...(sameDependsOn(before.DependsOn, after.DependsOn) ? [] : ["<DependsOn>"])];
}

const otherSections = ["Parameters", "Mappings", "Conditions", "Rules", "Transform"];

/** What CloudFormation would have to do to get from one template to the other. */
export function diffTemplates(before: Template, after: Template): readonly TemplateChange[] {
	const changes: TemplateChange[] = [];
	for (const [id, resource] of Object.entries(after.Resources)) {
		const old = before.Resources[id];
		if (!old) changes.push({ kind: "added", id, type: resource.Type });
		else {
			const changed = changedMembers(old, resource);
			if (changed.length > 0) changes.push({ kind: "changed", id, before: old, after: resource, changed });
		}
	}
	for (const [id, resource] of Object.entries(before.Resources)) {
		if (!after.Resources[id]) changes.push({ kind: "removed", id, type: resource.Type });
	}
	const [oldOutputs, newOutputs] = [before.Outputs ?? {}, after.Outputs ?? {}];
	for (const id of new Set([...Object.keys(oldOutputs), ...Object.keys(newOutputs)])) {
		if (!sameJson(oldOutputs[id], newOutputs[id])) changes.push({ kind: "output", id });
	}
	const [oldAny, newAny] = [before as Readonly<Record<string, unknown>>, after as Readonly<Record<string, unknown>>];
	for (const id of otherSections) if (!sameJson(oldAny[id], newAny[id])) changes.push({ kind: "section", id });
	return changes;
}
