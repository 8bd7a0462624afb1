import { logicalId, pascal } from "../../../names/logical-id.ts";
import { physicalName } from "../../../names/physical-name.ts";
import { stackName } from "../../../names/target.ts";
import type { Static } from "../../../schema/schema.ts";
import { join, ref, sub, type Text } from "../../../template/intrinsics.ts";
import type { Child, Deployed, Path, Surroundings, Use } from "../../kind.ts";
import { functionArn, functionId, PERMISSION } from "../names.ts";
import type { httpApiProperties } from "./http-api-schema.ts";
import { authorizerId, routeBefore, routeId, routeKey } from "./routes.ts";

const API = "AWS::ApiGatewayV2::Api";
const ROUTE = "AWS::ApiGatewayV2::Route";
const INTEGRATION = "AWS::ApiGatewayV2::Integration";
const AUTHORIZER = "AWS::ApiGatewayV2::Authorizer";

/** The longest that a gateway waits for a function, in seconds: the format stays a second below AWS's limit of 30. */
const LONGEST_WAIT_SECONDS = 29;

/** Properties of an HTTP event. */
export type HttpApiEvent = Deployed<Static<typeof httpApiProperties>>;

type WrittenAuthorizer = NonNullable<HttpApiEvent["authorizer"]>;

/** An authorizer with the name of the resource that it asks. */
type Authorizer =
	| { readonly kind: "cognito"; readonly userPool: string; readonly identitySources: readonly Text[] }
	| {
			readonly kind: "lambda";
			readonly functionName: string;
			readonly identitySources: readonly Text[];
			readonly answersWithPolicy: boolean;
			readonly cacheSeconds: number;
	  };

/** An HTTP event of which everything is known that names are made of. */
export type RouteEvent = {
	/** Position in `events`. */
	readonly index: number;
	readonly gateway: string;
	readonly method: string;
	readonly path: string;
	readonly payloadFormat: string | undefined;
	readonly authorizer: Authorizer | undefined;
};

/** A function with its HTTP events. */
export type RoutedFunction = {
	readonly name: string;
	readonly timeoutSeconds: number;
	readonly routes: readonly RouteEvent[];
};

function readAuthorizer(written: WrittenAuthorizer): Authorizer | undefined {
	if (written.type === "cognito") {
		const { userPoolName, identitySources = ["$request.header.Authorization"] } = written.properties;
		return typeof userPoolName === "string"
			? { kind: "cognito", userPool: userPoolName, identitySources }
			: undefined;
	}
	const {
		functionName,
		identitySources = [],
		iamResponse = false,
		cacheResultSeconds = 0,
	} = written.properties;
	if (typeof functionName !== "string") return undefined;
	return {
		kind: "lambda",
		functionName,
		identitySources,
		answersWithPolicy: iamResponse,
		cacheSeconds: cacheResultSeconds,
	};
}

/** The route of the event at `index`; `undefined` while a name in it is not known. */
export function readRoute(event: HttpApiEvent, index: number): RouteEvent | undefined {
	const { httpApiGatewayName: gateway, method, path, payloadFormat } = event;
	const authorizer = event.authorizer && readAuthorizer(event.authorizer);
	const isKnown = typeof gateway === "string" && typeof method === "string" && typeof path === "string";
	if (!isKnown || (event.authorizer && !authorizer)) return undefined;
	return { index, gateway, method, path, payloadFormat, authorizer };
}

const apiId = (gateway: string) => logicalId({ owner: gateway, type: API });
const integrationId = (owner: string, gateway: string) =>
	logicalId({ owner, specifier: gateway, type: INTEGRATION });

/** The form of the events of a gateway: what an event says, else its gateway, else `1.0`. */
export function payloadFormatOf(route: RouteEvent, surroundings: Surroundings): string {
	const written = valueAt(surroundings.resource(route.gateway)?.values, ["payloadFormat"]);
	return route.payloadFormat ?? (typeof written === "string" ? written : "1.0");
}

/** The value at `path` in the values of any resource; `undefined` where there is none. */
function valueAt(values: unknown, path: Path): unknown {
	return path.reduce<unknown>(
		(value, key) =>
			typeof value === "object" && value !== null
				? (value as Record<string | number, unknown>)[key]
				: undefined,
		values,
	);
}

/** Gateways that ask the function of this name whether a request may pass, as its authorizer. */
function authorizedGateways(name: string, surroundings: Surroundings): readonly string[] {
	return surroundings.usesOf(name).flatMap((use: Use) => {
		if (use.path.slice(-3).join(".") !== "authorizer.properties.functionName") return [];
		const gateway = valueAt(use.by.values, [...use.path.slice(0, -3), "httpApiGatewayName"]);
		return typeof gateway === "string" ? [gateway] : [];
	});
}

function route(owner: string, { index, gateway, method, path, authorizer }: RouteEvent): Child {
	const id = routeId(gateway, method, path);
	return {
		id,
		origin: ["events", index],
		resource: {
			Type: ROUTE,
			Properties: {
				ApiId: ref(apiId(gateway)),
				RouteKey: routeKey(method, path),
				Target: join("/", ["integrations", ref(integrationId(owner, gateway))]),
				...(authorizer && {
					AuthorizationType: authorizer.kind === "cognito" ? "JWT" : "CUSTOM",
					AuthorizerId: ref(authorizerId(gateway, method, path)),
				}),
			},
		},
	};
}

function authorizerSettings(authorizer: Authorizer) {
	if (authorizer.kind === "cognito") {
		return {
			AuthorizerType: "JWT",
			IdentitySource: authorizer.identitySources,
			JwtConfiguration: {
				Issuer: join("/", [
					sub(`https://cognito-idp.\${AWS::Region}.amazonaws.com`),
					ref(logicalId({ owner: authorizer.userPool, type: "AWS::Cognito::UserPool" })),
				]),
				Audience: [ref(logicalId({ owner: authorizer.userPool, type: "AWS::Cognito::UserPoolClient" }))],
			},
		};
	}
	const asked = `\${${functionId(authorizer.functionName)}.Arn}`;
	return {
		AuthorizerType: "REQUEST",
		AuthorizerUri: sub(
			`arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${asked}/invocations`,
		),
		AuthorizerPayloadFormatVersion: "2.0",
		EnableSimpleResponses: !authorizer.answersWithPolicy,
		AuthorizerResultTtlInSeconds: authorizer.cacheSeconds,
		IdentitySource: authorizer.identitySources,
	};
}

function authorizerChild(owner: string, found: RouteEvent, surroundings: Surroundings): readonly Child[] {
	const { index, gateway, method, path, authorizer } = found;
	if (!authorizer) return [];
	const full = pascal(`${stackName(surroundings.target)}-${owner}-${method}-${path}-${gateway}-Authorizer`);
	const name = physicalName([full], {
		maxLength: 128,
		source: "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html",
	});
	return [
		{
			id: authorizerId(gateway, method, path),
			name,
			origin: ["events", index, "properties", "authorizer"],
			resource: {
				Type: AUTHORIZER,
				Properties: { ApiId: ref(apiId(gateway)), Name: name.text, ...authorizerSettings(authorizer) },
			},
		},
	];
}

function integration(fn: RoutedFunction, first: RouteEvent, surroundings: Surroundings): Child {
	const seconds = Math.min(fn.timeoutSeconds + 0.5, LONGEST_WAIT_SECONDS);
	return {
		id: integrationId(fn.name, first.gateway),
		origin: ["events", first.index],
		resource: {
			Type: INTEGRATION,
			Properties: {
				ApiId: ref(apiId(first.gateway)),
				IntegrationType: "AWS_PROXY",
				IntegrationUri: functionArn(fn.name),
				PayloadFormatVersion: payloadFormatOf(first, surroundings),
				TimeoutInMillis: Math.round(seconds * 1000),
			},
		},
	};
}

function gatewayPermission(owner: string, gateway: string, origin: Path | undefined): Child {
	return {
		id: logicalId({ owner, specifier: gateway, type: PERMISSION }),
		...(origin && { origin }),
		resource: {
			Type: PERMISSION,
			Properties: {
				FunctionName: functionArn(owner),
				Action: "lambda:InvokeFunction",
				Principal: "apigateway.amazonaws.com",
				SourceArn: sub(
					`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${apiId(gateway)}}/*`,
				),
			},
		},
	};
}

/**
 * Routes and authorizers of a function's HTTP events, and per gateway one integration and one permission.
 *
 * A gateway that asks the function as an authorizer needs the permission too; it belongs to the function that is
 * asked, because several routes of other functions can share it. A route that an earlier event already has is left
 * out: the check reports it, and the template stays whole.
 */
export function compileHttpApiEvents(fn: RoutedFunction, surroundings: Surroundings): readonly Child[] {
	const firsts = fn.routes.filter(
		(found, at) => fn.routes.findIndex(({ gateway }) => gateway === found.gateway) === at,
	);
	const served = new Set(firsts.map(({ gateway }) => gateway));
	const asking = new Set(authorizedGateways(fn.name, surroundings));
	const free = fn.routes.filter((found) => !routeBefore(fn.name, found, surroundings));
	return [
		...free.flatMap((found) => [route(fn.name, found), ...authorizerChild(fn.name, found, surroundings)]),
		...firsts.flatMap((first) => [
			integration(fn, first, surroundings),
			gatewayPermission(fn.name, first.gateway, ["events", first.index]),
		]),
		...[...asking]
			.filter((gateway) => !served.has(gateway))
			.map((gateway) => gatewayPermission(fn.name, gateway, undefined)),
	];
}
