import { logicalId } from "../../names/logical-id.ts";
import { type NameLimit, type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { LOG_GROUP } from "../shared/log-group.ts";
import type { Workload } from "./properties.ts";

export const CLUSTER = "AWS::ECS::Cluster";
export const SERVICE = "AWS::ECS::Service";
export const TASK_DEFINITION = "AWS::ECS::TaskDefinition";
export const ROLE = "AWS::IAM::Role";
export const SECURITY_GROUP = "AWS::EC2::SecurityGroup";
export const AUTO_SCALING_GROUP = "AWS::AutoScaling::AutoScalingGroup";

const ecsLimit: NameLimit = {
	maxLength: 255,
	source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
};

const idOf = (type: string) => (owner: string) => logicalId({ owner, type });

export const clusterId = idOf(CLUSTER);
export const taskDefinitionId = idOf(TASK_DEFINITION);
export const roleId = idOf(ROLE);
export const securityGroupId = idOf(SECURITY_GROUP);
export const autoScalingGroupId = idOf(AUTO_SCALING_GROUP);

/** Logical id of the service; another one when new versions take over beside the old one. */
export function serviceId({ name, values }: Workload): string {
	return logicalId({ owner: name, type: SERVICE, ...(values.deployment && { specifier: "BlueGreen" }) });
}

/** Logical id of the log group of a container. */
export function logGroupId(owner: string, container: string): string {
	return logicalId({ owner, specifier: container, type: LOG_GROUP });
}

const named = (ending: string) => (owner: string, target: Target) =>
	physicalName([stackName(target), owner, ending], ecsLimit);

export const clusterName = named("cluster");
export const taskFamily = named("task-definition");
export const blueGreenServiceName = named("bg-service");

/** Name of the security group of the containers. */
export function securityGroupName(owner: string, target: Target): PhysicalName {
	return physicalName([stackName(target), owner, "sg"], {
		maxLength: 255,
		source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
	});
}

/** Name of the group of machines that the containers run on; 126 is the limit of the format. */
export function autoScalingGroupName(owner: string, target: Target): PhysicalName {
	return physicalName([stackName(target), owner, "asg"], {
		maxLength: 126,
		source: "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html",
	});
}

/** Name of the log group of a container. */
export function logGroupName(owner: string, container: string, target: Target): PhysicalName {
	return physicalName([`/stp/${stackName(target)}/ecs/${owner}/${container}/process-logs`], {
		maxLength: 512,
		source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
	});
}
