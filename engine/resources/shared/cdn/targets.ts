import { logicalId } from "../../../names/logical-id.ts";
import { getAtt, splitPart, sub, type Text } from "../../../template/intrinsics.ts";
import type { Placed, Surroundings } from "../../kind.ts";
import {
	type ApplicationLoadBalancer,
	applicationListeners,
	asApplicationLoadBalancer,
	listenerPortOf,
} from "../application-listeners.ts";
import { member } from "../event-use.ts";
import { dnsName, domainsOf } from "../load-balancer.ts";
import type { OriginNature } from "./policies.ts";
import type { BucketCdn, LoadBalancerCdn, RouteRewrite } from "./settings.ts";

/** Something that CloudFront fetches from. */
export type CdnTarget =
	| {
			readonly kind: "bucket";
			readonly name: string;
			/** Paths without an extension are pages. */
			readonly hasCleanUrls: boolean;
			/** Paths without an extension are all the same page. */
			readonly isSinglePageApp: boolean;
			/** Objects keep headers that S3 has no place for. */
			readonly keepsHeaders: boolean;
	  }
	| { readonly kind: "http-api-gateway" | "function"; readonly name: string }
	| {
			readonly kind: "application-load-balancer";
			readonly balancer: ApplicationLoadBalancer;
			readonly listenerPort: number | undefined;
			readonly domainName: Text | undefined;
	  }
	| {
			readonly kind: "custom-origin";
			readonly domainName: Text;
			readonly protocol: "HTTP" | "HTTPS";
			readonly port: number | undefined;
	  };

/** What S3 keeps of itself; other headers of a file become metadata of the object. */
const nativeHeaders = new Set([
	"cache-control",
	"content-disposition",
	"content-encoding",
	"content-language",
	"content-type",
	"expires",
]);

/** True for a header that S3 keeps and sends by itself. */
export const isNativeHeader = (name: string): boolean => nativeHeaders.has(name.toLowerCase());

function keepsHeaders({ values }: Placed): boolean {
	const options = member(member(values, "directoryUpload"), "fileOptions");
	const headers = (Array.isArray(options) ? options : []).flatMap((option) => {
		const found = member(option, "headers");
		return Array.isArray(found) ? found : [];
	});
	return headers.some((header) => {
		const key = member(header, "key");
		return typeof key === "string" && !isNativeHeader(key);
	});
}

/** A bucket as what a CDN fetches from. */
export function bucketTarget(
	bucket: Placed,
	options: Pick<BucketCdn, "disableUrlNormalization" | "rewriteRoutesForSinglePageApp">,
): CdnTarget {
	return {
		kind: "bucket",
		name: bucket.name,
		hasCleanUrls: options.disableUrlNormalization !== true,
		isSinglePageApp: options.rewriteRoutesForSinglePageApp === true,
		keepsHeaders: keepsHeaders(bucket),
	};
}

/** A load balancer as what a CDN fetches from. */
export function balancerTarget(
	balancer: ApplicationLoadBalancer,
	{ listenerPort, originDomainName }: Pick<LoadBalancerCdn, "listenerPort" | "originDomainName">,
): CdnTarget {
	return { kind: "application-load-balancer", balancer, listenerPort, domainName: originDomainName };
}

/** What the `routeTo` of a route names; `undefined` where it names nothing that is there. */
export function routeTarget(
	{ type, properties }: NonNullable<RouteRewrite["routeTo"]>,
	surroundings: Surroundings,
): CdnTarget | undefined {
	const named = (reference: Text) =>
		typeof reference === "string" ? surroundings.resource(reference) : undefined;
	switch (type) {
		case "bucket": {
			const bucket = named(properties.bucketName);
			return bucket && bucketTarget(bucket, properties);
		}
		case "http-api-gateway": {
			const gateway = named(properties.httpApiGatewayName);
			return gateway && { kind: type, name: gateway.name };
		}
		case "function": {
			const fn = named(properties.functionName);
			return fn && { kind: type, name: fn.name };
		}
		case "application-load-balancer": {
			const balancer = asApplicationLoadBalancer(named(properties.loadBalancerName));
			return balancer && balancerTarget(balancer, properties);
		}
		case "custom-origin": {
			const { domainName, protocol = "HTTPS", port } = properties;
			return { kind: type, domainName, protocol, port };
		}
	}
}

/** Whether a target gives files or answers of code. */
export const natureOf = ({ kind }: CdnTarget): OriginNature => (kind === "bucket" ? "static" : "dynamic");

/** The name by which origins of a target are told apart. */
export function targetName(target: CdnTarget): string {
	if (target.kind === "application-load-balancer") return target.balancer.name;
	if (target.kind !== "custom-origin") return target.name;
	// An id of an origin is a text that is known: a name that is not is told apart by its place alone.
	return typeof target.domainName === "string" ? target.domainName : "customOrigin";
}

/** The listener that CloudFront speaks to. */
export function originListener(
	{ balancer, listenerPort }: Extract<CdnTarget, { kind: "application-load-balancer" }>,
	surroundings: Surroundings,
) {
	const port = listenerPortOf(balancer, listenerPort);
	const found = applicationListeners(balancer, surroundings).find((one) => one.port === port);
	return { port, protocol: found?.protocol === "HTTPS" ? ("HTTPS" as const) : ("HTTP" as const) };
}

function overHttp(protocol: "HTTP" | "HTTPS", port: number | undefined) {
	return protocol === "HTTPS"
		? { OriginProtocolPolicy: "https-only", OriginSSLProtocols: ["TLSv1.2"], HTTPSPort: port ?? 443 }
		: { OriginProtocolPolicy: "http-only", HTTPPort: port ?? 80 };
}

/** Logical id of the identity by which the distributions of a resource read buckets. */
export const identityId = (owner: string) =>
	logicalId({ owner, specifier: "Cdn", type: "AWS::CloudFront::CloudFrontOriginAccessIdentity" });

/** Where CloudFront finds a target, and how it speaks to it. `owner`: who owns the identity for buckets. */
export function originOf(target: CdnTarget, owner: string, surroundings: Surroundings) {
	switch (target.kind) {
		case "bucket":
			return {
				DomainName: getAtt(logicalId({ owner: target.name, type: "AWS::S3::Bucket" }), "RegionalDomainName"),
				S3OriginConfig: {
					OriginAccessIdentity: sub(`origin-access-identity/cloudfront/\${${identityId(owner)}}`),
				},
			};
		case "http-api-gateway": {
			const api = logicalId({ owner: target.name, type: "AWS::ApiGatewayV2::Api" });
			return {
				DomainName: splitPart(getAtt(api, "ApiEndpoint"), "//", 1),
				CustomOriginConfig: overHttp("HTTPS", undefined),
			};
		}
		case "function": {
			const url = logicalId({ owner: target.name, type: "AWS::Lambda::Url" });
			return {
				DomainName: splitPart(getAtt(url, "FunctionUrl"), "/", 2),
				CustomOriginConfig: overHttp("HTTPS", undefined),
			};
		}
		case "application-load-balancer": {
			const { balancer, domainName } = target;
			const { protocol, port } = originListener(target, surroundings);
			return {
				DomainName: domainName ?? domainsOf(balancer)[0]?.name ?? dnsName(balancer.name),
				CustomOriginConfig: overHttp(protocol, port),
			};
		}
		case "custom-origin":
			return { DomainName: target.domainName, CustomOriginConfig: overHttp(target.protocol, target.port) };
	}
}
