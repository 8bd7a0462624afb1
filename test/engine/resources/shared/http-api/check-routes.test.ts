import assert from "node:assert/strict";
import type { Placed } from "../../../../../engine/resources/kind.ts";
import { checkRoutes } from "../../../../../engine/resources/shared/http-api/check-routes.ts";
import { type RouteEvent, readRoute } from "../../../../../engine/resources/shared/http-api/route.ts";
import {
	around,
	exampleFunction,
	exampleGateway,
	inShort,
	route,
	type Values,
} from "../../function/example.ts";

type Event = NonNullable<Values["events"]>[number];

const routesOf = (events: readonly Event[]): readonly RouteEvent[] =>
	events.flatMap((event, index) => {
		const found =
			event.type === "http-api-gateway" ? readRoute(event.properties, ["events", index]) : undefined;
		return found ? [found] : [];
	});

/** What is found in the functions of a config, by name. */
function checkAll(functions: Readonly<Record<string, readonly Event[]>>, gateways: readonly Placed[]) {
	const resources = Object.entries(functions).map(([name, events]) => exampleFunction({ events }, name));
	const surroundings = around([...gateways, ...resources]);
	return Object.fromEntries(
		Object.entries(functions).map(([name, events]) => [
			name,
			checkRoutes({ name, reference: name }, routesOf(events), surroundings),
		]),
	);
}

const inFirst = (events: readonly Event[], gateway: Readonly<Record<string, unknown>> = {}) =>
	inShort(checkAll({ api: events }, [exampleGateway(gateway)])["api"] ?? []);

const lambda = (properties: object) => ({
	authorizer: { type: "lambda", properties: { functionName: "guard", ...properties } },
});

describe("the check of routes", () => {
	const cases: readonly (readonly [string, readonly Event[], readonly string[]])[] = [
		["nothing without routes", [], []],
		[
			"nothing in different routes",
			[route("GET", "/a"), route("POST", "/a"), route("*", "/{proxy+}"), route("*", "*")],
			[],
		],
		[
			"a route that stands twice",
			[route("GET", "/a"), route("GET", "/a")],
			["duplicate-route at events.1.properties.path"],
		],
		[
			"the default route under two names",
			[route("*", "*"), route("*", "$default")],
			["duplicate-route at events.1.properties.path"],
		],
		[
			"two routes with one id",
			[route("GET", "/a/b"), route("POST", "/a/b"), route("GET", "/a-b")],
			["route-id-taken at events.2.properties.path"],
		],
		[
			"a method of the default route",
			[route("GET", "*")],
			["default-route-method at events.0.properties.method"],
		],
		[
			"a cache without anything that tells callers apart",
			[route("GET", "/a", lambda({ cacheResultSeconds: 60 }))],
			["authorizer-cache-without-source at events.0.properties.authorizer.properties.cacheResultSeconds"],
		],
		[
			"nothing in a cache by a header",
			[
				route(
					"GET",
					"/a",
					lambda({ cacheResultSeconds: 60, identitySources: ["$request.header.Authorization"] }),
				),
			],
			[],
		],
		["nothing in an authorizer without a cache", [route("GET", "/a", lambda({ cacheResultSeconds: 0 }))], []],
	];
	for (const [name, events, expected] of cases) {
		it(`finds ${name}`, () => assert.deepEqual(inFirst(events), expected));
	}

	it("reports a route of two functions once, at the later one, and names both", () => {
		const found = checkAll(
			{ first: [route("GET", "/b"), route("GET", "/a")], second: [route("GET", "/a")] },
			[exampleGateway()],
		);
		assert.deepEqual(found["first"], []);
		assert.deepEqual(inShort(found["second"] ?? []), ["duplicate-route at events.0.properties.path"]);
		assert.equal(
			found["second"]?.[0]?.message,
			'the route "GET /a" of gateway "gw" already belongs to event 2 of "first"',
		);
	});

	it("names both routes that would get one id", () => {
		const found = checkAll({ first: [route("GET", "/a/b")], second: [route("GET", "/a-b")] }, [
			exampleGateway(),
		]);
		assert.equal(
			found["second"]?.[0]?.message,
			'the route "GET /a-b" and the route "GET /a/b" of event 1 of "first" get the same logical id, StpGwGetABRoute',
		);
	});

	it("takes the same route of two gateways for two", () => {
		const events = [route("GET", "/a"), route("GET", "/a", { httpApiGatewayName: "admin" })];
		assert.deepEqual(checkAll({ api: events }, [exampleGateway(), exampleGateway({}, "admin")])["api"], []);
	});

	it("does not take other uses of a gateway for routes", () => {
		const web = { ...exampleFunction({ events: [route("GET", "/a")] }, "web") };
		const surroundings = around([exampleGateway(), web]);
		const [use] = surroundings.usesOf("gw");
		assert.ok(use);
		const cdn = {
			...use,
			path: ["cdn", "routeRewrites", 0],
			holder: { httpApiGatewayName: "gw", path: "/a", method: "GET" },
		};
		const routes = routesOf([route("GET", "/a")]);
		const findings = checkRoutes({ name: "web", reference: "web" }, routes, {
			...surroundings,
			usesOf: () => [cdn, use],
		});
		assert.deepEqual(findings, []);
	});
});
