import type { Finding, Surroundings } from "../../kind.ts";
import {
	applicationListeners,
	hasOwnListeners,
	listenerPortOf,
	unknownPort,
} from "../../shared/application-listeners.ts";
import { balancerOf } from "../../shared/listener-rules.ts";
import { balancerEvents, connectEvents, networkEvents } from "../events/ports.ts";
import type { Workload } from "../properties.ts";

const blueGreen =
	"https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-implementation.html";

/** ECS moves the weights of one rule: all traffic must come by it. */
function checkTarget(workload: Workload): readonly Finding[] {
	const [first, second] = balancerEvents(workload);
	const [network] = networkEvents(workload);
	const other = second ?? network;
	if (!first) {
		return [
			{
				code: "blue-green-without-balancer",
				message: "deployment needs a container behind an application load balancer",
				path: ["deployment"],
				atKey: true,
				hint: "add an event of the type application-load-balancer to the container that takes the requests",
			},
		];
	}
	if (!other) return [];
	return [
		{
			code: "blue-green-several-targets",
			message: "with deployment, all traffic must come by one event of one application load balancer",
			path: other.at,
			hint: `put the conditions into one event, see ${blueGreen}`,
			related: [{ message: "the first event", path: first.at }],
		},
	];
}

function checkServiceConnect(workload: Workload): readonly Finding[] {
	const [first] = connectEvents(workload);
	if (!first) return [];
	return [
		{
			code: "blue-green-service-connect",
			message: "a workload with deployment cannot be reached by service-connect",
			path: first.at,
			hint: "let a workload of its own take what comes by service-connect, or remove deployment",
		},
	];
}

function checkTestPort(workload: Workload, surroundings: Surroundings): readonly Finding[] {
	const { deployment } = workload.values;
	const [first] = balancerEvents(workload);
	const balancer = first && balancerOf(first.event, surroundings);
	if (!deployment || !balancer) return [];
	const { testListenerPort: port, beforeAllowTrafficFunction: hook } = deployment;
	const path = ["deployment"];
	if (hook === undefined) {
		if (port === undefined) return [];
		return [
			{
				code: "test-listener-unused",
				severity: "warning",
				message: "testListenerPort has no effect without beforeAllowTrafficFunction",
				path: ["deployment", "testListenerPort"],
				atKey: true,
				hint: "remove it, or name the function that tries new versions",
			},
		];
	}
	const ports = applicationListeners(balancer, surroundings).map((listener) => listener.port);
	if (port === undefined) {
		if (!hasOwnListeners(balancer)) return [];
		const main = listenerPortOf(balancer, first.event.listenerPort);
		const others = ports.filter((one) => one !== main);
		return [
			{
				code: "test-listener-missing",
				message: `"${balancer.reference}" has listeners of its own, so testListenerPort must say where new versions are tried`,
				path: ["deployment", "beforeAllowTrafficFunction"],
				atKey: true,
				hint:
					others.length > 0
						? `add testListenerPort, one of: ${others.join(", ")}`
						: "add a listener for tests to the load balancer, and its port as testListenerPort",
			},
		];
	}
	if (!ports.includes(port))
		return [{ ...unknownPort(balancer.reference, port, ports, path), path: [...path, "testListenerPort"] }];
	if (port !== listenerPortOf(balancer, first.event.listenerPort)) return [];
	return [
		{
			code: "test-listener-in-use",
			message: `port ${port} is where traffic comes, so new versions cannot be tried there first`,
			path: [...path, "testListenerPort"],
			hint: "add a listener for tests to the load balancer, and name its port",
		},
	];
}

/** Finds what is wrong with the `deployment` of a workload. */
export function checkDeployment(workload: Workload, surroundings: Surroundings): readonly Finding[] {
	if (!workload.values.deployment) return [];
	return [
		...checkTarget(workload),
		...checkServiceConnect(workload),
		...checkTestPort(workload, surroundings),
	];
}
