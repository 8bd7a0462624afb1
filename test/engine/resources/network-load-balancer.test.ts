import assert from "node:assert/strict";
import type { Surroundings } from "../../../engine/resources/kind.ts";
import { networkLoadBalancer } from "../../../engine/resources/network-load-balancer.ts";
import { assertMarked } from "../../support/analysed.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { accepted, placed, resourcesOf, surroundings } from "../../support/placed.ts";

const certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";

/** A load balancer among workloads with these events. */
function around(values: object, events: readonly (readonly [by: string, from: number, to: number])[]) {
	const balancer = accepted(networkLoadBalancer, "gate", values);
	const options: Partial<Surroundings> = {
		usesOf: () =>
			events.map(([by, listenerPort, containerPort]) => ({
				by: placed("multi-container-workload", by, {}),
				path: ["containers", 0, "events", 0, "properties", "loadBalancerName"],
				holder: { loadBalancerName: "gate", listenerPort, containerPort },
			})),
	};
	return { balancer, options };
}

function compiled(values: object, events: readonly (readonly [string, number, number])[]) {
	const { balancer, options } = around(values, events);
	return resourcesOf(networkLoadBalancer.compile(balancer, surroundings([balancer], [], options)));
}

function found(
	values: object,
	events: readonly (readonly [string, number, number])[],
	more: Partial<Surroundings> = {},
) {
	const { balancer, options } = around(values, events);
	const all =
		networkLoadBalancer.check?.(balancer, surroundings([balancer], [], { ...options, ...more })) ?? [];
	return all.map(({ code, path }) => `${code} at ${path.join(".")}`);
}

describe("a network load balancer", () => {
	it("leads each listener to one container", () => {
		const Resources = compiled({ listeners: [{ protocol: "TCP", port: 5000 }] }, [["app", 5000, 3000]]);
		assert.deepEqual(Resources["GatePort5000Listener"]?.Properties, {
			LoadBalancerArn: { Ref: "GateLoadBalancer" },
			Port: 5000,
			Protocol: "TCP",
			DefaultActions: [{ Type: "forward", TargetGroupArn: { Ref: "AppGateToPort3000TargetGroup" } }],
		});
		assert.equal(Resources["GateLoadBalancer"]?.Properties?.["Type"], "network");
		const template = {
			AWSTemplateFormatVersion: "2010-09-09",
			Description: "",
			Resources,
			Outputs: {},
		} as const;
		assert.deepEqual(checkTemplate(template), []);
	});

	it("speaks TLS with a certificate", () => {
		const listeners = [{ protocol: "TLS", port: 443, customCertificateArns: [certificate] }];
		const { Properties } = compiled({ listeners }, [["app", 443, 80]])["GatePort443Listener"] ?? {};
		assert.deepEqual(Properties?.["Certificates"], [{ CertificateArn: certificate }]);
		assert.deepEqual(found({ listeners }, [["app", 443, 80]]), []);
	});

	it("has exactly one target for each listener", () => {
		const listeners = [
			{ protocol: "TCP", port: 1 },
			{ protocol: "TCP", port: 2 },
		];
		assert.deepEqual(
			found({ listeners }, [
				["app", 1, 80],
				["other", 1, 80],
			]),
			["listener-with-two-targets at listeners.0.port", "listener-without-target at listeners.1.port"],
		);
		assert.deepEqual(found({ listeners }, [["app", 1, 80]], { hasFaultyUse: () => true }), []);
	});

	it("needs something to speak TLS with", () =>
		assert.deepEqual(found({ listeners: [{ protocol: "TLS", port: 443 }] }, [["app", 443, 80]]), [
			"tls-without-certificate at listeners.0.protocol",
		]));

	it("answers under the name that AWS gives it", () => {
		const values = {
			listeners: [{ protocol: "TLS", port: 443 }],
			customDomains: [{ domainName: "gate.example.com", disableDnsRecordCreation: false }],
		};
		const { balancer } = around(values, []);
		const params = networkLoadBalancer.params(balancer, surroundings([balancer], []));
		assert.deepEqual(
			Object.entries(params).map(([name, { shown }]) => [name, shown]),
			[
				["domain", true],
				["canonicalDomain", false],
				["customDomains", true],
			],
		);
	});

	it("names both ports that want one listener", () =>
		assertMarked(`
resources:
  nlb:
    type: network-load-balancer
    properties:
      listeners:
        - port: 80
#               ^^ listener-with-two-targets: the connections of port 80 would go to port 80 of "workload" and to port 81 of "workload"
          protocol: TCP
  workload:
    type: multi-container-workload
    properties:
      resources: { cpu: 0.25, memory: 512 }
      containers:
        - name: main
          packaging: { type: prebuilt-image, properties: { image: nginx } }
          events:
            - { type: network-load-balancer, properties: { containerPort: 80, loadBalancerName: nlb, listenerPort: 80 } }
            - { type: network-load-balancer, properties: { containerPort: 81, loadBalancerName: nlb, listenerPort: 80 } }
`));
});
