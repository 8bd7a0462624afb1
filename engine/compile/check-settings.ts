import type { Graph, Section } from "../graph/graph.ts";
import type { Problem } from "../report/problem.ts";
import type { Path } from "../resources/kind.ts";
import type { CfnResource } from "../template/template.ts";

type Stack = {
	readonly vpc?: {
		readonly reuseVpc?: {
			readonly vpcId?: unknown;
			readonly projectName?: unknown;
			readonly stage?: unknown;
		};
		readonly nat?: unknown;
	};
	readonly tags?: readonly { readonly name?: unknown }[];
};

const reusePath: Path = ["stackConfig", "vpc", "reuseVpc"];

/** A VPC is named by its id, or by project and stage of the stack that made it. */
function vpcProblems(settings: Section): Problem[] {
	const reuse = (settings.value["stackConfig"] as Stack | undefined)?.vpc?.reuseVpc;
	if (reuse === undefined) return [];
	const { vpcId, projectName, stage } = reuse;
	const hint = "give either vpcId, or projectName and stage";
	const error = (message: string, path: Path): Problem => ({
		code: "not-exactly-one",
		severity: "error",
		message,
		span: settings.keySpanOf(path),
		hint,
	});
	const extra = projectName !== undefined ? "projectName" : stage !== undefined ? "stage" : undefined;
	if (vpcId !== undefined) {
		if (extra === undefined) return [];
		return [error(`${extra} cannot be set together with vpcId`, [...reusePath, extra])];
	}
	if (extra === undefined) return [error("reuseVpc names no VPC", reusePath)];
	if (projectName !== undefined && stage !== undefined) return [];
	const missing = projectName === undefined ? "projectName" : "stage";
	return [error(`${extra} needs ${missing} beside it`, [...reusePath, extra])];
}

/** A VPC that is there already has the NAT gateways that it has. */
function natProblems(settings: Section): Problem[] {
	const vpc = (settings.value["stackConfig"] as Stack | undefined)?.vpc;
	if (vpc?.reuseVpc === undefined || vpc.nat === undefined) return [];
	return [
		{
			code: "nat-of-other-vpc",
			severity: "warning",
			message: "nat has no effect beside reuseVpc, because the stack makes no network of its own",
			span: settings.keySpanOf(["stackConfig", "vpc", "nat"]),
			hint: "remove it: private subnets of that VPC lead where their route tables say",
		},
	];
}

function tagProblems(settings: Section): Problem[] {
	const tags = (settings.value["stackConfig"] as Stack | undefined)?.tags ?? [];
	return tags.flatMap(({ name }, index): Problem[] => {
		const first = tags.findIndex((other) => other.name === name);
		if (typeof name !== "string" || first === index) return [];
		return [
			{
				code: "duplicate-tag",
				severity: "warning",
				message: `the tag "${name}" is set before, and the first one counts`,
				span: settings.spanOf(["stackConfig", "tags", index, "name"]),
				hint: "a resource has one value of each tag: remove one of the two",
				related: [
					{
						message: "it is first set here",
						span: settings.spanOf(["stackConfig", "tags", first, "name"]),
					},
				],
			},
		];
	});
}

/** The format has no conditions, so that a resource which names one could never be created. */
function conditionProblems(settings: Section): Problem[] {
	const section = settings.value["cloudformationResources"] as
		| Readonly<Record<string, CfnResource | undefined>>
		| undefined;
	return Object.entries(section ?? {}).flatMap(([id, resource]): Problem[] => {
		if (resource?.Condition === undefined) return [];
		return [
			{
				code: "unknown-condition",
				severity: "error",
				message: `${id} depends on the condition "${resource.Condition}", but a config has no conditions`,
				span: settings.spanOf(["cloudformationResources", id, "Condition"]),
				hint: "remove it; what only some stages need can stand in a file of its own: $File($Format('{}.yml', $Stage()))",
			},
		];
	});
}

/** Rules of the settings at the top level that a schema cannot say. */
export function settingsProblems({ settings }: Graph): readonly Problem[] {
	if (!settings) return [];
	return [
		...vpcProblems(settings),
		...natProblems(settings),
		...tagProblems(settings),
		...conditionProblems(settings),
	];
}
