import { type Graph, linkedBy } from "../graph/graph.ts";
import type { Problem } from "../report/problem.ts";
import { isIntrinsic } from "../template/intrinsics.ts";
import type { Template } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import type { Collected } from "./collect.ts";

/** A policy, or several that have their limit together. */
type Limit = {
	readonly what: string;
	/** Characters without white space, or bytes: for what JSON holds they are the same. */
	readonly maxLength: number;
	readonly source: string;
	readonly policies: (properties: Readonly<Record<string, unknown>>) => unknown;
};

const iamQuotas = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";

/** The documents of a list of inline policies. */
function documents(policies: unknown): unknown {
	if (!Array.isArray(policies)) return undefined;
	return policies.map((policy: { readonly PolicyDocument?: unknown } | null) => policy?.PolicyDocument);
}

/** By type; what is not here has no policy, or none that a config can make too long. */
const limits: Readonly<Record<string, readonly Limit[]>> = {
	"AWS::IAM::Role": [
		{
			what: "the inline policies of a role",
			maxLength: 10_240,
			source: iamQuotas,
			policies: ({ Policies }) => documents(Policies),
		},
		{
			what: "the trust policy of a role",
			maxLength: 2_048,
			source: iamQuotas,
			policies: ({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument,
		},
	],
	"AWS::IAM::User": [
		{
			what: "the inline policies of a user",
			maxLength: 2_048,
			source: iamQuotas,
			policies: ({ Policies }) => documents(Policies),
		},
	],
	"AWS::IAM::Group": [
		{
			what: "the inline policies of a group",
			maxLength: 5_120,
			source: iamQuotas,
			policies: ({ Policies }) => documents(Policies),
		},
	],
	"AWS::IAM::ManagedPolicy": [
		{
			what: "a managed policy",
			maxLength: 6_144,
			source: iamQuotas,
			policies: ({ PolicyDocument }) => PolicyDocument,
		},
	],
	"AWS::S3::BucketPolicy": [
		{
			what: "the policy of a bucket",
			maxLength: 20_480,
			source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html",
			policies: ({ PolicyDocument }) => PolicyDocument,
		},
	],
};

/** What CloudFormation fills in, as far as its length is known before. */
type Known = { readonly region: string; readonly children: ReadonlyMap<string, Collected> };

const accountLength = 12;

/** The characters of an ARN before the name: `arn:aws:sqs:eu-west-1:123456789012:` at the least. */
function arnPrefix(type: string, region: string): number {
	if (type === "AWS::S3::Bucket") return "arn:aws:s3:::".length;
	if (type.startsWith("AWS::IAM::")) return "arn:aws:iam:::role/".length + accountLength;
	return "arn:aws:sqs:::".length + region.length + accountLength;
}

/** The characters that a reference leads to at least; nothing where the name is AWS's to choose. */
function referenceLength(name: string, { region, children }: Known): number {
	if (name === "AWS::Region") return region.length;
	if (name === "AWS::AccountId") return accountLength;
	if (name === "AWS::Partition") return "aws".length;
	const [id = "", attribute = ""] = name.split(".");
	const child = children.get(id);
	if (!child?.name) return 0;
	const isArn = attribute.endsWith("Arn");
	return child.name.text.length + (isArn ? arnPrefix(child.resource.Type, region) : 0);
}

function subLength(sub: unknown, known: Known): number {
	const [text, values] = Array.isArray(sub) ? sub : [sub, {}];
	const own = new Map(Object.entries((values ?? {}) as object));
	let length = 0;
	const words = String(text).replaceAll(/\$\{([^!}][^}]*)\}/g, (_whole, name: string) => {
		length += own.has(name) ? valueLength(own.get(name), known) : referenceLength(name, known);
		return "";
	});
	return length + words.length;
}

function intrinsicLength(intrinsic: Readonly<Record<string, unknown>>, known: Known): number {
	const { Ref: referred, "Fn::GetAtt": attribute, "Fn::Sub": sub, "Fn::Join": join } = intrinsic;
	if (typeof referred === "string") return referenceLength(referred, known);
	if (Array.isArray(attribute)) return referenceLength(attribute.join("."), known);
	if (sub !== undefined) return subLength(sub, known);
	const parts: unknown = Array.isArray(join) ? join[1] : undefined;
	if (!Array.isArray(parts)) return 0;
	return parts.reduce((sum: number, part: unknown) => sum + valueLength(part, known), 0);
}

/** The characters of a text, without quotes. */
function valueLength(value: unknown, known: Known): number {
	if (isIntrinsic(value)) return intrinsicLength(value, known);
	return typeof value === "string" ? value.replaceAll(/\s/g, "").length : 0;
}

/** The characters that a policy has at least, whatever CloudFormation fills in. */
function policyLength(value: unknown, known: Known): number {
	if (typeof value === "string" || isIntrinsic(value)) return 2 + valueLength(value, known);
	if (Array.isArray(value)) return separated(value.map((item) => policyLength(item, known)));
	if (typeof value !== "object" || value === null) return String(value).length;
	return separated(
		Object.entries(value).map(([key, member]) => key.length + 3 + policyLength(member, known)),
	);
}

/** Brackets, members and the commas between them. */
function separated(lengths: readonly number[]): number {
	return 2 + lengths.reduce((sum, length) => sum + length, 0) + Math.max(0, lengths.length - 1);
}

/** The list of the config that most of a role's statements come from. */
function placeOf(child: Collected, graph: Graph): Span {
	const placed = linkedBy(graph, child.maker ?? child.owner ?? "")?.placed;
	if (!placed) return child.span;
	const values = placed.values as Readonly<Record<string, unknown>>;
	const lists = ["connectTo", "iamRoleStatements"].filter((key) => Array.isArray(values[key]));
	const longest = lists.toSorted(
		(left, right) => JSON.stringify(values[right]).length - JSON.stringify(values[left]).length,
	)[0];
	return longest === undefined ? child.span : placed.keySpanOf([longest]);
}

/** One document, or several together. */
function documentLength(documented: unknown, known: Known): number {
	if (!Array.isArray(documented)) return policyLength(documented, known);
	return documented.reduce((sum: number, one: unknown) => sum + policyLength(one, known), 0);
}

/** Policies that are longer than AWS takes, whatever CloudFormation fills in. */
export function policyLimitProblems(
	resources: Template["Resources"],
	graph: Graph,
	children: ReadonlyMap<string, Collected>,
	region: string,
): readonly Problem[] {
	const known: Known = { region, children };
	return Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) => {
		const child = children.get(id);
		if (!child) return [];
		return (limits[Type] ?? []).flatMap(({ what, maxLength, source, policies }): Problem[] => {
			const documented = policies(Properties);
			const length = documented === undefined ? 0 : documentLength(documented, known);
			if (length <= maxLength) return [];
			const numbers = `${length.toLocaleString("en")} characters, and AWS takes ${maxLength.toLocaleString("en")}`;
			return [
				{
					code: "policy-too-long",
					severity: "error",
					message: `${what} (${id}) would have at least ${numbers}`,
					span: placeOf(child, graph),
					hint: `name fewer resources, or give several of them in one statement (${source})`,
				},
			];
		});
	});
}
