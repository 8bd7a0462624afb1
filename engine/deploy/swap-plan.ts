import type { Analysis } from "../analyse.ts";
import { INFO_OUTPUT, VERSION_OUTPUT } from "../compile/outputs.ts";
import { SWAP_VERSION, zipKey } from "../names/artifact-key.ts";
import type { Packed } from "../package/packed.ts";
import { diffTemplates, type TemplateChange } from "../template/diff.ts";
import { bind } from "./bind.ts";
import type { Deployed, DeployedFunction } from "./deployed.ts";
import type { Blocked } from "./result.ts";

/** New code for a deployed function. */
export type PlannedSwap = {
	readonly packed: Packed;
	readonly deployed: DeployedFunction;
	readonly key: string;
};

/** What a hot swap would do, as data: it is shown before it runs. */
export type SwapPlan = {
	readonly swaps: readonly PlannedSwap[];
	/** Changes that only CloudFormation can make. */
	readonly blocked: readonly Blocked[];
	/** Functions that already run the wanted code. */
	readonly unchanged: readonly string[];
};

function blockedBy(analysis: Analysis, change: TemplateChange): Blocked | undefined {
	const resource = analysis.compiled.origins.get(change.id)?.resource;
	const owner = resource ? `${resource}: ` : "";
	switch (change.kind) {
		case "added":
			return { resource, logicalId: change.id, reason: `${owner}${change.id} (${change.type}) is new` };
		case "removed":
			return { resource, logicalId: change.id, reason: `${owner}${change.id} (${change.type}) is removed` };
		case "section":
			return { resource, logicalId: change.id, reason: `the template's ${change.id} change` };
		case "output":
			return change.id === VERSION_OUTPUT
				? undefined
				: { resource, logicalId: change.id, reason: `the stack's output ${change.id} changes` };
		case "changed":
			return blockedChange(analysis, change, resource);
	}
}

function blockedChange(
	analysis: Analysis,
	change: TemplateChange & { readonly kind: "changed" },
	resource: string | undefined,
): Blocked | undefined {
	const linked = resource === undefined ? undefined : analysis.graph.resources.get(resource);
	const verdict = linked?.kind.swap?.(change, linked.placed);
	if (verdict?.kind === "function-code" || verdict?.kind === "ignore") return undefined;
	const reason =
		verdict?.reason ??
		`${resource ? `${resource}: ` : ""}${change.id} changes (${change.changed.join(", ")})`;
	return { resource, logicalId: change.id, reason };
}

/** The overview output changes with every other change: it is a reason of its own only when it is the only one. */
function withoutEcho(blocked: readonly Blocked[]): readonly Blocked[] {
	const others = blocked.filter(({ logicalId }) => logicalId !== INFO_OUTPUT);
	return others.length > 0 ? others : blocked;
}

/**
 * Decides what can go around CloudFormation. A function is swapped when the code that Lambda has is not the wanted
 * one: live digests are compared, not the last template, so that going back to old code is a change like any other.
 */
export function planSwap(
	analysis: Analysis,
	packed: readonly Packed[],
	deployed: Deployed,
	version: string | undefined,
): SwapPlan {
	const { compiled } = analysis;
	const keys = new Map<string, string>();
	for (const { plan, digest } of packed) {
		const current = deployed.functions.get(plan.job)?.key;
		keys.set(plan.job, current?.includes(digest) ? current : zipKey(plan.job, SWAP_VERSION, digest));
	}
	const places = new Map(
		packed.map(({ plan, digest }) => [
			plan.job,
			{ bucket: compiled.deploymentBucket, key: keys.get(plan.job) ?? "", digest },
		]),
	);
	const wanted = bind(compiled.template, places, version ?? "");
	const blocked = diffTemplates(deployed.template, wanted.template).flatMap(
		(change) => blockedBy(analysis, change) ?? [],
	);
	const swaps: PlannedSwap[] = [];
	const unchanged: string[] = [];
	for (const one of packed) {
		const { job } = one.plan;
		const current = deployed.functions.get(job);
		if (!current) continue;
		if (!current.state)
			blocked.push({
				resource: job,
				logicalId: current.logicalId,
				reason: `${job}: the function ${current.name} is gone from AWS`,
			});
		else if (current.state.codeSha256 === one.digestBase64) unchanged.push(job);
		else if (!blocked.some(({ logicalId }) => logicalId === current.logicalId))
			swaps.push({ packed: one, deployed: current, key: zipKey(job, SWAP_VERSION, one.digest) });
	}
	return { swaps, blocked: withoutEcho(blocked), unchanged };
}
