import assert from "node:assert/strict";
import {
	capacityAssociationId,
	capacityChildren,
	capacityProviderId,
	memoryOnMachines,
} from "../../../../engine/resources/multi-container-workload/capacity.ts";
import { analysed, propertiesIn } from "../../../support/analysed.ts";
import { resourcesOf, surroundings } from "../../../support/placed.ts";
import { config, mainContainer, workload } from "./example.ts";

const machines = (types: readonly string[], more: object = {}) =>
	workload({ resources: { instanceTypes: types, ...more }, scaling: { maxInstances: 3 } });

function compiled(types: readonly string[], more: object = {}) {
	const app = machines(types, more);
	return resourcesOf(capacityChildren(app, surroundings([app], [])));
}

type Data = { readonly LaunchTemplateData: Readonly<Record<string, unknown>> };
const dataOf = (types: readonly string[]) =>
	(compiled(types)["AppLaunchTemplate"]?.Properties as Data | undefined)?.LaunchTemplateData ?? {};

describe("the machines of a workload", () => {
	it("are none on Fargate", () =>
		assert.deepEqual(capacityChildren(workload(), surroundings([workload()], [])), []));

	it("are of one type, or of several in the order of the config", () => {
		assert.equal(dataOf(["t3.medium"])["InstanceType"], "t3.medium");
		assert.equal(dataOf(["m6i.large", "m5.large"])["InstanceType"], undefined);
		const group = compiled(["m6i.large", "m5.large"])["AppAutoScalingGroup"]?.Properties ?? {};
		assert.deepEqual(group["MixedInstancesPolicy"], {
			InstancesDistribution: { OnDemandAllocationStrategy: "prioritized" },
			LaunchTemplate: {
				LaunchTemplateSpecification: {
					LaunchTemplateId: { Ref: "AppLaunchTemplate" },
					Version: { "Fn::GetAtt": ["AppLaunchTemplate", "LatestVersionNumber"] },
				},
				Overrides: [{ InstanceType: "m6i.large" }, { InstanceType: "m5.large" }],
			},
		});
		assert.equal(group["LaunchTemplate"], undefined);
	});

	it("have the system for their processor", () => {
		const imageOf = (type: string) => dataOf([type])["ImageId"];
		const path = "/aws/service/ecs/optimized-ami/amazon-linux-2023";
		assert.equal(imageOf("t3.medium"), `{{resolve:ssm:${path}/recommended/image_id}}`);
		assert.equal(imageOf("t4g.medium"), `{{resolve:ssm:${path}/arm64/recommended/image_id}}`);
	});

	it("join the cluster of the workload", () =>
		assert.deepEqual(dataOf(["t3.medium"])["UserData"], {
			"Fn::Base64": {
				"Fn::Sub":
					"#!/bin/bash\ncat >> /etc/ecs/ecs.config <<'END'\nECS_CLUSTER=${AppCluster}\nECS_WARM_POOLS_CHECK=true\nECS_ENABLE_CONTAINER_METADATA=true\nEND\n",
			},
		}));

	it("are four times as many as containers at most, and come and go with them", () => {
		const children = compiled(["t3.medium"]);
		assert.equal(children["AppAutoScalingGroup"]?.Properties?.["MaxSize"], "12");
		assert.deepEqual(children[capacityProviderId("app")]?.Properties?.["AutoScalingGroupProvider"], {
			AutoScalingGroupArn: { Ref: "AppAutoScalingGroup" },
			ManagedScaling: { Status: "ENABLED", TargetCapacity: 100, MaximumScalingStepSize: 3 },
			ManagedDraining: "ENABLED",
			ManagedTerminationProtection: "DISABLED",
		});
		assert.deepEqual(children[capacityAssociationId("app")]?.Properties, {
			Cluster: { Ref: "AppCluster" },
			CapacityProviders: [{ Ref: "AppCapacityProvider" }],
			DefaultCapacityProviderStrategy: [],
		});
	});

	it("can be kept ready", () => {
		assert.equal(compiled(["t3.medium"])["AppWarmPool"], undefined);
		assert.deepEqual(compiled(["t3.medium"], { enableWarmPool: true })["AppWarmPool"]?.Properties, {
			AutoScalingGroupName: { Ref: "AppAutoScalingGroup" },
			MinSize: 0,
			MaxGroupPreparedCapacity: 3,
			PoolState: "Stopped",
		});
	});

	it("are replaced every week, by a role that may do so with the groups of the stack only", () => {
		const children = compiled(["t3.medium"]);
		const schedule = children["AppScheduledInstanceRefreshRule"]?.Properties as
			| { readonly Target: { readonly Input: { readonly "Fn::Sub": string } } }
			| undefined;
		assert.deepEqual(JSON.parse(schedule?.Target.Input["Fn::Sub"] ?? ""), {
			AutoScalingGroupName: "${AppAutoScalingGroup}",
			Preferences: {
				MinHealthyPercentage: 100,
				MaxHealthyPercentage: 200,
				ScaleInProtectedInstances: "Refresh",
				SkipMatching: false,
			},
		});
		const policies = JSON.stringify(children["StpScheduledInstanceRefreshRole"]?.Properties?.["Policies"]);
		assert.match(policies, /autoScalingGroupName\/proj-dev-app-asg"/);
	});

	it("wait for the way out that they take", () => {
		const on = (line: string) =>
			analysed(config(`${mainContainer}      resources: { instanceTypes: [t3.medium] }\n${line}`)).compiled
				.template.Resources["AppAutoScalingGroup"];
		assert.deepEqual(
			on("")?.DependsOn,
			[0, 1, 2].map((zone) => `StpInternetGatewayRoute${zone}`),
		);
		assert.deepEqual(
			on("      usePrivateSubnetsWithNAT: true\n")?.DependsOn,
			[0, 1, 2].map((zone) => `StpNatPrivateSubnetRoute${zone}`),
		);
	});

	it("give containers what the smallest can spare", () => {
		assert.equal(memoryOnMachines(["t3.medium"]), 3481);
		assert.equal(memoryOnMachines(["t3.large", "t3.medium"]), 3481);
		assert.equal(memoryOnMachines(["t3.medium", "z9.large"]), undefined);
		const app = propertiesIn(
			analysed(config(`${mainContainer}      resources: { instanceTypes: [t3.medium] }\n`)),
			/^AppTaskDefinition$/,
		);
		assert.equal((app["AppTaskDefinition"] as { readonly Memory: string }).Memory, "3481");
	});
});
