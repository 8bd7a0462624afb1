import type { Path } from "../../kind.ts";
import type { Container, Workload } from "../properties.ts";

/** Something that reaches a container. */
type ContainerEvent = NonNullable<Container["events"]>[number];

type PropertiesOf<T extends ContainerEvent["type"]> = Extract<
	ContainerEvent,
	{ readonly type: T }
>["properties"];

export type HttpApiEvent = PropertiesOf<"http-api-gateway">;
export type BalancerEvent = PropertiesOf<"application-load-balancer">;
export type NetworkEvent = PropertiesOf<"network-load-balancer">;
export type ConnectEvent = PropertiesOf<"service-connect">;

/** An event with its container and its place. */
export type PlacedEvent<Event = ContainerEvent> = {
	readonly container: Container;
	readonly event: Event;
	/** `["containers", 0, "events", 0]`. */
	readonly at: Path;
};

/** Every event of a workload, in the order of the config. */
export function eventsOf({ values: { containers } }: Workload): readonly PlacedEvent[] {
	return containers.flatMap((container, index) =>
		(container.events ?? []).map((event, at) => ({
			container,
			event,
			at: ["containers", index, "events", at],
		})),
	);
}

/** The events at HTTP APIs, by their properties. */
export function httpApiEvents(workload: Workload): readonly PlacedEvent<HttpApiEvent>[] {
	return eventsOf(workload).flatMap(({ event, ...rest }) =>
		event.type === "http-api-gateway" ? [{ ...rest, event: event.properties }] : [],
	);
}

/** The events at application load balancers, by their properties. */
export function balancerEvents(workload: Workload): readonly PlacedEvent<BalancerEvent>[] {
	return eventsOf(workload).flatMap(({ event, ...rest }) =>
		event.type === "application-load-balancer" ? [{ ...rest, event: event.properties }] : [],
	);
}

/** The events at network load balancers, by their properties. */
export function networkEvents(workload: Workload): readonly PlacedEvent<NetworkEvent>[] {
	return eventsOf(workload).flatMap(({ event, ...rest }) =>
		event.type === "network-load-balancer" ? [{ ...rest, event: event.properties }] : [],
	);
}

/** The events by which other services reach the workload, by their properties. */
export function connectEvents(workload: Workload): readonly PlacedEvent<ConnectEvent>[] {
	return eventsOf(workload).flatMap(({ event, ...rest }) =>
		event.type === "service-connect" ? [{ ...rest, event: event.properties }] : [],
	);
}

/** Ports of a container, each once, in the order of its events. */
export function portsOf({ events = [] }: Container): readonly number[] {
	return [...new Set(events.map(({ properties }) => properties.containerPort))];
}

/** What a port is called in the task definition. */
export const portName = (port: number): string => `port-${port}`;
