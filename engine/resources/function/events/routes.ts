import { logicalId } from "../../../names/logical-id.ts";
import type { Surroundings, Use } from "../../kind.ts";

const ROUTE = "AWS::ApiGatewayV2::Route";
const AUTHORIZER = "AWS::ApiGatewayV2::Authorizer";

/** Where a route stands and what it takes. */
type RoutePlace = {
	/** Position in `events`. */
	readonly index: number;
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

/** Logical id of a route. It names no function, so that a route can move to another one without being replaced. */
export function routeId(gateway: string, method: string, path: string): string {
	return logicalId({ owner: undefined, specifier: routeSpecifier(gateway, method, path), type: ROUTE });
}

/** Logical id of the authorizer of a route. */
export function authorizerId(gateway: string, method: string, path: string): string {
	return logicalId({ owner: undefined, specifier: routeSpecifier(gateway, method, path), type: AUTHORIZER });
}

/** A route of a gateway, whoever has it. */
type Taken = {
	readonly by: string;
	readonly index: number;
	/** Where in the config it stands, to tell which of two routes came first. */
	readonly offset: number;
	readonly key: string;
	readonly id: string;
};

/** The route that a use of `gateway` is; other uses, such as one by a CDN, are none. */
function readTaken(gateway: string, { by, path, holder }: Use): readonly Taken[] {
	const [list, index] = path;
	const { method, path: route } = holder;
	if (list !== "events" || typeof index !== "number") return [];
	if (typeof method !== "string" || typeof route !== "string") return [];
	return [
		{
			by: by.name,
			index,
			offset: by.nameSpan.start,
			key: routeKey(method, route),
			id: routeId(gateway, method, route),
		},
	];
}

type FirstRoutes = ReadonlyMap<string, Taken>;

/**
 * What `firstRoutes` found, by config and gateway: every function of a gateway asks for the same, and at hundreds
 * of routes the answer takes milliseconds.
 */
const found = new WeakMap<Surroundings, Map<string, FirstRoutes>>();

/** The first route of a gateway with each logical id, by that id. */
function firstRoutes(gateway: string, surroundings: Surroundings): FirstRoutes {
	const byGateway = found.get(surroundings) ?? new Map<string, FirstRoutes>();
	found.set(surroundings, byGateway);
	const known = byGateway.get(gateway);
	if (known) return known;
	const routes = surroundings.usesOf(gateway).flatMap((use) => readTaken(gateway, use));
	const latestFirst = routes.toSorted((a, b) => b.offset - a.offset || b.index - a.index);
	const first: FirstRoutes = new Map(latestFirst.map((taken) => [taken.id, taken]));
	byGateway.set(gateway, first);
	return first;
}

/**
 * The earlier route of the gateway that has the logical id of this one of the function named `owner`: the same
 * route, or one whose path differs by separators only. `undefined` when the id is free.
 */
export function routeBefore(owner: string, route: RoutePlace, surroundings: Surroundings): Taken | undefined {
	const { index, gateway, method, path } = route;
	const first = firstRoutes(gateway, surroundings).get(routeId(gateway, method, path));
	return first && (first.by !== owner || first.index !== index) ? first : undefined;
}
