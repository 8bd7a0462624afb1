import type { CallOptions, StackState } from "../cloud/port.ts";
import { Failure } from "../report/failure.ts";
import type { Aftercare } from "../resources/kind.ts";
import type { Template } from "../template/template.ts";
import type { Ports } from "./ports.ts";
import { type ChangedBucket, everything, stalePaths } from "./stale-paths.ts";

const DISTRIBUTION = "AWS::CloudFront::Distribution";

/**
 * Makes the CDNs of a stack forget what they keep of the deploy before. A deploy that is done does not fail for that:
 * what is cached runs out by itself, and a warning says that it is still there.
 */
export async function forgetCached(
	{ cloud, emit }: Pick<Ports, "cloud" | "emit">,
	aftercare: readonly Aftercare[],
	stack: StackState,
	options: CallOptions,
	/** Only files have changed, of these buckets, which the CDNs of this template serve. */
	files?: { readonly template: Template; readonly changed: readonly ChangedBucket[] },
): Promise<void> {
	const cdns = aftercare.filter((care) => care.kind === "cdn-invalidation");
	if (cdns.length === 0) return;
	const resources = await cloud.stacks.resources(stack.name, options);
	const forget = async (resource: string, id: string, paths: readonly string[]): Promise<void> => {
		try {
			if (paths.length > 0) await cloud.distributions.invalidate(id, paths, options);
		} catch (error) {
			if (!(error instanceof Failure)) throw error;
			const message = `the CDN of ${resource} goes on serving what it has cached: ${error.message}`;
			emit({ kind: "note", level: "warning", message });
		}
	};
	const isOf = (stem: string, id: string) => id.startsWith(stem) && /^\d+$/.test(id.slice(stem.length));
	const found = cdns.flatMap(({ resource, stem }) =>
		resources
			.filter(({ type, logicalId }) => type === DISTRIBUTION && isOf(stem, logicalId))
			.flatMap(({ physicalId, logicalId }) =>
				physicalId === undefined ? [] : [{ resource, id: physicalId, logicalId }],
			),
	);
	await Promise.all(
		found.map(({ resource, id, logicalId }) => {
			const paths = files ? stalePaths(files.template, logicalId, files.changed) : everything;
			return forget(resource, id, paths);
		}),
	);
}
