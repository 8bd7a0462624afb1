import { list, object, optional, type Static } from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import {
	loadBalancerHealth,
	namedContainerProperties,
	networkHealth,
	workloadEssential,
} from "../shared/container-schema.ts";
import { deployment, workloadProperties } from "../shared/workload-schema.ts";
import { containerEvents } from "./events/schema.ts";

const container = object("A container.", {
	...namedContainerProperties,
	essential: workloadEssential,
	events: optional(containerEvents),
	loadBalancerHealthCheck: optional(
		object("How load balancers find out whether the container works.", {
			...loadBalancerHealth,
			...networkHealth,
		}),
	),
});

/** Properties of a workload. */
export const properties = object("Settings of the workload.", {
	containers: list("Containers that run together, as one instance (a task) of the service.", container, {
		minItems: 1,
		maxItems: 10,
		source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
	}),
	...workloadProperties,
	deployment: optional(deployment),
});

/** A workload of the config, or one that a service consists of. */
export type Workload = Placed<Deployed<Static<typeof properties>>>;

/** One of its containers. */
export type Container = Workload["values"]["containers"][number];

/** Instances that run at least and at most, and what their number goes by, in percent. */
export function scalingOf({ values: { scaling } }: Workload) {
	const { minInstances = 1, maxInstances = 1, scalingPolicy } = scaling ?? {};
	const { keepAvgCpuUtilizationUnder = 80, keepAvgMemoryUtilizationUnder = 80 } = scalingPolicy ?? {};
	return {
		minInstances,
		maxInstances,
		cpuPercent: keepAvgCpuUtilizationUnder,
		memoryPercent: keepAvgMemoryUtilizationUnder,
	};
}

/** Types of the machines that the workload runs on; `undefined` on Fargate. */
export function instanceTypesOf({ values: { resources } }: Workload): readonly string[] | undefined {
	const names = (resources.instanceTypes ?? []).filter((name) => typeof name === "string");
	return names.length > 0 ? names : undefined;
}
