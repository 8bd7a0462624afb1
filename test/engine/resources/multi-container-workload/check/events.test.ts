import assert from "node:assert/strict";
import { checkEvents } from "../../../../../engine/resources/multi-container-workload/check/events.ts";
import type { Container } from "../../../../../engine/resources/multi-container-workload/properties.ts";
import { placed, surroundings } from "../../../../support/placed.ts";
import { container, workload } from "../example.ts";

type Event = NonNullable<Container["events"]>[number];

const others = [
	placed("application-load-balancer", "lb", {}),
	placed("network-load-balancer", "nlb", {
		listeners: [1, 2, 3, 4, 5, 6].map((port) => ({ protocol: "TCP", port })),
	}),
];

function codes(containers: readonly Container[], more: readonly ReturnType<typeof workload>[] = []) {
	const app = workload({ containers });
	return checkEvents(app, surroundings([...more, app, ...others], [])).map(
		({ severity, code, path }) => `${severity ? `${severity} ` : ""}${code} at ${path.join(".")}`,
	);
}

const internal = (containerPort: number): Event => ({
	type: "workload-internal",
	properties: { containerPort },
});
const connect = (containerPort: number, alias?: string): Event => ({
	type: "service-connect",
	properties: { containerPort, ...(alias !== undefined && { alias }) },
});
const network = (listenerPort: number): Event => ({
	type: "network-load-balancer",
	properties: { loadBalancerName: "nlb", listenerPort, containerPort: 100 + listenerPort },
});
const balanced: Event = {
	type: "application-load-balancer",
	properties: { loadBalancerName: "lb", priority: 1, paths: ["*"], containerPort: 80 },
};

describe("the events of a workload", () => {
	it("share no port between containers", () =>
		assert.deepEqual(
			codes([
				container({ events: [internal(80), connect(80)] }),
				container({ name: "b", events: [internal(81), internal(80)] }),
			]),
			["duplicate-container-port at containers.1.events.1.properties.containerPort"],
		));

	it("have names that no other service has", () => {
		const other = workload({ containers: [container({ events: [connect(80, "users")] })] }, "other");
		assert.deepEqual(codes([container({ events: [connect(80, "users")] })], [other]), [
			"duplicate-alias at containers.0.events.0.properties.alias",
		]);
		assert.deepEqual(codes([container({ events: [connect(80, "orders")] })], [other]), []);
	});

	it("lead to as many ports as ECS allows", () => {
		assert.deepEqual(codes([container({ events: [1, 2, 3, 4, 5].map(network) })]), []);
		assert.deepEqual(codes([container({ events: [1, 2, 3, 4, 5, 6].map(network) })]), [
			"too-many-target-groups at containers.0.events.5",
		]);
	});

	it("have health checks that fit what checks", () => {
		const check = (
			event: Event,
			loadBalancerHealthCheck: NonNullable<Container["loadBalancerHealthCheck"]>,
		) => codes([container({ events: [event], loadBalancerHealthCheck })]);
		const at = "containers.0.loadBalancerHealthCheck";
		assert.deepEqual(check(internal(80), {}), [`warning health-check-unused at ${at}`]);
		assert.deepEqual(check(balanced, { healthcheckInterval: 10, healthcheckTimeout: 10 }), [
			`health-check-timeout at ${at}.healthcheckTimeout`,
		]);
		assert.deepEqual(check(balanced, { healthcheckTimeout: 5 }), [
			`health-check-timeout at ${at}.healthcheckTimeout`,
		]);
		assert.deepEqual(check(balanced, { healthCheckProtocol: "TCP" }), [
			`health-check-protocol at ${at}.healthCheckProtocol`,
		]);
		assert.deepEqual(check(network(1), { healthcheckPath: "/up" }), [
			`health-check-protocol at ${at}.healthcheckPath`,
		]);
		assert.deepEqual(check(network(1), { healthcheckPath: "/up", healthCheckProtocol: "HTTP" }), []);
		assert.deepEqual(check(balanced, { healthcheckPath: "/up" }), []);
	});
});
