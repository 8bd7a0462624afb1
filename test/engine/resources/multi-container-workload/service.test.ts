import assert from "node:assert/strict";
import { connectEvents } from "../../../../engine/resources/multi-container-workload/events/ports.ts";
import {
	aliasOf,
	clusterChild,
	serviceChild,
} from "../../../../engine/resources/multi-container-workload/service.ts";
import { resourcesOf, surroundings } from "../../../support/placed.ts";
import { container, workload } from "./example.ts";

function compiled(app: ReturnType<typeof workload>, others: readonly ReturnType<typeof workload>[] = []) {
	return resourcesOf([serviceChild(app, surroundings([...others, app], []))])["AppService"];
}

const reached = (alias?: string) =>
	workload(
		{
			containers: [
				container({
					events: [
						{
							type: "service-connect",
							properties: { containerPort: 80, ...(alias !== undefined && { alias }) },
						},
					],
				}),
			],
		},
		"Users",
	);

describe("the service of a workload", () => {
	it("replaces its containers one by one, and goes back when they do not start", () =>
		assert.deepEqual(compiled(workload())?.Properties, {
			Cluster: { Ref: "AppCluster" },
			TaskDefinition: { Ref: "AppTaskDefinition" },
			LaunchType: "FARGATE",
			PlatformVersion: "LATEST",
			NetworkConfiguration: {
				AwsvpcConfiguration: {
					AssignPublicIp: "ENABLED",
					Subnets: [0, 1, 2].map((zone) => ({ Ref: `StpPublicSubnet${zone}` })),
					SecurityGroups: [{ Ref: "AppSecurityGroup" }],
				},
			},
			DeploymentConfiguration: {
				MaximumPercent: 200,
				MinimumHealthyPercent: 100,
				DeploymentCircuitBreaker: { Enable: true, Rollback: true },
			},
			EnableECSManagedTags: true,
			PropagateTags: "SERVICE",
			EnableExecuteCommand: false,
		}));

	it("runs in private subnets, or on machines", () => {
		const hidden = workload({ usePrivateSubnetsWithNAT: true });
		assert.match(JSON.stringify(compiled(hidden)), /"AssignPublicIp":"DISABLED".*StpPrivateSubnet0/);
		assert.deepEqual(
			compiled(hidden)?.DependsOn,
			[0, 1, 2].map((zone) => `StpNatPrivateSubnetRoute${zone}`),
		);
		const own = compiled(workload({ resources: { instanceTypes: ["t3.medium"] } }));
		assert.deepEqual(own?.Properties?.["CapacityProviderStrategy"], [
			{ CapacityProvider: { Ref: "AppCapacityProvider" }, Weight: 1 },
		]);
		assert.equal(own?.Properties?.["NetworkConfiguration"], undefined);
		assert.equal(own?.DependsOn?.[0], "AppClusterCapacityProviderAssociations");
	});

	it("can use the names of services that are reached by them, and starts after those", () => {
		const app = compiled(workload(), [reached("people")]);
		assert.deepEqual(app?.Properties?.["ServiceConnectConfiguration"], {
			Enabled: true,
			Namespace: { "Fn::GetAtt": ["StpDiscoveryService", "Arn"] },
		});
		assert.equal(app?.DependsOn?.[0], "UsersService");
	});

	it("has a name by which it is reached itself", () => {
		const users = reached("people");
		const child = resourcesOf([serviceChild(users, surroundings([users, workload()], []))])["UsersService"];
		assert.deepEqual(child?.Properties?.["ServiceConnectConfiguration"], {
			Enabled: true,
			Namespace: { "Fn::GetAtt": ["StpDiscoveryService", "Arn"] },
			Services: [
				{ PortName: "port-80", DiscoveryName: "people", ClientAliases: [{ Port: 80, DnsName: "people" }] },
			],
		});
		assert.deepEqual(
			connectEvents(reached()).map((event) => aliasOf(reached(), event)),
			["users-main"],
		);
	});

	it("lets people open a shell where the config says so", () =>
		assert.equal(
			compiled(workload({ enableRemoteSessions: true }))?.Properties?.["EnableExecuteCommand"],
			true,
		));

	it("stands in a cluster of its own", () =>
		assert.deepEqual(resourcesOf([clusterChild(workload(), surroundings([], []))]), {
			AppCluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "proj-dev-app-cluster" } },
		}));
});
