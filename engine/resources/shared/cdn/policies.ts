import { logicalId, pascal } from "../../../names/logical-id.ts";
import { optionsHash } from "../../../names/options-hash.ts";
import { type PhysicalName, physicalName } from "../../../names/physical-name.ts";
import { stackName, type Target } from "../../../names/target.ts";
import { ref, type Text } from "../../../template/intrinsics.ts";
import type { Child, Path } from "../../kind.ts";
import type { CachingOptions, ForwardingOptions } from "./settings.ts";

const CACHE_POLICY = "AWS::CloudFront::CachePolicy";
const REQUEST_POLICY = "AWS::CloudFront::OriginRequestPolicy";

const nameLimit = {
	maxLength: 128,
	source: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CachePolicyConfig.html",
};

/** What the defaults of a policy depend on: files of a bucket, or answers of code. */
export type OriginNature = "static" | "dynamic";

/** Which cookies, headers or query parameters count, as CloudFront names the choice. */
type Selection = { readonly kind: string; readonly names?: readonly Text[] | undefined };

/** Whom a policy is for. */
export type PolicyPlace = {
	/** Name of the resource that owns the policies of its own. */
	readonly owner: string;
	readonly nature: OriginNature;
	readonly target: Target;
	readonly origin: Path;
};

/** A policy, with what makes it when the stack does. */
export type Policy = { readonly id: Text; readonly children: readonly Child[] };

const title = (nature: OriginNature) => (nature === "static" ? "Static" : "Dynamic");

function defaultName(nature: OriginNature, type: string, target: Target): PhysicalName {
	const segment = type.slice(type.lastIndexOf(":") + 1);
	return physicalName([pascal(`${stackName(target)}-Def${title(nature)}-${segment}`)], nameLimit);
}

/** A policy that all distributions of the stack share. */
function defaultPolicy(
	type: string,
	nature: OriginNature,
	target: Target,
	config: (name: string) => object,
): Policy {
	const id = logicalId({ owner: undefined, specifier: `CdnDef${title(nature)}`, type });
	const name = defaultName(nature, type, target);
	return {
		id: ref(id),
		children: [{ id, shared: true, name, resource: { Type: type, Properties: { ...config(name.text) } } }],
	};
}

/** A policy of one distribution, named by the options that it comes from. */
function ownPolicy(
	type: string,
	place: PolicyPlace,
	options: object,
	config: (name: string) => object,
): Policy {
	const { owner, target, origin } = place;
	const specifier = `Cdn-CacheBehavior${optionsHash(options)}`;
	const id = logicalId({ owner, specifier, type });
	const segment = type.slice(type.lastIndexOf(":") + 1);
	const name = physicalName([pascal(`${stackName(target)}-${owner}-${specifier}-${segment}`)], nameLimit);
	return {
		id: ref(id),
		children: [{ id, name, origin, resource: { Type: type, Properties: { ...config(name.text) } } }],
	};
}

/**
 * The choice that an object such as `{whitelist: [...]}` makes; the default when it makes none. A check says when it
 * makes two.
 */
function selectionOf(written: object | undefined, otherwise: Selection): Selection {
	const chosen = Object.entries(written ?? {}).find(([, value]) => value !== undefined && value !== false);
	if (!chosen) return otherwise;
	const [kind, value] = chosen;
	return Array.isArray(value) ? { kind, names: value } : { kind };
}

/** The lifetimes and the key of a cache, as they come into force. */
type CacheKey = {
	readonly minTTL: number;
	readonly defaultTTL: number;
	readonly maxTTL: number;
	readonly cookies: Selection;
	readonly headers: Selection;
	readonly queryString: Selection;
};

const YEAR = 31_536_000;
const HALF_YEAR = 15_768_000;
const none: Selection = { kind: "none" };

const defaultCaches: Readonly<Record<OriginNature, CacheKey>> = {
	static: {
		minTTL: 0,
		defaultTTL: HALF_YEAR,
		maxTTL: YEAR,
		cookies: none,
		headers: none,
		queryString: none,
	},
	dynamic: {
		minTTL: 0,
		defaultTTL: 0,
		maxTTL: YEAR,
		cookies: none,
		headers: { kind: "whitelist", names: ["Authorization"] },
		queryString: { kind: "all" },
	},
};

/** What the options give: a lifetime that is not given is moved as far as those that are need it. */
export function cacheKeyOf(options: CachingOptions, nature: OriginNature): CacheKey {
	const usual = defaultCaches[nature];
	const { minTTL, maxTTL, defaultTTL, cacheKeyParameters: key } = options;
	const most = maxTTL ?? Math.max(usual.maxTTL, minTTL ?? 0, defaultTTL ?? 0);
	const least = minTTL ?? Math.min(usual.minTTL, defaultTTL ?? usual.minTTL, most);
	// A cache that keeps nothing has no key.
	const keepsNothing = most === 0;
	return {
		minTTL: least,
		defaultTTL: defaultTTL ?? Math.min(Math.max(usual.defaultTTL, least), most),
		maxTTL: most,
		cookies: selectionOf(key?.cookies, keepsNothing ? none : usual.cookies),
		headers: selectionOf(key?.headers, keepsNothing ? none : usual.headers),
		queryString: selectionOf(key?.queryString, keepsNothing ? none : usual.queryString),
	};
}

function cachePolicyConfig(name: string, key: CacheKey, compresses: boolean) {
	const isKept = key.maxTTL > 0;
	return {
		CachePolicyConfig: {
			Name: name,
			MinTTL: key.minTTL,
			DefaultTTL: key.defaultTTL,
			MaxTTL: key.maxTTL,
			ParametersInCacheKeyAndForwardedToOrigin: {
				CookiesConfig: { CookieBehavior: key.cookies.kind, Cookies: key.cookies.names },
				HeadersConfig: { HeaderBehavior: key.headers.kind, Headers: key.headers.names },
				QueryStringsConfig: {
					QueryStringBehavior: key.queryString.kind,
					QueryStrings: key.queryString.names,
				},
				EnableAcceptEncodingGzip: isKept && compresses,
				EnableAcceptEncodingBrotli: isKept && compresses,
			},
		},
	};
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** The cache policy that caching options lead to: the one that they name, one of their own, or the stack's default. */
export function cachePolicy(options: CachingOptions | undefined, place: PolicyPlace): Policy {
	const { nature, target } = place;
	if (options?.cachePolicyId !== undefined) return { id: options.cachePolicyId, children: [] };
	const key = cacheKeyOf(options ?? {}, nature);
	if (options && !isSame(key, defaultCaches[nature])) {
		const compresses = options.disableCompression !== true;
		return ownPolicy(CACHE_POLICY, place, options, (name) => cachePolicyConfig(name, key, compresses));
	}
	return defaultPolicy(CACHE_POLICY, nature, target, (name) =>
		cachePolicyConfig(name, defaultCaches[nature], true),
	);
}

/** What goes to the origin beside what is in the key of the cache. */
type Forwarded = {
	readonly cookies: Selection;
	readonly headers: Selection;
	readonly queryString: Selection;
};

const defaultForwarding: Readonly<Record<OriginNature, Forwarded>> = {
	static: {
		cookies: none,
		headers: { kind: "whitelist", names: ["if-match", "if-none-match", "if-modified-since"] },
		queryString: none,
	},
	// The host of the viewer is not that of the origin, which would not know itself by it.
	dynamic: {
		cookies: { kind: "all" },
		headers: { kind: "allExcept", names: ["host"] },
		queryString: { kind: "all" },
	},
};

function requestPolicyConfig(name: string, { cookies, headers, queryString }: Forwarded) {
	return {
		OriginRequestPolicyConfig: {
			Name: name,
			CookiesConfig: { CookieBehavior: cookies.kind, Cookies: cookies.names },
			HeadersConfig: { HeaderBehavior: headers.kind, Headers: headers.names },
			QueryStringsConfig: { QueryStringBehavior: queryString.kind, QueryStrings: queryString.names },
		},
	};
}

/** The origin request policy that forwarding options lead to. */
export function requestPolicy(options: ForwardingOptions | undefined, place: PolicyPlace): Policy {
	const { nature, target } = place;
	if (options?.originRequestPolicyId !== undefined) {
		return { id: options.originRequestPolicyId, children: [] };
	}
	const usual = defaultForwarding[nature];
	const wanted: Forwarded = {
		cookies: selectionOf(options?.cookies, usual.cookies),
		headers: selectionOf(options?.headers, usual.headers),
		queryString: selectionOf(options?.queryString, usual.queryString),
	};
	if (options && !isSame(wanted, usual)) {
		const { allowedMethods: _methods, customRequestHeaders: _headers, ...named } = options;
		return ownPolicy(REQUEST_POLICY, place, named, (name) => requestPolicyConfig(name, wanted));
	}
	return defaultPolicy(REQUEST_POLICY, nature, target, (name) => requestPolicyConfig(name, usual));
}
