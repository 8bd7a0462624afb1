import { logicalId } from "../../names/logical-id.ts";
import { type NameLimit, type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { getAtt, type Intrinsic, type Text } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { vpcOf } from "./vpc.ts";

const SECURITY_GROUP = "AWS::EC2::SecurityGroup";

const groupLimit: NameLimit = {
	maxLength: 255,
	source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
};

/** From where a resource in the network can be reached. */
export type AccessibilityMode = "internet" | "vpc" | "scoping-workloads-in-vpc" | "whitelisted-ips-only";

/** Who is let in, as a rule of a security group says it. */
type Source = { readonly CidrIp: Text } | { readonly SourceSecurityGroupId: Text };

/** A resource in the network that listens at one port. */
export type Listener = {
	readonly name: string;
	readonly reference: string;
	readonly port: number;
	readonly mode: AccessibilityMode;
	/** Ranges that are let in besides. */
	readonly ranges?: readonly Text[];
	/** Others that are let in besides. */
	readonly sources?: readonly Source[];
};

/** Id of the security group of a resource, as others refer to it. */
export function securityGroupRef(owner: string): Intrinsic {
	return getAtt(logicalId({ owner, type: SECURITY_GROUP }), "GroupId");
}

/** Name of the security group: `{stack}-{name}-{ending}`. */
export function securityGroupName(owner: string, target: Target, ending = "sg"): PhysicalName {
	return physicalName([stackName(target), owner, ending], groupLimit);
}

function sourcesOf({ reference, mode }: Listener, surroundings: Surroundings): readonly Source[] {
	switch (mode) {
		case "internet":
			return [{ CidrIp: "0.0.0.0/0" }];
		case "vpc":
			return [{ CidrIp: vpcOf(surroundings).cidr }];
		case "scoping-workloads-in-vpc":
			return surroundings
				.accessors(reference)
				.flatMap(({ securityGroup }) => (securityGroup ? [{ SourceSecurityGroupId: securityGroup }] : []));
		case "whitelisted-ips-only":
			return [];
	}
}

/** A single address as a range of one. */
const asRange = (address: Text) =>
	typeof address === "string" && !address.includes("/") ? `${address}/32` : address;

/** The rules that let sources in at a port. */
export function ingress(port: number, sources: readonly Source[]) {
	const seen = new Set<string>();
	return sources
		.filter((source) => {
			const key = JSON.stringify(source);
			return seen.has(key) ? false : seen.add(key);
		})
		.map((source) => ({ IpProtocol: "tcp", FromPort: port, ToPort: port, ...source }));
}

/** The security group of a resource that listens at a port of the network. */
export function securityGroup(
	listener: Listener,
	surroundings: Surroundings,
	options: { readonly ending?: string; readonly description?: string } = {},
): Child {
	const { name: owner, port, ranges = [] } = listener;
	const name = securityGroupName(owner, surroundings.target, options.ending);
	const sources = [
		...sourcesOf(listener, surroundings),
		...(listener.sources ?? []),
		...ranges.map((range) => ({ CidrIp: asRange(range) })),
	];
	return {
		id: logicalId({ owner, type: SECURITY_GROUP }),
		name,
		resource: {
			Type: SECURITY_GROUP,
			Properties: {
				GroupName: name.text,
				GroupDescription: options.description ?? `Who can reach ${owner} at port ${port}`,
				VpcId: vpcOf(surroundings).id,
				SecurityGroupIngress: ingress(port, sources),
				Tags: surroundings.tags,
			},
		},
	};
}
