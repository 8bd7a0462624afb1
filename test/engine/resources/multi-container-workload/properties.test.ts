import assert from "node:assert/strict";
import { instanceTypesOf } from "../../../../engine/resources/multi-container-workload/properties.ts";
import { assertMarked } from "../../../support/analysed.ts";
import { config, mainContainer, small, workload } from "./example.ts";

describe("the properties of a workload", () => {
	it("tell Fargate from machines", () => {
		assert.equal(instanceTypesOf(workload()), undefined);
		assert.deepEqual(instanceTypesOf(workload({ resources: { instanceTypes: ["t3.small"] } })), ["t3.small"]);
	});

	it("hold the limits of AWS", () =>
		assertMarked(
			config(`${mainContainer}          stopTimeout: 200
          #            ^^^ number-out-of-range: stopTimeout is 200 seconds, but must be 2 to 120
          internalHealthCheck:
            healthCheckCommand: [CMD, "true"]
            retries: 11
            #        ^^ number-out-of-range: retries is 11 times, but must be 1 to 10
          loadBalancerHealthCheck: { healthcheckPath: health }
          #                                           ^^^^^^ text-not-matching: "health" is not a valid healthcheckPath
      resources: { cpu: 3, memory: 512 }
      #                 ^ value-not-allowed: "3" is not a value of cpu
      scaling:
        minInstances: 0
        #             ^ number-out-of-range: minInstances is 0 instances, but must be at least 1
        scalingPolicy: { keepAvgCpuUtilizationUnder: 101 }
        #                                            ^^^ number-out-of-range: keepAvgCpuUtilizationUnder is 101 %, but must be 1 to 100
`),
		));

	it("want names that ECS takes, and at least one container", () => {
		assertMarked(
			config(`      containers: []
      #<^^^^^^^^^^ list-length-out-of-range: containers has 0 items, but must have at least 1
${small}`),
		);
		assertMarked(
			config(`      containers:
        - name: my container
          #     ^^^^^^^^^^^^ text-not-matching: "my container" is not a valid name
          packaging: { type: prebuilt-image, properties: { image: nginx } }
${small}`),
		);
	});

	it("say how many instances there are at least and at most", () =>
		assertMarked(
			config(`${mainContainer}${small}      scaling: { minInstances: 2 }
      #                        ^ minimum-above-maximum: minInstances is 2, but maxInstances is 1 when it is left out
`),
		));
});
