import { logicalId } from "../../names/logical-id.ts";
import { getAtt, join, ref, region, sub, type Text } from "../../template/intrinsics.ts";
import type { Child, Placed, Surroundings } from "../kind.ts";
import { isAgentInNetwork } from "./agentcore/network.ts";

/** What the answer to a want for a VPC says, as JSON: ids, and the IPv4 range of the VPC. */
export type FoundVpc = {
	readonly vpcId: string;
	readonly cidr: string;
	/** Subnets with a route to an internet gateway. */
	readonly publicSubnets: readonly string[];
	/** All others. */
	readonly privateSubnets: readonly string[];
};

/** The network of a stack: its own, or one that is there already. */
export type Vpc = {
	readonly id: Text;
	readonly cidr: Text;
	/** At least three, each in a zone of its own. */
	readonly publicSubnets: readonly Text[];
	/** For containers that reach the internet through a NAT gateway; empty when none asks for it. */
	readonly privateSubnets: readonly Text[];
	/** Logical ids that what listens for the internet must come after. */
	readonly internetRoutes: readonly string[];
	/** Logical ids that what goes out through a NAT gateway must come after. */
	readonly natRoutes: readonly string[];
	/** What makes the network, to be given by every resource that is in it; empty when it is there already. */
	readonly children: readonly Child[];
};

type Settings = {
	readonly reuseVpc?: { readonly vpcId?: string; readonly projectName?: string; readonly stage?: string };
	readonly nat?: { readonly availabilityZones?: number };
};

/** The format gives every network three zones. */
const zones = [0, 1, 2] as const;
const CIDR = "172.16.0.0/16";
const DEFAULT_NAT_ZONES = 2;

const vpcId = logicalId({ owner: undefined, type: "AWS::EC2::VPC" });
const gatewayId = logicalId({ owner: undefined, type: "AWS::EC2::InternetGateway" });
const attachmentId = logicalId({ owner: undefined, type: "AWS::EC2::VPCGatewayAttachment" });

const own = (specifier: string, type: string) => logicalId({ owner: undefined, specifier, type });

function settingsOf({ settings }: Surroundings): Settings {
	const stack = settings["stackConfig"] as { readonly vpc?: Settings } | undefined;
	return stack?.vpc ?? {};
}

/** A child of the network; ids of subnets and NAT parts end in a number (`StpPublicSubnet0`), hence no type in them. */
function child(id: string, Type: string, Properties: object, DependsOn?: readonly string[]): Child {
	return {
		id,
		shared: true,
		resource: { Type, ...(DependsOn && { DependsOn }), Properties: { ...Properties } },
	};
}

type Layer = { readonly kind: "Public" | "Private"; readonly firstBlock: number };

const subnetId = ({ kind }: Layer, zone: number) => `Stp${kind}Subnet${zone}`;

const routeTableId = (layer: Layer, zone: number) => `${subnetId(layer, zone)}RouteTable`;

function subnet(layer: Layer, zone: number): readonly Child[] {
	const id = subnetId(layer, zone);
	const table = routeTableId(layer, zone);
	return [
		child(id, "AWS::EC2::Subnet", {
			VpcId: ref(vpcId),
			CidrBlock: `172.16.${layer.firstBlock + 16 * zone}.0/20`,
			MapPublicIpOnLaunch: layer.kind === "Public",
			AvailabilityZone: { "Fn::Select": [zone, { "Fn::GetAZs": region }] },
		}),
		child(table, "AWS::EC2::RouteTable", { VpcId: ref(vpcId) }),
		child(`${id}SubnetRouteTableAssociation`, "AWS::EC2::SubnetRouteTableAssociation", {
			SubnetId: ref(id),
			RouteTableId: ref(table),
		}),
	];
}

const publicLayer: Layer = { kind: "Public", firstBlock: 0 };
const privateLayer: Layer = { kind: "Private", firstBlock: 48 };
const internetRouteId = (zone: number) => `StpInternetGatewayRoute${zone}`;
const natRouteId = (zone: number) => `StpNatPrivateSubnetRoute${zone}`;
const natId = (zone: number) => `StpNatGateway${zone}`;
const addressId = (zone: number) => `StpNatEip${zone}`;

const everywhere = "0.0.0.0/0";

function publicChildren(): readonly Child[] {
	return [
		child(vpcId, "AWS::EC2::VPC", { CidrBlock: CIDR, EnableDnsHostnames: true, EnableDnsSupport: true }),
		child(gatewayId, "AWS::EC2::InternetGateway", {}),
		child(attachmentId, "AWS::EC2::VPCGatewayAttachment", {
			VpcId: ref(vpcId),
			InternetGatewayId: ref(gatewayId),
		}),
		...zones.flatMap((zone) => [
			...subnet(publicLayer, zone),
			child(
				internetRouteId(zone),
				"AWS::EC2::Route",
				{
					DestinationCidrBlock: everywhere,
					RouteTableId: ref(routeTableId(publicLayer, zone)),
					GatewayId: ref(gatewayId),
				},
				[attachmentId],
			),
		]),
	];
}

function privateChildren(gateways: number): readonly Child[] {
	const numbers = zones.slice(0, gateways);
	return [
		...numbers.flatMap((zone) => [
			child(addressId(zone), "AWS::EC2::EIP", { Domain: "vpc" }, [attachmentId]),
			child(
				natId(zone),
				"AWS::EC2::NatGateway",
				{
					AllocationId: getAtt(addressId(zone), "AllocationId"),
					SubnetId: ref(subnetId(publicLayer, zone)),
				},
				[internetRouteId(zone)],
			),
		]),
		...zones.flatMap((zone) => [
			...subnet(privateLayer, zone),
			child(natRouteId(zone), "AWS::EC2::Route", {
				DestinationCidrBlock: everywhere,
				RouteTableId: ref(routeTableId(privateLayer, zone)),
				NatGatewayId: ref(natId(Math.min(zone, gateways - 1))),
			}),
		]),
	];
}

const isTrue = (values: unknown, key: string) =>
	typeof values === "object" &&
	values !== null &&
	Object.entries(values).some(([k, v]) => k === key && v === true);

/** True when containers of the stack go out through a NAT gateway: those that ask for it, and agents in the network. */
export function usesNat(surroundings: Surroundings): boolean {
	return surroundings
		.all()
		.some(
			(resource) =>
				isTrue(resource.values, "usePrivateSubnetsWithNAT") || isAgentInNetwork(resource, surroundings),
		);
}

/** Services that functions of the network, which have no way to the internet, reach through the network itself. */
const gatewayServices = [
	{ type: "bucket", id: own("S3Gateway", "AWS::EC2::VPCEndpoint"), service: "s3" },
	{ type: "dynamo-db-table", id: own("DynamoDbGateway", "AWS::EC2::VPCEndpoint"), service: "dynamodb" },
];

function connectsFromNetwork(surroundings: Surroundings, { type, reference }: Placed, to: string): boolean {
	if (type !== to) return false;
	return surroundings
		.accessors(reference)
		.some(({ by }) => by.type === "function" && isTrue(by.values, "joinDefaultVpc"));
}

function endpoints(surroundings: Surroundings, hasPrivate: boolean): readonly Child[] {
	const tables = [publicLayer, ...(hasPrivate ? [privateLayer] : [])].flatMap((layer) =>
		zones.map((zone) => ref(routeTableId(layer, zone))),
	);
	return gatewayServices.flatMap(({ type, id, service }) => {
		if (!surroundings.all().some((resource) => connectsFromNetwork(surroundings, resource, type))) return [];
		return [
			child(id, "AWS::EC2::VPCEndpoint", {
				VpcId: ref(vpcId),
				VpcEndpointType: "Gateway",
				ServiceName: sub(`com.amazonaws.\${AWS::Region}.${service}`),
				RouteTableIds: tables,
			}),
		];
	});
}

function ownVpc(surroundings: Surroundings): Vpc {
	const hasPrivate = usesNat(surroundings);
	const gateways = settingsOf(surroundings).nat?.availabilityZones ?? DEFAULT_NAT_ZONES;
	return {
		id: ref(vpcId),
		cidr: CIDR,
		publicSubnets: zones.map((zone) => ref(subnetId(publicLayer, zone))),
		privateSubnets: hasPrivate ? zones.map((zone) => ref(subnetId(privateLayer, zone))) : [],
		internetRoutes: zones.map(internetRouteId),
		natRoutes: hasPrivate ? zones.map(natRouteId) : [],
		children: [
			...publicChildren(),
			...(hasPrivate ? privateChildren(Math.min(Math.max(gateways, 1), zones.length)) : []),
			...endpoints(surroundings, hasPrivate),
		],
	};
}

/** Stands for what only AWS can say, as long as nobody has asked. */
const unknownVpc: FoundVpc = {
	vpcId: "vpc-xxxxxxxxxxxxxxxxx",
	cidr: CIDR,
	publicSubnets: zones.map((zone) => `subnet-xxxxxxxxxxxxxxxx${zone}`),
	privateSubnets: zones.map((zone) => `subnet-xxxxxxxxxxxxxxx1${zone}`),
};

/** The VPC that `stackConfig.vpc.reuseVpc` means: `undefined` as long as nobody knows it, `null` when there is none. */
export function reusedVpc(surroundings: Surroundings): FoundVpc | null | undefined {
	const { vpcId: id, projectName, stage } = settingsOf(surroundings).reuseVpc ?? {};
	const stack = projectName !== undefined && stage !== undefined ? `${projectName}-${stage}` : undefined;
	if (id === undefined && stack === undefined) return undefined;
	const answer = surroundings.fact(
		id === undefined ? { kind: "vpc", stack: String(stack) } : { kind: "vpc", vpcId: id },
	);
	if (typeof answer !== "string") return answer;
	return answer.startsWith("{") ? (JSON.parse(answer) as FoundVpc) : undefined;
}

/** The network of the stack. Whoever stands in it gives `children` too, so that it is made where somebody needs it. */
export function vpcOf(surroundings: Surroundings): Vpc {
	return surroundings.once("vpc", () => {
		if (settingsOf(surroundings).reuseVpc === undefined) return ownVpc(surroundings);
		const { vpcId: id, cidr, publicSubnets, privateSubnets } = reusedVpc(surroundings) ?? unknownVpc;
		return { id, cidr, publicSubnets, privateSubnets, internetRoutes: [], natRoutes: [], children: [] };
	});
}

/** The public addresses of the NAT gateways, joined by commas; `undefined` where there are none. */
export function natAddresses(surroundings: Surroundings): Text | undefined {
	const ids = vpcOf(surroundings).children.filter(({ resource }) => resource.Type === "AWS::EC2::EIP");
	return ids.length > 0
		? join(
				",",
				ids.map(({ id }) => ref(id)),
			)
		: undefined;
}
