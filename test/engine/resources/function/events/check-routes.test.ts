import assert from "node:assert/strict";
import { checkFunctionRoutes } from "../../../../../engine/resources/function/events/check-routes.ts";
import { readRoute } from "../../../../../engine/resources/shared/http-api/route.ts";
import { around, exampleFunction, exampleGateway, inShort, route, type Values } from "../example.ts";

type Event = NonNullable<Values["events"]>[number];

function check(events: readonly Event[], gateway: Readonly<Record<string, unknown>> = {}) {
	const routes = events.flatMap((event, index) => {
		const found =
			event.type === "http-api-gateway" ? readRoute(event.properties, ["events", index]) : undefined;
		return found ? [found] : [];
	});
	const fn = { name: "api", reference: "api", timeoutSeconds: 20, routes };
	return inShort(checkFunctionRoutes(fn, around([exampleGateway(gateway), exampleFunction({ events })])));
}

describe("the check of a function's routes", () => {
	const events = [route("GET", "/a"), route("GET", "/b", { payloadFormat: "2.0" })];

	it("finds routes of two forms", () =>
		assert.deepEqual(check(events), ["payload-format-conflict at events.1.properties.payloadFormat"]));

	it("counts the form of the gateway", () => assert.deepEqual(check(events, { payloadFormat: "2.0" }), []));

	it("finds what is wrong with routes of anybody", () =>
		assert.deepEqual(check([route("GET", "*")]), ["default-route-method at events.0.properties.method"]));
});
