import assert from "node:assert/strict";
import {
	authorizerId,
	isDefaultPath,
	routeBefore,
	routeId,
	routeKey,
} from "../../../../../engine/resources/shared/http-api/routes.ts";
import { around, exampleFunction, exampleGateway, route } from "../../function/example.ts";

describe("a route", () => {
	const cases: readonly (readonly [string, string, string, string])[] = [
		["GET", "/items/{id}", "StpGwGetItemsIdRoute", "GET /items/{id}"],
		["*", "*", "StpGwAnyDefaultRoute", "$default"],
		["*", "$default", "StpGwAnyDefaultRoute", "$default"],
		["GET", "/", "StpGwGetRoute", "GET /"],
		["*", "/", "StpGwAnyRoute", "ANY /"],
		["*", "/{proxy+}", "StpGwAnyProxyRoute", "ANY /{proxy+}"],
		["POST", "/users/{userId}/orders", "StpGwPostUsersUserIdOrdersRoute", "POST /users/{userId}/orders"],
		// The format's reference leaves a `_` here, which CloudFormation does not accept in an id.
		["GET", "/2fa", "StpGwGet2faRoute", "GET /2fa"],
		["GET", "/a/b", "StpGwGetABRoute", "GET /a/b"],
		["GET", "/a-b", "StpGwGetABRoute", "GET /a-b"],
	];
	for (const [method, path, id, key] of cases) {
		it(`of ${method} ${path} is ${id}`, () => {
			assert.equal(routeId("gw", method, path), id);
			assert.equal(routeKey(method, path), key);
			assert.equal(isDefaultPath(path), key === "$default");
		});
	}

	it("gives its authorizer an id of the same kind", () =>
		assert.equal(authorizerId("gw", "*", "/{proxy+}"), "StpGwAnyProxyAuthorizer"));
});

describe("the search for an earlier route", () => {
	const resources = [
		exampleGateway(),
		exampleFunction({ events: [route("GET", "/a"), route("GET", "/b")] }, "first"),
		exampleFunction({ events: [route("GET", "/b")] }, "second"),
	];
	const place = (index: number, path: string) => ({
		at: ["events", index],
		gateway: "gw",
		method: "GET",
		path,
	});

	it("finds the first one in the config", () => {
		const before = routeBefore("second", place(0, "/b"), around(resources));
		assert.deepEqual(
			[before?.by, before?.at, before?.key, before?.id],
			["first", ["events", 1], "GET /b", "StpGwGetBRoute"],
		);
	});

	it("does not find the route itself, nor one of another path", () => {
		const surroundings = around(resources);
		assert.equal(routeBefore("first", place(1, "/b"), surroundings), undefined);
		assert.equal(routeBefore("second", place(1, "/c"), surroundings), undefined);
	});

	it("goes by the text, whatever order the uses have", () => {
		const surroundings = around(resources);
		const reversed = { ...surroundings, usesOf: (name: string) => surroundings.usesOf(name).toReversed() };
		assert.equal(routeBefore("second", place(0, "/b"), reversed)?.by, "first");
	});

	it("reads the routes of a gateway once for all functions of a config", () => {
		const surroundings = around(resources);
		const asked: string[] = [];
		const counting = {
			...surroundings,
			usesOf: (name: string) => {
				asked.push(name);
				return surroundings.usesOf(name);
			},
		};
		routeBefore("first", place(0, "/a"), counting);
		routeBefore("second", place(0, "/b"), counting);
		assert.deepEqual(asked, ["gw"]);
	});
});
