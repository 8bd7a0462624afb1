import assert from "node:assert/strict";
import type { Placed, Surroundings } from "../../../../engine/resources/kind.ts";
import { natAddresses, vpcOf } from "../../../../engine/resources/shared/vpc.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { placed, resourcesOf, surroundings } from "../../../support/placed.ts";

function around(resources: readonly Placed[], options: Partial<Surroundings> = {}): Surroundings {
	return surroundings(resources, [], options);
}

const reading = (vpc: object) => ({ settings: { stackConfig: { vpc } } });

function template(from: Surroundings) {
	const Resources = resourcesOf(vpcOf(from).children);
	return { AWSTemplateFormatVersion: "2010-09-09", Description: "", Resources, Outputs: {} } as const;
}

describe("the network of a stack", () => {
	it("has three public subnets with a way to the internet", () => {
		const made = template(around([]));
		assert.deepEqual(checkTemplate(made), []);
		assert.deepEqual(Object.keys(made.Resources).sort(), [
			"StpInternetGateway",
			"StpInternetGatewayRoute0",
			"StpInternetGatewayRoute1",
			"StpInternetGatewayRoute2",
			"StpPublicSubnet0",
			"StpPublicSubnet0RouteTable",
			"StpPublicSubnet0SubnetRouteTableAssociation",
			"StpPublicSubnet1",
			"StpPublicSubnet1RouteTable",
			"StpPublicSubnet1SubnetRouteTableAssociation",
			"StpPublicSubnet2",
			"StpPublicSubnet2RouteTable",
			"StpPublicSubnet2SubnetRouteTableAssociation",
			"StpVpc",
			"StpVpcGatewayAttachment",
		]);
		assert.deepEqual(
			[0, 1, 2].map((zone) => made.Resources[`StpPublicSubnet${zone}`]?.Properties?.["CidrBlock"]),
			["172.16.0.0/20", "172.16.16.0/20", "172.16.32.0/20"],
		);
	});

	const nat = placed("multi-container-workload", "web", { usePrivateSubnetsWithNAT: true });

	it("has private subnets behind NAT gateways where containers ask for them", () => {
		const made = template(around([nat], reading({ nat: { availabilityZones: 1 } })));
		assert.deepEqual(checkTemplate(made), []);
		const ids = Object.keys(made.Resources).filter((id) => /Nat|Private/.test(id));
		assert.deepEqual(ids.sort(), [
			"StpNatEip0",
			"StpNatGateway0",
			"StpNatPrivateSubnetRoute0",
			"StpNatPrivateSubnetRoute1",
			"StpNatPrivateSubnetRoute2",
			"StpPrivateSubnet0",
			"StpPrivateSubnet0RouteTable",
			"StpPrivateSubnet0SubnetRouteTableAssociation",
			"StpPrivateSubnet1",
			"StpPrivateSubnet1RouteTable",
			"StpPrivateSubnet1SubnetRouteTableAssociation",
			"StpPrivateSubnet2",
			"StpPrivateSubnet2RouteTable",
			"StpPrivateSubnet2SubnetRouteTableAssociation",
		]);
		assert.deepEqual(made.Resources["StpNatPrivateSubnetRoute2"]?.Properties?.["NatGatewayId"], {
			Ref: "StpNatGateway0",
		});
		assert.equal(made.Resources["StpPrivateSubnet1"]?.Properties?.["CidrBlock"], "172.16.64.0/20");
	});

	it("has them for agents in it, too", () => {
		const agent = placed("agentcore-runtime", "agent", { connectTo: ["cache"] });
		const cache = placed("redis-cluster", "cache", {});
		assert.equal(vpcOf(around([agent, cache])).privateSubnets.length, 3);
		assert.equal(vpcOf(around([agent])).privateSubnets.length, 0);
	});

	it("says the addresses of the NAT gateways, two of them unless the config says otherwise", () => {
		assert.deepEqual(natAddresses(around([nat])), {
			"Fn::Join": [",", [{ Ref: "StpNatEip0" }, { Ref: "StpNatEip1" }]],
		});
		assert.equal(natAddresses(around([])), undefined);
	});

	it("has a door to S3 where a function in it uses a bucket", () => {
		const bucket = placed("bucket", "files", {});
		const table = placed("dynamo-db-table", "items", {});
		const by = placed("function", "api", { joinDefaultVpc: true });
		const from = around([bucket, table, by], {
			accessors: (reference) => (reference === "files" ? [{ by }] : []),
		});
		const made = template(from);
		assert.deepEqual(checkTemplate(made), []);
		assert.deepEqual(
			Object.keys(made.Resources).filter((id) => id.endsWith("Endpoint")),
			["StpS3GatewayVpcEndpoint"],
		);
	});
});

describe("a network that is there already", () => {
	const vpc = {
		vpcId: "vpc-1",
		cidr: "10.0.0.0/16",
		publicSubnets: ["subnet-a", "subnet-b", "subnet-c"],
		privateSubnets: [],
	};

	it("is asked for, and is used as it is", () => {
		const asked: unknown[] = [];
		const from = around([], {
			...reading({ reuseVpc: { projectName: "base", stage: "prod" } }),
			fact: (want) => {
				asked.push(want);
				return JSON.stringify(vpc);
			},
		});
		const { children, internetRoutes, id, cidr, publicSubnets } = vpcOf(from);
		assert.deepEqual(asked, [{ kind: "vpc", stack: "base-prod" }]);
		assert.deepEqual({ children, internetRoutes }, { children: [], internetRoutes: [] });
		assert.deepEqual(
			{ id, cidr, publicSubnets },
			{ id: "vpc-1", cidr: vpc.cidr, publicSubnets: vpc.publicSubnets },
		);
	});

	it("has ids that stand for those that nobody knows yet", () => {
		const from = around([], reading({ reuseVpc: { vpcId: "vpc-2" } }));
		assert.match(String(vpcOf(from).id), /^vpc-x+$/);
	});
});
