import type { StackResource, StackState } from "../../cloud/port.ts";
import { INFO_OUTPUT } from "../../compile/outputs.ts";
import type { Target } from "../../names/target.ts";
import type { Template } from "../../template/template.ts";

/** What the deployed stack says of the values that its template leaves to CloudFormation. */
export type DeployedValues = {
	/** Physical ids by logical id. */
	readonly ids: ReadonlyMap<string, string>;
	/** Values of intrinsic functions, by the function as JSON. */
	readonly values: ReadonlyMap<string, string>;
	/** Values of pseudo parameters, such as `AWS::Region`. */
	readonly pseudo: ReadonlyMap<string, string>;
};

/** The partition of an ARN: `aws`, `aws-cn`, … */
function partitionOf(arn: string): string {
	return arn.split(":")[1] || "aws";
}

/** The texts at the places of `${…}` in a pattern, when the whole text has that pattern. */
function matchPattern(pattern: string, text: string): ReadonlyMap<string, string> | undefined {
	const names: string[] = [];
	const source = pattern
		.split(/(\$\{[^!}][^}]*\})/)
		.map((part) => {
			const name = /^\$\{([^!}][^}]*)\}$/.exec(part)?.[1];
			if (name === undefined) return part.replaceAll("${!", "${").replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
			names.push(name);
			return "([\\s\\S]*?)";
		})
		.join("");
	const match = new RegExp(`^${source}$`).exec(text);
	return match ? new Map(names.map((name, index) => [name, match[index + 1] ?? ""])) : undefined;
}

type Leaves = Map<string, string>;

/** Pairs the texts of two JSON values of the same shape: that of the template and that of the stack. */
function pairLeaves(
	written: unknown,
	deployed: unknown,
	functions: Readonly<Record<string, unknown>>,
	leaves: Leaves,
): void {
	if (typeof written === "string" && typeof deployed === "string") {
		for (const [name, value] of matchPattern(written, deployed) ?? []) {
			if (Object.hasOwn(functions, name)) leaves.set(JSON.stringify(functions[name]), value);
		}
		return;
	}
	if (typeof written !== "object" || written === null || typeof deployed !== "object" || deployed === null)
		return;
	const found = new Map(Object.entries(deployed));
	for (const [key, value] of Object.entries(written)) pairLeaves(value, found.get(key), functions, leaves);
}

/** The values that the overview of the stack records: its text in the template beside its text in the stack. */
function overviewValues(template: Template, stack: StackState, leaves: Leaves): void {
	const { "Fn::Sub": sub } = (template.Outputs[INFO_OUTPUT]?.Value ?? {}) as { readonly "Fn::Sub"?: unknown };
	const [text, functions] = Array.isArray(sub) ? sub : [sub, {}];
	const deployed = stack.outputs[INFO_OUTPUT];
	if (typeof text !== "string" || deployed === undefined) return;
	try {
		// A `${sub0}` is a text of its own inside of the JSON, so that both can be read.
		const written: unknown = JSON.parse(text.replaceAll("${!", "${"));
		pairLeaves(written, JSON.parse(deployed), (functions ?? {}) as Record<string, unknown>, leaves);
	} catch {
		// An overview that cannot be read gives nothing; what is missing is said where it is needed.
	}
}

/** Reads what a deployed stack says of its values: its overview, its other outputs, and the ids of its resources. */
export function deployedValues(
	stack: StackState,
	template: Template,
	resources: readonly StackResource[],
	target: Target,
): DeployedValues {
	const values: Leaves = new Map();
	for (const [name, { Value }] of Object.entries(template.Outputs ?? {})) {
		const value = stack.outputs[name];
		if (name !== INFO_OUTPUT && value !== undefined && typeof Value === "object")
			values.set(JSON.stringify(Value), value);
	}
	overviewValues(template, stack, values);
	const isChina = target.region.startsWith("cn-");
	return {
		ids: new Map(
			resources.flatMap(({ logicalId, physicalId }) =>
				physicalId === undefined ? [] : [[logicalId, physicalId] as const],
			),
		),
		values,
		pseudo: new Map([
			["AWS::Region", target.region],
			["AWS::AccountId", target.account ?? ""],
			["AWS::StackName", stack.name],
			["AWS::StackId", stack.id],
			["AWS::Partition", partitionOf(stack.id)],
			["AWS::URLSuffix", isChina ? "amazonaws.com.cn" : "amazonaws.com"],
		]),
	};
}
