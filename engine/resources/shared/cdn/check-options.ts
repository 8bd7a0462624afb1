import type { Finding, Path } from "../../kind.ts";
import { exactlyOne } from "../exactly-one.ts";
import { cacheKeyOf, type OriginNature } from "./policies.ts";
import type { CachingOptions, ForwardingOptions } from "./settings.ts";

const guide = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide";
const cachePolicies = `${guide}/cache-key-create-cache-policy.html`;
const behaviors = "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html";

/** The sets of methods that CloudFront knows. */
const methodSets = [
	["GET", "HEAD"],
	["GET", "HEAD", "OPTIONS"],
	["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
];
const cachedSets = methodSets.slice(0, 2);

const isSet = (methods: readonly string[], set: readonly string[]) =>
	new Set(methods).size === set.length && set.every((method) => methods.includes(method));

const selections = {
	cookies: ["none", "whitelist", "allExcept", "all"],
	headers: ["none", "whitelist"],
	queryString: ["all", "none", "whitelist"],
} as const;

const forwardedSelections = {
	cookies: ["none", "whitelist", "all"],
	headers: ["none", "whitelist", "allViewer", "allViewerAndWhitelistCloudFront", "allExcept"],
	queryString: ["all", "none", "whitelist"],
} as const;

function checkSelections(
	holder: { readonly [Key in keyof typeof selections]?: object | undefined } | undefined,
	allowed: typeof selections | typeof forwardedSelections,
	path: Path,
): readonly Finding[] {
	return (["cookies", "headers", "queryString"] as const).flatMap((key) => {
		const written = holder?.[key];
		return written ? exactlyOne(written, allowed[key], [...path, key]) : [];
	});
}

function checkMethods(
	methods: readonly string[] | undefined,
	sets: readonly (readonly string[])[],
	path: Path,
): readonly Finding[] {
	if (!methods || sets.some((set) => isSet(methods, set))) return [];
	return [
		{
			code: "unsupported-method-set",
			message: `CloudFront does not know the set of methods ${methods.join(", ") || "without any"}`,
			path,
			hint: `use one of: ${sets.map((set) => `[${set.join(", ")}]`).join(", ")}, see ${behaviors}`,
		},
	];
}

function checkLifetimes({ minTTL, maxTTL, defaultTTL }: CachingOptions, path: Path): readonly Finding[] {
	const pairs = [
		["minTTL", minTTL, "maxTTL", maxTTL],
		["minTTL", minTTL, "defaultTTL", defaultTTL],
		["defaultTTL", defaultTTL, "maxTTL", maxTTL],
	] as const;
	return pairs
		.filter(([, least, , most]) => least !== undefined && most !== undefined && least > most)
		.slice(0, 1)
		.map(([low, least, high, most]) => ({
			code: "minimum-above-maximum",
			message: `${low} is ${least} seconds, which is above ${high}, ${most} seconds`,
			path: [...path, low],
			hint: `lower ${low} or raise ${high}: they must be in the order minTTL, defaultTTL, maxTTL`,
		}));
}

/** A policy that keeps nothing must not say what tells the kept answers apart. */
function checkKeyOfNothing(options: CachingOptions, nature: OriginNature, path: Path): readonly Finding[] {
	const key = cacheKeyOf(options, nature);
	if (key.maxTTL > 0) return [];
	return (["cookies", "headers", "queryString"] as const)
		.filter((name) => options.cacheKeyParameters?.[name] !== undefined && key[name].kind !== "none")
		.map((name) => ({
			code: "cache-key-without-cache",
			message: `maxTTL is 0, so nothing is cached and ${name} cannot be part of the cache key`,
			path: [...path, "cacheKeyParameters", name],
			atKey: true,
			hint: `name it in forwardingOptions if the origin needs it, see ${cachePolicies}`,
		}));
}

/** Finds what is wrong with the caching options at `path`. */
export function checkCaching(
	options: CachingOptions | undefined,
	nature: OriginNature,
	path: Path,
): readonly Finding[] {
	if (!options) return [];
	return [
		...checkMethods(options.cacheMethods, cachedSets, [...path, "cacheMethods"]),
		...(options.cachePolicyId === undefined
			? [
					...checkSelections(options.cacheKeyParameters, selections, [...path, "cacheKeyParameters"]),
					...checkLifetimes(options, path),
					...checkKeyOfNothing(options, nature, path),
				]
			: checkUnused(
					options,
					"cachePolicyId",
					["minTTL", "maxTTL", "defaultTTL", "cacheKeyParameters"],
					path,
				)),
	];
}

/** A policy of the user's is used as it is. */
function checkUnused(
	options: object,
	policy: string,
	keys: readonly string[],
	path: Path,
): readonly Finding[] {
	return keys
		.filter((key) => key in options)
		.map((key) => ({
			code: "policy-given",
			severity: "warning" as const,
			message: `${key} has no effect, because ${policy} names a policy that is used as it is`,
			path: [...path, key],
			atKey: true,
			hint: `remove ${key}, or remove ${policy}`,
		}));
}

/** Headers that a policy of the user's own must not name, in lower case. */
const unforwardable = new Set(["accept-encoding", "authorization", "connection"]);

function checkHeaders({ headers }: ForwardingOptions, path: Path): readonly Finding[] {
	const list = headers?.whitelist ?? [];
	return list.flatMap((name, index) => {
		if (typeof name !== "string" || !unforwardable.has(name.toLowerCase())) return [];
		return {
			code: "header-not-forwardable",
			message: `CloudFront does not pass "${name}" on by a list of headers`,
			path: [...path, "headers", "whitelist", index],
			hint: `name it in cachingOptions.cacheKeyParameters.headers, or use allViewer, see ${guide}/origin-request-create-origin-request-policy.html`,
		};
	});
}

/** Finds what is wrong with the forwarding options at `path`. */
export function checkForwarding(options: ForwardingOptions | undefined, path: Path): readonly Finding[] {
	if (!options) return [];
	return [
		...checkMethods(options.allowedMethods, methodSets, [...path, "allowedMethods"]),
		...(options.originRequestPolicyId === undefined
			? [...checkSelections(options, forwardedSelections, path), ...checkHeaders(options, path)]
			: checkUnused(options, "originRequestPolicyId", ["cookies", "headers", "queryString"], path)),
	];
}
