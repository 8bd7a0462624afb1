import assert from "node:assert/strict";
import {
	definitionArns,
	instanceGroupId,
	queueId,
	queueName,
	sharedChildren,
	stateMachineRoleId,
} from "../../../../engine/resources/batch-job/capacity.ts";
import { placed, resourcesOf, surroundings, target } from "../../../support/placed.ts";
import { job } from "./example.ts";

const compiled = (...jobs: readonly ReturnType<typeof job>[]) =>
	resourcesOf(sharedChildren(surroundings([placed("bucket", "b", {}), ...jobs], [])));

type Environment = { readonly ComputeResources: Readonly<Record<string, unknown>> };

const resourcesIn = (children: ReturnType<typeof compiled>, id: string) =>
	(children[id]?.Properties as Environment | undefined)?.ComputeResources ?? {};

describe("what batch jobs run on", () => {
	it("is there on demand and as spare capacity", () => {
		const children = compiled(job());
		const { Tags, ...onDemand } = resourcesIn(children, "StpBatchOnDemandComputeEnvironment");
		assert.ok(Tags);
		assert.deepEqual(onDemand, {
			Type: "EC2",
			AllocationStrategy: "BEST_FIT",
			MinvCpus: 0,
			MaxvCpus: 1000,
			Ec2Configuration: [{ ImageType: "ECS_AL2023" }],
			InstanceTypes: ["optimal"],
			InstanceRole: { "Fn::GetAtt": ["StpBatchInstanceInstanceProfile", "Arn"] },
			LaunchTemplate: {
				LaunchTemplateId: { Ref: "StpBatchInstanceLaunchTemplate" },
				Version: { "Fn::GetAtt": ["StpBatchInstanceLaunchTemplate", "LatestVersionNumber"] },
			},
			SecurityGroupIds: [{ Ref: instanceGroupId }],
			Subnets: [{ Ref: "StpPublicSubnet0" }, { Ref: "StpPublicSubnet1" }],
		});
		const spot = resourcesIn(children, "StpBatchSpotComputeEnvironment");
		assert.equal(spot["Type"], "SPOT");
		assert.deepEqual(spot["SpotIamFleetRole"], { "Fn::GetAtt": ["StpBatchSpotFleetRole", "Arn"] });
	});

	it("has GPUs where a job asks for them", () => {
		const withGpu = job({ resources: { cpu: 1, memory: 1800, gpu: 1 } }, "train");
		const isEnvironment = (id: string) => id.endsWith("Environment");
		assert.deepEqual(Object.keys(compiled(withGpu)).filter(isEnvironment), [
			"StpBatchOnDemandGpuComputeEnvironment",
			"StpBatchSpotGpuComputeEnvironment",
		]);
		assert.equal(Object.keys(compiled(withGpu, job())).filter(isEnvironment).length, 4);
		const gpu = resourcesIn(compiled(withGpu), "StpBatchSpotGpuComputeEnvironment");
		assert.deepEqual(
			[gpu["Ec2Configuration"], gpu["InstanceTypes"]],
			[[{ ImageType: "ECS_AL2023_NVIDIA" }], ["p4d", "g5"]],
		);
	});

	it("has a queue of each kind", () => {
		assert.equal(queueId({ isSpot: true, hasGpu: false }), "StpBatchSpotJobQueue");
		assert.equal(queueName({ isSpot: true, hasGpu: false }, target).text, "proj-dev-batch-spot--job-queue");
		assert.equal(
			queueName({ isSpot: false, hasGpu: true }, target).text,
			"proj-dev-batch-onDemand-gpu-job-queue",
		);
		assert.deepEqual(compiled(job())["StpBatchSpotJobQueue"]?.Properties, {
			JobQueueName: "proj-dev-batch-spot--job-queue",
			Priority: 10,
			ComputeEnvironmentOrder: [{ ComputeEnvironment: { Ref: "StpBatchSpotComputeEnvironment" }, Order: 1 }],
		});
	});

	it("is used by a role that may start the jobs of the stack", () => {
		const role = JSON.stringify(compiled(job(), job({}, "other"))[stateMachineRoleId]);
		for (const name of ["job", "other"])
			assert.ok(role.includes(`job-definition/proj-dev-${name}-job-definition:*`), name);
		assert.match(role, /\{"Ref":"StpBatchOnDemandJobQueue"\},\{"Ref":"StpBatchSpotJobQueue"\}/);
		assert.equal(definitionArns("job", target).length, 2);
	});
});
