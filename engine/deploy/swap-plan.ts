import type { Analysis } from "../analyse.ts";
import type { StackState } from "../cloud/port.ts";
import { originOf } from "../compile/compiled.ts";
import { INFO_OUTPUT, VERSION_OUTPUT } from "../compile/outputs.ts";
import { SWAP_VERSION, zipKey } from "../names/artifact-key.ts";
import { isImage, isZip, type Packed, type PackedArtifact } from "../package/packed.ts";
import { diffTemplates, type TemplateChange } from "../template/diff.ts";
import { bind, type Place } from "./bind.ts";
import { isOfCompanion } from "./companion.ts";
import { type Deployed, type DeployedFunction, functionId, sameTags } from "./deployed.ts";
import { placeImage } from "./images.ts";
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
	const resource = originOf(analysis.compiled, change.id)?.resource;
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

/** What differs in the stack itself, beside its template. */
function blockedByStack({ compiled }: Analysis, stack: StackState): Blocked[] {
	const reasons = [
		stack.status === "UPDATE_FAILED" && `the last update of ${stack.name} failed and was left half done`,
		!sameTags(compiled.tags, stack.tags) && "the tags of the stack change",
		stack.terminationProtection !== compiled.options.terminationProtection &&
			"the termination protection of the stack changes",
	].filter((reason) => reason !== false);
	return reasons.map((reason) => ({ resource: undefined, logicalId: stack.name, reason }));
}

/** Changes of what stands in us-east-1: CloudFront takes new code of a function by a deploy only. */
function blockedByCompanion(
	analysis: Analysis,
	packed: readonly PackedArtifact[],
	{ companion }: Deployed,
): readonly Blocked[] {
	const wanted = analysis.compiled.companion?.template;
	if (!wanted) return [];
	const before = companion.template;
	if (!before) {
		const reason = "what must stand in us-east-1 is not deployed yet";
		return [{ resource: undefined, logicalId: "us-east-1", reason }];
	}
	const text = JSON.stringify(before);
	const keys = [...text.matchAll(/"S3Key":"([^"]+)"/g)].map(([, key = ""]) => key);
	const bucket = /"S3Bucket":"([^"]+)"/.exec(text)?.[1] ?? "";
	const places = packed
		.filter((one) => isOfCompanion(one, analysis.compiled.target))
		.map(({ plan, digest }) => {
			const key = keys.find((one) => one.includes(digest)) ?? zipKey(plan.job, SWAP_VERSION, digest);
			return [plan.job, { bucket, key, digest }] as const;
		});
	const bound = bind(wanted, new Map(places), "");
	return diffTemplates(before, bound.template).flatMap((change) => blockedBy(analysis, change) ?? []);
}

/** Why there is nothing in AWS that the code of a function could be swapped in. */
function withoutFunction(job: string, current: DeployedFunction | undefined): string {
	return current
		? `${job}: the function ${current.name} is gone from AWS`
		: `${job}: the deployed template does not say what the function is called in AWS`;
}

/** True when calls run this code: what Lambda has taken but not brought into service does not count. */
function runs({ state }: DeployedFunction, packed: Packed): boolean {
	return state?.codeSha256 === packed.digestBase64 && state.lastUpdateStatus === "Successful";
}

/** The places that the wanted code would have: those of the deployed template, where that has the same code. */
function swapPlaces(
	compiled: Analysis["compiled"],
	packed: readonly PackedArtifact[],
	deployed: Deployed,
): ReadonlyMap<string, Place> {
	const zips = packed.filter(isZip).map(({ plan: { job }, digest }) => {
		const current = deployed.functions.get(job)?.key;
		const key = current?.includes(digest) ? current : zipKey(job, SWAP_VERSION, digest);
		return [job, { bucket: compiled.deploymentBucket, key, digest }] as const;
	});
	const images = packed
		.filter(isImage)
		.map((one) => [one.plan.job, placeImage(one, compiled, SWAP_VERSION).place] as const);
	return new Map<string, Place>([...zips, ...images]);
}

/**
 * Decides what can go around CloudFormation. A function is swapped when the code that Lambda has is not the wanted
 * one: live digests are compared, not the last template, so that going back to old code is a change like any other.
 */
export function planSwap(
	analysis: Analysis,
	packed: readonly PackedArtifact[],
	deployed: Deployed,
	stack: StackState,
): SwapPlan {
	const { compiled } = analysis;
	const own = packed.filter((one) => !isOfCompanion(one, compiled.target));
	const places = swapPlaces(compiled, own, deployed);
	const version = stack.outputs[VERSION_OUTPUT] ?? "";
	const wanted = bind(compiled.template, places, version, deployed.companion.outputs);
	const changes = diffTemplates(deployed.template, wanted.template);
	const blocked = [
		...changes.flatMap((change) => blockedBy(analysis, change) ?? []),
		...blockedByStack(analysis, stack),
		...blockedByCompanion(analysis, packed, deployed),
	];
	const swaps: PlannedSwap[] = [];
	const unchanged: string[] = [];
	for (const one of own.filter(isZip)) {
		const { job } = one.plan;
		const current = deployed.functions.get(job);
		const id = functionId(job);
		const isBlocked = blocked.some(({ logicalId }) => logicalId === id);
		if (!current?.state) {
			if (!isBlocked) blocked.push({ resource: job, logicalId: id, reason: withoutFunction(job, current) });
		} else if (runs(current, one)) unchanged.push(job);
		else if (!isBlocked)
			swaps.push({ packed: one, deployed: current, key: zipKey(job, SWAP_VERSION, one.digest) });
	}
	return { swaps, blocked: withoutEcho(blocked), unchanged };
}
