import type { Aftercare, Child, Finding, Param, Path, Placed, Surroundings } from "../../kind.ts";
import { readDomains } from "../custom-domains.ts";
import type { Behavior } from "./behaviors.ts";
import { checkDistribution } from "./check.ts";
import { cdnAftercare, cdnParams, type Distribution, distributionChildren } from "./distribution.ts";
import type { Cdn, RouteRewrite } from "./settings.ts";
import { type CdnTarget, routeTarget } from "./targets.ts";

const CDN: Path = ["cdn"];

function rewrite(
	route: RouteRewrite,
	index: number,
	own: CdnTarget,
	surroundings: Surroundings,
): readonly Behavior[] {
	const { path: pathPattern, routePrefix, routeTo, cachingOptions, forwardingOptions, edgeFunctions } = route;
	const target = routeTo ? routeTarget(routeTo, surroundings) : own;
	if (!target) return [];
	return [
		{
			pathPattern,
			target,
			prefix: routePrefix,
			caching: cachingOptions,
			forwarding: forwardingOptions,
			edgeFunctions,
			path: [...CDN, "routeRewrites", index],
		},
	];
}

/** The distribution that the `cdn` of a resource describes, with the resource behind it. */
export function distributionOf(
	resource: Placed,
	cdn: Cdn,
	own: CdnTarget,
	surroundings: Surroundings,
): Distribution {
	const first: Behavior = {
		target: own,
		prefix: cdn.defaultRoutePrefix,
		caching: cdn.cachingOptions,
		forwarding: cdn.forwardingOptions,
		edgeFunctions: cdn.edgeFunctions,
		path: CDN,
	};
	const routes = (cdn.routeRewrites ?? []).flatMap((route, index) =>
		rewrite(route, index, own, surroundings),
	);
	return {
		resource,
		behaviors: [first, ...routes],
		domains: readDomains(cdn.customDomains, [...CDN, "customDomains"]),
		priceClass: cdn.cloudfrontPriceClass,
		indexDocument: cdn.indexDocument,
		errorDocument: cdn.errorDocument,
		firewall: cdn.useFirewall,
	};
}

/** What a room with a `cdn` needs of it; `read` gives the `cdn` and what stands behind it. All is empty while it is off. */
export function cdnOf<P extends Placed>(
	read: (resource: P) => { readonly cdn: Cdn | undefined; readonly own: CdnTarget },
) {
	const distribution = (resource: P, surroundings: Surroundings) => {
		const { cdn, own } = read(resource);
		return cdn?.enabled ? distributionOf(resource, cdn, own, surroundings) : undefined;
	};
	return {
		/** Its CloudFormation resources. */
		children: (resource: P, surroundings: Surroundings): readonly Child[] => {
			const found = distribution(resource, surroundings);
			return found ? distributionChildren(found, surroundings) : [];
		},
		/** The parameters that it gives the resource. */
		params: (resource: P, surroundings: Surroundings): Readonly<Record<string, Param>> => {
			const found = distribution(resource, surroundings);
			return found ? cdnParams(found, surroundings) : {};
		},
		/** What the engine does for it after a deploy. */
		aftercare: (resource: P, surroundings: Surroundings): readonly Aftercare[] => {
			const { cdn } = read(resource);
			const found = distribution(resource, surroundings);
			return found ? cdnAftercare(found, cdn?.disableInvalidationAfterDeploy) : [];
		},
		/** What is wrong with it. */
		check: (resource: P, surroundings: Surroundings): readonly Finding[] => {
			const { cdn } = read(resource);
			const found = distribution(resource, surroundings);
			return found && cdn ? checkDistribution(found, cdn, surroundings) : [];
		},
	};
}
