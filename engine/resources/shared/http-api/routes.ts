import { logicalId } from "../../../names/logical-id.ts";
import type { Path, Surroundings, Use } from "../../kind.ts";

const ROUTE = "AWS::ApiGatewayV2::Route";
const AUTHORIZER = "AWS::ApiGatewayV2::Authorizer";

/** Where a route stands and what it takes. */
type RoutePlace = {
	/** Path of the event in its resource: `["events", 0]`. */
	readonly at: Path;
	/** Reference of the gateway. */
	readonly gateway: string;
	readonly method: string;
	readonly path: string;
};

/** True for the path of the route that takes what no other one does. */
export function isDefaultPath(path: string): boolean {
	return path === "*" || path === "$default";
}

/** What API Gateway knows a route by: `GET /items/{id}`, `ANY /items` or `$default`. */
export function routeKey(method: string, path: string): string {
	return isDefaultPath(path) ? "$default" : `${method === "*" ? "ANY" : method} ${path}`;
}

function routeSpecifier(gateway: string, method: string, path: string): string {
	return `${gateway}-${method === "*" ? "Any" : method}-${isDefaultPath(path) ? "Default" : path}`;
}

/**
 * Logical id of a route of the gateway with the name `gateway`. It names nobody who takes the requests, so that a
 * route can move to another function or container without being replaced.
 */
export function routeId(gateway: string, method: string, path: string): string {
	return logicalId({ owner: undefined, specifier: routeSpecifier(gateway, method, path), type: ROUTE });
}

/** Logical id of the authorizer of a route. */
export function authorizerId(gateway: string, method: string, path: string): string {
	return logicalId({ owner: undefined, specifier: routeSpecifier(gateway, method, path), type: AUTHORIZER });
}

/** The name that ids of a gateway are made of; its reference (`web.httpApiGateway`) is another one for a part. */
export function gatewayName(reference: string, surroundings: Surroundings): string {
	return surroundings.resource(reference)?.name ?? reference;
}

/** A route of a gateway, whoever has it. */
type Taken = {
	/** Reference of the resource that has it. */
	readonly by: string;
	readonly at: Path;
	/** Where in the config it stands, to tell which of two routes came first. */
	readonly offset: number;
	readonly key: string;
	readonly id: string;
};

/** The route that a use of a gateway is; other uses, such as one by a CDN, are none. */
function readTaken(gateway: string, { by, path, holder }: Use): readonly Taken[] {
	const at = path.slice(0, -2);
	const { method, path: route } = holder;
	if (at.at(-2) !== "events") return [];
	if (typeof method !== "string" || typeof route !== "string") return [];
	return [
		{
			by: by.reference,
			at,
			offset: by.nameSpan.start,
			key: routeKey(method, route),
			id: routeId(gateway, method, route),
		},
	];
}

type FirstRoutes = ReadonlyMap<string, Taken>;

/** Which of two events of one resource stands first: by their positions in the lists that hold them. */
function comparePlaces(a: Path, b: Path): number {
	for (const [index, step] of a.entries()) {
		const difference = Number(step) - Number(b[index]);
		if (difference) return difference;
	}
	return 0;
}

/**
 * What `firstRoutes` found, by config and gateway: every function of a gateway asks for the same, and at hundreds
 * of routes the answer takes milliseconds.
 */
const found = new WeakMap<Surroundings, Map<string, FirstRoutes>>();

/** The first route of a gateway with each logical id, by that id. */
function firstRoutes(reference: string, surroundings: Surroundings): FirstRoutes {
	const byGateway = found.get(surroundings) ?? new Map<string, FirstRoutes>();
	found.set(surroundings, byGateway);
	const known = byGateway.get(reference);
	if (known) return known;
	const name = gatewayName(reference, surroundings);
	const routes = surroundings.usesOf(reference).flatMap((use) => readTaken(name, use));
	const latestFirst = routes.toSorted((a, b) => b.offset - a.offset || comparePlaces(b.at, a.at));
	const first: FirstRoutes = new Map(latestFirst.map((taken) => [taken.id, taken]));
	byGateway.set(reference, first);
	return first;
}

/**
 * The earlier route of the gateway that has the logical id of this one of the resource `owner` (a reference): the
 * same route, or one whose path differs by separators only. `undefined` when the id is free.
 */
export function routeBefore(owner: string, route: RoutePlace, surroundings: Surroundings): Taken | undefined {
	const { at, gateway, method, path } = route;
	const id = routeId(gatewayName(gateway, surroundings), method, path);
	const first = firstRoutes(gateway, surroundings).get(id);
	return first && (first.by !== owner || first.at.join() !== at.join()) ? first : undefined;
}
