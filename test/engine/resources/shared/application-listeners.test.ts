import assert from "node:assert/strict";
import {
	type ApplicationLoadBalancer,
	applicationListeners,
	asApplicationLoadBalancer,
	checkListenerPort,
	defaultListenerPort,
} from "../../../../engine/resources/shared/application-listeners.ts";
import { placed, surroundings } from "../../../support/placed.ts";

function balancer(values: object): ApplicationLoadBalancer {
	const found = asApplicationLoadBalancer(placed("application-load-balancer", "lb", values));
	assert.ok(found);
	return found;
}

describe("the listeners of an application load balancer", () => {
	it("have one more for trying new versions of containers", () => {
		const by = placed("multi-container-workload", "app", {
			deployment: { beforeAllowTrafficFunction: "try" },
		});
		const around = surroundings([], [], {
			usesOf: () => [
				{ by, path: ["containers", 0, "events", 0, "properties", "loadBalancerName"], holder: {} },
			],
		});
		const ports = (values: object) =>
			applicationListeners(balancer(values), around).map(({ port, protocol }) => `${protocol} ${port}`);
		assert.deepEqual(ports({}), ["HTTP 80", "HTTP 8080"]);
		assert.deepEqual(ports({ customDomains: ["a.example.com"] }), ["HTTP 80", "HTTPS 443", "HTTPS 8080"]);
		assert.deepEqual(ports({ listeners: [{ protocol: "HTTP", port: 1 }] }), ["HTTP 1"]);
	});

	it("speak HTTP where there is nothing to speak HTTPS with", () => {
		const listeners = [{ protocol: "HTTPS", port: 443 }];
		const [found] = applicationListeners(balancer({ listeners }), surroundings([], []));
		assert.equal(found?.protocol, "HTTP");
	});

	it("are 80 or 443 for events that name none", () => {
		assert.equal(defaultListenerPort(balancer({})), 80);
		assert.equal(defaultListenerPort(balancer({ customDomains: ["a.example.com"] })), 443);
	});

	it("can be repaired where only one is possible", () => {
		const one = balancer({ listeners: [{ protocol: "HTTP", port: 8000 }] });
		const [finding] = checkListenerPort(one, { listenerPort: 80 }, ["cdn"]);
		assert.deepEqual(finding?.fix, { title: "Change to 8000", text: "8000" });
	});

	it("are those of this type only", () =>
		assert.equal(asApplicationLoadBalancer(placed("network-load-balancer", "lb", {})), undefined));
});
