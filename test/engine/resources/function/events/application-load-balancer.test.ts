import assert from "node:assert/strict";
import { compileBalancerEvents } from "../../../../../engine/resources/function/events/application-load-balancer.ts";
import { assertMarked } from "../../../../support/analysed.ts";
import { placed, resourcesOf, surroundings } from "../../../../support/placed.ts";

const balancer = placed("application-load-balancer", "web.loadBalancer", {});

describe("an event at a load balancer", () => {
	it("is a rule, with one target group for all rules of a load balancer", () => {
		const event = (priority: number) => ({ loadBalancerName: "web.loadBalancer", priority, paths: ["/a"] });
		const part = { ...balancer, name: "web" };
		const children = compileBalancerEvents(
			{ name: "api", reference: "api" },
			[
				{ event: event(1), index: 0 },
				{ event: event(2), index: 2 },
			],
			surroundings([part], [], { resource: () => part, usesOf: () => [] }),
		);
		assert.deepEqual(
			children.map(({ id, origin }) => [id, origin?.join(".")]),
			[
				["WebPort80Priority1ListenerRule", "events.0"],
				["WebPort80Priority2ListenerRule", "events.2"],
				["ApiWebTargetGroupPermission", "events.0"],
				["ApiWebTargetGroup", "events.0"],
			],
		);
		assert.deepEqual(resourcesOf(children)["ApiWebTargetGroup"], {
			Type: "AWS::ElasticLoadBalancingV2::TargetGroup",
			DependsOn: ["ApiWebTargetGroupPermission"],
			Properties: {
				Name: "proj-dev-web-api",
				TargetType: "lambda",
				Targets: [{ Id: { "Fn::GetAtt": ["ApiFunction", "Arn"] } }],
			},
		});
	});

	const api = (events: string) => `
resources:
  plain: {type: application-load-balancer}
  ported:
    type: application-load-balancer
    properties:
      listeners:
        - {protocol: HTTP, port: 8000}
        - {protocol: HTTP, port: 8001}
  api:
    type: function
    properties:
      packaging: {type: stacktape-lambda-buildpack, properties: {entryfilePath: src/a.ts}}
      events:
${events}`;

	it("names a listener where the load balancer has its own, and only there", () =>
		assertMarked(
			api(`
        - type: application-load-balancer
          properties:
            loadBalancerName: plain
            listenerPort: 80
            #             ^^ listener-port-without-listeners: listenerPort is 80, but "plain" has no listeners of its own
            priority: 1
            paths: ["*"]
        - type: application-load-balancer
          properties:
          #<^^^^^^^^^^ listener-port-missing: "ported" has listeners of its own, so listenerPort must say which one is meant
            loadBalancerName: ported
            priority: 1
            paths: ["*"]
        - type: application-load-balancer
          properties:
            loadBalancerName: ported
            listenerPort: 9000
            #             ^^^^ unknown-listener-port: "ported" has no listener at port 9000
            priority: 1
            paths: ["*"]
`),
		));

	it("has a priority of its own at its listener", () =>
		assertMarked(
			api(`
        - type: application-load-balancer
          properties: {loadBalancerName: plain, priority: 1, paths: [/a]}
        - type: application-load-balancer
          properties: {loadBalancerName: plain, priority: 1, paths: [/b]}
          #                                               ^ duplicate-priority: the priority 1 at port 80 of "plain" already belongs to an event of "api"
        - type: application-load-balancer
          properties: {loadBalancerName: ported, listenerPort: 8000, priority: 1, paths: [/c]}
        - type: application-load-balancer
          properties: {loadBalancerName: ported, listenerPort: 8001, priority: 1, paths: [/c]}
`),
		));

	it("says which requests it takes, in at most five values", () =>
		assertMarked(
			api(`
        - type: application-load-balancer
          properties: {loadBalancerName: plain, priority: 1, paths: []}
          #<^^^^^^^^^^ condition-missing: the event says nothing about which requests it takes
        - type: application-load-balancer
          properties: {loadBalancerName: plain, priority: 2, paths: [/1, /2, /3], hosts: [a.example.com, b.example.com], methods: [GET]}
          #<^^^^^^^^^^ too-many-conditions: the conditions have 6 values together, but a rule can have 5
`),
		));

	it("says methods in capital letters", () =>
		assertMarked(
			api(`
        - type: application-load-balancer
          properties: {loadBalancerName: plain, priority: 3, methods: [get]}
          #                                                            ^^^ text-not-matching: "get" is not a valid item of methods
`),
		));
});
