import { logicalId } from "../../../names/logical-id.ts";
import { ref, sub } from "../../../template/intrinsics.ts";
import type { Child, Path, Surroundings, Use } from "../../kind.ts";
import { member } from "../../shared/event-use.ts";
import {
	apiId,
	payloadFormatOf,
	type RouteEvent,
	type RouteOwner,
	routeChildren,
} from "../../shared/http-api/route.ts";
import { gatewayName, routeBefore } from "../../shared/http-api/routes.ts";
import { functionArn, PERMISSION } from "../names.ts";

const INTEGRATION = "AWS::ApiGatewayV2::Integration";

/** The longest that a gateway waits for a function, in seconds: the format stays a second below AWS's limit of 30. */
const LONGEST_WAIT_SECONDS = 29;

/** A function with its HTTP events. */
export type RoutedFunction = RouteOwner & {
	readonly timeoutSeconds: number;
	readonly routes: readonly RouteEvent[];
};

const integrationId = (owner: string, gateway: string, surroundings: Surroundings) =>
	logicalId({ owner, specifier: gatewayName(gateway, surroundings), type: INTEGRATION });

/** Gateways that ask the function with this reference whether a request may pass, as its authorizer. */
function authorizedGateways(reference: string, surroundings: Surroundings): readonly string[] {
	return surroundings.usesOf(reference).flatMap((use: Use) => {
		if (use.path.slice(-3).join(".") !== "authorizer.properties.functionName") return [];
		const properties = use.path.slice(0, -3).reduce<unknown>(member, use.by.values);
		const gateway = member(properties, "httpApiGatewayName");
		return typeof gateway === "string" ? [gateway] : [];
	});
}

function integration(fn: RoutedFunction, first: RouteEvent, surroundings: Surroundings): Child {
	const seconds = Math.min(fn.timeoutSeconds + 0.5, LONGEST_WAIT_SECONDS);
	return {
		id: integrationId(fn.name, first.gateway, surroundings),
		origin: first.at,
		resource: {
			Type: INTEGRATION,
			Properties: {
				ApiId: ref(apiId(first.gateway, surroundings)),
				IntegrationType: "AWS_PROXY",
				IntegrationUri: functionArn(fn.name),
				PayloadFormatVersion: payloadFormatOf(first, surroundings),
				TimeoutInMillis: Math.round(seconds * 1000),
			},
		},
	};
}

function gatewayPermission(
	owner: string,
	gateway: string,
	origin: Path | undefined,
	surroundings: Surroundings,
): Child {
	const api = apiId(gateway, surroundings);
	return {
		id: logicalId({ owner, specifier: gatewayName(gateway, surroundings), type: PERMISSION }),
		...(origin && { origin }),
		resource: {
			Type: PERMISSION,
			Properties: {
				FunctionName: functionArn(owner),
				Action: "lambda:InvokeFunction",
				Principal: "apigateway.amazonaws.com",
				SourceArn: sub(`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api}}/*`),
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
	const asking = new Set(authorizedGateways(fn.reference, surroundings));
	const free = fn.routes.filter((found) => !routeBefore(fn.reference, found, surroundings));
	return [
		...free.flatMap((found) =>
			routeChildren(fn, found, integrationId(fn.name, found.gateway, surroundings), surroundings),
		),
		...firsts.flatMap((first) => [
			integration(fn, first, surroundings),
			gatewayPermission(fn.name, first.gateway, first.at, surroundings),
		]),
		...[...asking]
			.filter((gateway) => !served.has(gateway))
			.map((gateway) => gatewayPermission(fn.name, gateway, undefined, surroundings)),
	];
}
