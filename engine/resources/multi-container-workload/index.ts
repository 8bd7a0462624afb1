import type { Target } from "../../names/target.ts";
import { getAtt, ref, sub, type Text } from "../../template/intrinsics.ts";
import { type Child, defineResource, type Statement, type Surroundings } from "../kind.ts";
import { imageJob, imagePlans } from "../shared/image-packaging.ts";
import { forwardLogs } from "../shared/log-forwarding.ts";
import { logGroup } from "../shared/log-group.ts";
import { taskRoleName } from "../shared/task-roles.ts";
import { vpcOf } from "../shared/vpc.ts";
import { blueGreenRole } from "./blue-green.ts";
import { capacityChildren } from "./capacity.ts";
import { checkWorkload } from "./check/index.ts";
import { namespaceChild, usesServiceConnect } from "./discovery.ts";
import { compileBalancerEvents } from "./events/balancers.ts";
import { compileHttpApiEvents } from "./events/http-api.ts";
import { connectEvents } from "./events/ports.ts";
import {
	clusterId,
	clusterName,
	logGroupId,
	logGroupName,
	roleId,
	securityGroupId,
	securityGroupName,
	serviceId,
	taskDefinitionId,
	taskFamily,
} from "./names.ts";
import { securityGroupChild } from "./network.ts";
import { properties, type Workload } from "./properties.ts";
import { sharedRoles, taskRole } from "./roles.ts";
import { scalingChildren } from "./scaling.ts";
import { aliasOf, clusterChild, serviceChild } from "./service.ts";
import { hasLogs, processorOf, taskDefinition } from "./task-definition.ts";
import { mountChildren, mountStatements } from "./volumes.ts";

/** One log group for each container that keeps logs; of two with one name, which the check reports, the first. */
function logGroups({ name: owner, values }: Workload, target: Target): readonly Child[] {
	const groups = values.containers.flatMap((container, index) => {
		if (!hasLogs(container)) return [];
		const name = String(container.name);
		return [
			logGroup({
				owner,
				specifier: name,
				name: logGroupName(owner, name, target),
				retentionDays: container.logging?.retentionDays ?? 90,
				...(container.logging && { origin: ["containers", index, "logging"] }),
			}),
		];
	});
	return groups.filter(({ id }, index) => groups.findIndex((other) => other.id === id) === index);
}

/** What sends the logs of containers to other systems as well. */
function forwardedLogs({ name: owner, values }: Workload, target: Target): readonly Child[] {
	return forwardLogs(
		owner,
		target,
		values.containers.flatMap(({ name, logging }, index) => {
			if (!logging?.logForwarding || logging.disabled) return [];
			return {
				logGroup: logGroupId(owner, String(name)),
				forwarding: logging.logForwarding,
				origin: ["containers", index, "logging", "logForwarding"],
			};
		}),
	);
}

function compile(workload: Workload, surroundings: Surroundings): readonly Child[] {
	return [
		...vpcOf(surroundings).children,
		...sharedRoles(surroundings),
		...(usesServiceConnect(surroundings) ? [namespaceChild(surroundings)] : []),
		...scalingChildren(workload, surroundings),
		clusterChild(workload, surroundings),
		securityGroupChild(workload, surroundings),
		...capacityChildren(workload, surroundings),
		serviceChild(workload, surroundings),
		...logGroups(workload, surroundings.target),
		...forwardedLogs(workload, surroundings.target),
		...mountChildren(workload, surroundings),
		...compileHttpApiEvents(workload, surroundings),
		...compileBalancerEvents(workload, surroundings),
		...blueGreenRole(workload, surroundings),
		taskRole(workload, mountStatements(workload), surroundings),
		...surroundings.connections(workload).children(getAtt(roleId(workload.name), "Arn")),
		taskDefinition(workload, surroundings),
	];
}

/** Other resources may look at the service and tell it to start anew, which also works where they are made before it. */
function connect({ name }: Workload, target: Target): readonly Statement[] {
	const ecs = "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}";
	const cluster = clusterName(name, target).text;
	return [
		{
			Effect: "Allow",
			Action: ["ecs:DescribeServices", "ecs:UpdateService"],
			Resource: [sub(`${ecs}:service/${cluster}/*`)],
		},
		{
			Effect: "Allow",
			Action: ["ecs:ListServices"],
			Resource: ["*"],
			// Listing knows no resources, but in which cluster.
			Condition: { ArnEquals: { "ecs:cluster": sub(`${ecs}:cluster/${cluster}`) } },
		},
	];
}

const paramDocs = {
	address:
		"Name and port by which the other services of the stack reach the containers; with an event of the type `service-connect`.",
};

function params(workload: Workload) {
	const [first] = connectEvents(workload);
	if (!first) return {};
	const value = `${aliasOf(workload, first)}:${first.event.containerPort}`;
	return { address: { docs: paramDocs.address, value, shown: true } };
}

const consolePage = `https://\${AWS::Region}.console.aws.amazon.com`;

function links(workload: Workload, target: Target): Readonly<Record<string, Text>> {
	const { name: owner, values } = workload;
	const cluster = clusterName(owner, target).text;
	const metrics = `${consolePage}/ecs/home?region=\${AWS::Region}#clusters/${cluster}/services/\${${serviceId(workload)}.Name}/metrics`;
	const logs = values.containers.filter(hasLogs).map((container) => {
		const name = String(container.name);
		const group = encodeURIComponent(encodeURIComponent(logGroupName(owner, name, target).text));
		const page = `${consolePage}/cloudwatch/home?region=\${AWS::Region}#logsV2:log-groups/log-group/${group}`;
		return [`logs-${name}`, sub(page)] as const;
	});
	return { metrics: sub(metrics), ...Object.fromEntries(logs) };
}

function names({ name: owner, values }: Workload, target: Target) {
	const groups = values.containers.filter(hasLogs).map((container) => {
		const name = String(container.name);
		return [logGroupId(owner, name), logGroupName(owner, name, target)] as const;
	});
	return {
		[clusterId(owner)]: clusterName(owner, target),
		[taskDefinitionId(owner)]: taskFamily(owner, target),
		[roleId(owner)]: taskRoleName(owner, target),
		[securityGroupId(owner)]: securityGroupName(owner, target),
		...Object.fromEntries(groups),
	};
}

/** The room of `multi-container-workload`. */
export const multiContainerWorkload = defineResource({
	type: "multi-container-workload",
	docs: "A service (Amazon ECS) of one or more containers that run together, on Fargate or on EC2 instances.",
	source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/Welcome.html",
	properties,
	snippet: `type: multi-container-workload
properties:
  containers:
    - name: \${1:main}
      packaging:
        type: stacktape-image-buildpack
        properties:
          entryfilePath: \${2:./src/main.ts}
  resources:
    cpu: \${3|0.25,0.5,1,2,4,8,16|}
    memory: \${4:512}`,
	names,
	paramDocs,
	params,
	connect,
	securityGroup: ({ name }) => ref(securityGroupId(name)),
	check: checkWorkload,
	compile,
	artifacts: (workload) =>
		workload.values.containers.flatMap(({ name, packaging }, index) =>
			imagePlans(packaging, {
				job: imageJob(workload.name, String(name)),
				architectures: [processorOf(workload)],
				span: workload.spanOf(["containers", index, "packaging"]),
			}),
		),
	links,
});
