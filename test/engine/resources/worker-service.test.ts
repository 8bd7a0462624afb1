import assert from "node:assert/strict";
import { workerService } from "../../../engine/resources/worker-service.ts";
import { analysed, assertMarked, idsIn, propertiesIn } from "../../support/analysed.ts";

const config = (more = "") => `resources:
  worker:
    type: worker-service
    properties:
      packaging: { type: stacktape-image-buildpack, properties: { entryfilePath: ./src/worker.ts } }
      resources: { cpu: 0.25, memory: 512 }
${more}`;

describe("a worker service", () => {
	it("is a workload that nobody reaches", () => {
		const analysis = analysed(config());
		assert.deepEqual(analysis.problems, []);
		assert.deepEqual(idsIn(analysis, /^Stp/), [
			"WorkerScalableTarget",
			"WorkerEcsServiceAverageCpuUtilizationScalingPolicy",
			"WorkerEcsServiceAverageMemoryUtilizationScalingPolicy",
			"WorkerCluster",
			"WorkerSecurityGroup",
			"WorkerService",
			"WorkerServiceContainerLogGroup",
			"WorkerRole",
			"WorkerTaskDefinition",
		]);
		const { WorkerTaskDefinition, WorkerSecurityGroup } = propertiesIn(analysis, /^Worker(Task|Sec)/);
		assert.doesNotMatch(JSON.stringify(WorkerTaskDefinition), /"PORT"|PortMappings/);
		assert.match(JSON.stringify(WorkerSecurityGroup), /"SecurityGroupIngress":\[\]/);
	});

	it("has no parameters, and is not connected to itself but by its workload", () => {
		assert.equal(workerService.connect, undefined);
		assert.deepEqual(Object.keys(analysed(config()).problems), []);
		assertMarked(
			config(`  other:
    type: worker-service
    properties:
      packaging: { type: prebuilt-image, properties: { image: nginx } }
      resources: { cpu: 0.25, memory: 512 }
      connectTo:
        - worker.containerWorkload
        - worker
        # ^^^^^^ wrong-resource-type: "worker" is a worker-service, which connectTo cannot connect to
`),
		);
	});

	it("is told of at its own words", () =>
		assertMarked(
			config(`      environment:
        - { name: A, value: 1 }
        - { name: A, value: 2 }
        #         ^ duplicate-variable: "A" is already set by variable 1
      sideContainers:
        - name: service-container
          #     ^^^^^^^^^^^^^^^^^ duplicate-container-name: there is another container "service-container"
          containerType: always-running
          packaging: { type: prebuilt-image, properties: { image: nginx } }
          dependsOn: [{ containerName: nobody, condition: START }]
          #                            ^^^^^^ unknown-container: there is no container "nobody"
`),
		));
});
