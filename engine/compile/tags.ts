import type { Graph } from "../graph/graph.ts";
import { stackHash, stackName, type Target } from "../names/target.ts";

/** One tag in CloudFormation's words. */
export type Tag = { readonly Key: string; readonly Value: string };

/**
 * The tags of the stack, which CloudFormation hands down to its resources: the user's first, then the format's.
 * Of two with the same key the first one counts, so that a user can replace a standard tag.
 */
export function stackTags(graph: Graph, target: Target): readonly Tag[] {
	const config = graph.settings?.value["stackConfig"] as
		| { readonly tags?: readonly { readonly name?: unknown; readonly value?: unknown }[] }
		| undefined;
	const own = (config?.tags ?? []).filter(
		(tag) => typeof tag.name === "string" && typeof tag.value === "string",
	);
	const all: Tag[] = [
		...own.map((tag) => ({ Key: String(tag.name), Value: String(tag.value) })),
		{ Key: "stp:stack-name", Value: stackName(target) },
		{ Key: "stp:project-name", Value: target.project },
		{ Key: "stp:stage", Value: target.stage },
		{ Key: "stp:globally-unique-stack-hash", Value: stackHash(target) },
	];
	return all.filter((tag, index) => all.findIndex((other) => other.Key === tag.Key) === index);
}
