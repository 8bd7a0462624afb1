import { logicalId, pascal } from "../../../names/logical-id.ts";
import { physicalName } from "../../../names/physical-name.ts";
import { stackName } from "../../../names/target.ts";
import type { Static } from "../../../schema/schema.ts";
import { join, ref, sub, type Text } from "../../../template/intrinsics.ts";
import type { Child, Deployed, Path, Surroundings } from "../../kind.ts";
import { member } from "../event-use.ts";
import type { httpApiProperties } from "../events/http-api-schema.ts";
import { authorizerId, gatewayName, routeId, routeKey } from "./routes.ts";

const API = "AWS::ApiGatewayV2::Api";
const ROUTE = "AWS::ApiGatewayV2::Route";
const AUTHORIZER = "AWS::ApiGatewayV2::Authorizer";

/** Properties of an HTTP event. */
type HttpApiEvent = Deployed<Static<typeof httpApiProperties>>;

type WrittenAuthorizer = NonNullable<HttpApiEvent["authorizer"]>;

/** An authorizer with the reference of the resource that it asks. */
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
	/** Path of the event in its resource: `["events", 0]`. */
	readonly at: Path;
	/** Reference of the gateway. */
	readonly gateway: string;
	readonly method: string;
	readonly path: string;
	readonly payloadFormat: string | undefined;
	readonly authorizer: Authorizer | undefined;
};

/** Who takes the requests. */
export type RouteOwner = { readonly name: string; readonly reference: string };

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

/** The route of the event at `at`; `undefined` while a name in it is not known. */
export function readRoute(event: HttpApiEvent, at: Path): RouteEvent | undefined {
	const { httpApiGatewayName: gateway, method, path, payloadFormat } = event;
	const authorizer = event.authorizer && readAuthorizer(event.authorizer);
	const isKnown = typeof gateway === "string" && typeof method === "string" && typeof path === "string";
	if (!isKnown || (event.authorizer && !authorizer)) return undefined;
	return { at, gateway, method, path, payloadFormat, authorizer };
}

/** Logical id of the API of the gateway with the reference `gateway`. */
export function apiId(gateway: string, surroundings: Surroundings): string {
	return logicalId({ owner: gatewayName(gateway, surroundings), type: API });
}

/** The form of the events of a gateway: what an event says, else its gateway, else `1.0`. */
export function payloadFormatOf(route: RouteEvent, surroundings: Surroundings): string {
	const written = member(surroundings.resource(route.gateway)?.values, "payloadFormat");
	return route.payloadFormat ?? (typeof written === "string" ? written : "1.0");
}

function routeChild(found: RouteEvent, integrationId: string, surroundings: Surroundings): Child {
	const { at, gateway, method, path, authorizer } = found;
	const name = gatewayName(gateway, surroundings);
	return {
		id: routeId(name, method, path),
		origin: at,
		resource: {
			Type: ROUTE,
			Properties: {
				ApiId: ref(apiId(gateway, surroundings)),
				RouteKey: routeKey(method, path),
				Target: join("/", ["integrations", ref(integrationId)]),
				...(authorizer && {
					AuthorizationType: authorizer.kind === "cognito" ? "JWT" : "CUSTOM",
					AuthorizerId: ref(authorizerId(name, method, path)),
				}),
			},
		},
	};
}

function authorizerSettings(authorizer: Authorizer, surroundings: Surroundings) {
	const idOf = (reference: string, type: string) =>
		logicalId({ owner: surroundings.resource(reference)?.name ?? reference, type });
	if (authorizer.kind === "cognito") {
		return {
			AuthorizerType: "JWT",
			IdentitySource: authorizer.identitySources,
			JwtConfiguration: {
				Issuer: join("/", [
					sub(`https://cognito-idp.\${AWS::Region}.amazonaws.com`),
					ref(idOf(authorizer.userPool, "AWS::Cognito::UserPool")),
				]),
				Audience: [ref(idOf(authorizer.userPool, "AWS::Cognito::UserPoolClient"))],
			},
		};
	}
	const asked = `\${${idOf(authorizer.functionName, "AWS::Lambda::Function")}.Arn}`;
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

function authorizerChild(owner: RouteOwner, found: RouteEvent, surroundings: Surroundings): readonly Child[] {
	const { at, gateway, method, path, authorizer } = found;
	if (!authorizer) return [];
	const gatewayId = gatewayName(gateway, surroundings);
	const full = pascal(
		`${stackName(surroundings.target)}-${owner.name}-${method}-${path}-${gatewayId}-Authorizer`,
	);
	const name = physicalName([full], {
		maxLength: 128,
		source: "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html",
	});
	return [
		{
			id: authorizerId(gatewayId, method, path),
			name,
			origin: [...at, "properties", "authorizer"],
			resource: {
				Type: AUTHORIZER,
				Properties: {
					ApiId: ref(apiId(gateway, surroundings)),
					Name: name.text,
					...authorizerSettings(authorizer, surroundings),
				},
			},
		},
	];
}

/** A route to the integration with the logical id `integrationId`, and the authorizer of the route. */
export function routeChildren(
	owner: RouteOwner,
	found: RouteEvent,
	integrationId: string,
	surroundings: Surroundings,
): readonly Child[] {
	return [routeChild(found, integrationId, surroundings), ...authorizerChild(owner, found, surroundings)];
}
