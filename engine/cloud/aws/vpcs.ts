import {
	DescribeRouteTablesCommand,
	DescribeSubnetsCommand,
	DescribeVpcsCommand,
	EC2Client,
	type RouteTable,
	type Subnet,
} from "@aws-sdk/client-ec2";
import type { NetworkPort } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { allPages, unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type Session } from "./session.ts";

/** The table of a subnet: its own, or the main one of the VPC. */
function tableOf(subnet: Subnet, tables: readonly RouteTable[]): RouteTable | undefined {
	const has = (table: RouteTable, isIt: (a: { SubnetId?: string; Main?: boolean }) => boolean) =>
		(table.Associations ?? []).some(({ SubnetId, Main }) =>
			isIt({ ...(SubnetId !== undefined && { SubnetId }), ...(Main !== undefined && { Main }) }),
		);
	return (
		tables.find((table) => has(table, ({ SubnetId }) => SubnetId === subnet.SubnetId)) ??
		tables.find((table) => has(table, ({ Main }) => Main === true))
	);
}

/** True for a subnet from which everything goes out through an internet gateway. */
function isPublic(subnet: Subnet, tables: readonly RouteTable[]): boolean {
	return (tableOf(subnet, tables)?.Routes ?? []).some(
		({ DestinationCidrBlock, GatewayId }) =>
			DestinationCidrBlock === "0.0.0.0/0" && GatewayId?.startsWith("igw-") === true,
	);
}

const idsOf = (subnets: readonly Subnet[]): readonly string[] =>
	subnets.flatMap(({ SubnetId }) => SubnetId ?? []).toSorted();

/** VPCs through EC2. */
export function openVpcs(session: Session): Pick<NetworkPort, "vpc"> {
	const client = new EC2Client(clientSettings(session));
	return {
		vpc: async (id, options) => {
			const vpc = await onAws(session, "ec2:DescribeVpcs", options, async (http) => {
				const asked = client.send(new DescribeVpcsCommand({ VpcIds: [id] }), http);
				return (await unlessMissing(asked, isMissingVpc))?.Vpcs?.[0];
			});
			if (vpc?.VpcId === undefined) return undefined;
			const Filters = [{ Name: "vpc-id", Values: [vpc.VpcId] }];
			const subnets = await onAws(session, "ec2:DescribeSubnets", options, (http) =>
				allPages(async (marker: string | undefined) => {
					const input = { Filters, ...(marker !== undefined && { NextToken: marker }) };
					const page = await client.send(new DescribeSubnetsCommand(input), http);
					return { items: page.Subnets ?? [], next: page.NextToken };
				}),
			);
			const tables = await onAws(session, "ec2:DescribeRouteTables", options, (http) =>
				allPages(async (marker: string | undefined) => {
					const input = { Filters, ...(marker !== undefined && { NextToken: marker }) };
					const page = await client.send(new DescribeRouteTablesCommand(input), http);
					return { items: page.RouteTables ?? [], next: page.NextToken };
				}),
			);
			return {
				vpcId: vpc.VpcId,
				cidr: vpc.CidrBlock ?? "",
				publicSubnets: idsOf(subnets.filter((subnet) => isPublic(subnet, tables))),
				privateSubnets: idsOf(subnets.filter((subnet) => !isPublic(subnet, tables))),
			};
		},
	};
}

function isMissingVpc(error: unknown): boolean {
	return ["InvalidVpcID.NotFound", "InvalidVpcID.Malformed"].includes(awsErrorOf(error)?.name ?? "");
}
