import assert from "node:assert/strict";
import {
	certificatesOf,
	listenerId,
	loadBalancerGroupId,
	loadBalancerLinks,
	toRange,
} from "../../../../engine/resources/shared/load-balancer.ts";
import { placed, surroundings } from "../../../support/placed.ts";

describe("a load balancer", () => {
	it("gives its parts the ids of the format", () => {
		assert.equal(listenerId("web", 443), "WebPort443Listener");
		assert.equal(loadBalancerGroupId("web"), "WebLbSecurityGroup");
	});

	it("takes addresses for ranges of one", () =>
		assert.deepEqual(["203.0.113.7", "2001:db8::1", "10.0.0.0/8"].map(toRange), [
			"203.0.113.7/32",
			"2001:db8::1/128",
			"10.0.0.0/8",
		]));

	it("sorts certificates, and names each once", () => {
		const balancer = placed("application-load-balancer", "web", {
			customDomains: ["a.example.com", "b.example.com", "c.example.com"],
		});
		const around = surroundings([balancer], [], {
			fact: (want) =>
				want.kind !== "certificate" ? undefined : want.domain.startsWith("c") ? "arn:1" : "arn:2",
		});
		const { arns } = certificatesOf(balancer, { protocol: "HTTPS", port: 443 }, around);
		assert.deepEqual(arns, ["arn:1", "arn:2"]);
		assert.deepEqual(certificatesOf(balancer, { protocol: "HTTP", port: 80 }, around).arns, []);
	});

	it("has a link of another name as a part", () => {
		const whole = placed("application-load-balancer", "web", {});
		assert.deepEqual(Object.keys(loadBalancerLinks(whole)), ["metrics"]);
		const part = { ...whole, reference: "web.loadBalancer" };
		assert.deepEqual(Object.keys(loadBalancerLinks(part)), ["metrics-load-balancer"]);
	});
});
