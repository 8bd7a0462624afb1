import assert from "node:assert/strict";
import { checkContainers } from "../../../../../engine/resources/multi-container-workload/check/containers.ts";
import { assertMarked } from "../../../../support/analysed.ts";
import { surroundings } from "../../../../support/placed.ts";
import { config, container, small, workload } from "../example.ts";

const image = "packaging: { type: prebuilt-image, properties: { image: nginx } }";

const codes = (...containers: readonly ReturnType<typeof container>[]) => {
	const app = workload({ containers });
	return checkContainers(app, surroundings([app], [])).map(
		({ code, path }) => `${code} at ${path.join(".")}`,
	);
};

const waits = (containerName: string, condition: "START" | "COMPLETE" | "SUCCESS" | "HEALTHY") => [
	{ containerName, condition },
];

describe("the containers of a workload", () => {
	it("have names of their own, and wait for what is there", () =>
		assertMarked(
			config(`      containers:
        - name: main
          ${image}
          dependsOn: [{ containerName: sidecar, condition: START }]
          #                            ^^^^^^^ unknown-container: there is no container "sidecar"
        - name: main
          #     ^^^^ duplicate-container-name: there is another container "main"
          ${image}
${small}`),
		));

	it("wait for what can happen", () => {
		assert.deepEqual(codes(container({ dependsOn: waits("b", "HEALTHY") }), container({ name: "b" })), [
			"health-check-missing at containers.0.dependsOn.0.condition",
		]);
		assert.deepEqual(codes(container({ dependsOn: waits("b", "COMPLETE") }), container({ name: "b" })), [
			"essential-must-end at containers.0.dependsOn.0.condition",
		]);
		assert.deepEqual(
			codes(container({ dependsOn: waits("b", "SUCCESS") }), container({ name: "b", essential: false })),
			[],
		);
	});

	it("do not wait for each other in a circle", () => {
		const found = [
			container({ dependsOn: waits("b", "START") }),
			container({ name: "b", dependsOn: waits("main", "START") }),
		];
		assert.deepEqual(codes(...found), ["circular-reference at containers.0.dependsOn"]);
		assert.deepEqual(codes(container({ dependsOn: waits("main", "START") })), [
			"circular-reference at containers.0.dependsOn",
		]);
	});

	it("are not all helpers", () =>
		assert.deepEqual(codes(container({ essential: false })), [
			"no-essential-container at containers.0.essential",
		]));

	it("are checked by a command that ECS can run", () => {
		const check = (...healthCheckCommand: readonly string[]) =>
			codes(container({ internalHealthCheck: { healthCheckCommand } }));
		assert.deepEqual(check("curl", "-f"), [
			"health-check-command at containers.0.internalHealthCheck.healthCheckCommand.0",
		]);
		assert.deepEqual(check("CMD-SHELL", "curl -f"), []);
		assert.deepEqual(check("CMD", "curl"), []);
	});

	it("have images and variables that are right", () =>
		assert.deepEqual(
			codes(
				container({
					packaging: { type: "stacktape-image-buildpack", properties: { entryfilePath: "a.mts" } },
					environment: [
						{ name: "A", value: 1 },
						{ name: "A", value: 2 },
					],
				}),
			),
			[
				"unsupported-entry-file at containers.0.packaging.properties.entryfilePath",
				"duplicate-variable at containers.0.environment.1.name",
			],
		));
});
