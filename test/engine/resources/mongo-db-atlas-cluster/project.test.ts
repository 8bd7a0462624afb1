import assert from "node:assert/strict";
import {
	accessMode,
	atlasRegion,
	atlasResource,
	missingSettings,
	profile,
	projectChildren,
	projectName,
	writtenAddresses,
} from "../../../../engine/resources/mongo-db-atlas-cluster/project.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { placed, resourcesOf, surroundings, target } from "../../../support/placed.ts";

const key = { publicKey: "public", privateKey: { "Fn::ImportValue": "private" }, organizationId: "org" };

function around(accessibility?: object, options: Partial<Parameters<typeof surroundings>[2]> = {}) {
	const settings = { providerConfig: { mongoDbAtlas: { ...key, ...(accessibility && { accessibility }) } } };
	return surroundings([placed("mongo-db-atlas-cluster", "db", {})], [], { settings, ...options });
}

function compiled(...args: Parameters<typeof around>) {
	const Resources = resourcesOf(projectChildren(around(...args)));
	assert.deepEqual(checkTemplate({ Resources }), []);
	return Resources;
}

const accessList = (...args: Parameters<typeof around>) =>
	compiled(...args)["StpAtlasMongoProjectIpAccessList"]?.Properties?.["AccessList"];

describe("the project of a stack at Atlas", () => {
	it("is there once, with the network of the stack and the way to it", () => {
		const ids = Object.keys(compiled());
		assert.ok(ids.includes("StpVpc"));
		assert.deepEqual(
			ids.filter((id) => id.startsWith("StpAtlasMongo")),
			[
				"StpAtlasMongoSecret",
				"StpAtlasMongoProject",
				"StpAtlasMongoProjectIpAccessList",
				"StpAtlasMongoNetworkContainer",
				"StpAtlasMongoNetworkPeering",
				"StpAtlasMongoPublicSubnetRoute0",
				"StpAtlasMongoPublicSubnetRoute1",
				"StpAtlasMongoPublicSubnetRoute2",
			],
		);
		assert.ok(projectChildren(around()).every(({ shared }) => shared));
	});

	it("is made with a key that stands in a secret, by the name that MongoDB's types look for", () => {
		const { StpAtlasMongoSecret: secret, ...others } = compiled();
		assert.equal(secret?.Properties?.["Name"], "cfn/atlas/profile/proj-dev");
		assert.deepEqual(secret?.Properties?.["SecretString"], {
			"Fn::Sub": ['{"PublicKey":"public","PrivateKey":"${Value0}"}', { Value0: key.privateKey }],
		});
		assert.equal(profile(around()), "proj-dev");
		assert.ok(!JSON.stringify(others).includes('"public"'));
		assert.deepEqual(others["StpAtlasMongoProject"]?.DependsOn, ["StpAtlasMongoSecret"]);
	});

	const modes: readonly (readonly [string, object | undefined, readonly object[]])[] = [
		["everyone when nothing is set", undefined, [{ CIDRBlock: "0.0.0.0/0" }]],
		["everyone", { accessibilityMode: "internet" }, [{ CIDRBlock: "0.0.0.0/0" }]],
		["the network", { accessibilityMode: "vpc" }, [{ CIDRBlock: "172.16.0.0/16" }]],
		[
			"some addresses",
			{ accessibilityMode: "whitelisted-ips-only", whitelistedIps: ["203.0.113.5", "198.51.100.0/24"] },
			[{ CIDRBlock: "203.0.113.5/32" }, { CIDRBlock: "198.51.100.0/24" }],
		],
	];
	for (const [why, accessibility, expected] of modes)
		it(`lets in ${why}`, () => assert.deepEqual(accessList(accessibility), expected));

	it("lets in what connects to a cluster, each once and after Atlas knows the network", () => {
		const by = placed("function", "api", {});
		const securityGroup = { Ref: "ApiSecurityGroup" };
		const accessors = () => [{ by, securityGroup }, { by, securityGroup }, { by }];
		const args = [{ accessibilityMode: "scoping-workloads-in-vpc" }, { accessors }] as const;
		assert.deepEqual(accessList(...args), [{ AwsSecurityGroup: securityGroup }]);
		assert.deepEqual(compiled(...args)["StpAtlasMongoProjectIpAccessList"]?.DependsOn, [
			"StpAtlasMongoNetworkPeering",
		]);
		assert.equal(accessMode(around(args[0])), "scoping-workloads-in-vpc");
	});

	it("has a range that the network does not have, in a region as Atlas writes it", () => {
		const { StpAtlasMongoNetworkContainer: container, StpAtlasMongoPublicSubnetRoute1: route } = compiled();
		assert.equal(container?.Properties?.["AtlasCidrBlock"], "10.0.0.0/21");
		assert.equal(container?.Properties?.["RegionName"], "EU_WEST_1");
		assert.equal(atlasRegion("ap-southeast-2"), "AP_SOUTHEAST_2");
		assert.deepEqual(route?.Properties, {
			RouteTableId: { Ref: "StpPublicSubnet1RouteTable" },
			DestinationCidrBlock: "10.0.0.0/21",
			VpcPeeringConnectionId: { "Fn::GetAtt": ["StpAtlasMongoNetworkPeering", "ConnectionId"] },
		});
	});

	it("makes no ways in a network that is not the stack's", () => {
		const found = { vpcId: "vpc-1", cidr: "10.1.0.0/16", publicSubnets: ["subnet-1"], privateSubnets: [] };
		const settings = {
			stackConfig: { vpc: { reuseVpc: { vpcId: "vpc-1" } } },
			providerConfig: { mongoDbAtlas: key },
		};
		const ids = resourcesOf(
			projectChildren(surroundings([], [], { settings, fact: () => JSON.stringify(found) })),
		);
		assert.equal(ids["StpVpc"], undefined);
		assert.equal(ids["StpAtlasMongoPublicSubnetRoute0"], undefined);
		assert.equal(ids["StpAtlasMongoNetworkContainer"]?.Properties?.["AtlasCidrBlock"], "172.16.0.0/21");
		assert.equal(ids["StpAtlasMongoNetworkPeering"]?.Properties?.["VpcId"], "vpc-1");
	});

	it("says what of the account is missing, and what is let in besides", () => {
		assert.deepEqual(missingSettings(surroundings([], [])), ["publicKey", "privateKey", "organizationId"]);
		assert.deepEqual(missingSettings(around()), []);
		assert.deepEqual(writtenAddresses(around({ whitelistedIps: ["203.0.113.5", 5] })), ["203.0.113.5"]);
	});

	it("has a name of at most 64 characters, and types that linters do not mind", () => {
		assert.match(projectName(target).text, /^proj-dev-[0-9a-f]+$/);
		assert.equal(projectName({ ...target, project: "p".repeat(80) }).text.length, 64);
		assert.deepEqual(atlasResource("Project", {}), {
			Type: "MongoDB::Atlas::Project",
			Metadata: { "cfn-lint": { config: { ignore_checks: ["E3006"] } } },
			Properties: {},
		});
	});
});
