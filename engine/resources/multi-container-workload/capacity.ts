import { logicalId } from "../../names/logical-id.ts";
import { getAtt, ref, sub, type Text } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { inlinePolicy, trustPolicy } from "../shared/iam.ts";
import { architectureOf, instanceType, usableMemory } from "../shared/instance-types.ts";
import { vpcOf } from "../shared/vpc.ts";
import {
	AUTO_SCALING_GROUP,
	autoScalingGroupId,
	autoScalingGroupName,
	clusterId,
	ROLE,
	securityGroupId,
} from "./names.ts";
import { instanceTypesOf, scalingOf, type Workload } from "./properties.ts";
import { workloadsOf } from "./roles.ts";

const LAUNCH_TEMPLATE = "AWS::EC2::LaunchTemplate";
const CAPACITY_PROVIDER = "AWS::ECS::CapacityProvider";
const ASSOCIATION = "AWS::ECS::ClusterCapacityProviderAssociations";
const INSTANCE_PROFILE = "AWS::IAM::InstanceProfile";

const instanceRoleId = logicalId({ owner: undefined, specifier: "EcsInstance", type: ROLE });
const instanceProfileId = logicalId({ owner: undefined, specifier: "EcsInstance", type: INSTANCE_PROFILE });
const refreshRoleId = logicalId({ owner: undefined, specifier: "ScheduledInstanceRefresh", type: ROLE });

const templateId = (owner: string) => logicalId({ owner, type: LAUNCH_TEMPLATE });

/** Logical id of what gives a workload its machines. */
export const capacityProviderId = (owner: string): string => logicalId({ owner, type: CAPACITY_PROVIDER });

/** Logical id of what lets a cluster use its capacity provider. */
export const capacityAssociationId = (owner: string): string => logicalId({ owner, type: ASSOCIATION });

/**
 * The memory that an instance of a service gets on machines of the given types, in megabytes: what the smallest of
 * them can spare. `undefined` while the config names a type that is not known.
 */
export function memoryOnMachines(types: readonly string[]): number | undefined {
	const sizes = types.map(instanceType).map((type) => type && usableMemory(type));
	return sizes.reduce(
		(least, size) => (least === undefined || size === undefined ? undefined : Math.min(least, size)),
		Number.POSITIVE_INFINITY,
	);
}

/** Names of the groups of machines of all workloads. */
function groupNames(surroundings: Surroundings): readonly string[] {
	return workloadsOf(surroundings)
		.filter(instanceTypesOf)
		.map(({ name }) => autoScalingGroupName(name, surroundings.target).text);
}

function sharedChildren(surroundings: Surroundings): readonly Child[] {
	const managed = sub(
		"arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
	);
	const groups = groupNames(surroundings).map((name) =>
		sub(
			`arn:\${AWS::Partition}:autoscaling:\${AWS::Region}:\${AWS::AccountId}:autoScalingGroup:*:autoScalingGroupName/${name}`,
		),
	);
	return [
		{
			id: instanceRoleId,
			shared: true,
			resource: {
				Type: ROLE,
				Properties: {
					AssumeRolePolicyDocument: trustPolicy(["ec2.amazonaws.com"]),
					ManagedPolicyArns: [managed],
				},
			},
		},
		{
			id: instanceProfileId,
			shared: true,
			resource: { Type: INSTANCE_PROFILE, Properties: { Roles: [ref(instanceRoleId)] } },
		},
		{
			id: refreshRoleId,
			shared: true,
			resource: {
				Type: ROLE,
				Properties: {
					AssumeRolePolicyDocument: trustPolicy(["scheduler.amazonaws.com"]),
					Policies: [
						inlinePolicy("instance-refresh-permissions", [
							{ Effect: "Allow", Action: ["autoscaling:StartInstanceRefresh"], Resource: groups },
						]),
					],
				},
			},
		},
	];
}

/** What the agent of ECS on a machine is told. */
function userData(owner: string): Text {
	const lines = [
		"#!/bin/bash",
		"cat >> /etc/ecs/ecs.config <<'END'",
		`ECS_CLUSTER=\${${clusterId(owner)}}`,
		"ECS_WARM_POOLS_CHECK=true",
		"ECS_ENABLE_CONTAINER_METADATA=true",
		"END",
	];
	return { "Fn::Base64": sub(`${lines.join("\n")}\n`) };
}

function launchTemplate(
	{ name: owner }: Workload,
	types: readonly string[],
	surroundings: Surroundings,
): Child {
	const processor = architectureOf(types[0] ?? "") === "arm64" ? "arm64/" : "";
	const image = `/aws/service/ecs/optimized-ami/amazon-linux-2023/${processor}recommended/image_id`;
	const group = autoScalingGroupName(owner, surroundings.target).text;
	const tags = [{ Key: "stp:asg-name", Value: group }, ...surroundings.tags];
	return {
		id: templateId(owner),
		origin: ["resources", "instanceTypes"],
		resource: {
			Type: LAUNCH_TEMPLATE,
			Properties: {
				LaunchTemplateData: {
					ImageId: `{{resolve:ssm:${image}}}`,
					IamInstanceProfile: { Arn: getAtt(instanceProfileId, "Arn") },
					// Several types are a choice that the group has.
					...(types.length === 1 && { InstanceType: types[0] }),
					SecurityGroupIds: [ref(securityGroupId(owner))],
					UserData: userData(owner),
					TagSpecifications: ["instance", "volume", "network-interface"].map((ResourceType) => ({
						ResourceType,
						Tags: tags,
					})),
				},
			},
		},
	};
}

function autoScalingGroup(workload: Workload, types: readonly string[], surroundings: Surroundings): Child {
	const { name: owner, values } = workload;
	const name = autoScalingGroupName(owner, surroundings.target);
	const vpc = vpcOf(surroundings);
	const isPrivate = values.usePrivateSubnetsWithNAT === true;
	const waits = isPrivate ? vpc.natRoutes : vpc.internetRoutes;
	const template = {
		LaunchTemplateId: ref(templateId(owner)),
		Version: getAtt(templateId(owner), "LatestVersionNumber"),
	};
	return {
		id: autoScalingGroupId(owner),
		name,
		origin: ["resources", "instanceTypes"],
		resource: {
			Type: AUTO_SCALING_GROUP,
			...(waits.length > 0 && { DependsOn: waits }),
			Properties: {
				AutoScalingGroupName: name.text,
				MinSize: "0",
				MaxSize: String(scalingOf(workload).maxInstances * 4),
				VPCZoneIdentifier: isPrivate ? vpc.privateSubnets : vpc.publicSubnets,
				InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
				...(types.length === 1
					? { LaunchTemplate: template }
					: {
							MixedInstancesPolicy: {
								InstancesDistribution: { OnDemandAllocationStrategy: "prioritized" },
								LaunchTemplate: {
									LaunchTemplateSpecification: template,
									Overrides: types.map((InstanceType) => ({ InstanceType })),
								},
							},
						}),
			},
		},
	};
}

function capacityProvider(workload: Workload, surroundings: Surroundings): readonly Child[] {
	const { name: owner } = workload;
	const group = autoScalingGroupId(owner);
	return [
		{
			id: capacityProviderId(owner),
			origin: ["resources", "instanceTypes"],
			resource: {
				Type: CAPACITY_PROVIDER,
				Properties: {
					AutoScalingGroupProvider: {
						AutoScalingGroupArn: ref(group),
						ManagedScaling: {
							Status: "ENABLED",
							TargetCapacity: 100,
							MaximumScalingStepSize: scalingOf(workload).maxInstances,
						},
						ManagedDraining: "ENABLED",
						// Protected machines would block the delete of their group: ECS drains them before they go.
						ManagedTerminationProtection: "DISABLED",
					},
					Tags: surroundings.tags,
				},
			},
		},
		{
			id: capacityAssociationId(owner),
			origin: ["resources", "instanceTypes"],
			resource: {
				Type: ASSOCIATION,
				Properties: {
					Cluster: ref(clusterId(owner)),
					CapacityProviders: [ref(capacityProviderId(owner))],
					DefaultCapacityProviderStrategy: [],
				},
			},
		},
	];
}

function warmPool(workload: Workload): readonly Child[] {
	const { name: owner, values } = workload;
	if (!values.resources.enableWarmPool) return [];
	const group = autoScalingGroupId(owner);
	const type = "AWS::AutoScaling::WarmPool";
	return [
		{
			id: logicalId({ owner, type }),
			origin: ["resources", "enableWarmPool"],
			resource: {
				Type: type,
				Properties: {
					AutoScalingGroupName: ref(group),
					MinSize: 0,
					MaxGroupPreparedCapacity: scalingOf(workload).maxInstances,
					PoolState: "Stopped",
				},
			},
		},
	];
}

/** Machines are replaced once a week, so that they get the newest image of their system. */
function weeklyRefresh({ name: owner }: Workload): Child {
	const input = {
		AutoScalingGroupName: `\${${autoScalingGroupId(owner)}}`,
		Preferences: {
			MinHealthyPercentage: 100,
			MaxHealthyPercentage: 200,
			ScaleInProtectedInstances: "Refresh",
			SkipMatching: false,
		},
	};
	return {
		id: `${logicalId({ owner, specifier: "ScheduledInstanceRefresh", type: "AWS::Events::Rule" })}`,
		origin: ["resources", "instanceTypes"],
		resource: {
			Type: "AWS::Scheduler::Schedule",
			Properties: {
				FlexibleTimeWindow: { Mode: "OFF" },
				ScheduleExpression: "cron(0 0 ? * SUN *)",
				Target: {
					Arn: sub("arn:${AWS::Partition}:scheduler:::aws-sdk:autoscaling:startInstanceRefresh"),
					RoleArn: getAtt(refreshRoleId, "Arn"),
					Input: sub(JSON.stringify(input)),
				},
			},
		},
	};
}

/** The machines of a workload that does not run on Fargate; nothing for one that does. */
export function capacityChildren(workload: Workload, surroundings: Surroundings): readonly Child[] {
	const types = instanceTypesOf(workload);
	if (!types) return [];
	return [
		...sharedChildren(surroundings),
		launchTemplate(workload, types, surroundings),
		autoScalingGroup(workload, types, surroundings),
		...capacityProvider(workload, surroundings),
		...warmPool(workload),
		weeklyRefresh(workload),
	];
}
