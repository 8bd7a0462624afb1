import assert from "node:assert/strict";
import { asApplicationLoadBalancer } from "../../../../../engine/resources/shared/application-listeners.ts";
import {
	balancerTarget,
	bucketTarget,
	isNativeHeader,
	natureOf,
	originOf,
	routeTarget,
	targetName,
} from "../../../../../engine/resources/shared/cdn/targets.ts";
import { placed, surroundings } from "../../../../support/placed.ts";

const around = surroundings([], []);

describe("what a CDN fetches from", () => {
	it("can be a bucket with headers that S3 has no place for", () => {
		const withHeader = (key: string) =>
			bucketTarget(
				placed("bucket", "files", {
					directoryUpload: { fileOptions: [{ includePattern: "**", headers: [{ key, value: "1" }] }] },
				}),
				{ disableUrlNormalization: true },
			);
		assert.deepEqual(withHeader("X-Frame-Options"), {
			kind: "bucket",
			name: "files",
			hasCleanUrls: false,
			isSinglePageApp: false,
			keepsHeaders: true,
		});
		assert.deepEqual(withHeader("Cache-Control"), { ...withHeader("X-A"), keepsHeaders: false });
		assert.deepEqual([isNativeHeader("expires"), isNativeHeader("X-A")], [true, false]);
	});

	it("is named by a route", () => {
		const all = surroundings([placed("function", "api", {})], []);
		const fn = routeTarget({ type: "function", properties: { functionName: "api" } }, all);
		assert.deepEqual(fn, { kind: "function", name: "api" });
		assert.equal(routeTarget({ type: "function", properties: { functionName: "none" } }, all), undefined);
		const other = routeTarget({ type: "custom-origin", properties: { domainName: "a.example.com" } }, all);
		assert.deepEqual(other && [targetName(other), natureOf(other)], ["a.example.com", "dynamic"]);
	});

	it("is reached by its own address", () => {
		assert.deepEqual(originOf({ kind: "function", name: "api" }, "api", around), {
			DomainName: { "Fn::Select": [2, { "Fn::Split": ["/", { "Fn::GetAtt": ["ApiUrl", "FunctionUrl"] }] }] },
			CustomOriginConfig: {
				OriginProtocolPolicy: "https-only",
				OriginSSLProtocols: ["TLSv1.2"],
				HTTPSPort: 443,
			},
		});
		const plain = {
			kind: "custom-origin",
			domainName: "a.example.com",
			protocol: "HTTP",
			port: 8080,
		} as const;
		assert.deepEqual(originOf(plain, "api", around), {
			DomainName: "a.example.com",
			CustomOriginConfig: { OriginProtocolPolicy: "http-only", HTTPPort: 8080 },
		});
	});

	it("is a load balancer by the name that its certificate knows", () => {
		const nameOf = (values: object, cdn: object) => {
			const balancer = asApplicationLoadBalancer(placed("application-load-balancer", "lb", values));
			assert.ok(balancer);
			return originOf(balancerTarget(balancer, cdn), "lb", around).DomainName;
		};
		assert.deepEqual(nameOf({}, {}), { "Fn::GetAtt": ["LbLoadBalancer", "DNSName"] });
		assert.equal(nameOf({ customDomains: ["a.example.com"] }, {}), "a.example.com");
		assert.equal(nameOf({}, { originDomainName: "b.example.com" }), "b.example.com");
	});
});
