import assert from "node:assert/strict";
import { scalingOf } from "../../../../engine/resources/multi-container-workload/properties.ts";
import { scalingChildren } from "../../../../engine/resources/multi-container-workload/scaling.ts";
import { resourcesOf, surroundings } from "../../../support/placed.ts";
import { workload } from "./example.ts";

const compiled = (values: Parameters<typeof workload>[0]) => {
	const app = workload(values);
	return resourcesOf(scalingChildren(app, surroundings([app], [])));
};

describe("the number of instances of a service", () => {
	it("is one, and can be changed", () => {
		assert.deepEqual(scalingOf(workload()), {
			minInstances: 1,
			maxInstances: 1,
			cpuPercent: 80,
			memoryPercent: 80,
		});
		const { AppScalableTarget } = compiled({});
		assert.deepEqual(AppScalableTarget?.Properties, {
			MinCapacity: 1,
			MaxCapacity: 1,
			ServiceNamespace: "ecs",
			ScalableDimension: "ecs:service:DesiredCount",
			ResourceId: {
				"Fn::Join": ["/", ["service", { Ref: "AppCluster" }, { "Fn::GetAtt": ["AppService", "Name"] }]],
			},
			RoleARN: { "Fn::GetAtt": ["StpEcsAutoScaleRole", "Arn"] },
		});
	});

	it("goes by two averages, each with its own limit", () => {
		const scaling = { minInstances: 2, maxInstances: 9, scalingPolicy: { keepAvgCpuUtilizationUnder: 55 } };
		const children = compiled({ scaling });
		assert.equal(children["AppScalableTarget"]?.Properties?.["MaxCapacity"], 9);
		assert.deepEqual(
			["Cpu", "Memory"].map((what) => {
				const { PolicyName, TargetTrackingScalingPolicyConfiguration: config } =
					children[`AppEcsServiceAverage${what}UtilizationScalingPolicy`]?.Properties ?? {};
				return [PolicyName, (config as { readonly TargetValue: number }).TargetValue];
			}),
			[
				["proj-dev-app-ECSServiceAverageCPUUtilization", 55],
				["proj-dev-app-ECSServiceAverageMemoryUtilization", 80],
			],
		);
	});

	it("is that of the service beside which new versions start", () => {
		const { AppScalableTarget } = compiled({ deployment: { strategy: "AllAtOnce" } });
		assert.match(JSON.stringify(AppScalableTarget), /AppBlueGreenService/);
	});

	it("belongs to the words that set it", () => {
		const app = workload({ scaling: { maxInstances: 2 } });
		const origins = (one: typeof app) =>
			scalingChildren(one, surroundings([one], [])).map(({ origin }) => origin);
		assert.deepEqual(origins(app), [["scaling"], ["scaling"], ["scaling"]]);
		assert.deepEqual(origins(workload()), [undefined, undefined, undefined]);
	});
});
