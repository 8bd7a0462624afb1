import assert from "node:assert/strict";
import { parseYaml } from "../../../../engine/config/parse-yaml.ts";
import { lambdaFunction } from "../../../../engine/resources/function/index.ts";
import { httpApiGateway } from "../../../../engine/resources/http-api-gateway/index.ts";
import type { Placed } from "../../../../engine/resources/kind.ts";
import { checkValue } from "../../../../engine/schema/check.ts";
import { readSchema } from "../../../../engine/schema/read.ts";
import { entryOf } from "../../../../engine/text/tree.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { placed, resourcesOf, surroundings, tags, target } from "../../../support/placed.ts";
import {
	exampleFunction,
	exampleGateway,
	filled,
	inShort,
	propertiesOf,
	route,
} from "../function/example.ts";

const around = (resources: readonly Placed[]) => surroundings(resources, [lambdaFunction, httpApiGateway]);
const compile = (values: Readonly<Record<string, unknown>> = {}, others: readonly Placed[] = []) => {
	const gateway = exampleGateway(values);
	return resourcesOf(httpApiGateway.compile(gateway, around([gateway, ...others])));
};
const tagMap = Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
const jsonFormat =
	'{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","httpMethod":"$context.httpMethod","routeKey":"$context.routeKey","status":"$context.status","protocol":"$context.protocol","responseLength":"$context.responseLength"}';

describe("a gateway", () => {
	it("is an API, a stage and a log group", () =>
		assert.deepEqual(compile(), {
			GwApi: {
				Type: "AWS::ApiGatewayV2::Api",
				Properties: { Name: "proj-dev-http-api", ProtocolType: "HTTP", Tags: tagMap },
			},
			GwStage: {
				Type: "AWS::ApiGatewayV2::Stage",
				Properties: {
					ApiId: { Ref: "GwApi" },
					StageName: "$default",
					AutoDeploy: true,
					AccessLogSettings: { DestinationArn: { "Fn::GetAtt": ["GwLogGroup", "Arn"] }, Format: jsonFormat },
					Tags: tagMap,
				},
			},
			GwLogGroup: {
				Type: "AWS::Logs::LogGroup",
				Properties: {
					LogGroupName: "/aws/vendedlogs/proj-dev/api-gateway/gw/access-logs",
					RetentionInDays: 30,
				},
			},
		}));

	it("keeps no logs when they are off", () => {
		const children = compile({ logging: { disabled: true } });
		assert.deepEqual(Object.keys(children), ["GwApi", "GwStage"]);
		assert.equal("AccessLogSettings" in propertiesOf(children, "GwStage"), false);
	});

	it("keeps logs as long as it should", () =>
		assert.equal(
			propertiesOf(compile({ logging: { retentionDays: 7 } }), "GwLogGroup")["RetentionInDays"],
			7,
		));

	const formats: readonly (readonly [string, string])[] = [
		["JSON", jsonFormat],
		[
			"CLF",
			'$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" $context.status $context.responseLength $context.requestId',
		],
		[
			"CSV",
			"$context.identity.sourceIp,$context.requestTime,$context.httpMethod,$context.routeKey,$context.protocol,$context.status,$context.responseLength,$context.requestId",
		],
		[
			"XML",
			'<request id="$context.requestId"> <ip>$context.identity.sourceIp</ip> <requestTime>$context.requestTime</requestTime> <httpMethod>$context.httpMethod</httpMethod> <routeKey>$context.routeKey</routeKey> <status>$context.status</status> <protocol>$context.protocol</protocol> <responseLength>$context.responseLength</responseLength> </request>',
		],
	];
	for (const [format, expected] of formats) {
		it(`writes its log as ${format}`, () =>
			assert.deepEqual(propertiesOf(compile({ logging: { format } }), "GwStage")["AccessLogSettings"], {
				DestinationArn: { "Fn::GetAtt": ["GwLogGroup", "Arn"] },
				Format: expected,
			}));
	}

	const AllowHeaders = [
		"Content-Type",
		"X-Amz-Date",
		"Authorization",
		"X-Api-Key",
		"X-Amz-Security-Token",
		"X-Amz-User-Agent",
	];
	const cors: readonly (readonly [string, object, readonly Placed[], unknown])[] = [
		["none when they are off", { enabled: false, maxAge: 5 }, [], undefined],
		[
			"those of no routes",
			{ enabled: true },
			[],
			{ AllowOrigins: ["*"], AllowMethods: ["OPTIONS"], AllowHeaders },
		],
		[
			"the methods of the routes, each once",
			{ enabled: true },
			[
				exampleFunction({ events: [route("GET", "/a"), route("POST", "/a"), route("GET", "/b")] }),
				exampleFunction({ events: [route("*", "/c")] }, "other"),
			],
			{ AllowOrigins: ["*"], AllowMethods: ["GET", "POST", "*", "OPTIONS"], AllowHeaders },
		],
		[
			"those that are written",
			{
				enabled: true,
				allowedOrigins: ["https://example.com"],
				allowedMethods: ["GET"],
				allowedHeaders: ["X-Shop"],
				allowCredentials: true,
				exposedResponseHeaders: ["ETag"],
				maxAge: 600,
			},
			[exampleFunction({ events: [route("POST", "/a")] })],
			{
				AllowOrigins: ["https://example.com"],
				AllowMethods: ["GET"],
				AllowHeaders: ["X-Shop"],
				AllowCredentials: true,
				ExposeHeaders: ["ETag"],
				MaxAge: 600,
			},
		],
	];
	for (const [name, settings, others, expected] of cors) {
		it(`has CORS settings: ${name}`, () =>
			assert.deepEqual(
				propertiesOf(compile({ cors: settings }, others), "GwApi")["CorsConfiguration"],
				expected,
			));
	}

	it("with everything that is built agrees with AWS's own schemas", () => {
		const gateway = exampleGateway({
			cors: { enabled: true, maxAge: 5 },
			logging: { format: "CLF" },
			payloadFormat: "2.0",
		});
		const children = httpApiGateway.compile(gateway, around([gateway]));
		assert.deepEqual(
			checkTemplate({ Resources: Object.fromEntries(children.map(({ id, resource }) => [id, resource])) }),
			[],
		);
	});
});

describe("the check of a gateway", () => {
	const check = (values: Readonly<Record<string, unknown>>, others: readonly Placed[] = []) => {
		const gateway = exampleGateway(values);
		return inShort(httpApiGateway.check?.(gateway, around([gateway, ...others])) ?? []);
	};

	const cases: readonly (readonly [string, object, readonly string[]])[] = [
		["nothing in open CORS settings", { enabled: true }, []],
		[
			"credentials for every origin",
			{ enabled: true, allowCredentials: true },
			["cors-credentials-for-all at cors.allowCredentials"],
		],
		[
			"credentials for every origin among others",
			{ enabled: true, allowCredentials: true, allowedOrigins: ["https://a.com", "*"] },
			["cors-credentials-for-all at cors.allowCredentials"],
		],
		[
			"nothing in credentials for one origin",
			{ enabled: true, allowCredentials: true, allowedOrigins: ["https://a.com"] },
			[],
		],
		["nothing in settings that are off", { enabled: false, allowCredentials: true }, []],
	];
	for (const [name, cors, expected] of cases) {
		it(`finds ${name}`, () => assert.deepEqual(check({ cors }), expected));
	}

	const routes = (count: number, more: object = {}) =>
		exampleFunction({ events: Array.from({ length: count }, (_, index) => route("GET", `/${index}`, more)) });
	const authorizer = { authorizer: { type: "cognito", properties: { userPoolName: "users" } } };
	it("warns above AWS's quotas", () => {
		assert.deepEqual(check({}, [routes(300)]), []);
		assert.deepEqual(check({}, [routes(301)]), ["warning gateway-quota at "]);
		assert.deepEqual(check({}, [routes(10, authorizer)]), []);
		assert.deepEqual(check({}, [routes(11, authorizer)]), ["warning gateway-quota at "]);
	});
});

describe("what others know of a gateway", () => {
	const gateway = placed<unknown>("http-api-gateway", "gw", {});
	const quiet = placed<unknown>("http-api-gateway", "gw", { logging: { disabled: true } });
	const textOf = (names: ReturnType<typeof httpApiGateway.names>) =>
		Object.entries(names).map(([id, { text }]) => [id, text]);

	it("is its names", () => {
		const api = ["GwApi", "proj-dev-http-api"];
		const logs = ["GwLogGroup", "/aws/vendedlogs/proj-dev/api-gateway/gw/access-logs"];
		assert.deepEqual(textOf(httpApiGateway.names(gateway, target)), [api, logs]);
		assert.deepEqual(textOf(httpApiGateway.names(quiet, target)), [api]);
	});

	it("is its address", () => {
		const endpoint = { "Fn::GetAtt": ["GwApi", "ApiEndpoint"] };
		assert.deepEqual(httpApiGateway.params(gateway, surroundings([], [])), {
			url: { docs: httpApiGateway.paramDocs["url"], value: endpoint, shown: true },
			domain: {
				docs: httpApiGateway.paramDocs["domain"],
				value: { "Fn::Select": [1, { "Fn::Split": ["//", endpoint] }] },
				shown: false,
			},
		});
	});

	it("is the page of its log", () => {
		const page =
			"https://${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=${AWS::Region}#logsV2:log-groups/log-group/%252Faws%252Fvendedlogs%252Fproj-dev%252Fapi-gateway%252Fgw%252Faccess-logs";
		assert.deepEqual(httpApiGateway.links?.(gateway, target), { "logs-gateway-access": { "Fn::Sub": page } });
		assert.deepEqual(httpApiGateway.links?.(quiet, target), {});
	});

	it("is nothing that connectTo could use", () => assert.equal(httpApiGateway.connect, undefined));

	it("is what its snippet makes", () => {
		const { root } = parseYaml(filled(httpApiGateway.snippet));
		assert.ok(root?.kind === "map");
		const properties = entryOf(root, "properties")?.value;
		assert.ok(properties);
		assert.deepEqual(
			checkValue(readSchema(httpApiGateway.properties), properties, { name: "properties", span: root.span })
				.problems,
			[],
		);
	});
});
