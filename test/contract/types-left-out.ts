import { dependenciesOf, visitReferences } from "../../engine/template/references.ts";
import type { CfnResource, Template } from "../../engine/template/template.ts";

/** What the local AWS cannot make although it knows the type, and why. */
export type Rule = { readonly fits: (resource: CfnResource) => boolean; readonly why: string };

const propertyOf = ({ Properties = {} }: CfnResource, name: string): unknown => Properties[name];

export const rules: readonly Rule[] = [
	{
		fits: ({ Type }) => Type === "AWS::Route53::RecordSet",
		why: "it has no hosted zone",
	},
	{
		fits: (resource) =>
			resource.Type === "AWS::CloudWatch::Alarm" && propertyOf(resource, "Metrics") !== undefined,
		why: "it computes no metrics from others",
	},
	{
		fits: ({ Type, Properties }) =>
			["AWS::Lambda::EventInvokeConfig", "AWS::SQS::Queue", "AWS::Events::Rule"].includes(Type) &&
			JSON.stringify(Properties ?? {}).includes(":111122223333:"),
		why: "it has one account only, and this names something of another",
	},
	{
		fits: ({ Type }) => Type === "AWS::CloudFormation::CustomResource" || Type.startsWith("Custom::"),
		why: "the function of a custom resource is not packaged here, and asks a third party",
	},
	{
		fits: (resource) =>
			resource.Type === "AWS::ElastiCache::ReplicationGroup" &&
			Number(propertyOf(resource, "NumNodeGroups")) === 2,
		why: "it makes one shard, or three and more",
	},
];

/** A resource that is not deployed, and why. */
export type LeftOut = { readonly id: string; readonly type: string; readonly why: string };

/** A template without what the local AWS cannot make, and without what needs it. */
export function leaveOut(template: Template): {
	readonly template: Template;
	readonly leftOut: readonly LeftOut[];
	readonly used: readonly Rule[];
} {
	const reasons = new Map<string, string>();
	const used = new Set<Rule>();
	for (const [id, resource] of Object.entries(template.Resources)) {
		const rule = rules.find(({ fits }) => fits(resource));
		if (!rule) continue;
		reasons.set(id, rule.why);
		used.add(rule);
	}
	for (let count = -1; count !== reasons.size; ) {
		count = reasons.size;
		for (const [id, resource] of Object.entries(template.Resources)) {
			const [missing] = dependenciesOf({ ...resource, DependsOn: [] }, new Set(reasons.keys()));
			if (missing && !reasons.has(id)) reasons.set(id, `it needs ${missing}`);
		}
	}
	const kept = Object.entries(template.Resources).filter(([id]) => !reasons.has(id));
	const dependsOn = ({ DependsOn = [] }: CfnResource) =>
		(typeof DependsOn === "string" ? [DependsOn] : DependsOn).filter((id) => !reasons.has(id));
	const isWhole = (value: unknown) => {
		const missing: string[] = [];
		visitReferences(value, (id) => void (reasons.has(id) && missing.push(id)));
		return missing.length === 0;
	};
	return {
		template: {
			...template,
			Resources: Object.fromEntries(
				kept.map(([id, resource]) => [id, { ...resource, DependsOn: dependsOn(resource) }]),
			),
			Outputs: Object.fromEntries(Object.entries(template.Outputs).filter(([, output]) => isWhole(output))),
		},
		leftOut: [...reasons].map(([id, why]) => ({ id, type: template.Resources[id]?.Type ?? "", why })),
		used: [...used],
	};
}
