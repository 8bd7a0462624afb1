import { ref } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { vpcOf } from "../shared/vpc.ts";
import { blueGreenDeployment, blueGreenLoadBalancers } from "./blue-green.ts";
import { capacityAssociationId, capacityProviderId } from "./capacity.ts";
import { namespaceAttribute, usesServiceConnect } from "./discovery.ts";
import { balancerDependencies, serviceLoadBalancers } from "./events/balancers.ts";
import { serviceRegistries } from "./events/http-api.ts";
import { connectEvents, portName } from "./events/ports.ts";
import {
	blueGreenServiceName,
	CLUSTER,
	clusterId,
	clusterName,
	SERVICE,
	securityGroupId,
	serviceId,
	taskDefinitionId,
} from "./names.ts";
import { instanceTypesOf, type Workload } from "./properties.ts";
import { workloadsOf } from "./roles.ts";
import { mountDependencies } from "./volumes.ts";

/** The cluster of a workload: each has its own. */
export function clusterChild({ name: owner }: Workload, { target }: Surroundings): Child {
	const name = clusterName(owner, target);
	return {
		id: clusterId(owner),
		name,
		resource: { Type: CLUSTER, Properties: { ClusterName: name.text } },
	};
}

/** Name by which other services reach a container: what the event says, else workload and container. */
export function aliasOf(
	workload: Workload,
	{ container, event }: ReturnType<typeof connectEvents>[number],
): string {
	return String(event.alias ?? `${workload.name}-${String(container.name)}`.toLowerCase());
}

function serviceConnect(workload: Workload, surroundings: Surroundings) {
	if (!usesServiceConnect(surroundings)) return undefined;
	const services = connectEvents(workload).map((placed) => {
		const alias = aliasOf(workload, placed);
		const { containerPort } = placed.event;
		return {
			PortName: portName(containerPort),
			DiscoveryName: alias,
			ClientAliases: [{ Port: containerPort, DnsName: alias }],
		};
	});
	return {
		Enabled: true,
		Namespace: namespaceAttribute("Arn"),
		...(services.length > 0 && { Services: services }),
	};
}

function placement(workload: Workload, surroundings: Surroundings) {
	const { name: owner, values } = workload;
	if (instanceTypesOf(workload)) {
		return {
			CapacityProviderStrategy: [{ CapacityProvider: ref(capacityProviderId(owner)), Weight: 1 }],
			PlacementStrategies: [{ Type: "binpack", Field: "memory" }],
		};
	}
	const vpc = vpcOf(surroundings);
	const isPrivate = values.usePrivateSubnetsWithNAT === true;
	return {
		LaunchType: "FARGATE",
		PlatformVersion: "LATEST",
		NetworkConfiguration: {
			AwsvpcConfiguration: {
				AssignPublicIp: isPrivate ? "DISABLED" : "ENABLED",
				Subnets: isPrivate ? vpc.privateSubnets : vpc.publicSubnets,
				SecurityGroups: [ref(securityGroupId(owner))],
			},
		},
	};
}

/** Services whose names must be there before this one starts; those that are reached by names wait for nobody. */
function namedServices(workload: Workload, surroundings: Surroundings): readonly string[] {
	if (connectEvents(workload).length > 0) return [];
	return workloadsOf(surroundings)
		.filter((other) => connectEvents(other).length > 0)
		.map(serviceId);
}

function dependencies(workload: Workload, surroundings: Surroundings): readonly string[] {
	const { name: owner, values } = workload;
	const vpc = vpcOf(surroundings);
	return [
		...(values.deployment ? [] : namedServices(workload, surroundings)),
		...(instanceTypesOf(workload) ? [capacityAssociationId(owner)] : []),
		// Without a way out the first containers could not get their images.
		...(values.usePrivateSubnetsWithNAT ? vpc.natRoutes : vpc.internetRoutes),
		...mountDependencies(workload),
		...balancerDependencies(workload, surroundings),
	];
}

/** The service that keeps the containers of a workload running. */
export function serviceChild(workload: Workload, surroundings: Surroundings): Child {
	const { name: owner, values } = workload;
	const { deployment } = values;
	const name = deployment && blueGreenServiceName(owner, surroundings.target);
	const registries = serviceRegistries(workload);
	const balancers = deployment
		? blueGreenLoadBalancers(workload, surroundings)
		: serviceLoadBalancers(workload, surroundings);
	const after = dependencies(workload, surroundings);
	return {
		id: serviceId(workload),
		...(name && { name, origin: ["deployment"] }),
		resource: {
			Type: SERVICE,
			...(after.length > 0 && { DependsOn: after }),
			Properties: {
				ServiceName: name?.text,
				Cluster: ref(clusterId(owner)),
				TaskDefinition: ref(taskDefinitionId(owner)),
				...placement(workload, surroundings),
				DeploymentConfiguration: deployment
					? blueGreenDeployment(owner, deployment, surroundings)
					: {
							MaximumPercent: 200,
							MinimumHealthyPercent: 100,
							DeploymentCircuitBreaker: { Enable: true, Rollback: true },
						},
				EnableECSManagedTags: true,
				PropagateTags: "SERVICE",
				EnableExecuteCommand: values.enableRemoteSessions ?? false,
				...(balancers.length > 0 && { LoadBalancers: balancers }),
				...(registries.length > 0 && { ServiceRegistries: registries }),
				...(!deployment && { ServiceConnectConfiguration: serviceConnect(workload, surroundings) }),
			},
		},
	};
}
