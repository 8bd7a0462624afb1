import { logicalId } from "../../names/logical-id.ts";
import type { Static } from "../../schema/schema.ts";
import { getAtt } from "../../template/intrinsics.ts";
import type { Finding, Path, Placed, Surroundings } from "../kind.ts";
import type { loadBalancerTriggers } from "./alarm-schema.ts";
import { type Alarm, type AlarmPlan, metricPlan, type Query } from "./alarms.ts";
import type { ApplicationLoadBalancer } from "./application-listeners.ts";
import { member } from "./event-use.ts";
import { rulesOf } from "./listener-rules.ts";
import { loadBalancerId } from "./load-balancer.ts";

type Trigger = Static<(typeof loadBalancerTriggers)[number]>;
type Unhealthy = Extract<Trigger, { type: "application-load-balancer-unhealthy-targets" }>["properties"];

const NAMESPACE = "AWS/ApplicationELB";
const TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup";

/** An alarm over an expression can look at ten metrics, and each target has two. */
const MOST_TARGETS = 5;
const metricMath =
	"https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html";

/** Containers of a workload that a load balancer leads to, in a group of targets. */
type ContainerTarget = { readonly by: Placed; readonly group: string };

/** True when a name of the config means a resource: itself, or what it is a part of. */
const isNamed = ({ reference }: Placed, name: unknown) =>
	reference === name || reference.startsWith(`${String(name)}.`);

function containerTargets(
	balancer: ApplicationLoadBalancer,
	{ onlyIncludeTargets }: Pick<Unhealthy, "onlyIncludeTargets">,
	surroundings: Surroundings,
): readonly ContainerTarget[] {
	const targets = new Map<string, ContainerTarget>();
	for (const { by, event } of rulesOf(balancer, surroundings)) {
		const port = member(event, "containerPort");
		if (by.type !== "multi-container-workload" || typeof port !== "number") continue;
		if (onlyIncludeTargets && !onlyIncludeTargets.some((name) => isNamed(by, name))) continue;
		// With a gradual deployment the containers are in one of two groups, and change sides with each deploy.
		const twins = member(by.values, "deployment") === undefined ? [""] : ["", "-BG"];
		for (const twin of twins) {
			const specifier = `${balancer.name}-ToPort${port}${twin}`;
			const group = logicalId({ owner: by.name, specifier, type: TARGET_GROUP });
			targets.set(group, { by, group });
		}
	}
	return [...targets.values()];
}

function unhealthyQueries(
	balancer: ApplicationLoadBalancer,
	targets: readonly ContainerTarget[],
): readonly Query[] {
	const loadBalancer = getAtt(loadBalancerId(balancer.name), "LoadBalancerFullName");
	const each = targets.flatMap(({ group }, index): readonly Query[] => {
		const dimensions = { LoadBalancer: loadBalancer, TargetGroup: getAtt(group, "TargetGroupFullName") };
		const count = (id: string, metric: string): Query => ({
			id: `${id}_${index}`,
			namespace: NAMESPACE,
			metric,
			dimensions,
			statistic: "Average",
		});
		const all = `(unhealthy_${index} + healthy_${index})`;
		return [
			count("unhealthy", "UnHealthyHostCount"),
			count("healthy", "HealthyHostCount"),
			{ id: `share_${index}`, expression: `IF(${all} > 0, unhealthy_${index} / ${all} * 100, 0)` },
		];
	});
	const shares = targets.map((_target, index) => `share_${index}`).join(", ");
	return [...each, { id: "worst_share", expression: `MAX([${shares}])` }];
}

/** What an alarm of an application load balancer measures. */
export function balancerPlan(
	trigger: Trigger,
	balancer: ApplicationLoadBalancer,
	surroundings: Surroundings,
): AlarmPlan {
	const dimensions = { LoadBalancer: getAtt(loadBalancerId(balancer.name), "LoadBalancerFullName") };
	const sum = (id: string, metric: string): Query => ({
		id,
		namespace: NAMESPACE,
		metric,
		dimensions,
		statistic: "Sum",
	});
	switch (trigger.type) {
		case "application-load-balancer-custom":
			return metricPlan(
				{ namespace: NAMESPACE, metric: trigger.properties.metric, dimensions },
				trigger.properties,
				{
					threshold: trigger.properties.threshold,
					unit: "",
				},
			);
		case "application-load-balancer-unhealthy-targets":
			return {
				queries: unhealthyQueries(balancer, containerTargets(balancer, trigger.properties, surroundings)),
				threshold: trigger.properties.thresholdPercent,
				unit: "%",
				subject: "the share of unhealthy containers of a target",
				comparisonOperator: trigger.properties.comparisonOperator,
				missing: "notBreaching",
			};
		case "application-load-balancer-error-rate":
			return {
				queries: [
					sum("errors_4xx", "HTTPCode_Target_4XX_Count"),
					sum("errors_5xx", "HTTPCode_Target_5XX_Count"),
					sum("request_count", "RequestCount"),
					{
						id: "error_rate",
						// CloudWatch has no value where nothing was counted, and an expression with one has none either.
						expression: "( ( FILL(errors_4xx, 0) + FILL(errors_5xx, 0) ) / request_count ) * 100",
					},
				],
				threshold: trigger.properties.thresholdPercent,
				unit: "%",
				subject: "the share of failed requests",
				comparisonOperator: trigger.properties.comparisonOperator,
				missing: "notBreaching",
			};
	}
}

function checkUnhealthy(
	properties: Unhealthy,
	path: Path,
	balancer: ApplicationLoadBalancer,
	surroundings: Surroundings,
): readonly Finding[] {
	const targets = containerTargets(balancer, properties, surroundings);
	const all = containerTargets(balancer, {}, surroundings);
	const unknown = (properties.onlyIncludeTargets ?? []).flatMap((name, index): readonly Finding[] => {
		if (all.some(({ by }) => isNamed(by, name))) return [];
		const known = [...new Set(all.map(({ by }) => by.reference))];
		return [
			{
				code: "unknown-alarm-target",
				message: `"${name}" has no containers behind this load balancer`,
				path: [...path, "onlyIncludeTargets", index],
				hint: known.length > 0 ? `possible here: ${known.join(", ")}` : "no containers are behind it",
			},
		];
	});
	if (unknown.length > 0) return unknown;
	if (targets.length === 0) {
		return [
			{
				code: "alarm-without-targets",
				message: "there are no containers behind this load balancer that could be unhealthy",
				path: path.slice(0, -1),
				atKey: true,
				hint: "let a container have an event of it, or remove the alarm",
			},
		];
	}
	if (targets.length <= MOST_TARGETS) return [];
	return [
		{
			code: "too-many-alarm-targets",
			message: `${targets.length} targets are watched, but one alarm can watch ${MOST_TARGETS}`,
			path: path.slice(0, -1),
			atKey: true,
			hint: `make several alarms with onlyIncludeTargets, see ${metricMath}`,
		},
	];
}

/** Finds alarms of a load balancer that have nothing to watch, or too much. */
export function checkBalancerAlarms(
	balancer: ApplicationLoadBalancer,
	alarms: readonly Alarm<Trigger>[] = [],
	surroundings: Surroundings,
): readonly Finding[] {
	return alarms.flatMap(({ trigger }, index) => {
		if (trigger.type !== "application-load-balancer-unhealthy-targets") return [];
		const path: Path = ["alarms", index, "trigger", "properties"];
		return checkUnhealthy(trigger.properties, path, balancer, surroundings);
	});
}
