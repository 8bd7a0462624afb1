import type { Finding, Path, Surroundings } from "../../kind.ts";
import { balancedPorts, checkBalancerEvents } from "../events/balancers.ts";
import { checkHttpApiEvents } from "../events/http-api.ts";
import { connectEvents, eventsOf } from "../events/ports.ts";
import type { Container, Workload } from "../properties.ts";
import { workloadsOf } from "../roles.ts";
import { aliasOf } from "../service.ts";

const targetGroups =
	"https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html";
/** Target groups that a service can be in. */
const MOST_GROUPS = 5;

/** Containers of a task share its network, so that a port belongs to one of them. */
function checkPorts(workload: Workload): readonly Finding[] {
	const owners = new Map<number, { readonly container: Container; readonly at: Path }>();
	return eventsOf(workload).flatMap(({ container, event, at }): readonly Finding[] => {
		const { containerPort } = event.properties;
		const first = owners.get(containerPort);
		if (!first) owners.set(containerPort, { container, at });
		if (!first || first.container === container) return [];
		return [
			{
				code: "duplicate-container-port",
				message: `port ${containerPort} already belongs to the container "${first.container.name}"`,
				path: [...at, "properties", "containerPort"],
				hint: "containers of one workload share their network: let each listen at ports of its own",
				related: [
					{ message: "the first use of the port", path: [...first.at, "properties", "containerPort"] },
				],
			},
		];
	});
}

/** Services of a stack share a namespace, in which each name stands for one of them. */
function checkAliases(workload: Workload, surroundings: Surroundings): readonly Finding[] {
	const all = workloadsOf(surroundings).flatMap((other) =>
		connectEvents(other).map((placed) => ({
			alias: aliasOf(other, placed),
			port: placed.event.containerPort,
			by: other.reference,
			at: placed.at.join(),
		})),
	);
	return connectEvents(workload).flatMap((placed) => {
		const alias = aliasOf(workload, placed);
		const first = all.find((one) => one.alias === alias);
		if (!first || (first.by === workload.reference && first.at === placed.at.join())) return [];
		return {
			code: "duplicate-alias",
			message: `"${alias}" is already the name of port ${first.port} of "${first.by}"`,
			path: [...placed.at, "properties", "alias"],
			hint: "set alias to a name that no other event of the type service-connect has",
		};
	});
}

function checkHealth(container: Container, path: Path): readonly Finding[] {
	const check = container.loadBalancerHealthCheck;
	if (!check) return [];
	const types = new Set((container.events ?? []).map(({ type }) => type));
	const hasBalancer = types.has("application-load-balancer") || types.has("network-load-balancer");
	const unused: Finding = {
		code: "health-check-unused",
		severity: "warning",
		message: "loadBalancerHealthCheck has no effect: no load balancer leads to this container",
		path,
		atKey: true,
		hint: "add an event of a load balancer, or use internalHealthCheck",
	};
	return [...(hasBalancer ? [] : [unused]), ...checkTimes(check, path), ...checkProtocol(check, types, path)];
}

type Check = NonNullable<Container["loadBalancerHealthCheck"]>;

function checkTimes(
	{ healthcheckInterval = 5, healthcheckTimeout = 4 }: Check,
	path: Path,
): readonly Finding[] {
	if (healthcheckTimeout < healthcheckInterval) return [];
	return [
		{
			code: "health-check-timeout",
			message: `a health check may take ${healthcheckTimeout} seconds, but the next one begins after ${healthcheckInterval}`,
			path: [...path, "healthcheckTimeout"],
			hint: "set healthcheckTimeout below healthcheckInterval",
		},
	];
}

function checkProtocol(
	{ healthCheckProtocol, healthcheckPath }: Check,
	types: ReadonlySet<string>,
	path: Path,
): readonly Finding[] {
	const isTcp =
		healthCheckProtocol === "TCP" ||
		(healthCheckProtocol === undefined && !types.has("application-load-balancer"));
	if (healthCheckProtocol === "TCP" && types.has("application-load-balancer")) {
		return [
			{
				code: "health-check-protocol",
				message: "an application load balancer checks its targets by HTTP only",
				path: [...path, "healthCheckProtocol"],
				hint: "set healthCheckProtocol: HTTP, or remove it",
			},
		];
	}
	if (!isTcp || healthcheckPath === undefined || !types.has("network-load-balancer")) return [];
	return [
		{
			code: "health-check-protocol",
			message: "healthcheckPath needs a check by HTTP, but a network load balancer checks by TCP",
			path: [...path, "healthcheckPath"],
			hint: "set healthCheckProtocol: HTTP, or remove healthcheckPath",
		},
	];
}

function checkGroups(workload: Workload, surroundings: Surroundings): readonly Finding[] {
	const ports = balancedPorts(workload, surroundings);
	const next = ports[MOST_GROUPS];
	if (!next) return [];
	return [
		{
			code: "too-many-target-groups",
			message: `load balancers lead to ${ports.length} ports of the workload, but ECS allows ${MOST_GROUPS}`,
			path: next.at,
			hint: `let load balancers share ports, see ${targetGroups}`,
		},
	];
}

/** Finds what is wrong with the events of a workload. */
export function checkEvents(workload: Workload, surroundings: Surroundings): readonly Finding[] {
	return [
		...checkPorts(workload),
		...checkHttpApiEvents(workload, surroundings),
		...checkBalancerEvents(workload, surroundings),
		...checkAliases(workload, surroundings),
		...checkGroups(workload, surroundings),
		...workload.values.containers.flatMap((container, index) =>
			checkHealth(container, ["containers", index, "loadBalancerHealthCheck"]),
		),
	];
}
