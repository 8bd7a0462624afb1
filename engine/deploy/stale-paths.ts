import type { Template } from "../template/template.ts";

/** Files of a bucket that are others than before, or gone. */
export type ChangedBucket = {
	/** Reference of the config's resource. */
	readonly resource: string;
	readonly bucket: string;
	readonly keys: readonly string[];
};

/** Every path. */
export const everything: readonly string[] = ["/*"];

/** Paths that are named one by one; AWS counts each of them, and `/*` as one: https://aws.amazon.com/cloudfront/pricing/ */
const maxPaths = 15;

type Association = { readonly FunctionARN?: unknown };
type Behavior = {
	readonly TargetOriginId?: unknown;
	readonly FunctionAssociations?: readonly Association[];
	readonly LambdaFunctionAssociations?: readonly unknown[];
};
type Origin = { readonly Id?: unknown; readonly OriginPath?: unknown; readonly DomainName?: unknown };
type Config = {
	readonly Origins?: readonly Origin[];
	readonly DefaultCacheBehavior?: Behavior;
	readonly CacheBehaviors?: readonly Behavior[];
	readonly DefaultRootObject?: unknown;
	readonly CustomErrorResponses?: readonly { readonly ResponsePagePath?: unknown }[];
};

function bucketOf({ DomainName }: Origin, { Resources }: Template): unknown {
	const { "Fn::GetAtt": target } = (DomainName ?? {}) as { readonly "Fn::GetAtt"?: readonly unknown[] };
	return Resources[String(target?.[0])]?.Properties?.["BucketName"];
}

/** Keys below an origin's path, as a browser asks for them, without the first slash. */
function askedFor({ OriginPath }: Origin, keys: readonly string[]): readonly string[] {
	const prefix = typeof OriginPath === "string" ? `${OriginPath.replaceAll(/^\/+|\/+$/g, "")}/` : "";
	return keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
}

/** True when what is served at a path may be any file: a function decides it. */
function isRewritten(id: unknown, { DefaultCacheBehavior, CacheBehaviors = [] }: Config): boolean {
	const behaviors = [...(DefaultCacheBehavior ? [DefaultCacheBehavior] : []), ...CacheBehaviors];
	return behaviors.some(({ TargetOriginId, FunctionAssociations = [], LambdaFunctionAssociations = [] }) => {
		if (TargetOriginId !== id) return false;
		const isKnown = ({ FunctionARN }: Association) =>
			/StpCdn(CleanUrls|SinglePageApp|StoredHeaders)Function/.test(JSON.stringify(FunctionARN ?? ""));
		return LambdaFunctionAssociations.length > 0 || !FunctionAssociations.every(isKnown);
	});
}

/** The paths of a file: pages are found without their ending too. */
function pathsOf(asked: string, { DefaultRootObject }: Config): readonly string[] {
	const path = `/${encodeURI(asked)}`;
	if (asked === DefaultRootObject) return [path, "/"];
	if (!asked.endsWith("/index.html")) return [path];
	const folder = path.slice(0, -"/index.html".length);
	return [path, folder, `${folder}/`];
}

/**
 * The paths at which a distribution of a template serves files that have changed; none when it serves no such file, and
 * `everything` where the paths cannot be told, or are many.
 */
export function stalePaths(
	template: Template,
	distribution: string,
	changed: readonly ChangedBucket[],
): readonly string[] {
	const { DistributionConfig } = template.Resources[distribution]?.Properties ?? {};
	const config = (DistributionConfig ?? {}) as Config;
	const served = (config.Origins ?? []).flatMap((origin) => {
		const name = bucketOf(origin, template);
		const keys = changed.flatMap(({ bucket, keys: own }) => (bucket === name ? own : []));
		const asked = askedFor(origin, keys);
		return asked.length > 0 ? [{ id: origin.Id, asked }] : [];
	});
	const all = served.flatMap(({ asked }) => asked);
	// A page for what is not there is kept at whatever path was asked for.
	const errorPages = (config.CustomErrorResponses ?? []).map(({ ResponsePagePath }) => ResponsePagePath);
	const isUntold = all.some((one) => one.includes("*") || errorPages.includes(`/${one}`));
	if (isUntold || served.some(({ id }) => isRewritten(id, config))) return everything;
	const paths = new Set(all.flatMap((one) => pathsOf(one, config)));
	return paths.size > maxPaths ? everything : [...paths].toSorted();
}
