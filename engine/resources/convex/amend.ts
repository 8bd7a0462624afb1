import { ref, sub } from "../../template/intrinsics.ts";
import type { CfnResource } from "../../template/template.ts";
import type { Child } from "../kind.ts";
import { runtimeSecretId } from "../shared/convex-secret.ts";
import { buckets, parts, ports } from "./names.ts";
import { type Convex, engineOf } from "./properties.ts";

type Properties = NonNullable<CfnResource["Properties"]>;

/** Variables of the backend that ECS takes from the secret when it starts the container, so that they are nowhere else. */
function withSecrets(
	{ name }: Convex,
	{ ContainerDefinitions: containers, ...rest }: Properties,
): Properties {
	const from = (key: string) => sub(`\${secret}:${key}::`, { secret: ref(runtimeSecretId(name)) });
	const Secrets = [
		{ Name: "INSTANCE_SECRET", ValueFrom: from("instanceSecret") },
		{ Name: "POSTGRES_URL", ValueFrom: from("postgresUrl") },
	];
	const definitions = Array.isArray(containers) ? containers : [];
	return { ...rest, ContainerDefinitions: definitions.map((container) => ({ ...container, Secrets })) };
}

/** The backend answers with 4xx at paths that the application does not have, the root among them. */
function withMatcher(properties: Properties): Properties {
	const isBackend = properties["Port"] === ports.cloud || properties["Port"] === ports.site;
	return isBackend ? { ...properties, Matcher: { HttpCode: "200-499" } } : properties;
}

/** The backend does not know the authority that signs the certificates of RDS; nobody else reaches the database. */
function withoutTls(properties: Properties): Properties {
	return { ...properties, Parameters: { ...Object(properties["Parameters"]), "rds.force_ssl": "0" } };
}

/** The group of parameters that says how clients connect: that of the machine, or of the cluster as a whole. */
const groupType = (convex: Convex) =>
	engineOf(convex).type.startsWith("aurora")
		? "AWS::RDS::DBClusterParameterGroup"
		: "AWS::RDS::DBParameterGroup";

function amended(convex: Convex, part: string, resource: CfnResource): CfnResource {
	const { Type, Properties = {} } = resource;
	if (part === parts.backend && Type === "AWS::ECS::TaskDefinition")
		return { ...resource, Properties: withSecrets(convex, Properties) };
	if (part === parts.backend && Type === "AWS::ElasticLoadBalancingV2::TargetGroup")
		return { ...resource, Properties: withMatcher(Properties) };
	if (part === parts.database && Type === groupType(convex))
		return { ...resource, Properties: withoutTls(Properties) };
	const isBucket = Type === "AWS::S3::Bucket" && buckets.some(([key]) => key === part);
	return isBucket && convex.values.deletionProtection
		? { ...resource, DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" }
		: resource;
}

/** What a part's child is in a Convex backend, beyond what its own room says. */
export function amendChild(convex: Convex, part: string, child: Child): Child {
	return { ...child, resource: amended(convex, part, child.resource) };
}
