import type { Finding, Path, Surroundings } from "../../kind.ts";
import { payloadFormatOf, type RoutedFunction, type RouteEvent } from "./http-api.ts";
import { isDefaultPath, routeBefore, routeKey } from "./routes.ts";

const authorizers =
	"https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html";

const propertyPath = (index: number, key: string): Path => ["events", index, "properties", key];

/**
 * Finds routes of this function that an earlier event already has, and those whose logical id an earlier event of
 * the gateway already has: ids drop what separates the parts of a path. The later one of the two is reported.
 */
function checkTaken(fn: RoutedFunction, surroundings: Surroundings): readonly Finding[] {
	return fn.routes.flatMap(({ index, gateway, method, path }) => {
		const first = routeBefore(fn.name, { index, gateway, method, path }, surroundings);
		if (!first) return [];
		const key = routeKey(method, path);
		const place = `event ${first.index + 1} of "${first.by}"`;
		if (first.key === key) {
			return {
				code: "duplicate-route",
				message: `the route "${key}" of gateway "${gateway}" already belongs to ${place}`,
				path: propertyPath(index, "path"),
				hint: "change the method or the path, or remove one of the two events",
			};
		}
		return {
			code: "route-id-taken",
			message: `the route "${key}" and the route "${first.key}" of ${place} get the same logical id, ${first.id}`,
			path: propertyPath(index, "path"),
			hint: "ids keep only letters and digits of a path: change one of the two paths by more than its separators",
		};
	});
}

function checkDefaultRoute({ index, method, path }: RouteEvent): readonly Finding[] {
	if (!isDefaultPath(path) || method === "*") return [];
	return [
		{
			code: "default-route-method",
			message: `the path "${path}" takes every method, but method is ${method}`,
			path: propertyPath(index, "method"),
			hint: `write method: "*", or the path /{proxy+} for ${method} requests of any path`,
			fix: { title: 'Change the method to "*"', text: '"*"' },
		},
	];
}

/** One function gets one integration per gateway, and its code can only expect events of one form. */
function checkPayloadFormats(fn: RoutedFunction, surroundings: Surroundings): readonly Finding[] {
	const [first, ...rest] = fn.routes;
	if (!first) return [];
	const wanted = payloadFormatOf(first, surroundings);
	return rest.flatMap((route) => {
		const format = payloadFormatOf(route, surroundings);
		if (format === wanted) return [];
		return {
			code: "payload-format-conflict",
			message: `this route has the payload format ${format}, but event ${first.index + 1} of "${fn.name}" has ${wanted}`,
			path: propertyPath(route.index, "payloadFormat"),
			hint: "set payloadFormat on the gateway, and not on single events",
		};
	});
}

/** API Gateway refuses a cache without anything that tells callers apart. */
function checkAuthorizer({ index, authorizer }: RouteEvent): readonly Finding[] {
	if (authorizer?.kind !== "lambda" || authorizer.identitySources.length > 0) return [];
	if (!(authorizer.cacheSeconds > 0)) return [];
	return [
		{
			code: "authorizer-cache-without-source",
			message: "cacheResultSeconds needs identitySources, by which answers are told apart",
			path: ["events", index, "properties", "authorizer", "properties", "cacheResultSeconds"],
			hint: `add identitySources such as $request.header.Authorization, see ${authorizers}`,
		},
	];
}

/** Finds what is wrong with the routes of a function. */
export function checkRoutes(fn: RoutedFunction, surroundings: Surroundings): readonly Finding[] {
	return [
		...checkTaken(fn, surroundings),
		...fn.routes.flatMap((route) => [...checkDefaultRoute(route), ...checkAuthorizer(route)]),
		...checkPayloadFormats(fn, surroundings),
	];
}
