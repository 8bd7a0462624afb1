import type { Text } from "../../template/intrinsics.ts";
import type { Finding, Path, Placed, Surroundings } from "../kind.ts";
import { member } from "./event-use.ts";
import { isSecret, type Listener, type LoadBalancer, type WrittenListener } from "./load-balancer.ts";

/** Where a listener sends requests that no rule takes. */
type Redirect = {
	readonly properties: {
		readonly statusCode: "HTTP_301" | "HTTP_302";
		readonly path?: Text | undefined;
		readonly query?: Text | undefined;
		readonly host?: Text | undefined;
		readonly port?: number | undefined;
		readonly protocol?: "HTTP" | "HTTPS" | undefined;
	};
};

type WrittenApplicationListener = WrittenListener & { readonly defaultAction?: Redirect | undefined };

/** An application load balancer, whose values its schema has accepted. */
export type ApplicationLoadBalancer = LoadBalancer & {
	readonly values: { readonly listeners?: readonly WrittenApplicationListener[] | undefined };
};

/** Takes a resource of the type `application-load-balancer` for what its schema has made sure of. */
export function asApplicationLoadBalancer(placed: Placed | undefined): ApplicationLoadBalancer | undefined {
	return placed?.type === "application-load-balancer" ? (placed as ApplicationLoadBalancer) : undefined;
}

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
/** Where blue/green deployments of containers are tried before they get traffic. */
const TEST_PORT = 8080;

const standardPort = { HTTP: HTTP_PORT, HTTPS: HTTPS_PORT };

const notFound = {
	Type: "fixed-response",
	FixedResponseConfig: { StatusCode: "500", ContentType: "text/plain" },
};

/**
 * The port that a redirect leads to. ELB keeps that of the request where a redirect says none, which on a change of
 * the protocol would lead from http://…:80 to https://…:80.
 */
function redirectPort(
	{ properties: { port, protocol } }: Redirect,
	from: WrittenListener,
): number | undefined {
	if (port !== undefined || protocol === undefined || protocol === from.protocol) return port;
	const isStandard = from.port === HTTP_PORT || from.port === HTTPS_PORT;
	return isStandard ? standardPort[protocol] : undefined;
}

function actionOf(action: Redirect | undefined, from: WrittenListener): unknown {
	if (!action) return notFound;
	const { statusCode, path, query, host, protocol } = action.properties;
	const port = redirectPort(action, from);
	return {
		Type: "redirect",
		Order: 1,
		RedirectConfig: {
			StatusCode: statusCode,
			Protocol: protocol,
			Host: host,
			Port: port === undefined ? undefined : String(port),
			Path: path,
			Query: query,
		},
	};
}

/** True when the load balancer has listeners of its own in place of the default ones. */
export function hasOwnListeners({ values }: ApplicationLoadBalancer): boolean {
	return (values.listeners ?? []).length > 0;
}

const hasDomains = ({ values }: ApplicationLoadBalancer) => (values.customDomains ?? []).length > 0;

/** True when a service tries its new version at the test listener first. */
function isTried({ reference }: ApplicationLoadBalancer, surroundings: Surroundings): boolean {
	return surroundings
		.usesOf(reference)
		.some(
			({ by: { type, values } }) =>
				type !== "function" &&
				member(member(values, "deployment"), "beforeAllowTrafficFunction") !== undefined,
		);
}

/**
 * The listeners of a load balancer as they are deployed: its own, else the default ones. Without a domain and without
 * a certificate there is nothing to speak HTTPS with, so that listeners speak HTTP.
 */
export function applicationListeners(
	balancer: ApplicationLoadBalancer,
	surroundings: Surroundings,
): readonly Listener[] {
	const { listeners = [] } = balancer.values;
	const canBeSecret = hasDomains(balancer);
	const withActions = (listener: WrittenApplicationListener, path?: Path): Listener => ({
		...listener,
		defaultActions: [actionOf(listener.defaultAction, listener)],
		...(path && { path }),
	});
	if (listeners.length > 0) {
		return listeners.map((listener, index) => {
			const path: Path = ["listeners", index];
			const certain = canBeSecret || (listener.customCertificateArns ?? []).length > 0;
			return withActions(certain ? listener : { ...listener, protocol: "HTTP" }, path);
		});
	}
	const secure = canBeSecret ? "HTTPS" : "HTTP";
	const toHttps: Redirect = { properties: { statusCode: "HTTP_301", protocol: "HTTPS" } };
	return [
		withActions({ protocol: "HTTP", port: HTTP_PORT, ...(canBeSecret && { defaultAction: toHttps }) }),
		...(canBeSecret ? [withActions({ protocol: "HTTPS", port: HTTPS_PORT })] : []),
		...(isTried(balancer, surroundings) ? [withActions({ protocol: secure, port: TEST_PORT })] : []),
	];
}

/** The port of the listener that events without `listenerPort` belong to. */
export function defaultListenerPort(balancer: ApplicationLoadBalancer): number {
	return hasDomains(balancer) ? HTTPS_PORT : HTTP_PORT;
}

/** The listener that `listenerPort` means: the one of that port, else the default one. */
export function listenerPortOf(balancer: ApplicationLoadBalancer, listenerPort: number | undefined): number {
	return listenerPort ?? defaultListenerPort(balancer);
}

/** Finds what is wrong with the `listenerPort` that `holder` (an event or a CDN) at `path` gives for a load balancer. */
export function checkListenerPort(
	balancer: ApplicationLoadBalancer,
	holder: { readonly listenerPort?: number | undefined },
	path: Path,
): readonly Finding[] {
	const { listenerPort } = holder;
	const name = balancer.reference;
	const ports = (balancer.values.listeners ?? []).map(({ port }) => port);
	if (!hasOwnListeners(balancer)) {
		if (listenerPort === undefined) return [];
		return [
			{
				code: "listener-port-without-listeners",
				message: `listenerPort is ${listenerPort}, but "${name}" has no listeners of its own`,
				path: [...path, "listenerPort"],
				hint: "remove it, or add listeners to the load balancer",
			},
		];
	}
	if (listenerPort === undefined) {
		return [
			{
				code: "listener-port-missing",
				message: `"${name}" has listeners of its own, so listenerPort must say which one is meant`,
				path,
				atKey: true,
				hint: `add listenerPort, one of: ${ports.join(", ")}`,
			},
		];
	}
	return ports.includes(listenerPort) ? [] : [unknownPort(name, listenerPort, ports, path)];
}

/** Says that a load balancer has no listener of a port. */
export function unknownPort(name: string, port: number, ports: readonly number[], path: Path): Finding {
	const [only, ...others] = ports;
	return {
		code: "unknown-listener-port",
		message: `"${name}" has no listener at port ${port}`,
		path: [...path, "listenerPort"],
		hint: `one of: ${ports.join(", ")}`,
		...(only !== undefined &&
			others.length === 0 && { fix: { title: `Change to ${only}`, text: String(only) } }),
	};
}

function checkRedirect(listener: WrittenApplicationListener, index: number): readonly Finding[] {
	const { defaultAction } = listener;
	if (!defaultAction) return [];
	const { path, host, port, protocol } = defaultAction.properties;
	const changes =
		(path !== undefined && path !== "/#{path}") ||
		(host !== undefined && host !== "#{host}") ||
		(port !== undefined && port !== listener.port) ||
		(protocol !== undefined && protocol !== listener.protocol);
	if (changes) return [];
	return [
		{
			code: "redirect-to-itself",
			message: "this redirect leads to where the request came from",
			path: ["listeners", index, "defaultAction"],
			atKey: true,
			hint: "change at least one of protocol, port, host and path, see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html",
		},
	];
}

/** Finds what is wrong with the listeners of an application load balancer beside what both kinds share. */
export function checkApplicationListeners(balancer: ApplicationLoadBalancer): readonly Finding[] {
	const { listeners = [] } = balancer.values;
	return listeners.flatMap((listener, index) => {
		const isBare =
			isSecret(listener) && !hasDomains(balancer) && (listener.customCertificateArns ?? []).length === 0;
		const bare: Finding = {
			code: "https-without-certificate",
			severity: "warning",
			message: `the listener of port ${listener.port} speaks HTTP: without a domain or a certificate there is nothing to speak HTTPS with`,
			path: ["listeners", index, "protocol"],
			hint: "add customDomains to the load balancer, or customCertificateArns to the listener",
		};
		return [...(isBare ? [bare] : []), ...checkRedirect(listener, index)];
	});
}
