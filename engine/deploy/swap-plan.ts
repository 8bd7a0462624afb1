import type { Analysis } from "../analyse.ts";
import type { SettingsChange, StackState } from "../cloud/port.ts";
import { VALUES_OUTPUT } from "../compile/after.ts";
import type { Directory } from "../compile/compiled.ts";
import { INFO_OUTPUT, VERSION_OUTPUT } from "../compile/outputs.ts";
import { SWAP_VERSION, zipKey } from "../names/artifact-key.ts";
import { isImage, isZip, type Packed, type PackedArtifact } from "../package/packed.ts";
import { classifyChanges, FUNCTION, publishedFunctions } from "../template/changes/classify.ts";
import { heldBy } from "../template/changes/held.ts";
import type { Verdict } from "../template/changes/verdict.ts";
import type { Template } from "../template/template.ts";
import { bind, type Place } from "./bind.ts";
import { isOfCompanion } from "./companion.ts";
import { type Deployed, type DeployedFunction, functionId, SWAP_TAG, sameTags } from "./deployed.ts";
import { deployedDirectories, isPartOf } from "./directories/swap.ts";
import { type ImagePlacement, placeImage } from "./images.ts";
import type { Blocked } from "./result.ts";
import type { PlannedRollout } from "./swap/containers.ts";
import type { PlannedDefinition } from "./swap/machines.ts";
import { planOthers } from "./swap/plan-others.ts";
import { propertiesOf, settingsChange } from "./swap-settings.ts";
import { blockedBy, heldBack } from "./swap-words.ts";

/** New code or new settings for a deployed function. */
export type PlannedSwap = {
	readonly packed: Packed;
	readonly deployed: DeployedFunction;
	/** Where new code lies; absent when the function has the wanted code. */
	readonly key?: string;
	readonly settings?: SettingsChange;
};

/** What a swap replaces, as AWS calls it. */
export function propertiesIn({ key, settings }: PlannedSwap): readonly string[] {
	return [...(key === undefined ? [] : ["Code"]), ...(settings ? propertiesOf(settings) : [])];
}

/** What a hot swap would do, as data: it is shown before it runs. */
export type SwapPlan = {
	readonly swaps: readonly PlannedSwap[];
	/** Services whose containers are replaced. */
	readonly rollouts: readonly PlannedRollout[];
	/** State machines that get another definition. */
	readonly definitions: readonly PlannedDefinition[];
	/** Changes that only CloudFormation can make. */
	readonly blocked: readonly Blocked[];
	/** Directories whose files can be brought into their buckets. */
	readonly directories: readonly Directory[];
	/** Functions that already run the wanted code with the wanted settings. */
	readonly unchanged: readonly string[];
};

/** How many things a plan would swap. */
export function swapCount({ swaps, rollouts, definitions }: SwapPlan): number {
	return swaps.length + rollouts.length + definitions.length;
}

/** How many images a plan stores first. */
export function imagesToSend({ rollouts }: SwapPlan): number {
	return rollouts.flatMap(({ images }) => images).filter(({ step }) => step === "upload").length;
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
	return reasons.map((reason) => ({
		verdict: "defer",
		resource: undefined,
		logicalId: stack.name,
		reason,
	}));
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
		return [{ verdict: "defer", resource: undefined, logicalId: "us-east-1", reason }];
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
	return classifyChanges(before, bound.template).flatMap((verdict) => blockedBy(analysis, verdict) ?? []);
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

/** Pages are given values of the deployed stack by their places, which hold as long as the stack gives the same ones. */
function swappableDirectories(
	compiled: Analysis["compiled"],
	deployed: Template,
	verdicts: readonly Verdict[],
): readonly Directory[] {
	const found = deployedDirectories(compiled, deployed);
	if (!verdicts.some(({ id }) => id === VALUES_OUTPUT)) return found;
	const pages = new Set(compiled.after.injections.map(({ resource }) => resource));
	return found.filter(({ resource }) => ![...pages].some((page) => isPartOf(resource, page)));
}

/** The places that the wanted code would have: those of the deployed template, where that has the same code. */
function swapPlaces(
	compiled: Analysis["compiled"],
	packed: readonly PackedArtifact[],
	images: readonly ImagePlacement[],
	deployed: Deployed,
): ReadonlyMap<string, Place> {
	const zips = packed.filter(isZip).map(({ plan: { job }, digest }) => {
		const current = deployed.functions.get(job)?.key;
		const key = current?.includes(digest) ? current : zipKey(job, SWAP_VERSION, digest);
		return [job, { bucket: compiled.deploymentBucket, key, digest }] as const;
	});
	const imagePlaces = images.map((one) => [one.packed.plan.job, one.place] as const);
	return new Map<string, Place>([...zips, ...imagePlaces]);
}

/** A function whose code is not packaged, such as one in `cloudformationResources`, is CloudFormation's alone. */
function unlessForeign(verdict: Verdict, known: ReadonlySet<string>): Verdict {
	if (verdict.kind !== "swap" || verdict.type !== FUNCTION || known.has(verdict.id)) return verdict;
	return { ...verdict, kind: "defer", reason: "its code is none that is packaged" };
}

/** What decides over the functions of a plan. */
type Decision = {
	readonly analysis: Analysis;
	readonly deployed: Template;
	readonly wanted: Template;
	readonly verdicts: readonly Verdict[];
	readonly isPublished: ReadonlySet<string>;
};

/** What one function is to be given; nothing when it is there. */
function neededSwap(
	{ deployed, wanted, verdicts }: Decision,
	packed: Packed,
	current: DeployedFunction,
): PlannedSwap {
	const { state, logicalId: id } = current;
	if (!state) return { packed, deployed: current };
	const isMarked = state.tags[SWAP_TAG] === "true";
	const isSwap = (property: string) =>
		verdicts.some((one) => one.id === id && one.kind === "swap" && one.property === property);
	const before = deployed.Resources[id]?.Properties;
	const after = wanted.Resources[id]?.Properties;
	// Settings of a function that was never swapped are those of the template, whatever else has changed them.
	const may = (property: string) => isMarked || isSwap(property);
	const settings = before && after && settingsChange(state.settings, { before, after }, may);
	return {
		packed,
		deployed: current,
		...(!runs(current, packed) && { key: zipKey(packed.plan.job, SWAP_VERSION, packed.digest) }),
		...(settings && { settings }),
	};
}

type FunctionPlan = { readonly swap?: PlannedSwap; readonly blocked?: Blocked; readonly isUnchanged?: true };

function planFunction(
	decision: Decision,
	packed: Packed,
	current: DeployedFunction | undefined,
): FunctionPlan {
	const { job } = packed.plan;
	const { analysis, verdicts, wanted, isPublished } = decision;
	const id = current?.logicalId ?? functionId(job);
	const own = verdicts.filter((verdict) => verdict.id === id && blockedBy(analysis, verdict));
	if (!current?.state) {
		const reason = withoutFunction(job, current);
		return own.length > 0 ? {} : { blocked: { verdict: "defer", resource: job, logicalId: id, reason } };
	}
	const swap = neededSwap(decision, packed, current);
	const properties = propertiesIn(swap);
	if (properties.length === 0) return { isUnchanged: true };
	if (isPublished.has(id)) {
		const reason = `function ${job} differs from what is deployed, and its calls go to a published version, which only a deploy makes`;
		return own.length > 0 ? {} : { blocked: { verdict: "defer", resource: job, logicalId: id, reason } };
	}
	const [first] = heldBy(id, wanted, verdicts).flatMap((verdict) => blockedBy(analysis, verdict) ?? []);
	return first ? { blocked: heldBack(job, id, properties, first) } : { swap };
}

/**
 * Decides what can go around CloudFormation. A function is swapped when what Lambda has is not what is wanted: what is
 * live is compared, not the last template, so that going back is a change like any other. What a deploy has to do
 * before holds a swap back.
 */
export function planSwap(
	analysis: Analysis,
	packed: readonly PackedArtifact[],
	deployed: Deployed,
	stack: StackState,
): SwapPlan {
	const { compiled } = analysis;
	const own = packed.filter((one) => !isOfCompanion(one, compiled.target));
	const images = own.filter(isImage).map((one) => placeImage(one, compiled, SWAP_VERSION));
	const places = swapPlaces(compiled, own, images, deployed);
	const version = stack.outputs[VERSION_OUTPUT] ?? "";
	const wanted = bind(compiled.template, places, version, deployed.companion.outputs).template;
	const known = new Set(
		own.map(({ plan: { job } }) => deployed.functions.get(job)?.logicalId ?? functionId(job)),
	);
	const verdicts = classifyChanges(deployed.template, wanted).map((verdict) => unlessForeign(verdict, known));
	const isPublished = publishedFunctions([deployed.template, wanted]);
	const decision = { analysis, deployed: deployed.template, wanted, verdicts, isPublished };
	const plans = own.filter(isZip).map((one) => {
		const plan = planFunction(decision, one, deployed.functions.get(one.plan.job));
		return { job: one.plan.job, ...plan };
	});
	const others = planOthers({ analysis, deployed, wanted, verdicts, images });
	const blocked = [
		...verdicts.flatMap((verdict) => blockedBy(analysis, verdict) ?? []),
		...blockedByStack(analysis, stack),
		...blockedByCompanion(analysis, packed, deployed),
		...plans.flatMap((plan) => plan.blocked ?? []),
		...others.blocked,
	];
	return {
		rollouts: others.rollouts,
		definitions: others.definitions,
		swaps: plans.flatMap(({ swap }) => swap ?? []),
		blocked: withoutEcho(blocked),
		directories: swappableDirectories(compiled, deployed.template, verdicts),
		unchanged: plans.flatMap(({ job, isUnchanged }) => (isUnchanged ? [job] : [])),
	};
}
