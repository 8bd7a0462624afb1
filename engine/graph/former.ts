import type { Problem } from "../report/problem.ts";
import type { Schema } from "../schema/read.ts";
import { type Entry, entryOf, type Node, plainValue } from "../text/tree.ts";

/** Types of resource that configs of older versions of the format have, with their names of today. */
const formerTypes: Readonly<Record<string, string>> = {
	"container-workload": "multi-container-workload",
	"atlas-mongo-cluster": "mongo-db-atlas-cluster",
};

/** Maps of older configs whose members stand beside them today, with the names that these have now. */
const formerGroups: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	accessControl: { allowAccessTo: "connectTo", iamRoleStatements: "iamRoleStatements" },
};

/** Keys at the top level of older configs that have no successor there, with what to do instead. */
const formerKeys: Readonly<Record<string, string>> = {
	budgetControl:
		"remove it: a budget belongs to spool.settings.yml beside the config, because it is not part of the application",
};

function keyProblem({ key, keySpan, value }: Entry, hint: string): Problem {
	const span = { start: keySpan.start, end: Math.max(keySpan.end, value.span.end) };
	return {
		code: "deprecated-property",
		severity: "warning",
		message: `${key} is deprecated`,
		span: keySpan,
		hint,
		fixes: [{ title: `Remove ${key}`, span, text: "", removesEntry: true }],
	};
}

/** The top level of a config without what only older versions of the format had there. */
export function currentRoot(root: Node): { readonly node: Node; readonly problems: readonly Problem[] } {
	if (root.kind !== "map") return { node: root, problems: [] };
	const problems = root.entries.flatMap((entry) => {
		const hint = Object.hasOwn(formerKeys, entry.key) ? formerKeys[entry.key] : undefined;
		return hint === undefined ? [] : [keyProblem(entry, hint)];
	});
	if (problems.length === 0) return { node: root, problems };
	const entries = root.entries.filter(({ key }) => !Object.hasOwn(formerKeys, key));
	return { node: { ...root, entries }, problems };
}

/** The `type` of a resource as it is called today, with a warning when it was written otherwise. */
export function currentType(written: Node & { readonly kind: "scalar" }): {
	readonly name: string;
	readonly problems: readonly Problem[];
} {
	const name = String(written.value);
	const current = Object.hasOwn(formerTypes, name) ? formerTypes[name] : undefined;
	if (current === undefined) return { name, problems: [] };
	const { span } = written;
	return {
		name: current,
		problems: [
			{
				code: "deprecated-type",
				severity: "warning",
				message: `the resource type "${name}" is called "${current}" now`,
				span,
				hint: `write type: ${current}`,
				fixes: [{ title: `Change to "${current}"`, span, text: current, keepsQuotes: true }],
			},
		],
	};
}

function groupProblem(entry: Entry, members: readonly Entry[]): Problem {
	const names = members.map(({ key }) => key);
	const [only, ...others] = members;
	const span = { start: entry.keySpan.start, end: entry.value.span.end };
	// JSON is YAML too. Two entries would need the indentation of the text.
	const text = only && `"${only.key}": ${JSON.stringify(plainValue(only.value))}`;
	return {
		code: "deprecated-property",
		severity: "warning",
		message: `${entry.key} is deprecated`,
		span: entry.keySpan,
		hint: `write ${names.join(" and ") || "its members"} in its place`,
		...(text && others.length === 0 && { fixes: [{ title: `Change to ${only.key}`, span, text }] }),
	};
}

/** True for a group whose members can stand beside it: all are possible there, and none is there already. */
function isGroup({ key, value }: Entry, around: Node, possible: Readonly<Record<string, Schema>>): boolean {
	const names = Object.hasOwn(formerGroups, key) ? formerGroups[key] : undefined;
	if (!names || Object.hasOwn(possible, key) || value.kind !== "map") return false;
	return value.entries.every((member) => {
		const name = Object.hasOwn(names, member.key) ? names[member.key] : undefined;
		return name !== undefined && Object.hasOwn(possible, name) && !entryOf(around, name);
	});
}

/** The properties of a resource as they are written today; what an older config has elsewhere is moved. */
export function currentProperties(
	properties: Node,
	schema: Schema,
): { readonly node: Node; readonly problems: readonly Problem[] } {
	const possible = schema.properties ?? {};
	if (properties.kind !== "map") return { node: properties, problems: [] };
	const problems: Problem[] = [];
	const entries = properties.entries.flatMap((entry) => {
		if (!isGroup(entry, properties, possible) || entry.value.kind !== "map") return [entry];
		const names = formerGroups[entry.key] ?? {};
		const members = entry.value.entries.map((member) => ({
			...member,
			key: names[member.key] ?? member.key,
		}));
		problems.push(groupProblem(entry, members));
		return members;
	});
	return problems.length > 0
		? { node: { ...properties, entries }, problems }
		: { node: properties, problems };
}
