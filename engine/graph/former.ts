import type { Problem } from "../report/problem.ts";
import type { Schema } from "../schema/read.ts";
import { type Entry, entryOf, type Node, plainValue } from "../text/tree.ts";
import { currentScripts } from "./former-scripts.ts";

/** Types of resource that configs of older versions of the format have, with their names of today. */
const formerTypes: Readonly<Record<string, string>> = {
	"container-workload": "multi-container-workload",
	"atlas-mongo-cluster": "mongo-db-atlas-cluster",
};

/** Maps of older configs whose members stand beside them today, with the names that these have now. */
const formerGroups: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	accessControl: { allowAccessTo: "connectTo", iamRoleStatements: "iamRoleStatements" },
};

/** Switches of older configs, with those of today that mean the opposite. */
const formerOpposites: Readonly<Record<string, string>> = {
	invalidateAfterDeploy: "disableInvalidationAfterDeploy",
};

/** Properties of older configs that have no effect any more, with one that stands where they stood, and why. */
const formerSwitches: Readonly<Record<string, { readonly beside: string; readonly hint: string }>> = {
	enableTls: { beside: "enableEviction", hint: "remove it: databases at Upstash always speak TLS" },
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

/** The top level of a config as it is written today; what only older versions of the format had there is left out. */
export function currentRoot(root: Node): { readonly node: Node; readonly problems: readonly Problem[] } {
	if (root.kind !== "map") return { node: root, problems: [] };
	const removed = root.entries.flatMap((entry) => {
		const hint = Object.hasOwn(formerKeys, entry.key) ? formerKeys[entry.key] : undefined;
		return hint === undefined ? [] : [keyProblem(entry, hint)];
	});
	const entries = root.entries.filter(({ key }) => !Object.hasOwn(formerKeys, key));
	const { node, problems } = currentScripts(removed.length > 0 ? { ...root, entries } : root);
	return { node, problems: [...removed, ...problems] };
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

function oppositeProblem({ key, keySpan, value }: Entry, opposite: string): Problem {
	const span = { start: keySpan.start, end: value.span.end };
	return {
		code: "deprecated-property",
		severity: "warning",
		message: `${key} is deprecated`,
		span: keySpan,
		hint: `write ${opposite}: true in its place`,
		fixes: [{ title: `Change to ${opposite}`, span, text: `"${opposite}": true` }],
	};
}

/** A switch that is the opposite of one of today; what it says by `true` holds anyway. */
function currentSwitch(
	entry: Entry,
	possible: Readonly<Record<string, Schema>>,
	problems: Problem[],
): readonly Entry[] {
	const { key, value } = entry;
	if (Object.hasOwn(possible, key)) return [entry];
	const former = Object.hasOwn(formerSwitches, key) ? formerSwitches[key] : undefined;
	if (former && Object.hasOwn(possible, former.beside)) {
		problems.push(keyProblem(entry, former.hint));
		return [];
	}
	const opposite = Object.hasOwn(formerOpposites, key) ? formerOpposites[key] : undefined;
	if (opposite === undefined || !Object.hasOwn(possible, opposite) || value.kind !== "scalar") return [entry];
	if (value.value === true) {
		problems.push(keyProblem(entry, "remove it: this is so without it"));
		return [];
	}
	if (value.value !== false) return [entry];
	problems.push(oppositeProblem(entry, opposite));
	return [{ ...entry, key: opposite, value: { ...value, value: true } }];
}

/** The settings of a CDN as they are written today. */
function currentCdn(entry: Entry, schema: Schema | undefined, problems: Problem[]): Entry {
	const { value } = entry;
	if (value.kind !== "map" || !schema?.properties) return entry;
	const possible = schema.properties;
	const entries = value.entries.flatMap((member) => currentSwitch(member, possible, problems));
	return { ...entry, value: { ...value, entries } };
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
		if (entry.key === "cdn") return [currentCdn(entry, possible["cdn"], problems)];
		if (!isGroup(entry, properties, possible) || entry.value.kind !== "map")
			return currentSwitch(entry, possible, problems);
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
