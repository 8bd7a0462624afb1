import assert from "node:assert/strict";
import {
	checkVariables,
	type ServiceSettings,
	serviceWorkload,
	WORKLOAD,
} from "../../../../engine/resources/shared/service-container.ts";
import { assertMarked } from "../../../support/analysed.ts";
import { placed } from "../../../support/placed.ts";

type Values = Parameters<typeof serviceWorkload>[0]["values"];

const image: Values["packaging"] = { type: "prebuilt-image", properties: { image: "a:1" } };

const service = (values: Partial<Values> = {}) =>
	placed<Values>("web-service", "web", {
		packaging: image,
		resources: { cpu: 0.25, memory: 512 },
		...values,
	});

type Main = { readonly environment: unknown; readonly dependsOn: unknown; readonly essential: unknown };

function containersOf(
	values: Partial<Values>,
	settings: ServiceSettings = { variables: {} },
): readonly Main[] {
	const { containers } = serviceWorkload(service(values), settings).properties;
	return Array.isArray(containers) ? containers : [];
}

const helper = (name: string, containerType: "run-on-init" | "always-running", more: object = {}) => ({
	name,
	containerType,
	packaging: image,
	...more,
});

describe("the workload that a service consists of", () => {
	it("has the name of the service, and its one container first", () => {
		const part = serviceWorkload(service({ sideContainers: [helper("a", "always-running")] }), {
			variables: {},
		});
		assert.deepEqual([part.key, part.type, part.name], [WORKLOAD, "multi-container-workload", "web"]);
		assert.deepEqual(
			containersOf({ sideContainers: [helper("a", "always-running")] }).map(
				(one) => ({ ...one })["essential"],
			),
			[true, true],
		);
	});

	it("waits for helpers to end, and for companions to start, but not for those that wait for it", () => {
		const [main, , companion] = containersOf({
			sideContainers: [
				helper("migrate", "run-on-init"),
				helper("proxy", "always-running", { essential: false }),
				helper("report", "run-on-init", {
					dependsOn: [{ containerName: "service-container", condition: "START" }],
				}),
			],
		});
		assert.deepEqual(main?.dependsOn, [
			{ containerName: "migrate", condition: "SUCCESS" },
			{ containerName: "proxy", condition: "START" },
		]);
		assert.equal(companion?.essential, false);
	});

	it("has the variables of the service, which win over those of the config", () => {
		const variables = { PORT: "3000", HOST: "0.0.0.0" };
		const environment = [
			{ name: "PORT", value: 8080 },
			{ name: "A", value: 1 },
		];
		assert.deepEqual(containersOf({ environment }, { variables })[0]?.environment, [
			{ name: "PORT", value: "3000" },
			{ name: "A", value: 1 },
			{ name: "HOST", value: "0.0.0.0" },
		]);
		assert.deepEqual(
			checkVariables(service({ environment }), { variables }).map(({ code, path }) => [code, path]),
			[["variable-overridden", ["environment", 0, "name"]]],
		);
		assert.deepEqual(
			checkVariables(service({ environment: [{ name: "PORT", value: 3000 }] }), { variables }),
			[],
		);
	});

	it("says where in the service its own words are written", () => {
		const { placeOf } = serviceWorkload(service(), {
			variables: {},
			entrance: ["loadBalancing"],
			healthCheckPlace: ["loadBalancing", "properties"],
		});
		const places: readonly (readonly [string, string])[] = [
			["resources.memory", "resources.memory"],
			["deployment", "deployment"],
			["containers", ""],
			["containers.0.packaging.properties", "packaging.properties"],
			["containers.0.environment.1.name", "environment.1.name"],
			["containers.0.events.0.properties", "loadBalancing"],
			[
				"containers.0.loadBalancerHealthCheck.healthcheckTimeout",
				"loadBalancing.properties.healthcheckTimeout",
			],
			["containers.0.dependsOn.0", "sideContainers"],
			["containers.1.name", "sideContainers.0.name"],
		];
		for (const [from, to] of places) {
			const path = from.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
			assert.equal(placeOf?.(path).join("."), to, from);
		}
	});

	it("says what is wrong in its parts where the service has it", () =>
		assertMarked(`
resources:
  web:
    type: web-service
    properties:
      packaging: { type: prebuilt-image, properties: { image: nginx } }
      resources: { cpu: 0.25, memory: 512 }
      loadBalancing:
        type: network-load-balancer
        properties:
          ports:
            - port: 443
#                   ^^^ tls-without-certificate: the listener of port 443 has neither a domain nor a certificate to speak TLS with
      alarms:
        - trigger: { type: http-api-gateway-error-rate, properties: { thresholdPercent: 5 } }
#                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ alarm-of-other-type: "http-api-gateway-error-rate" does not measure what takes the requests, which is of the type network-load-balancer
  worker:
    type: worker-service
    properties:
      packaging: { type: prebuilt-image, properties: { image: nginx } }
      resources: { cpu: 0.25, memory: 512 }
      sideContainers:
        - containerType: always-running
          name: proxy
          packaging: { type: prebuilt-image, properties: { image: nginx } }
        - containerType: run-on-init
          name: migrate
          essential: true
#                    ^^^^ essential-must-end: "migrate" is essential: when it ends the whole task ends, so that nothing can wait for it to end
          packaging: { type: prebuilt-image, properties: { image: nginx } }
`));
});
