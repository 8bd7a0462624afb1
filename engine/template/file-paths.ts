import { FilePathsSlot } from "./slot.ts";
import type { CfnResource, Template } from "./template.ts";

/** Patterns of the paths of each website's own files, by the reference of the website. */
export type FilePaths = ReadonlyMap<string, readonly string[]>;

type Behavior = Readonly<Record<string, unknown>>;

/** How files are kept by CDNs, which the config may say for a path. */
const caching = ["CachePolicyId", "CachedMethods", "Compress"] as const;

/**
 * The behaviours of a distribution with one for each pattern in the place of that with the slot. Where there is one
 * of the same pattern already, it leads to the file from now on and keeps its caching: CloudFront takes a pattern once.
 */
function spread(behaviors: readonly Behavior[], paths: FilePaths): readonly Behavior[] {
	const patterns = behaviors.map(({ PathPattern }) => PathPattern);
	const written = new Map(
		behaviors.map((behavior) => [String(behavior["PathPattern"]).replace(/^\/+/, ""), behavior]),
	);
	const replaced = new Map<Behavior, Behavior>();
	const result = behaviors.flatMap((behavior, index) => {
		const slot = patterns[index];
		const found = slot instanceof FilePathsSlot ? paths.get(slot.site) : undefined;
		if (found === undefined) return [behavior];
		return found.flatMap((PathPattern) => {
			const same = written.get(PathPattern);
			if (same === undefined || same === behavior) return [{ ...behavior, PathPattern }];
			const kept = Object.fromEntries(caching.map((key) => [key, same[key]]));
			replaced.set(same, { ...behavior, ...kept, PathPattern });
			return [];
		});
	});
	return result.map((behavior) => replaced.get(behavior) ?? behavior);
}

function hasBehaviors(config: unknown): config is { readonly CacheBehaviors: readonly Behavior[] } {
	const { CacheBehaviors } = (config ?? {}) as { readonly CacheBehaviors?: unknown };
	return Array.isArray(CacheBehaviors);
}

function withPaths(resource: CfnResource, paths: FilePaths): CfnResource {
	const config = resource.Properties?.["DistributionConfig"];
	if (resource.Type !== "AWS::CloudFront::Distribution" || !hasBehaviors(config)) return resource;
	const DistributionConfig = { ...config, CacheBehaviors: spread(config.CacheBehaviors, paths) };
	return { ...resource, Properties: { ...resource.Properties, DistributionConfig } };
}

/** A template in which CDNs know the files of the websites in `paths`. */
export function withFilePaths(template: Template, paths: FilePaths): Template {
	const resources = Object.entries(template.Resources).map(([id, resource]) => [
		id,
		withPaths(resource, paths),
	]);
	return { ...template, Resources: Object.fromEntries(resources) };
}
