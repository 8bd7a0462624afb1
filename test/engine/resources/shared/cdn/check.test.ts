import assert from "node:assert/strict";
import { checkDistribution } from "../../../../../engine/resources/shared/cdn/check.ts";
import { assertMarked } from "../../../../support/analysed.ts";
import { placed, surroundings } from "../../../../support/placed.ts";

const certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";

describe("the check of a CDN", () => {
	it("finds load balancers that it cannot reach", () =>
		assertMarked(`
resources:
  inside: {type: application-load-balancer, properties: {interface: internal}}
  known:
    type: application-load-balancer
    properties: {listeners: [{protocol: HTTPS, port: 443, customCertificateArns: ['${certificate}']}, {protocol: HTTP, port: 81}]}
  files:
    type: bucket
    properties:
      cdn:
        enabled: true
        routeRewrites:
          - path: /a
            routeTo:
              type: application-load-balancer
              properties:
              #<^^^^^^^^^^ cdn-in-front-of-internal: a CDN cannot reach "inside", which has the interface internal
                loadBalancerName: inside
          - path: /b
            routeTo:
              type: application-load-balancer
              properties:
              #<^^^^^^^^^^ origin-name-missing: CloudFront cannot tell by which name the certificate of "known" knows it
                loadBalancerName: known
                listenerPort: 443
          - path: /c
            routeTo:
              type: application-load-balancer
              properties:
                loadBalancerName: known
                listenerPort: 81
                #             ^^ origin-port: CloudFront does not speak to port 81
          - path: /d
            routeTo:
              type: application-load-balancer
              properties:
                loadBalancerName: known
                listenerPort: 82
                #             ^^ unknown-listener-port: "known" has no listener at port 82
          - path: /a
            #     ^^ duplicate-path-pattern: the path "/a" already has a route
            routeTo:
              type: custom-origin
              properties: {domainName: a.example.com, port: 100}
              #                                             ^^^ origin-port: CloudFront does not speak to port 100
`));

	it("finds functions at the edge that CloudFront does not take, or that stand in the way", () =>
		assertMarked(`
resources:
  files:
    type: bucket
    properties:
      cdn:
        enabled: true
        edgeFunctions:
          onRequest: arn:aws:lambda:us-east-1:123456789012:function:guard:1
          #<^^^^^^^^^ (warning) edge-function-in-the-way: pages are not found by paths without an extension, because onRequest takes the place of the function that does it
          onResponse: arn:aws:cloudfront::123456789012:function/name
          #           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ edge-functions-mixed: onRequest and onResponse cannot be a function of Lambda and one of CloudFront
  api:
    type: http-api-gateway
    properties:
      cdn:
        enabled: true
        edgeFunctions:
          onOriginRequest: arn:aws:lambda:eu-west-1:123456789012:function:guard
          #                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ edge-function-arn: CloudFront takes the ARN of a version of a function in us-east-1 only
`));

	it("finds domains of others", () =>
		assertMarked(`
resources:
  api:
    type: http-api-gateway
    properties:
      customDomains: [{domainName: a.example.com}]
      cdn:
        enabled: true
        customDomains: [{domainName: a.example.com}]
        #                            ^^^^^^^^^^^^^ duplicate-domain: the domain "a.example.com" is listed twice
`));

	it("finds functions that want signed requests", () => {
		const fn = placed("function", "api", { url: { enabled: true, authMode: "AWS_IAM" } });
		const found = checkDistribution(
			{
				resource: fn,
				behaviors: [{ target: { kind: "function", name: "api" }, path: ["cdn"] }],
				domains: [],
			},
			{ enabled: true },
			surroundings([fn], []),
		);
		assert.deepEqual(
			found.map(({ code, path }) => `${code} at ${path.join(".")}`),
			["cdn-needs-open-url at cdn"],
		);
	});
});
