import { logicalId } from "../../../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../../../names/physical-name.ts";
import { stackName, type Target } from "../../../names/target.ts";
import { concat, getAtt, type Text } from "../../../template/intrinsics.ts";
import type { Aftercare, Child, Finding, Param, Surroundings } from "../../kind.ts";
import type { Behavior } from "../cdn/behaviors.ts";
import { checkCaching } from "../cdn/check-options.ts";
import { type Distribution, distributionId } from "../cdn/distribution.ts";
import type { CachingOptions } from "../cdn/settings.ts";
import type { CdnTarget } from "../cdn/targets.ts";
import { checkDomains, readDomains } from "../custom-domains.ts";
import { checkFirewall } from "../firewall.ts";
import { partName, policiesName } from "./names.ts";
import type { AnyWebsite } from "./properties.ts";

const EDGE_FUNCTION = "AWS::CloudFront::Function";

/** Policies that CloudFront brings along: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html */
const ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

const ALL = ["GET", "HEAD", "POST", "OPTIONS", "PATCH", "PUT", "DELETE"] as const;
const READING = ["GET", "HEAD", "OPTIONS"] as const;

/** Caching of what a server renders: as long as the server says, and not at all where it says nothing. */
export const serverCaching = {
	minTTL: 0,
	defaultTTL: 0,
	maxTTL: 31_536_000,
	cacheMethods: [...READING],
	cacheKeyParameters: { cookies: { none: true }, headers: { none: true }, queryString: { all: true } },
} satisfies CachingOptions;

/** Logical id of the function that keeps the host name that the viewer asked for. */
export function hostHeaderId(owner: string, word: string): string {
	return logicalId({ owner, specifier: `${word}HostHeaderRewrite`, type: EDGE_FUNCTION });
}

/** CloudFront asks the server by the server's own name, so the viewer's travels in another header. */
const hostHeaderCode =
	"function handler(event) { var request = event.request; request.headers['x-forwarded-host'] = request.headers.host; return request; }";

/** The function that keeps the host name that the viewer asked for; `suffix` ends its name in AWS. */
export function hostHeaderChild(owner: string, word: string, suffix: string, target: Target): Child {
	const name: PhysicalName = physicalName([stackName(target), owner, suffix], {
		maxLength: 64,
		source: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateFunction.html",
	});
	return {
		id: hostHeaderId(owner, word),
		name,
		resource: {
			Type: EDGE_FUNCTION,
			Properties: {
				Name: name.text,
				AutoPublish: true,
				FunctionCode: hostHeaderCode,
				FunctionConfig: {
					Comment: "Keeps the host name that the viewer asked for",
					Runtime: "cloudfront-js-1.0",
				},
			},
		},
	};
}

/** A part of the site that a server renders. */
export function serverBehavior(options: {
	readonly pathPattern?: string;
	readonly target: CdnTarget;
	readonly caching: CachingOptions;
	/** What runs at the edge before the server is asked. */
	readonly edgeFunctions: NonNullable<Behavior["edgeFunctions"]>;
	readonly path: Behavior["path"];
}): Behavior {
	return {
		...options,
		forwarding: { allowedMethods: [...ALL], originRequestPolicyId: ALL_VIEWER_EXCEPT_HOST },
	};
}

/** The part of the site that is files of the bucket; `pathPattern` as long as nothing is built. */
export function staticBehavior(site: AnyWebsite, pathPattern: string, prefix?: string): Behavior {
	return {
		pathPattern,
		filesOf: site.reference,
		target: siteBucket(site),
		prefix,
		caching: { cachePolicyId: CACHING_OPTIMIZED, cacheMethods: [...READING] },
		forwardsNothing: true,
		path: [],
	};
}

/** The bucket of a site as what the CDN fetches from. */
export function siteBucket({ name }: AnyWebsite): CdnTarget {
	return {
		kind: "bucket",
		name: partName(name, "bucket"),
		hasCleanUrls: false,
		isSinglePageApp: false,
		keepsHeaders: false,
	};
}

const bare = (path: unknown) => String(path).replace(/^\/+/, "");

/**
 * `behaviors` with the caching that the config wants for some paths: of a route that is there already, or of one
 * more that the server renders.
 */
export function withOverrides(
	site: AnyWebsite,
	behaviors: readonly [Behavior, ...Behavior[]],
	makeRoute: (path: string, caching: CachingOptions) => Behavior,
): readonly [Behavior, ...Behavior[]] {
	const { defaultCachingOptions, pathCachingOverrides = [] } = site.values.cdn ?? {};
	const [first, ...others] = behaviors;
	const routes = [...others];
	for (const [index, { path, cachingOptions }] of pathCachingOverrides.entries()) {
		const at = routes.findIndex(({ pathPattern }) => bare(pathPattern) === bare(path));
		const known = routes[at];
		const place = ["cdn", "pathCachingOverrides", index];
		if (known) routes[at] = { ...known, caching: { ...known.caching, ...cachingOptions }, path: place };
		else routes.push({ ...makeRoute(bare(path), cachingOptions), path: place });
	}
	return [{ ...first, caching: { ...first.caching, ...defaultCachingOptions } }, ...routes];
}

/** The CDN in front of a site. */
export function siteDistribution(
	site: AnyWebsite,
	behaviors: readonly [Behavior, ...Behavior[]],
): Distribution {
	return {
		resource: site,
		names: { distribution: site.name, policies: policiesName(site) },
		behaviors,
		domains: readDomains(site.values.customDomains, ["customDomains"]),
		firewall: site.values.useFirewall,
	};
}

/** What the engine does for the CDN of a site after a deploy. */
export function siteAftercare(site: AnyWebsite): readonly Aftercare[] {
	const stem = distributionId(site.name).slice(0, -1);
	const isKept = site.values.cdn?.disableInvalidationAfterDeploy === true;
	return isKept ? [] : [{ kind: "cdn-invalidation", resource: site.reference, stem }];
}

/** Address of a site: its own domains, or what CloudFront gives it. */
export function siteUrl(site: AnyWebsite): Text {
	const names = readDomains(site.values.customDomains, ["customDomains"]).map(({ name }) => name);
	if (names.length > 0) return names.map((name) => `https://${name}`).join(", ");
	return concat("https://", getAtt(distributionId(site.name), "DomainName"));
}

/** The parameter of every website. */
export const siteParamDocs = {
	url: "Address of the website; with several domains all of them, joined by `, `.",
};

/** The parameters of a website. */
export function siteParams(site: AnyWebsite): Readonly<Record<string, Param>> {
	return { url: { docs: siteParamDocs.url, value: siteUrl(site), shown: true } };
}

/** What is wrong with domains, firewall and caching of a site. */
export function checkSite(site: AnyWebsite, surroundings: Surroundings): readonly Finding[] {
	const { cdn } = site.values;
	const domains = readDomains(site.values.customDomains, ["customDomains"]);
	return [
		...checkDomains(site, domains, "edge", surroundings),
		...checkFirewall(site, ["useFirewall"], "cdn", surroundings),
		...checkCaching(cdn?.defaultCachingOptions, "dynamic", ["cdn", "defaultCachingOptions"]),
		...(cdn?.pathCachingOverrides ?? []).flatMap(({ cachingOptions }, index) =>
			checkCaching(cachingOptions, "dynamic", ["cdn", "pathCachingOverrides", index, "cachingOptions"]),
		),
	];
}
