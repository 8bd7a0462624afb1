import { isObject, type Template } from "./memory-cloud-template.ts";
import type { MemoryResource, World } from "./memory-cloud-world.ts";

/** What intrinsic functions are computed from. */
export type Scope = {
	readonly world: World;
	readonly template: Template;
	readonly stackName: string;
	readonly stackId: string;
	readonly resources: ReadonlyMap<string, MemoryResource>;
};

/** A resource or output that cannot be computed: fails that part of the operation with AWS's words. */
export class ValueError extends Error {}

const absent = Symbol("AWS::NoValue");

/** A value of a template with every intrinsic function replaced by what it gives. */
export function resolved(scope: Scope, value: unknown): unknown {
	const result = resolve(scope, value);
	return result === absent ? undefined : result;
}

function resolve(scope: Scope, value: unknown): unknown {
	if (Array.isArray(value))
		return value.map((item) => resolve(scope, item)).filter((item) => item !== absent);
	if (!isObject(value)) return value;
	const entries = Object.entries(value);
	const [only] = entries;
	const compute = only && entries.length === 1 ? functions[only[0]] : undefined;
	if (compute && only) return compute(scope, only[1]);
	return Object.fromEntries(
		entries
			.map(([key, inner]) => [key, resolve(scope, inner)] as const)
			.filter(([, inner]) => inner !== absent),
	);
}

function list(scope: Scope, value: unknown): unknown[] {
	const items = resolve(scope, value);
	return Array.isArray(items) ? items : [items];
}

function text(scope: Scope, value: unknown): string {
	return String(resolve(scope, value));
}

const functions: Readonly<Record<string, (scope: Scope, value: unknown) => unknown>> = {
	Ref: (scope, value) => reference(scope, String(value)),
	"Fn::GetAtt": (scope, value) => {
		const [id = "", ...attribute] = Array.isArray(value) ? value.map(String) : String(value).split(".");
		return attributeOf(scope, id, attribute.join("."));
	},
	"Fn::Sub": (scope, value) => {
		const [pattern, own] = Array.isArray(value) ? value : [value, {}];
		const given = isObject(own) ? own : {};
		return String(pattern).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
			if (literal) return `\${${name}}`;
			const key = name.trim();
			if (key in given) return text(scope, given[key]);
			const dot = key.indexOf(".");
			return String(
				dot < 0 ? reference(scope, key) : attributeOf(scope, key.slice(0, dot), key.slice(dot + 1)),
			);
		});
	},
	"Fn::Join": (scope, value) => {
		const [separator, items] = Array.isArray(value) ? value : ["", []];
		return list(scope, items).map(String).join(String(separator));
	},
	"Fn::Select": (scope, value) => {
		const [index, items] = Array.isArray(value) ? value : [0, []];
		return list(scope, items)[Number(text(scope, index))];
	},
	"Fn::Split": (scope, value) => {
		const [separator, whole] = Array.isArray(value) ? value : ["", ""];
		return text(scope, whole).split(String(separator));
	},
	"Fn::If": (scope, value) => {
		const [condition, yes, no] = Array.isArray(value) ? value : [];
		return resolve(scope, isTrue(scope, String(condition)) ? yes : no);
	},
	"Fn::FindInMap": (scope, value) => {
		const [map = "", first = "", second = ""] = list(scope, value).map(String);
		return scope.template.Mappings?.[map]?.[first]?.[second];
	},
	"Fn::Base64": (scope, value) => Buffer.from(text(scope, value)).toString("base64"),
	"Fn::ToJsonString": (scope, value) => JSON.stringify(resolve(scope, value)),
	"Fn::GetAZs": ({ world }) => ["a", "b", "c"].map((zone) => `${world.region}${zone}`),
	"Fn::ImportValue": (scope, value) => {
		const name = text(scope, value);
		const exported = exportedValue(scope.world, name);
		if (exported === undefined) throw new ValueError(`No export named ${name} found.`);
		return exported;
	},
};

/** The value that a living stack exports under a name. */
export function exportedValue(world: World, name: string): string | undefined {
	const exporter = world.stacks.find(
		(stack) => stack.status !== "DELETE_COMPLETE" && stack.exports.has(name),
	);
	return exporter?.exports.get(name);
}

function reference(scope: Scope, name: string): unknown {
	const { world, stackName, stackId, template, resources } = scope;
	const pseudo: Readonly<Record<string, unknown>> = {
		"AWS::AccountId": world.account,
		"AWS::Region": world.region,
		"AWS::Partition": "aws",
		"AWS::URLSuffix": "amazonaws.com",
		"AWS::StackName": stackName,
		"AWS::StackId": stackId,
		"AWS::NotificationARNs": [],
		"AWS::NoValue": absent,
	};
	if (name in pseudo) return pseudo[name];
	const parameter = template.Parameters?.[name];
	if (parameter) return parameter.Default;
	return resources.get(name)?.physicalId;
}

function attributeOf({ resources }: Scope, id: string, attribute: string): unknown {
	const resource = resources.get(id);
	// A made-up value, the same each time: tests need that references arrive, not what AWS would compute.
	return resource?.attributes[attribute] ?? `${resource?.physicalId}.${attribute}`;
}

/** Whether a condition of the template holds. */
export function isTrue(scope: Scope, name: string): boolean {
	return holds(scope, scope.template.Conditions?.[name]);
}

function holds(scope: Scope, rule: unknown): boolean {
	if (!isObject(rule)) return rule === true || rule === "true";
	const [key = "", value] = Object.entries(rule)[0] ?? [];
	const items = Array.isArray(value) ? value : [value];
	if (key === "Condition") return isTrue(scope, String(value));
	if (key === "Fn::Equals") return text(scope, items[0]) === text(scope, items[1]);
	if (key === "Fn::Not") return !holds(scope, items[0]);
	if (key === "Fn::And") return items.every((item) => holds(scope, item));
	if (key === "Fn::Or") return items.some((item) => holds(scope, item));
	return false;
}
