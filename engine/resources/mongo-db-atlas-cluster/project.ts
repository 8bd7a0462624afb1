import { logicalId } from "../../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackHash, stackName, type Target } from "../../names/target.ts";
import { accountId, getAtt, type Intrinsic, ref, region, type Text } from "../../template/intrinsics.ts";
import type { CfnResource } from "../../template/template.ts";
import type { Child, Surroundings } from "../kind.ts";
import { member } from "../shared/event-use.ts";
import { isKnownAtDeploy, jsonText } from "../shared/json-text.ts";
import { providerSetting, providerText } from "../shared/provider-settings.ts";
import { vpcOf } from "../shared/vpc.ts";

export const CLUSTER_TYPE = "mongo-db-atlas-cluster";
const PROVIDER = "mongoDbAtlas";
const SECRET = "AWS::SecretsManager::Secret";

const shared = (type: string) => logicalId({ owner: undefined, specifier: "AtlasMongo", type });

const secretId = shared(SECRET);
const projectLogicalId = shared("MongoDB::Atlas::Project");
const accessListId = shared("MongoDB::Atlas::ProjectIpAccessList");
export const containerId = shared("MongoDB::Atlas::NetworkContainer");
const peeringId = shared("MongoDB::Atlas::NetworkPeering");

/** Id of the project at Atlas; `Ref` gives it together with the profile. */
export const projectId: Intrinsic = getAtt(projectLogicalId, "Id");
/** For the address of a page of the project, inside of `Fn::Sub`. */
export const projectIdInText = `\${${projectLogicalId}.Id}`;
/** The connection that Atlas asks for and that is to be accepted. */
export const peeringConnection: Intrinsic = getAtt(peeringId, "ConnectionId");

/** The key of the organization, when the config gives both of its parts. */
function keyOf(
	surroundings: Surroundings,
): { readonly publicKey: Text; readonly privateKey: Text } | undefined {
	const [publicKey, privateKey] = ["publicKey", "privateKey"].map((key) =>
		providerText(PROVIDER, key, surroundings),
	);
	return publicKey === undefined || privateKey === undefined ? undefined : { publicKey, privateKey };
}

/** What of the account at Atlas the config does not give. */
export function missingSettings(surroundings: Surroundings): readonly string[] {
	return ["publicKey", "privateKey", "organizationId"].filter(
		(key) => providerText(PROVIDER, key, surroundings) === undefined,
	);
}

/** From where connections are accepted; everywhere when nothing is set. */
export function accessMode(surroundings: Surroundings): string {
	const mode = member(providerSetting(PROVIDER, "accessibility", surroundings), "accessibilityMode");
	return typeof mode === "string" ? mode : "internet";
}

/**
 * The profile by which MongoDB's types find their key: `cfn/atlas/profile/{profile}` is the name of the secret. It
 * cannot change later, so that it is made of the stack's name alone.
 */
export function profile({ target }: Surroundings): string {
	return stackName(target);
}

/** Name of the project at Atlas, which all clusters of the stack share. */
export function projectName(target: Target): PhysicalName {
	return physicalName(
		[stackName(target), stackHash(target)],
		{ maxLength: 64, source: "https://www.mongodb.com/docs/atlas/reference/atlas-limits/" },
		{ provisional: target.account === undefined },
	);
}

/**
 * The resource of a type that MongoDB publishes. cfn-lint knows the types of AWS only, and is told not to mind: what
 * somebody makes of a template with it should not end at a type that is there.
 */
export function atlasResource(
	name: string,
	Properties: Readonly<Record<string, unknown>>,
	DependsOn?: readonly string[],
): CfnResource {
	return {
		Type: `MongoDB::Atlas::${name}`,
		Metadata: { "cfn-lint": { config: { ignore_checks: ["E3006"] } } },
		...(DependsOn && { DependsOn }),
		Properties,
	};
}

function secretChild(surroundings: Surroundings): Child {
	const key = keyOf(surroundings);
	return {
		id: secretId,
		shared: true,
		resource: {
			Type: SECRET,
			Properties: {
				Name: `cfn/atlas/profile/${profile(surroundings)}`,
				Description: "The key by which CloudFormation makes what this stack has at MongoDB Atlas.",
				SecretString: jsonText({ PublicKey: key?.publicKey ?? "", PrivateKey: key?.privateKey ?? "" }),
				Tags: surroundings.tags,
			},
		},
	};
}

type Entry = { readonly CIDRBlock: Text } | { readonly AwsSecurityGroup: Text };

/** The security groups of everything that connects to a cluster of the stack. */
function connectedGroups(surroundings: Surroundings): readonly Text[] {
	const clusters = surroundings.all().filter(({ type }) => type === CLUSTER_TYPE);
	const groups = clusters.flatMap(({ reference }) =>
		surroundings.accessors(reference).flatMap(({ securityGroup }) => (securityGroup ? [securityGroup] : [])),
	);
	const texts = groups.map((group) => JSON.stringify(group));
	return groups.filter((_group, index) => texts.indexOf(texts[index] ?? "") === index);
}

function entriesOf(surroundings: Surroundings): readonly Entry[] {
	switch (accessMode(surroundings)) {
		case "vpc":
			return [{ CIDRBlock: vpcOf(surroundings).cidr }];
		case "scoping-workloads-in-vpc":
			return connectedGroups(surroundings).map((group) => ({ AwsSecurityGroup: group }));
		case "whitelisted-ips-only":
			return [];
		default:
			return [{ CIDRBlock: "0.0.0.0/0" }];
	}
}

/** The addresses that are let in besides, as they are written. */
export function writtenAddresses(surroundings: Surroundings): readonly Text[] {
	const written = member(providerSetting(PROVIDER, "accessibility", surroundings), "whitelistedIps");
	const isText = (address: unknown): address is Text =>
		typeof address === "string" || isKnownAtDeploy(address);
	return Array.isArray(written) ? written.filter(isText) : [];
}

/** A single address as a range of one. */
const asRange = (address: Text): Text =>
	typeof address === "string" && !address.includes("/") ? `${address}/32` : address;

/** The range of Atlas's side of the network: one that the VPC does not have. */
function atlasRange({ cidr }: { readonly cidr: Text }): string {
	return typeof cidr === "string" && cidr.startsWith("172.") ? "10.0.0.0/21" : "172.16.0.0/21";
}

/** Region as Atlas writes it: `EU_WEST_1`. */
export function atlasRegion(name: string): string {
	return name.toUpperCase().replaceAll("-", "_");
}

/** Ways from the subnets of the stack to Atlas. They lead nowhere until the peering is accepted, and may be there before. */
function routes(surroundings: Surroundings): readonly Child[] {
	const vpc = vpcOf(surroundings);
	return vpc.children.flatMap(({ id }) => {
		const [, kind, zone] = /^Stp(Public|Private)Subnet(\d)RouteTable$/.exec(id) ?? [];
		if (kind === undefined) return [];
		const routeId = logicalId({
			owner: undefined,
			specifier: `AtlasMongo${kind}Subnet`,
			type: "AWS::EC2::Route",
			index: Number(zone),
		});
		return [
			{
				id: routeId,
				shared: true,
				resource: {
					Type: "AWS::EC2::Route",
					Properties: {
						RouteTableId: ref(id),
						DestinationCidrBlock: atlasRange(vpc),
						VpcPeeringConnectionId: peeringConnection,
					},
				},
			},
		];
	});
}

/** What all clusters of a stack share at Atlas, and the way to them. */
export function projectChildren(surroundings: Surroundings): readonly Child[] {
	const { target } = surroundings;
	const vpc = vpcOf(surroundings);
	const Profile = profile(surroundings);
	const own = { ProjectId: projectId, Profile };
	const needsPeering = accessMode(surroundings) === "scoping-workloads-in-vpc";
	const name = projectName(target);
	const besides = writtenAddresses(surroundings).map((address) => ({ CIDRBlock: asRange(address) }));
	const project = atlasResource(
		"Project",
		{ Name: name.text, OrgId: providerText(PROVIDER, "organizationId", surroundings) ?? "", Profile },
		[secretId],
	);
	const accessList = atlasResource(
		"ProjectIpAccessList",
		{ ...own, AccessList: [...entriesOf(surroundings), ...besides] },
		// Atlas takes a security group of a network that it knows.
		needsPeering ? [peeringId] : undefined,
	);
	const container = atlasResource("NetworkContainer", {
		...own,
		RegionName: atlasRegion(target.region),
		AtlasCidrBlock: atlasRange(vpc),
	});
	const peering = atlasResource("NetworkPeering", {
		...own,
		ContainerId: getAtt(containerId, "Id"),
		AccepterRegionName: region,
		AwsAccountId: accountId,
		RouteTableCIDRBlock: vpc.cidr,
		VpcId: vpc.id,
	});
	return [
		...vpc.children,
		secretChild(surroundings),
		{ id: projectLogicalId, name, shared: true, resource: project },
		{ id: accessListId, shared: true, resource: accessList },
		{ id: containerId, shared: true, resource: container },
		{ id: peeringId, shared: true, resource: peering },
		...routes(surroundings),
	];
}
