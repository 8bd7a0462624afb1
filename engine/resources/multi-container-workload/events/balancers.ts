import { logicalId } from "../../../names/logical-id.ts";
import { ref } from "../../../template/intrinsics.ts";
import type { Child, Finding, Path, Placed, Surroundings } from "../../kind.ts";
import { applicationListeners, unknownPort } from "../../shared/application-listeners.ts";
import { member } from "../../shared/event-use.ts";
import { checkBalancerEvent, freeRule, listenerRule, ruleId } from "../../shared/listener-rules.ts";
import { listenerId } from "../../shared/load-balancer.ts";
import { vpcOf } from "../../shared/vpc.ts";
import { type Container, instanceTypesOf, type Workload } from "../properties.ts";
import { testPortOf } from "../test-port.ts";
import { type BalancerEvent, balancerEvents, networkEvents } from "./ports.ts";

const TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup";

/** A port of a container that a load balancer leads to. */
export type BalancedPort = {
	readonly kind: "application" | "network";
	/** Name of the load balancer in logical ids. */
	readonly balancer: string;
	readonly port: number;
	readonly container: Container;
	/** Path of the first event that made it. */
	readonly at: Path;
};

/** Logical id of the group of the containers that listen at a port for a load balancer; `BG` of the one for new versions. */
export function targetGroupId(
	owner: string,
	{ balancer, port }: BalancedPort,
	twin: "BG" | undefined,
): string {
	const specifier = [balancer, `ToPort${port}`, twin].filter((part) => part !== undefined).join("-");
	return logicalId({ owner, specifier, type: TARGET_GROUP });
}

/** An event of an application load balancer that gets a rule. */
type Ruled = BalancedPort & {
	readonly event: BalancerEvent;
	readonly listener: number;
	/** Port of the listener where a new version is tried. */
	readonly testListener: number | undefined;
};

function ruledEvents(workload: Workload, surroundings: Surroundings): readonly Ruled[] {
	return balancerEvents(workload).flatMap(({ event, container, at }): readonly Ruled[] => {
		const place = { by: workload.reference, path: [...at, "properties"], event };
		const rule = freeRule(place, surroundings);
		if (!rule) return [];
		const ports = applicationListeners(rule.balancer, surroundings).map((listener) => listener.port);
		const testPort = testPortOf(workload);
		return [
			{
				kind: "application",
				balancer: rule.balancer.name,
				port: event.containerPort,
				container,
				at,
				event,
				listener: rule.port,
				testListener: ports.find((port) => port === testPort && port !== rule.port),
			},
		];
	});
}

/** The load balancer that an event of the type `network-load-balancer` names. */
function networkBalancer(name: unknown, surroundings: Surroundings): Placed | undefined {
	const found = typeof name === "string" ? surroundings.resource(name) : undefined;
	return found?.type === "network-load-balancer" ? found : undefined;
}

/** Ports of the listeners of a network load balancer. */
function listenerPorts(balancer: Placed): readonly number[] {
	const listeners = member(balancer.values, "listeners");
	const ports = Array.isArray(listeners) ? listeners.map((listener) => member(listener, "port")) : [];
	return ports.filter((port) => typeof port === "number");
}

type Connected = BalancedPort & { readonly listener: number };

function connectedEvents(workload: Workload, surroundings: Surroundings): readonly Connected[] {
	return networkEvents(workload).flatMap(({ event, container, at }): readonly Connected[] => {
		const balancer = networkBalancer(event.loadBalancerName, surroundings);
		if (!balancer || !listenerPorts(balancer).includes(event.listenerPort)) return [];
		return [
			{
				kind: "network",
				balancer: balancer.name,
				port: event.containerPort,
				container,
				at,
				listener: event.listenerPort,
			},
		];
	});
}

/** The ports of a workload that load balancers lead to, each once: those of application load balancers first. */
export function balancedPorts(workload: Workload, surroundings: Surroundings): readonly BalancedPort[] {
	const all = [...ruledEvents(workload, surroundings), ...connectedEvents(workload, surroundings)];
	return [
		...new Map(
			all.toReversed().map((found) => [targetGroupId(workload.name, found, undefined), found]),
		).values(),
	].toReversed();
}

function healthCheck({ kind, container }: BalancedPort, isOnMachine: boolean) {
	const {
		healthcheckPath,
		healthcheckInterval = 5,
		healthcheckTimeout = 4,
		healthCheckProtocol = kind === "network" ? "TCP" : "HTTP",
		healthCheckPort,
	} = container.loadBalancerHealthCheck ?? {};
	return {
		HealthyThresholdCount: 2,
		HealthCheckIntervalSeconds: healthcheckInterval,
		HealthCheckTimeoutSeconds: healthcheckTimeout,
		HealthCheckProtocol: healthCheckProtocol,
		...(healthCheckProtocol === "HTTP" && { HealthCheckPath: healthcheckPath }),
		// The port of a container on a machine is known when the container runs.
		HealthCheckPort: isOnMachine ? "traffic-port" : healthCheckPort?.toString(),
	};
}

function targetGroup(
	workload: Workload,
	found: BalancedPort,
	twin: "BG" | undefined,
	surroundings: Surroundings,
): Child {
	return {
		id: targetGroupId(workload.name, found, twin),
		origin: found.at,
		resource: {
			Type: TARGET_GROUP,
			Properties: {
				Port: found.port,
				Protocol: found.kind === "network" ? "TCP" : "HTTP",
				TargetType: instanceTypesOf(workload) ? "instance" : "ip",
				VpcId: vpcOf(surroundings).id,
				...healthCheck(found, instanceTypesOf(workload) !== undefined),
				TargetGroupAttributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "5" }],
			},
		},
	};
}

function rules(workload: Workload, ruled: Ruled): readonly Child[] {
	const { event, balancer, listener, testListener, at } = ruled;
	const group = targetGroupId(workload.name, ruled, undefined);
	if (!workload.values.deployment) {
		return [listenerRule({ event, balancer, port: listener, targetGroup: group, origin: at })];
	}
	const twin = targetGroupId(workload.name, ruled, "BG");
	return [listener, ...(testListener === undefined ? [] : [testListener])].map((port) =>
		listenerRule({ event, balancer, port, targetGroup: group, alternateGroup: twin, origin: at }),
	);
}

/** What the events of a workload at load balancers make: target groups, and the rules of application load balancers. */
export function compileBalancerEvents(workload: Workload, surroundings: Surroundings): readonly Child[] {
	const twins = workload.values.deployment ? ([undefined, "BG"] as const) : ([undefined] as const);
	return [
		...ruledEvents(workload, surroundings).flatMap((ruled) => rules(workload, ruled)),
		...balancedPorts(workload, surroundings).flatMap((found) =>
			twins.map((twin) => targetGroup(workload, found, twin, surroundings)),
		),
	];
}

/** Logical ids of the rules by which traffic comes, and by which a new version is tried, in the order of the events. */
export function rulesOfEvents(workload: Workload, surroundings: Surroundings) {
	return ruledEvents(workload, surroundings).map(({ balancer, listener, testListener, event }) => ({
		production: ruleId(balancer, listener, event.priority),
		test: testListener === undefined ? undefined : ruleId(balancer, testListener, event.priority),
	}));
}

/**
 * Logical ids that must be there before a service can be put behind its load balancers: listeners, then rules. With a
 * deployment the service refers to its rules itself.
 */
export function balancerDependencies(workload: Workload, surroundings: Surroundings): readonly string[] {
	const ruled = ruledEvents(workload, surroundings);
	const listeners = [...ruled, ...connectedEvents(workload, surroundings)].map(({ balancer, listener }) =>
		listenerId(balancer, listener),
	);
	const rules = workload.values.deployment ? [] : rulesOfEvents(workload, surroundings);
	return [...new Set([...listeners, ...rules.map(({ production }) => production)])];
}

/** `LoadBalancers` of the service, without what blue/green deployments add. */
export function serviceLoadBalancers(workload: Workload, surroundings: Surroundings) {
	return balancedPorts(workload, surroundings).map((found) => ({
		TargetGroupArn: ref(targetGroupId(workload.name, found, undefined)),
		ContainerName: found.container.name,
		ContainerPort: found.port,
	}));
}

/** Finds what is wrong with the events of a workload at load balancers. */
export function checkBalancerEvents(workload: Workload, surroundings: Surroundings): readonly Finding[] {
	const network = networkEvents(workload).flatMap(({ event, at }) => {
		const balancer = networkBalancer(event.loadBalancerName, surroundings);
		const ports = balancer ? listenerPorts(balancer) : [];
		if (!balancer || ports.includes(event.listenerPort)) return [];
		return [unknownPort(balancer.reference, event.listenerPort, ports, [...at, "properties"])];
	});
	return [
		...balancerEvents(workload).flatMap(({ event, at }) =>
			checkBalancerEvent(event, { by: workload.reference, path: [...at, "properties"] }, surroundings),
		),
		...network,
	];
}
