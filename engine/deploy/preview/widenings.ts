import type { CfnResource } from "../../template/template.ts";
import type { TemplateStep } from "./changes.ts";
import { type Grant, grantsOf, widened } from "./grants.ts";

/** More than before is permitted, or reachable from everywhere. */
export type Widening = {
	/** `public`: anybody on the internet. `permission`: somebody in AWS. */
	readonly kind: "public" | "permission";
	readonly logicalId: string;
	readonly type: string;
	/** In plain words. */
	readonly what: string;
	/** The resource is new, so that nothing which is there gets more rights by itself. */
	readonly isNew: boolean;
};

type Properties = Readonly<Record<string, unknown>>;

/** A place in a resource that is open to everybody, in plain words; none where it is closed. */
type Opening = (resource: CfnResource, properties: Properties) => readonly string[];

const everywhere = new Set(["0.0.0.0/0", "::/0"]);

function ports({ IpProtocol, FromPort, ToPort }: Properties): string {
	if (String(IpProtocol) === "-1" || FromPort === undefined) return "every port";
	return FromPort === ToPort || ToPort === undefined ? `port ${FromPort}` : `ports ${FromPort} to ${ToPort}`;
}

function openRules(rules: unknown): string[] {
	return (Array.isArray(rules) ? rules : [rules]).flatMap((rule: Properties | undefined) => {
		const range = [rule?.["CidrIp"], rule?.["CidrIpv6"]].find((one) => everywhere.has(String(one)));
		return rule && range !== undefined ? [`${ports(rule)} is open to ${String(range)}`] : [];
	});
}

const blocks = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];

const openings: Readonly<Record<string, Opening>> = {
	"AWS::EC2::SecurityGroup": (_, { SecurityGroupIngress }) => openRules(SecurityGroupIngress ?? []),
	"AWS::EC2::SecurityGroupIngress": (_, properties) => openRules(properties),
	"AWS::Lambda::Url": (_, { AuthType }) =>
		AuthType === "NONE" ? ["anybody may call the function by its URL"] : [],
	"AWS::RDS::DBInstance": (_, { PubliclyAccessible }) =>
		PubliclyAccessible === true ? ["the database has a public address"] : [],
	"AWS::RDS::DBCluster": (_, { PubliclyAccessible }) =>
		PubliclyAccessible === true ? ["the database has a public address"] : [],
	"AWS::ApiGatewayV2::Route": (_, { AuthorizationType, RouteKey }) =>
		AuthorizationType === undefined || AuthorizationType === "NONE"
			? [`${String(RouteKey)} answers without authorization`]
			: [],
	"AWS::ElasticLoadBalancingV2::LoadBalancer": (_, { Scheme }) =>
		Scheme === undefined || Scheme === "internet-facing" ? ["the load balancer has a public address"] : [],
	"AWS::S3::Bucket": (_, properties) => {
		const block = (properties["PublicAccessBlockConfiguration"] ?? {}) as Properties;
		// Without a configuration of its own a new bucket is closed: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
		const isSet = properties["PublicAccessBlockConfiguration"] !== undefined;
		const off = isSet ? blocks.filter((name) => block[name] !== true) : [];
		return off.map((name) => `${name} is off`);
	},
};

/** Resources that exist to be called from the internet: that a new one can be is what the config asks for. */
const openByNature = /^AWS::(ApiGatewayV2::Route|ElasticLoadBalancingV2::LoadBalancer)$/;

function isPublic({ principal, condition, effect }: Grant): boolean {
	return effect === "Allow" && principal === "*" && condition === "";
}

function openingsOf(resource: CfnResource | undefined): readonly string[] {
	if (!resource) return [];
	const open = Object.hasOwn(openings, resource.Type) ? openings[resource.Type] : undefined;
	return open?.(resource, resource.Properties ?? {}) ?? [];
}

function inWords({ effect, principal, action, resource, condition }: Grant): string {
	const who = principal === "" ? "" : `${principal === "*" ? "everybody" : principal}: `;
	const on = resource === "" ? "" : ` on ${resource}`;
	const when = condition === "" ? "" : `, if ${condition}`;
	return effect === "Deny"
		? `no longer forbidden: ${who}${action}${on}${when}`
		: `${who}${action}${on}${when}`;
}

/** What a step opens. A removed prohibition (a bucket policy that denies) opens something too. */
function wideningsOf(step: TemplateStep): Widening[] {
	const { before, after, logicalId, type } = step;
	const isNew = before === undefined;
	const base = { logicalId, type, isNew };
	const was = openingsOf(before);
	const opened =
		isNew && openByNature.test(type) ? [] : openingsOf(after).filter((one) => !was.includes(one));
	const grants = widened(before ? grantsOf(before) : [], after ? grantsOf(after) : []);
	return [
		...opened.map((what): Widening => ({ ...base, kind: "public", what })),
		...grants.map(
			(grant): Widening => ({
				...base,
				kind: isPublic(grant) ? "public" : "permission",
				what: inWords(grant),
			}),
		),
	];
}

/** What changes permit or open to the internet beyond what is deployed; the public first. */
export function findWidenings(steps: readonly TemplateStep[]): readonly Widening[] {
	const all = steps.flatMap(wideningsOf);
	return [...all.filter(({ kind }) => kind === "public"), ...all.filter(({ kind }) => kind === "permission")];
}
