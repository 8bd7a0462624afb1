import type { Finding, Surroundings } from "../../kind.ts";
import { writtenIn } from "../../shared/event-use.ts";
import { checkRoutes } from "../../shared/http-api/check-routes.ts";
import { payloadFormatOf } from "../../shared/http-api/route.ts";
import type { RoutedFunction } from "./http-api.ts";

/** One function gets one integration per gateway, and its code can only expect events of one form. */
function checkPayloadFormats(fn: RoutedFunction, surroundings: Surroundings): readonly Finding[] {
	const [first, ...rest] = fn.routes;
	if (!first) return [];
	const wanted = payloadFormatOf(first, surroundings);
	return rest.flatMap((route) => {
		const format = payloadFormatOf(route, surroundings);
		if (format === wanted) return [];
		const event = Number(first.at.at(-1)) + 1;
		return {
			code: "payload-format-conflict",
			message: `this route has the payload format ${format}, but event ${event} of "${writtenIn(fn.reference)}" has ${wanted}`,
			path: [...route.at, "properties", "payloadFormat"],
			hint: "set payloadFormat on the gateway, and not on single events",
		};
	});
}

/** Finds what is wrong with the routes of a function. */
export function checkFunctionRoutes(fn: RoutedFunction, surroundings: Surroundings): readonly Finding[] {
	return [...checkRoutes(fn, fn.routes, surroundings), ...checkPayloadFormats(fn, surroundings)];
}
