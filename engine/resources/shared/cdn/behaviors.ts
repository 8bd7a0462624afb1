import type { Text } from "../../../template/intrinsics.ts";
import { FilePathsSlot } from "../../../template/slot.ts";
import type { Child, Path, Surroundings } from "../../kind.ts";
import { edgeVersionArn } from "../edge-function.ts";
import { type EdgeCode, edgeCodeArn, edgeCodeChild } from "./edge-code.ts";
import { cachePolicy, type Policy, requestPolicy } from "./policies.ts";
import type { CachingOptions, EdgeFunctions, ForwardingOptions } from "./settings.ts";
import { type CdnTarget, natureOf, originOf, targetName } from "./targets.ts";

/** How a distribution treats some of the requests. */
export type Behavior = {
	/** Pattern of the paths; absent: everything that no other behaviour takes. */
	readonly pathPattern?: Text;
	readonly target: CdnTarget;
	/** Reference of the website whose files it is for: the pattern stands for their paths, which only a build tells. */
	readonly filesOf?: string;
	/** Put before the path on the way to the target. */
	readonly prefix?: Text | undefined;
	readonly caching?: CachingOptions | undefined;
	readonly forwarding?: ForwardingOptions | undefined;
	readonly edgeFunctions?: EdgeFunctions | undefined;
	/** What is forwarded is what the key of the cache has, and nothing else. */
	readonly forwardsNothing?: true;
	/** Where it is written. */
	readonly path: Path;
};

const READING = ["GET", "HEAD", "OPTIONS"];
const ALL = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"];

const eventTypes = {
	onRequest: "viewer-request",
	onResponse: "viewer-response",
	onOriginRequest: "origin-request",
	onOriginResponse: "origin-response",
} as const;

type EventName = keyof typeof eventTypes;
const eventNames: readonly EventName[] = ["onRequest", "onResponse", "onOriginRequest", "onOriginResponse"];

/** A function of the user's at the edge. */
type UserFunction = {
	readonly event: EventName;
	readonly arn: Text;
	/** A function of Lambda; otherwise one of CloudFront. */
	readonly isLambda: boolean;
};

/** True for an ARN that is written in words. */
const isArn = (text: Text) => typeof text === "string" && text.startsWith("arn:");

/** True for the ARN of a function of Lambda, in whatever partition. */
const isLambdaArn = (text: string) => /^arn:[a-z-]+:lambda:/.test(text);

function userFunctions(
	written: EdgeFunctions | undefined,
	{ target, resource }: Surroundings,
): readonly UserFunction[] {
	return eventNames.flatMap((event): readonly UserFunction[] => {
		const value = written?.[event];
		if (value === undefined) return [];
		if (typeof value !== "string" || isArn(value)) {
			return [{ event, arn: value, isLambda: typeof value === "string" && isLambdaArn(value) }];
		}
		const name = resource(value)?.name ?? value;
		return [{ event, arn: edgeVersionArn(name, target), isLambda: true }];
	});
}

/** A function that a target needs but cannot have, because the user's own stand in its way. */
export type CrowdedOut = { readonly code: EdgeCode; readonly by: EventName };

/**
 * The functions that Spool brings along for a target. CloudFront runs one function per event, and none of its own at
 * the viewer's side beside one of Lambda there; a user's function before the origin does that work itself.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 */
function broughtAlong(
	target: CdnTarget,
	own: readonly UserFunction[],
): { readonly codes: readonly EdgeCode[]; readonly crowdedOut: readonly CrowdedOut[] } {
	if (target.kind !== "bucket") return { codes: [], crowdedOut: [] };
	const has = (event: EventName) => own.some((one) => one.event === event);
	const request: EdgeCode | undefined = target.isSinglePageApp
		? "single-page-app"
		: target.hasCleanUrls
			? "clean-urls"
			: undefined;
	const wanted: readonly (readonly [code: EdgeCode | undefined, viewer: EventName, origin: EventName])[] = [
		[request, "onRequest", "onOriginRequest"],
		[target.keepsHeaders ? "stored-headers" : undefined, "onResponse", "onOriginResponse"],
	];
	const needed = wanted.flatMap(([code, viewer, origin]) => (code && !has(origin) ? [{ code, viewer }] : []));
	const placed = needed.map(({ code, viewer }) => ({
		code,
		by: own.find(
			({ event, isLambda }) =>
				event === viewer || (isLambda && (event === "onRequest" || event === "onResponse")),
		)?.event,
	}));
	return {
		codes: placed.flatMap(({ code, by }) => (by ? [] : [code])),
		crowdedOut: placed.flatMap(({ code, by }) => (by ? [{ code, by }] : [])),
	};
}

/** The functions that a behaviour's target needs but cannot have. */
export function crowdedOut(
	{ target, edgeFunctions }: Pick<Behavior, "target" | "edgeFunctions">,
	surroundings: Surroundings,
): readonly CrowdedOut[] {
	return broughtAlong(target, userFunctions(edgeFunctions, surroundings)).crowdedOut;
}

function associations({ target, edgeFunctions }: Behavior, surroundings: Surroundings) {
	const own = userFunctions(edgeFunctions, surroundings);
	const { codes } = broughtAlong(target, own);
	const lambdas = own.filter(({ isLambda }) => isLambda);
	const small = [
		...own
			.filter(({ isLambda }) => !isLambda)
			.map(({ event, arn }) => ({ EventType: eventTypes[event], FunctionARN: arn })),
		...codes.map((code) => ({
			EventType: code === "stored-headers" ? "viewer-response" : "viewer-request",
			FunctionARN: edgeCodeArn(code),
		})),
	];
	return {
		children: codes.map((code) => edgeCodeChild(code, surroundings.target)),
		...(lambdas.length > 0 && {
			LambdaFunctionAssociations: lambdas.map(({ event, arn }) => ({
				EventType: eventTypes[event],
				LambdaFunctionARN: arn,
				IncludeBody: event === "onRequest" || event === "onOriginRequest",
			})),
		}),
		...(small.length > 0 && { FunctionAssociations: small }),
	};
}

/** Methods that CloudFront passes on. */
export function allowedMethods({
	forwarding,
	target,
}: Pick<Behavior, "forwarding" | "target">): readonly string[] {
	return forwarding?.allowedMethods ?? (target.kind === "bucket" ? READING : ALL);
}

function cachedMethods(behavior: Behavior): readonly string[] {
	const readable = allowedMethods(behavior).filter((method) => READING.includes(method));
	return behavior.caching?.cacheMethods ?? (readable.length > 0 ? readable : READING);
}

/** A prefix begins with a slash and ends without one. */
function originPath(prefix: Text | undefined): Text | undefined {
	if (typeof prefix !== "string") return prefix;
	const bare = prefix.replaceAll(/^\/+|\/+$/g, "");
	return bare === "" ? undefined : `/${bare}`;
}

function pathPattern({ pathPattern: pattern, filesOf }: Behavior): Text | FilePathsSlot | undefined {
	return filesOf !== undefined && typeof pattern === "string" ? new FilePathsSlot(filesOf, pattern) : pattern;
}

/**
 * The parts of a distribution that a behaviour makes: itself, its origin, and what they refer to. Policies and the
 * identity for buckets are `owner`'s.
 */
export function behaviorParts(
	behavior: Behavior,
	index: number,
	owner: string,
	surroundings: Surroundings,
): { readonly behavior: object; readonly origin: object; readonly children: readonly Child[] } {
	const { target, forwarding, caching, path } = behavior;
	const place = { owner, nature: natureOf(target), target: surroundings.target, origin: path };
	const cache = cachePolicy(caching, place);
	const request: Policy | undefined = behavior.forwardsNothing ? undefined : requestPolicy(forwarding, place);
	const { children, ...functions } = associations(behavior, surroundings);
	const id = `${targetName(target)}${index}`;
	const headers = (forwarding?.customRequestHeaders ?? []).map(({ headerName, value }) => ({
		HeaderName: headerName,
		HeaderValue: value,
	}));
	return {
		behavior: {
			PathPattern: pathPattern(behavior),
			TargetOriginId: id,
			ViewerProtocolPolicy: "redirect-to-https",
			AllowedMethods: allowedMethods(behavior),
			CachedMethods: cachedMethods(behavior),
			Compress: caching?.disableCompression !== true,
			CachePolicyId: cache.id,
			OriginRequestPolicyId: request?.id,
			...functions,
		},
		origin: {
			Id: id,
			...originOf(target, owner, surroundings),
			OriginPath: originPath(behavior.prefix),
			...(headers.length > 0 && { OriginCustomHeaders: headers }),
		},
		children: [...cache.children, ...(request?.children ?? []), ...children],
	};
}
