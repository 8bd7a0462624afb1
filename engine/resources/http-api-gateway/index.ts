import { physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { concat, getAtt, ref, splitPart, sub, type Text } from "../../template/intrinsics.ts";
import { type Child, defineResource, type Finding, type Surroundings } from "../kind.ts";
import { httpApiPlan } from "../shared/alarm-plans.ts";
import { alarmChildren, checkAlarms } from "../shared/alarms.ts";
import { cdnOf } from "../shared/cdn/cdn.ts";
import { cdnParamDocs } from "../shared/cdn/distribution.ts";
import { DEFAULT_ALLOWED_HEADERS } from "../shared/cors.ts";
import { isPart } from "../shared/part.ts";
import {
	checkGatewayDomains,
	domainParamDocs,
	domainParams,
	domainsOf,
	gatewayDomainChildren,
} from "./domains.ts";
import { forwardedLogs, hasLogs, logFormat, logGroupChild, logGroupId, logGroupName } from "./logs.ts";
import {
	API,
	apiId,
	corsPage,
	type Gateway,
	guide,
	properties,
	quotas,
	STAGE,
	stageId,
	tagMap,
} from "./settings.ts";
import { vpcLinkChildren } from "./vpc-link.ts";

type Cors = NonNullable<Gateway["values"]["cors"]>;

const cdn = cdnOf(({ name, values }: Gateway) => ({
	cdn: values.cdn,
	own: { kind: "http-api-gateway", name },
}));

const endpoint = (gateway: Gateway) => getAtt(apiId(gateway), "ApiEndpoint");

/** Every gateway of a stack has this name, so nothing may look an API up by it. */
function apiName(target: Target) {
	return physicalName([stackName(target), "http-api"], { maxLength: undefined, source: quotas });
}

/** Routes of the gateway, by whatever has them: uses that name a method. */
function routesOf(gateway: Gateway, surroundings: Surroundings) {
	return surroundings.usesOf(gateway.reference).flatMap(({ holder }) => {
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

function stageChild(gateway: Gateway, surroundings: Surroundings): Child {
	return {
		id: stageId(gateway),
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

/** Address of the gateway: its first domain, else what AWS gives it. */
function addressOf(gateway: Gateway): Text {
	const [first] = domainsOf(gateway);
	return first ? `https://${first.name}` : endpoint(gateway);
}

/** The routes of a gateway, whoever has them, with their addresses. */
function integrations(gateway: Gateway, surroundings: Surroundings) {
	return surroundings.usesOf(gateway.reference).flatMap(({ by, holder: { method, path } }) => {
		if (typeof method !== "string" || typeof path !== "string") return [];
		const route = path.startsWith("/") ? path : "";
		return [{ method, url: concat(addressOf(gateway), route), resourceName: by.name }];
	});
}

const paramDocs = {
	url: "Address of the API, with `https://`; not with `customDomains`.",
	domain: "Host name of the API; not with `customDomains`.",
	...domainParamDocs,
	...cdnParamDocs,
};

function ownParams(gateway: Gateway) {
	const domains = domainsOf(gateway);
	if (domains.length > 0) return domainParams(domains);
	return {
		url: { docs: paramDocs.url, value: endpoint(gateway), shown: true },
		domain: { docs: paramDocs.domain, value: splitPart(endpoint(gateway), "//", 1), shown: false },
	};
}

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
	params: (gateway, surroundings) => ({ ...ownParams(gateway), ...cdn.params(gateway, surroundings) }),
	check: (gateway, surroundings) => [
		...checkCors(gateway),
		...checkQuotas(gateway, surroundings),
		...checkGatewayDomains(gateway, surroundings),
		...checkAlarms(gateway.values.alarms),
		...cdn.check(gateway, surroundings),
	],
	compile: (gateway, surroundings) => [
		apiChild(gateway, surroundings),
		stageChild(gateway, surroundings),
		...(hasLogs(gateway) ? [logGroupChild(gateway, surroundings.target)] : []),
		...gatewayDomainChildren(gateway, surroundings),
		...vpcLinkChildren(gateway, surroundings),
		...forwardedLogs(gateway, surroundings.target),
		...alarmChildren(gateway, surroundings, (trigger) => httpApiPlan(trigger, ref(apiId(gateway)))),
		...cdn.children(gateway, surroundings),
	],
	aftercare: (gateway, _target, surroundings) => cdn.aftercare(gateway, surroundings),
	outputs: (gateway, surroundings) =>
		isPart(gateway) ? {} : { integrations: integrations(gateway, surroundings) },
	links: (gateway, target) =>
		hasLogs(gateway)
			? {
					"logs-gateway-access": consolePage(
						`logsV2:log-groups/log-group/${encodeURIComponent(encodeURIComponent(logGroupName(gateway, target).text))}`,
					),
				}
			: {},
});
