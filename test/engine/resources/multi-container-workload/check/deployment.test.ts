import assert from "node:assert/strict";
import { checkDeployment } from "../../../../../engine/resources/multi-container-workload/check/deployment.ts";
import type { Container } from "../../../../../engine/resources/multi-container-workload/properties.ts";
import { placed, surroundings } from "../../../../support/placed.ts";
import { container, workload } from "../example.ts";

type Event = NonNullable<Container["events"]>[number];

const balanced = (priority: number, listenerPort?: number): Event => ({
	type: "application-load-balancer",
	properties: {
		loadBalancerName: listenerPort === undefined ? "lb" : "own",
		priority,
		paths: ["*"],
		containerPort: 80,
		...(listenerPort !== undefined && { listenerPort }),
	},
});
const connect: Event = { type: "service-connect", properties: { containerPort: 81 } };

const others = [
	placed("application-load-balancer", "lb", {}),
	placed("application-load-balancer", "own", {
		listeners: [
			{ protocol: "HTTP", port: 81 },
			{ protocol: "HTTP", port: 82 },
		],
	}),
];

function codes(events: readonly Event[], deployment: object = {}) {
	const app = workload({
		containers: [container({ events })],
		deployment: { strategy: "AllAtOnce", ...deployment },
	});
	return checkDeployment(app, surroundings([app, ...others], [])).map(
		({ severity, code, path }) => `${severity ? `${severity} ` : ""}${code} at ${path.join(".")}`,
	);
}

const hook = { beforeAllowTrafficFunction: "tryIt" };

describe("a deployment step by step", () => {
	it("moves the traffic of exactly one event", () => {
		assert.deepEqual(codes([balanced(1)]), []);
		assert.deepEqual(codes([]), ["blue-green-without-balancer at deployment"]);
		assert.deepEqual(codes([balanced(1), balanced(2)]), [
			"blue-green-several-targets at containers.0.events.1",
		]);
		assert.deepEqual(codes([balanced(1), connect]), ["blue-green-service-connect at containers.0.events.1"]);
	});

	it("tries new versions at a listener that is there, and apart from the traffic", () => {
		assert.deepEqual(codes([balanced(1)], hook), []);
		assert.deepEqual(codes([balanced(1)], { ...hook, testListenerPort: 9000 }), [
			"unknown-listener-port at deployment.testListenerPort",
		]);
		assert.deepEqual(codes([balanced(1, 81)], { ...hook, testListenerPort: 82 }), []);
		assert.deepEqual(codes([balanced(1, 81)], hook), [
			"test-listener-missing at deployment.beforeAllowTrafficFunction",
		]);
		assert.deepEqual(codes([balanced(1, 81)], { ...hook, testListenerPort: 81 }), [
			"test-listener-in-use at deployment.testListenerPort",
		]);
		assert.deepEqual(codes([balanced(1)], { testListenerPort: 8080 }), [
			"warning test-listener-unused at deployment.testListenerPort",
		]);
	});

	it("is nothing to a service without one", () => {
		const app = workload();
		assert.deepEqual(checkDeployment(app, surroundings([app], [])), []);
	});
});
