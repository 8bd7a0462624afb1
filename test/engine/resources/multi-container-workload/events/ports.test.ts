import assert from "node:assert/strict";
import {
	balancerEvents,
	connectEvents,
	eventsOf,
	httpApiEvents,
	networkEvents,
	portName,
	portsOf,
} from "../../../../../engine/resources/multi-container-workload/events/ports.ts";
import { container, workload } from "../example.ts";

const first = container({
	events: [
		{ type: "workload-internal", properties: { containerPort: 80 } },
		{ type: "service-connect", properties: { containerPort: 80 } },
		{
			type: "network-load-balancer",
			properties: { loadBalancerName: "n", listenerPort: 1, containerPort: 81 },
		},
	],
});
const second = container({
	name: "second",
	events: [
		{
			type: "http-api-gateway",
			properties: { httpApiGatewayName: "g", method: "GET", path: "/", containerPort: 90 },
		},
		{
			type: "application-load-balancer",
			properties: { loadBalancerName: "l", priority: 1, containerPort: 91 },
		},
	],
});
const app = workload({ containers: [first, second] });

describe("the events of containers", () => {
	it("have a container and a place", () =>
		assert.deepEqual(
			eventsOf(app).map(({ container: { name }, event, at }) => [name, event.type, at.join(".")]),
			[
				["main", "workload-internal", "containers.0.events.0"],
				["main", "service-connect", "containers.0.events.1"],
				["main", "network-load-balancer", "containers.0.events.2"],
				["second", "http-api-gateway", "containers.1.events.0"],
				["second", "application-load-balancer", "containers.1.events.1"],
			],
		));

	it("are told apart by what reaches the container", () =>
		assert.deepEqual(
			[httpApiEvents, balancerEvents, networkEvents, connectEvents].map((of) =>
				of(app).map(({ event }) => event.containerPort),
			),
			[[90], [91], [81], [80]],
		));

	it("make ports, each once", () => {
		assert.deepEqual(portsOf(first), [80, 81]);
		assert.deepEqual(portsOf(container()), []);
		assert.equal(portName(80), "port-80");
	});
});
