import type { Finding, Path, Surroundings } from "../../kind.ts";
import type { RouteEvent, RouteOwner } from "./route.ts";
import { gatewayName, isDefaultPath, routeBefore, routeKey } from "./routes.ts";

const authorizers =
	"https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html";

const propertyPath = ({ at }: RouteEvent, ...keys: readonly string[]): Path => [...at, "properties", ...keys];

/** Which event a path leads to: `event 2`, `event 1 of container 3`. */
function describeEvent(at: Path): string {
	const [list, item] = at;
	const event = `event ${Number(at.at(-1)) + 1}`;
	return list === "containers" ? `${event} of container ${Number(item) + 1}` : event;
}

/**
 * A route that an earlier event already has, or whose logical id an earlier event of the gateway already has: ids
 * drop what separates the parts of a path. The later one of the two is reported.
 */
function checkTaken(owner: RouteOwner, route: RouteEvent, surroundings: Surroundings): readonly Finding[] {
	const first = routeBefore(owner.reference, route, surroundings);
	if (!first) return [];
	const { gateway, method, path } = route;
	const key = routeKey(method, path);
	const place = `${describeEvent(first.at)} of "${first.by}"`;
	if (first.key === key) {
		return [
			{
				code: "duplicate-route",
				message: `the route "${key}" of gateway "${gatewayName(gateway, surroundings)}" already belongs to ${place}`,
				path: propertyPath(route, "path"),
				hint: "change the method or the path, or remove one of the two events",
			},
		];
	}
	return [
		{
			code: "route-id-taken",
			message: `the route "${key}" and the route "${first.key}" of ${place} get the same logical id, ${first.id}`,
			path: propertyPath(route, "path"),
			hint: "ids keep only letters and digits of a path: change one of the two paths by more than its separators",
		},
	];
}

function checkDefaultRoute(route: RouteEvent): readonly Finding[] {
	const { method, path } = route;
	if (!isDefaultPath(path) || method === "*") return [];
	return [
		{
			code: "default-route-method",
			message: `the path "${path}" takes every method, but method is ${method}`,
			path: propertyPath(route, "method"),
			hint: `write method: "*", or the path /{proxy+} for ${method} requests of any path`,
			fix: { title: 'Change the method to "*"', text: '"*"' },
		},
	];
}

/** API Gateway refuses a cache without anything that tells callers apart. */
function checkAuthorizer(route: RouteEvent): readonly Finding[] {
	const { authorizer } = route;
	if (authorizer?.kind !== "lambda" || authorizer.identitySources.length > 0) return [];
	if (!(authorizer.cacheSeconds > 0)) return [];
	return [
		{
			code: "authorizer-cache-without-source",
			message: "cacheResultSeconds needs identitySources, by which answers are told apart",
			path: propertyPath(route, "authorizer", "properties", "cacheResultSeconds"),
			hint: `add identitySources such as $request.header.Authorization, see ${authorizers}`,
		},
	];
}

/** Finds what is wrong with the routes of a function or of containers. */
export function checkRoutes(
	owner: RouteOwner,
	routes: readonly RouteEvent[],
	surroundings: Surroundings,
): readonly Finding[] {
	return [
		...routes.flatMap((route) => checkTaken(owner, route, surroundings)),
		...routes.flatMap((route) => [...checkDefaultRoute(route), ...checkAuthorizer(route)]),
	];
}
