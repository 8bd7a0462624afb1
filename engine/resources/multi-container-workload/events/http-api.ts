import { logicalId } from "../../../names/logical-id.ts";
import { getAtt, ref } from "../../../template/intrinsics.ts";
import type { Child, Finding, Surroundings } from "../../kind.ts";
import { checkRoutes } from "../../shared/http-api/check-routes.ts";
import { apiId, type RouteEvent, readRoute, routeChildren } from "../../shared/http-api/route.ts";
import { gatewayName, routeBefore } from "../../shared/http-api/routes.ts";
import { namespaceAttribute, namespaceChild } from "../discovery.ts";
import type { Workload } from "../properties.ts";
import { httpApiEvents } from "./ports.ts";

const integrations =
	"https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html";

/** A route with the port of the container that takes its requests. */
type PortRoute = { readonly route: RouteEvent; readonly port: number; readonly container: string };

function routesOf(workload: Workload): readonly PortRoute[] {
	return httpApiEvents(workload).flatMap(({ event, container, at }) => {
		const route = readRoute(event, at);
		return route ? [{ route, port: event.containerPort, container: String(container.name) }] : [];
	});
}

const discoveryId = (owner: string, port: number) =>
	logicalId({ owner, specifier: `Port${port}-Discovery`, type: "AWS::ServiceDiscovery::Service" });

function integrationId(owner: string, { route, port }: PortRoute, surroundings: Surroundings): string {
	const gateway = gatewayName(route.gateway, surroundings);
	return logicalId({ owner, specifier: `${gateway}-ToPort${port}`, type: "AWS::ApiGatewayV2::Integration" });
}

/** Gateways find the containers that listen at a port by this service of Cloud Map. */
function discoveryService(owner: string, { route, port }: PortRoute): Child {
	return {
		id: discoveryId(owner, port),
		origin: route.at,
		resource: {
			Type: "AWS::ServiceDiscovery::Service",
			Properties: {
				NamespaceId: namespaceAttribute("Id"),
				DnsConfig: { RoutingPolicy: "MULTIVALUE", DnsRecords: [{ Type: "SRV", TTL: 60 }] },
				HealthCheckCustomConfig: { FailureThreshold: 1 },
			},
		},
	};
}

function integration(owner: string, found: PortRoute, surroundings: Surroundings): Child {
	const { route, port } = found;
	const link = logicalId({
		owner: gatewayName(route.gateway, surroundings),
		type: "AWS::ApiGatewayV2::VpcLink",
	});
	return {
		id: integrationId(owner, found, surroundings),
		origin: route.at,
		resource: {
			Type: "AWS::ApiGatewayV2::Integration",
			Properties: {
				ApiId: ref(apiId(route.gateway, surroundings)),
				IntegrationType: "HTTP_PROXY",
				IntegrationMethod: "ANY",
				ConnectionType: "VPC_LINK",
				ConnectionId: ref(link),
				IntegrationUri: getAtt(discoveryId(owner, port), "Arn"),
				PayloadFormatVersion: "1.0",
			},
		},
	};
}

/** The first of those that have the same key. */
function firstOf<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
	return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed();
}

/**
 * What the events of a workload at HTTP APIs make: routes, per gateway and port an integration, and per port what
 * gateways find the containers by. A route that an earlier event has is left out: the check reports it.
 */
export function compileHttpApiEvents(workload: Workload, surroundings: Surroundings): readonly Child[] {
	const { name } = workload;
	const routes = routesOf(workload);
	if (routes.length === 0) return [];
	const free = routes.filter(({ route }) => !routeBefore(workload.reference, route, surroundings));
	return [
		namespaceChild(surroundings),
		...free.flatMap((found) =>
			routeChildren(workload, found.route, integrationId(name, found, surroundings), surroundings),
		),
		...firstOf(routes, ({ route, port }) => `${route.gateway} ${port}`).map((found) =>
			integration(name, found, surroundings),
		),
		...firstOf(routes, ({ port }) => String(port)).map((found) => discoveryService(name, found)),
	];
}

/** Where ECS registers the containers of a service, so that gateways find them. */
export function serviceRegistries(workload: Workload) {
	return firstOf(routesOf(workload), ({ port }) => String(port)).map(({ port, container }) => ({
		RegistryArn: getAtt(discoveryId(workload.name, port), "Arn"),
		ContainerName: container,
		ContainerPort: port,
	}));
}

function checkPorts(workload: Workload): readonly Finding[] {
	const [first, ...rest] = httpApiEvents(workload);
	return rest.flatMap(({ event, at }) => {
		if (!first || event.containerPort === first.event.containerPort) return [];
		return {
			code: "gateway-several-ports",
			message: `this route leads to port ${event.containerPort}, but an earlier one leads to port ${first.event.containerPort}`,
			path: [...at, "properties", "containerPort"],
			hint: "let one container take the requests of all HTTP APIs, at one port",
			related: [{ message: "the earlier route", path: [...first.at, "properties", "containerPort"] }],
		};
	});
}

function checkForms(workload: Workload): readonly Finding[] {
	return httpApiEvents(workload).flatMap(({ event, at }) => {
		if (event.payloadFormat === undefined || event.payloadFormat === "1.0") return [];
		return {
			code: "payload-format-of-container",
			message: `payloadFormat is ${event.payloadFormat}, but requests to containers have the form 1.0`,
			path: [...at, "properties", "payloadFormat"],
			hint: `remove it: containers get the request itself, see ${integrations}`,
		};
	});
}

/** Finds what is wrong with the events of a workload at HTTP APIs. */
export function checkHttpApiEvents(workload: Workload, surroundings: Surroundings): readonly Finding[] {
	const routes = routesOf(workload).map(({ route }) => route);
	return [...checkRoutes(workload, routes, surroundings), ...checkPorts(workload), ...checkForms(workload)];
}
