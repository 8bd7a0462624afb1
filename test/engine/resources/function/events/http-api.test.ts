import assert from "node:assert/strict";
import {
	compileHttpApiEvents,
	type RoutedFunction,
} from "../../../../../engine/resources/function/events/http-api.ts";
import { lambdaFunction } from "../../../../../engine/resources/function/index.ts";
import { payloadFormatOf, readRoute } from "../../../../../engine/resources/shared/http-api/route.ts";
import { resourcesOf } from "../../../../support/placed.ts";
import { around, compiled, exampleFunction, exampleGateway, propertiesOf, route } from "../example.ts";

const arn = { "Fn::GetAtt": ["ApiFunction", "Arn"] };

describe("a route", () => {
	it("is not known while its gateway or its authorizer is not", () => {
		const known = { httpApiGatewayName: "gw", method: "GET", path: "/" } as const;
		const unknown = { Ref: "Something" };
		assert.deepEqual(readRoute(known, ["events", 3])?.at, ["events", 3]);
		assert.equal(readRoute({ ...known, httpApiGatewayName: unknown }, ["events", 0]), undefined);
		assert.equal(readRoute({ ...known, path: unknown }, ["events", 0]), undefined);
		const asks = { type: "lambda" as const, properties: { functionName: unknown } };
		assert.equal(readRoute({ ...known, authorizer: asks }, ["events", 0]), undefined);
		const pool = { type: "cognito" as const, properties: { userPoolName: unknown } };
		assert.equal(readRoute({ ...known, authorizer: pool }, ["events", 0]), undefined);
	});
});

describe("the HTTP events of a function", () => {
	it("make routes, and per gateway one integration and one permission", () => {
		const fn = exampleFunction({
			events: [
				route("GET", "/items/{id}"),
				{ type: "schedule", properties: { scheduleRate: "rate(1 day)" } },
				route("*", "*"),
			],
		});
		const { ApiRole, ApiLogGroup, ApiFunction, ApiEvent1Rule, ApiEvent1Permission, ...rest } = compiled(fn, [
			exampleGateway(),
		]);
		assert.ok(ApiRole && ApiLogGroup && ApiFunction && ApiEvent1Rule && ApiEvent1Permission);
		const Target = { "Fn::Join": ["/", ["integrations", { Ref: "ApiGwIntegration" }]] };
		assert.deepEqual(rest, {
			StpGwGetItemsIdRoute: {
				Type: "AWS::ApiGatewayV2::Route",
				Properties: { ApiId: { Ref: "GwApi" }, RouteKey: "GET /items/{id}", Target },
			},
			StpGwAnyDefaultRoute: {
				Type: "AWS::ApiGatewayV2::Route",
				Properties: { ApiId: { Ref: "GwApi" }, RouteKey: "$default", Target },
			},
			ApiGwIntegration: {
				Type: "AWS::ApiGatewayV2::Integration",
				Properties: {
					ApiId: { Ref: "GwApi" },
					IntegrationType: "AWS_PROXY",
					IntegrationUri: arn,
					PayloadFormatVersion: "1.0",
					TimeoutInMillis: 20_500,
				},
			},
			ApiGwPermission: {
				Type: "AWS::Lambda::Permission",
				Properties: {
					FunctionName: arn,
					Action: "lambda:InvokeFunction",
					Principal: "apigateway.amazonaws.com",
					SourceArn: {
						"Fn::Sub": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${GwApi}/*",
					},
				},
			},
		});
	});

	it("make an integration for each gateway", () => {
		const fn = exampleFunction({
			events: [route("GET", "/a"), route("GET", "/a", { httpApiGatewayName: "admin" })],
		});
		const ids = Object.keys(compiled(fn, [exampleGateway(), exampleGateway({}, "admin")])).filter((id) =>
			/Integration|Permission/.test(id),
		);
		assert.deepEqual(ids, [
			"ApiGwIntegration",
			"ApiGwPermission",
			"ApiAdminIntegration",
			"ApiAdminPermission",
		]);
	});

	const timeouts: readonly (readonly [number, number])[] = [
		[1, 1500],
		[28, 28_500],
		[29, 29_000],
		[60, 29_000],
	];
	for (const [timeout, expected] of timeouts) {
		it(`are waited for ${expected} ms by the gateway at a timeout of ${timeout} s`, () => {
			const children = compiled(exampleFunction({ timeout, events: [route("GET", "/")] }), [
				exampleGateway(),
			]);
			assert.equal(propertiesOf(children, "ApiGwIntegration")["TimeoutInMillis"], expected);
		});
	}

	const formats: readonly (readonly [string, object, object, string])[] = [
		["1.0 by default", {}, {}, "1.0"],
		["that of the gateway", { payloadFormat: "2.0" }, {}, "2.0"],
		["that of the event before the gateway's", { payloadFormat: "2.0" }, { payloadFormat: "1.0" }, "1.0"],
	];
	for (const [name, gateway, event, expected] of formats) {
		it(`have the payload format ${name}`, () => {
			const fn = exampleFunction({ events: [route("GET", "/", event)] });
			const others = [exampleGateway({ ...gateway })];
			assert.equal(propertiesOf(compiled(fn, others), "ApiGwIntegration")["PayloadFormatVersion"], expected);
			const found = readRoute({ httpApiGatewayName: "gw", method: "GET", path: "/", ...event }, [
				"events",
				0,
			]);
			assert.ok(found);
			assert.equal(payloadFormatOf(found, around(others)), expected);
		});
	}
});

describe("a route that an earlier event already has", () => {
	it("is left out of the template, which stays whole", () => {
		const first = exampleFunction({ events: [route("GET", "/a/b")] }, "first");
		const second = exampleFunction({ events: [route("GET", "/a-b"), route("GET", "/c")] }, "second");
		const surroundings = around([exampleGateway(), first, second]);
		const routesOf = (fn: typeof first) =>
			lambdaFunction
				.compile(fn, surroundings)
				.map(({ id }) => id)
				.filter((id) => id.endsWith("Route"));
		assert.deepEqual(routesOf(first), ["StpGwGetABRoute"]);
		assert.deepEqual(routesOf(second), ["StpGwGetCRoute"]);
	});
});

describe("an authorizer", () => {
	const cognito = (more: object = {}) => ({
		authorizer: { type: "cognito", properties: { userPoolName: "users", ...more } },
	});
	const lambda = (more: object = {}) => ({
		authorizer: { type: "lambda", properties: { functionName: "guard", ...more } },
	});
	const withAuthorizer = (authorizer: object) =>
		compiled(exampleFunction({ events: [route("GET", "/items/{id}", authorizer)] }), [exampleGateway()]);

	it("checks the tokens of a user pool", () => {
		const children = withAuthorizer(cognito());
		assert.deepEqual(children["StpGwGetItemsIdAuthorizer"], {
			Type: "AWS::ApiGatewayV2::Authorizer",
			Properties: {
				ApiId: { Ref: "GwApi" },
				Name: "ProjDevApiGetItemsIdGwAuthorizer",
				AuthorizerType: "JWT",
				IdentitySource: ["$request.header.Authorization"],
				JwtConfiguration: {
					Issuer: {
						"Fn::Join": [
							"/",
							[{ "Fn::Sub": "https://cognito-idp.${AWS::Region}.amazonaws.com" }, { Ref: "UsersUserPool" }],
						],
					},
					Audience: [{ Ref: "UsersUserPoolClient" }],
				},
			},
		});
		const { AuthorizationType, AuthorizerId } = propertiesOf(children, "StpGwGetItemsIdRoute");
		assert.deepEqual(
			{ AuthorizationType, AuthorizerId },
			{ AuthorizationType: "JWT", AuthorizerId: { Ref: "StpGwGetItemsIdAuthorizer" } },
		);
	});

	it("asks a function", () => {
		const children = withAuthorizer(lambda());
		assert.deepEqual(children["StpGwGetItemsIdAuthorizer"], {
			Type: "AWS::ApiGatewayV2::Authorizer",
			Properties: {
				ApiId: { Ref: "GwApi" },
				Name: "ProjDevApiGetItemsIdGwAuthorizer",
				AuthorizerType: "REQUEST",
				AuthorizerUri: {
					"Fn::Sub":
						"arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${GuardFunction.Arn}/invocations",
				},
				AuthorizerPayloadFormatVersion: "2.0",
				EnableSimpleResponses: true,
				AuthorizerResultTtlInSeconds: 0,
				IdentitySource: [],
			},
		});
		assert.equal(propertiesOf(children, "StpGwGetItemsIdRoute")["AuthorizationType"], "CUSTOM");
	});

	it("takes over what is written", () => {
		const written = {
			iamResponse: true,
			cacheResultSeconds: 300,
			identitySources: ["$request.header.X-Key"],
		};
		const properties = propertiesOf(withAuthorizer(lambda(written)), "StpGwGetItemsIdAuthorizer");
		assert.equal(properties["EnableSimpleResponses"], false);
		assert.equal(properties["AuthorizerResultTtlInSeconds"], 300);
		assert.deepEqual(properties["IdentitySource"], ["$request.header.X-Key"]);
		const source = { identitySources: ["$request.querystring.token"] };
		assert.deepEqual(
			propertiesOf(withAuthorizer(cognito(source)), "StpGwGetItemsIdAuthorizer")["IdentitySource"],
			["$request.querystring.token"],
		);
	});

	it("has a name of at most 128 characters", () => {
		const path = `/${"orders/".repeat(30)}`;
		const children = compiled(exampleFunction({ events: [route("GET", path, cognito())] }), [
			exampleGateway(),
		]);
		const id = Object.keys(children).find((key) => key.endsWith("Authorizer")) ?? "";
		assert.equal(String(propertiesOf(children, id)["Name"]).length, 128);
	});

	const permissions = (fn: RoutedFunction, others: Parameters<typeof around>[0]) =>
		Object.keys(resourcesOf(compileHttpApiEvents(fn, around(others)))).filter((id) =>
			id.endsWith("Permission"),
		);
	const guard: RoutedFunction = { name: "guard", reference: "guard", timeoutSeconds: 20, routes: [] };

	it("lets the gateway call the function that is asked, once for all routes", () => {
		const first = exampleFunction(
			{ events: [route("GET", "/a", lambda()), route("GET", "/b", lambda())] },
			"first",
		);
		const second = exampleFunction({ events: [route("GET", "/c", lambda())] }, "second");
		assert.deepEqual(permissions(guard, [exampleGateway(), first, second]), ["GuardGwPermission"]);
	});

	it("shares the permission with the function's own routes", () => {
		const first = exampleFunction({ events: [route("GET", "/a", lambda())] }, "first");
		const own = readRoute({ httpApiGatewayName: "gw", method: "GET", path: "/login" }, ["events", 0]);
		assert.ok(own);
		assert.deepEqual(permissions({ ...guard, routes: [own] }, [exampleGateway(), first]), [
			"GuardGwPermission",
		]);
	});

	it("needs no permission where the function is not asked", () =>
		assert.deepEqual(
			permissions(guard, [exampleGateway(), exampleFunction({ events: [route("GET", "/a")] })]),
			[],
		));
});
