import type { CallOptions, StackState } from "../cloud/port.ts";
import { Failure } from "../report/failure.ts";
import type { Aftercare } from "../resources/kind.ts";
import type { Ports } from "./ports.ts";

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
): Promise<void> {
	const cdns = aftercare.filter((care) => care.kind === "cdn-invalidation");
	if (cdns.length === 0) return;
	const resources = await cloud.stacks.resources(stack.name, options);
	const forget = async (resource: string, id: string): Promise<void> => {
		try {
			await cloud.distributions.invalidate(id, options);
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
			.flatMap(({ physicalId }) => (physicalId === undefined ? [] : [{ resource, id: physicalId }])),
	);
	await Promise.all(found.map(({ resource, id }) => forget(resource, id)));
}
