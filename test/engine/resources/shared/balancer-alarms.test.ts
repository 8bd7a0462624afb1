import assert from "node:assert/strict";
import { analyse } from "../../../../engine/analyse.ts";
import { bug } from "../../../../engine/report/bug.ts";
import { asApplicationLoadBalancer } from "../../../../engine/resources/shared/application-listeners.ts";
import { balancerPlan, checkBalancerAlarms } from "../../../../engine/resources/shared/balancer-alarms.ts";
import { target } from "../../../support/placed.ts";

const workload = (name: string, events: string, more = "") => `  ${name}:
    type: multi-container-workload
    properties:
      resources: {cpu: 0.25, memory: 512}
${more}      containers:
        - name: main
          packaging: {type: prebuilt-image, properties: {image: nginx}}
          events:
${events}`;

const event = (priority: number, port: number) =>
	`            - {type: application-load-balancer, properties: {loadBalancerName: front, containerPort: ${port}, priority: ${priority}, paths: ["/${priority}"]}}\n`;

function config(rest: string, alarms = "[]") {
	const text = `resources:\n  front: {type: application-load-balancer, properties: {listeners: [{protocol: HTTP, port: 80}], alarms: ${alarms}}}\n${rest}`;
	const { surroundings, problems } = analyse({ path: "stacktape.yml", text }, target);
	const balancer =
		asApplicationLoadBalancer(surroundings.resource("front")) ?? bug("there is no load balancer");
	return { surroundings, problems, balancer };
}

const unhealthy = (onlyIncludeTargets?: string[]) =>
	({
		type: "application-load-balancer-unhealthy-targets",
		properties: { thresholdPercent: 50, ...(onlyIncludeTargets && { onlyIncludeTargets }) },
	}) as const;

describe("an alarm of a load balancer", () => {
	const two = config(workload("web", event(1, 80) + event(2, 80)) + workload("api", event(3, 81)));

	it("measures failed requests, whether or not there were some", () => {
		const plan = balancerPlan(
			{ type: "application-load-balancer-error-rate", properties: { thresholdPercent: 5 } },
			two.balancer,
			two.surroundings,
		);
		assert.deepEqual(plan.queries.at(-1), {
			id: "error_rate",
			expression: "( ( FILL(errors_4xx, 0) + FILL(errors_5xx, 0) ) / request_count ) * 100",
		});
		assert.equal(plan.missing, "notBreaching");
	});

	it("measures anything that CloudWatch knows", () => {
		const plan = balancerPlan(
			{
				type: "application-load-balancer-custom",
				properties: { metric: "RejectedConnectionCount", threshold: 3, statistic: "sum" },
			},
			two.balancer,
			two.surroundings,
		);
		assert.deepEqual(plan.queries, [
			{
				id: "value",
				namespace: "AWS/ApplicationELB",
				metric: "RejectedConnectionCount",
				dimensions: { LoadBalancer: { "Fn::GetAtt": ["FrontLoadBalancer", "LoadBalancerFullName"] } },
				statistic: "Sum",
			},
		]);
	});

	const groupsOf = ({ balancer, surroundings }: typeof two, only?: string[]) =>
		JSON.stringify(balancerPlan(unhealthy(only), balancer, surroundings).queries).match(
			/\w+TargetGroup(?=","TargetGroupFullName)/g,
		);

	it("watches each group of containers once, or those that it names", () => {
		assert.deepEqual(
			[...new Set(groupsOf(two))],
			["WebFrontToPort80TargetGroup", "ApiFrontToPort81TargetGroup"],
		);
		assert.deepEqual([...new Set(groupsOf(two, ["api"]))], ["ApiFrontToPort81TargetGroup"]);
		assert.deepEqual(balancerPlan(unhealthy(["api"]), two.balancer, two.surroundings).queries.slice(-2), [
			{
				id: "share_0",
				expression: "IF((unhealthy_0 + healthy_0) > 0, unhealthy_0 / (unhealthy_0 + healthy_0) * 100, 0)",
			},
			{ id: "worst_share", expression: "MAX([share_0])" },
		]);
	});

	it("watches both groups of a gradual deployment", () => {
		const gradual = config(workload("web", event(1, 80), "      deployment: {strategy: AllAtOnce}\n"));
		assert.deepEqual(
			[...new Set(groupsOf(gradual))],
			["WebFrontToPort80TargetGroup", "WebFrontToPort80BgTargetGroup"],
		);
	});

	const codes = ({ balancer, surroundings }: typeof two, only?: string[]) =>
		checkBalancerAlarms(balancer, [{ trigger: unhealthy(only) }], surroundings).map(
			({ code, path }) => `${code} ${path.join(".")}`,
		);

	it("must have something to watch, and not too much", () => {
		assert.deepEqual(codes(two), []);
		assert.deepEqual(codes(config("")), ["alarm-without-targets alarms.0.trigger"]);
		assert.deepEqual(codes(two, ["web", "wep"]), [
			"unknown-alarm-target alarms.0.trigger.properties.onlyIncludeTargets.1",
		]);
		const six = [1, 2, 3, 4, 5, 6].map((n) => workload(`w${n}`, event(n, 80 + n))).join("");
		assert.deepEqual(codes(config(six)), ["too-many-alarm-targets alarms.0.trigger"]);
	});
});
