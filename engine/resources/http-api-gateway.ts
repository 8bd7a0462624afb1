import { logicalId } from "../names/logical-id.ts";
import { physicalName } from "../names/physical-name.ts";
import { stackName, type Target } from "../names/target.ts";
import { choice, flag, object, optional, type Static } from "../schema/schema.ts";
import { getAtt, join, ref, splitPart, sub } from "../template/intrinsics.ts";
import {
	type Child,
	type Deployed,
	defineResource,
	type Finding,
	type Placed,
	type Surroundings,
} from "./kind.ts";
import { alarms, disabledGlobalAlarms, httpApiGatewayTriggers } from "./shared/alarm-schema.ts";
import { cdnConfiguration } from "./shared/cdn-schema.ts";
import { DEFAULT_ALLOWED_HEADERS, endpointCors } from "./shared/cors.ts";
import { customDomains } from "./shared/domain-schema.ts";
import { LOG_GROUP, logGroup } from "./shared/log-group.ts";
import { logForwarding, retentionDays } from "./shared/log-schema.ts";

const API = "AWS::ApiGatewayV2::Api";
const STAGE = "AWS::ApiGatewayV2::Stage";

const guide = "https://docs.aws.amazon.com/apigateway/latest/developerguide";
const corsPage = `${guide}/http-api-cors.html`;
const quotas = `${guide}/http-api-quotas.html`;
const logVariables = `${guide}/http-api-logging-variables.html`;

const properties = object("Settings of the gateway.", {
	payloadFormat: optional(
		choice(
			"Form of the events that functions get, and of what they answer, where a route does not say it.",
			["1.0", "2.0"],
			{
				default: "1.0",
				source: `${guide}/http-api-develop-integrations-lambda.html`,
				valueDocs: {
					"1.0": "The form of REST APIs: every header and query parameter also as a list.",
					"2.0":
						"The shorter form: headers in lower case, cookies apart, and a response can be a plain object.",
				},
			},
		),
	),
	cors: optional(
		endpointCors({
			docs: "Which pages of other origins may call the API from a browser. The gateway answers in place of the code.",
			defaultMethods: "those of the routes, and `OPTIONS`",
			source: corsPage,
			maximumMaxAge: 86_400,
		}),
	),
	logging: optional(
		object("What is written about each request.", {
			disabled: optional(flag("Keep no access log.", { default: false })),
			format: optional(
				choice("Form of a line of the access log.", ["JSON", "CLF", "CSV", "XML"], {
					default: "JSON",
					source: logVariables,
					valueDocs: { CLF: "The common log format of web servers." },
				}),
			),
			retentionDays: optional(retentionDays(30)),
			logForwarding: optional(logForwarding),
		}),
	),
	customDomains: optional(customDomains),
	cdn: optional(cdnConfiguration),
	alarms: optional(alarms("Alarms on failed and slow requests.", httpApiGatewayTriggers)),
	disabledGlobalAlarms: optional(disabledGlobalAlarms),
});

type Gateway = Placed<Deployed<Static<typeof properties>>>;
type Cors = NonNullable<Gateway["values"]["cors"]>;

const apiId = ({ name }: Gateway) => logicalId({ owner: name, type: API });
const logGroupId = ({ name }: Gateway) => logicalId({ owner: name, type: LOG_GROUP });
const endpoint = (gateway: Gateway) => getAtt(apiId(gateway), "ApiEndpoint");
const hasLogs = ({ values }: Gateway) => values.logging?.disabled !== true;

/** Every gateway of a stack has this name, so nothing may look an API up by it. */
function apiName(target: Target) {
	return physicalName([stackName(target), "http-api"], { maxLength: undefined, source: quotas });
}

function logGroupName(gateway: Gateway, target: Target) {
	return physicalName([`/aws/vendedlogs/${stackName(target)}/api-gateway/${gateway.name}/access-logs`], {
		maxLength: 512,
		source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
	});
}

/** What a line of the access log says, in the order of the JSON form. */
const logged = {
	requestId: "$context.requestId",
	ip: "$context.identity.sourceIp",
	requestTime: "$context.requestTime",
	httpMethod: "$context.httpMethod",
	routeKey: "$context.routeKey",
	status: "$context.status",
	protocol: "$context.protocol",
	responseLength: "$context.responseLength",
};

function logFormat(format: "JSON" | "CLF" | "CSV" | "XML"): string {
	const { requestId, ip, requestTime, httpMethod, routeKey, status, protocol, responseLength } = logged;
	switch (format) {
		case "JSON":
			return JSON.stringify(logged);
		case "CLF":
			return `${ip} - - [${requestTime}] "${httpMethod} ${routeKey} ${protocol}" ${status} ${responseLength} ${requestId}`;
		case "CSV":
			return [ip, requestTime, httpMethod, routeKey, protocol, status, responseLength, requestId].join(",");
		case "XML": {
			const { requestId: _, ...elements } = logged;
			const lines = Object.entries(elements).map(([name, value]) => ` <${name}>${value}</${name}>`);
			return `<request id="${requestId}">${lines.join("")} </request>`;
		}
	}
}

/** Routes of the gateway, by whatever has them: uses that name a method. */
function routesOf(gateway: Gateway, surroundings: Surroundings) {
	return surroundings.usesOf(gateway.name).flatMap(({ holder }) => {
		const { method, path, authorizer } = holder;
		return typeof method === "string" && typeof path === "string"
			? [{ method, hasAuthorizer: authorizer !== undefined }]
			: [];
	});
}

/** Without methods of their own, the CORS settings allow those of the routes, and `OPTIONS`. */
function corsOf(gateway: Gateway, cors: Cors, surroundings: Surroundings) {
	const used = new Set(routesOf(gateway, surroundings).map(({ method }) => method));
	return {
		AllowOrigins: cors.allowedOrigins ?? ["*"],
		AllowMethods: cors.allowedMethods ?? [...used.add("OPTIONS")],
		AllowHeaders: cors.allowedHeaders ?? DEFAULT_ALLOWED_HEADERS,
		AllowCredentials: cors.allowCredentials,
		ExposeHeaders: cors.exposedResponseHeaders,
		MaxAge: cors.maxAge,
	};
}

function apiChild(gateway: Gateway, surroundings: Surroundings): Child {
	const { cors } = gateway.values;
	const name = apiName(surroundings.target);
	return {
		id: apiId(gateway),
		name,
		resource: {
			Type: API,
			Properties: {
				Name: name.text,
				ProtocolType: "HTTP",
				...(cors?.enabled && { CorsConfiguration: corsOf(gateway, cors, surroundings) }),
				Tags: tagMap(surroundings),
			},
		},
	};
}

/** API Gateway wants tags as a map. */
function tagMap({ tags }: Surroundings) {
	return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function stageChild(gateway: Gateway, surroundings: Surroundings): Child {
	return {
		id: logicalId({ owner: gateway.name, type: STAGE }),
		resource: {
			Type: STAGE,
			Properties: {
				ApiId: ref(apiId(gateway)),
				StageName: "$default",
				AutoDeploy: true,
				...(hasLogs(gateway) && {
					AccessLogSettings: {
						DestinationArn: getAtt(logGroupId(gateway), "Arn"),
						Format: logFormat(gateway.values.logging?.format ?? "JSON"),
					},
				}),
				Tags: tagMap(surroundings),
			},
		},
	};
}

function logGroupChild(gateway: Gateway, target: Target): Child {
	const { logging } = gateway.values;
	return logGroup({
		owner: gateway.name,
		name: logGroupName(gateway, target),
		retentionDays: logging?.retentionDays ?? 30,
		...(logging && { origin: ["logging"] }),
	});
}

function checkCors({ values: { cors } }: Gateway): readonly Finding[] {
	if (!cors?.enabled || cors.allowCredentials !== true) return [];
	const origins = cors.allowedOrigins ?? ["*"];
	if (!origins.includes("*")) return [];
	return [
		{
			code: "cors-credentials-for-all",
			message: "allowCredentials cannot be used while every origin is allowed",
			path: ["cors", "allowCredentials"],
			hint: `list the origins in allowedOrigins, see ${corsPage}`,
		},
	];
}

/** The most that AWS allows of each on one API unless it was asked for more. */
const MOST_ROUTES = 300;
const MOST_AUTHORIZERS = 10;

function checkQuotas(gateway: Gateway, surroundings: Surroundings): readonly Finding[] {
	const routes = routesOf(gateway, surroundings);
	const counts = [
		{ count: routes.length, most: MOST_ROUTES, what: "routes" },
		{
			count: routes.filter((route) => route.hasAuthorizer).length,
			most: MOST_AUTHORIZERS,
			what: "routes with an authorizer",
		},
	];
	return counts
		.filter(({ count, most }) => count > most)
		.map(({ count, most, what }) => ({
			code: "gateway-quota",
			severity: "warning" as const,
			message: `"${gateway.name}" has ${count} ${what}, but AWS allows ${most} unless your quota was raised`,
			path: [],
			atKey: true,
			hint: `ask AWS for more, or spread them over several gateways, see ${quotas}`,
		}));
}

/** The routes of a gateway, whoever has them, with their addresses. */
function integrations(gateway: Gateway, surroundings: Surroundings) {
	return surroundings.usesOf(gateway.name).flatMap(({ by, holder: { method, path } }) => {
		if (typeof method !== "string" || typeof path !== "string") return [];
		const route = path.startsWith("/") ? path : "";
		return [{ method, url: join("", [endpoint(gateway), route]), resourceName: by.name }];
	});
}

const paramDocs = {
	url: "Address of the API, with `https://`.",
	domain: "Host name of the API.",
};

const consolePage = (fragment: string) =>
	sub(`https://\${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=\${AWS::Region}#${fragment}`);

/** The room of `http-api-gateway`. */
export const httpApiGateway = defineResource({
	type: "http-api-gateway",
	docs: "An HTTP API: takes HTTPS requests and hands them to the functions whose `http-api-gateway` events fit.",
	source: `${guide}/http-api.html`,
	properties,
	snippet: `type: http-api-gateway
properties:
  cors:
    enabled: \${1|true,false|}`,
	names: (gateway, target) => ({
		[apiId(gateway)]: apiName(target),
		...(hasLogs(gateway) && { [logGroupId(gateway)]: logGroupName(gateway, target) }),
	}),
	paramDocs,
	params: (gateway) => ({
		url: { docs: paramDocs.url, value: endpoint(gateway), shown: true },
		domain: { docs: paramDocs.domain, value: splitPart(endpoint(gateway), "//", 1), shown: false },
	}),
	check: (gateway, surroundings) => [...checkCors(gateway), ...checkQuotas(gateway, surroundings)],
	compile: (gateway, surroundings) => [
		apiChild(gateway, surroundings),
		stageChild(gateway, surroundings),
		...(hasLogs(gateway) ? [logGroupChild(gateway, surroundings.target)] : []),
	],
	outputs: (gateway, surroundings) => ({ integrations: integrations(gateway, surroundings) }),
	links: (gateway, target) =>
		hasLogs(gateway)
			? {
					"logs-gateway-access": consolePage(
						`logsV2:log-groups/log-group/${encodeURIComponent(encodeURIComponent(logGroupName(gateway, target).text))}`,
					),
				}
			: {},
});
