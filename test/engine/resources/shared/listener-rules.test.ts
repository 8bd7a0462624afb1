import assert from "node:assert/strict";
import { listenerRule, ruleId } from "../../../../engine/resources/shared/listener-rules.ts";

describe("a rule of a listener", () => {
	it("is named by load balancer, port and priority", () =>
		assert.equal(ruleId("web", 443, 7), "WebPort443Priority7ListenerRule"));

	it("asks for all conditions, in the order of the format", () => {
		const { resource } = listenerRule({
			event: {
				loadBalancerName: "web",
				priority: 1,
				queryParams: [{ paramName: "a", values: ["1", "2"] }],
				sourceIps: ["203.0.113.7"],
				hosts: ["a.example.com"],
				methods: ["GET"],
				headers: [{ headerName: "X-A", values: ["1"] }],
				paths: ["/a"],
			},
			balancer: "web",
			port: 443,
			targetGroup: "AppTargetGroup",
			dependsOn: ["AppBgTargetGroup"],
			origin: [],
		});
		assert.deepEqual(resource.DependsOn, ["AppBgTargetGroup"]);
		assert.deepEqual(resource.Properties?.["Conditions"], [
			{ Field: "path-pattern", PathPatternConfig: { Values: ["/a"] } },
			{ Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X-A", Values: ["1"] } },
			{ Field: "http-request-method", HttpRequestMethodConfig: { Values: ["GET"] } },
			{ Field: "host-header", HostHeaderConfig: { Values: ["a.example.com"] } },
			{ Field: "source-ip", SourceIpConfig: { Values: ["203.0.113.7/32"] } },
			{
				Field: "query-string",
				QueryStringConfig: {
					Values: [
						{ Key: "a", Value: "1" },
						{ Key: "a", Value: "2" },
					],
				},
			},
		]);
	});
});
