import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackName } from "../../names/target.ts";
import { getAtt, join, ref } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { clusterId, serviceId } from "./names.ts";
import { scalingOf, type Workload } from "./properties.ts";
import { scalingRoleId } from "./roles.ts";

const TARGET = "AWS::ApplicationAutoScaling::ScalableTarget";
const POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy";

const policies = "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html";

function scalingPolicy(
	{ name: owner, values }: Workload,
	metric: { readonly name: string; readonly percent: number },
	surroundings: Surroundings,
): Child {
	const name = physicalName([stackName(surroundings.target), owner, metric.name], {
		maxLength: 256,
		source: policies,
	});
	return {
		id: logicalId({ owner, specifier: metric.name, type: POLICY }),
		name,
		...(values.scaling && { origin: ["scaling"] }),
		resource: {
			Type: POLICY,
			Properties: {
				PolicyName: name.text,
				PolicyType: "TargetTrackingScaling",
				ScalingTargetId: ref(logicalId({ owner, type: TARGET })),
				TargetTrackingScalingPolicyConfiguration: {
					PredefinedMetricSpecification: { PredefinedMetricType: metric.name },
					TargetValue: metric.percent,
				},
			},
		},
	};
}

/**
 * What changes the number of instances of a workload: between a least and a most, by two averages. It is there for a
 * fixed number as well, so that a later change of the numbers keeps the service.
 */
export function scalingChildren(workload: Workload, surroundings: Surroundings): readonly Child[] {
	const { name: owner } = workload;
	const { minInstances, maxInstances, cpuPercent, memoryPercent } = scalingOf(workload);
	return [
		{
			id: logicalId({ owner, type: TARGET }),
			...(workload.values.scaling && { origin: ["scaling"] }),
			resource: {
				Type: TARGET,
				Properties: {
					MinCapacity: minInstances,
					MaxCapacity: maxInstances,
					ServiceNamespace: "ecs",
					ScalableDimension: "ecs:service:DesiredCount",
					ResourceId: join("/", ["service", ref(clusterId(owner)), getAtt(serviceId(workload), "Name")]),
					RoleARN: getAtt(scalingRoleId, "Arn"),
				},
			},
		},
		scalingPolicy(workload, { name: "ECSServiceAverageCPUUtilization", percent: cpuPercent }, surroundings),
		scalingPolicy(
			workload,
			{ name: "ECSServiceAverageMemoryUtilization", percent: memoryPercent },
			surroundings,
		),
	];
}
