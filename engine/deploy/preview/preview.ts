import type { Analysis } from "../../analyse.ts";
import type { StackState } from "../../cloud/port.ts";
import { originOf } from "../../compile/compiled.ts";
import { stackName, type Target } from "../../names/target.ts";
import type { EventPlace } from "../../progress/event.ts";
import { diffTemplates } from "../../template/diff.ts";
import type { Template } from "../../template/template.ts";
import { sameTags } from "../deployed.ts";
import { ownersOf } from "../result.ts";
import { isReplaced, type ReplacedBecause, type TemplateStep, templateSteps } from "./changes.ts";
import { type Loss, lossOf } from "./losses.ts";
import { findWidenings, type Widening } from "./widenings.ts";

/** What becomes of one CloudFormation resource, in the words of the config. */
export type PreviewChange = Pick<TemplateStep, "action" | "logicalId" | "type" | "properties"> & {
	/** Name of the config resource. */
	readonly resource?: string;
	/** Where the config says it; a resource that is removed has no place there any more. */
	readonly place?: EventPlace;
	readonly because: readonly ReplacedBecause[];
	readonly sameName?: string;
	readonly loss?: Loss;
	/** Set for what stands in another region than the stack. */
	readonly region?: string;
};

/** More than before is permitted or public. */
export type PreviewWidening = Widening & { readonly resource?: string };

/** The difference between what is deployed and what would be. */
export type Preview = {
	readonly stack: string;
	readonly account: string;
	readonly region: string;
	/** There is no stack yet. */
	readonly isNew: boolean;
	readonly changes: readonly PreviewChange[];
	readonly widenings: readonly PreviewWidening[];
	/** Names of outputs that change, without those that Spool writes itself. */
	readonly outputs: readonly string[];
	/** What changes of the stack itself, in plain words. */
	readonly settings: readonly string[];
};

/** The two sides that are compared. */
export type Sides = {
	/** Absent for a first deploy. */
	readonly before?: Template | undefined;
	readonly after: Template;
	/** Set for what stands in another region than the stack. */
	readonly region?: string;
};

function placeOf(analysis: Analysis, logicalId: string): Pick<PreviewChange, "resource" | "place"> {
	const origin = originOf(analysis.compiled, logicalId);
	if (!origin) return {};
	const range = analysis.lines.rangeOf(origin.span);
	return {
		...(origin.resource !== undefined && { resource: origin.resource }),
		place: { file: analysis.file.path, range },
	};
}

/** Finds what of the config a resource belongs to. */
type Placed = (logicalId: string) => Pick<PreviewChange, "resource" | "place">;

/** Whose a resource is: the config says it of what it has, the deployed overview of what it has no more. */
function ownerIn(placed: Placed, owners: ReadonlyMap<string, string>, step: TemplateStep) {
	const found = step.action === "remove" ? {} : placed(step.logicalId);
	const resource = found.resource ?? owners.get(step.logicalId);
	return { ...found, ...(resource !== undefined && { resource }) };
}

const empty: Template = {
	AWSTemplateFormatVersion: "2010-09-09",
	Description: "",
	Resources: {},
	Outputs: {},
};

const order: readonly TemplateStep["action"][] = [
	"remove",
	"replace",
	"may-replace",
	"unknown",
	"change",
	"add",
];

function settingsOf({ compiled }: Analysis, stack: StackState | undefined): readonly string[] {
	if (!stack) return [];
	const { terminationProtection } = compiled.options;
	return [
		!sameTags(compiled.tags, stack.tags) && "the tags of the stack change",
		stack.terminationProtection !== terminationProtection &&
			`termination protection is switched ${terminationProtection ? "on" : "off"}`,
		stack.status === "UPDATE_FAILED" && "the last update failed and was left half done: this one mends it",
	].filter((setting) => setting !== false);
}

/** Outputs that Spool writes for itself. */
const ownOutput = /^Stp(?:DeploymentVersion|StackInfoMap|DeployValues)$/;

/** What changes beside the resources: outputs by name, and everything else in plain words. */
function otherChanges({ before = empty, after }: Sides, hasChanges: boolean) {
	const changes = diffTemplates(before, after);
	const outputs = changes.flatMap(({ kind, id }) => (kind === "output" ? [id] : []));
	const sections = changes.flatMap(({ kind, id }) => (kind === "section" ? [id] : []));
	const own = outputs.filter((id) => ownOutput.test(id));
	const foreign = outputs.filter((id) => !ownOutput.test(id));
	// It changes with every other change, so that it is only said where it is the only one.
	const isOnlyOwn = own.length > 0 && foreign.length + sections.length === 0 && !hasChanges;
	return {
		outputs: foreign,
		settings: [
			...sections.map((id) => `the section ${id} of the template changes`),
			...(isOnlyOwn ? ["what the stack tells of itself changes"] : []),
		],
	};
}

/**
 * The difference between what is deployed and what would be, worked out here by AWS's published schemas: nothing is
 * asked. `sides` are the stack's own templates, and those of its companion in us-east-1.
 */
export function previewOf(
	analysis: Analysis,
	stack: StackState | undefined,
	sides: readonly Sides[],
): Preview {
	const placed: Placed = (logicalId) => placeOf(analysis, logicalId);
	return difference(analysis.compiled.target, stack, sides, {
		placed,
		settings: settingsOf(analysis, stack),
	});
}

/** The same between two templates of a stack, without a config: resources are named by what the stack tells of itself. */
export function previewOfTemplates(target: Target, stack: StackState, sides: readonly Sides[]): Preview {
	return difference(target, stack, sides, { placed: () => ({}), settings: [] });
}

function difference(
	target: Target,
	stack: StackState | undefined,
	sides: readonly Sides[],
	{ placed, settings }: { readonly placed: Placed; readonly settings: readonly string[] },
): Preview {
	const owners = stack ? ownersOf(stack) : new Map<string, string>();
	const parts = sides.map((side) => {
		const steps = templateSteps(side.before ?? empty, side.after);
		const changes = steps.map((step): PreviewChange => {
			const { action, logicalId, type, properties, because, sameName } = step;
			const loss = lossOf(step);
			return {
				action,
				logicalId,
				type,
				properties,
				because,
				...ownerIn(placed, owners, step),
				...(sameName !== undefined && { sameName }),
				...(loss && { loss }),
				...(side.region !== undefined && { region: side.region }),
			};
		});
		const widenings = findWidenings(steps).map((widening): PreviewWidening => {
			const resource = changes.find(({ logicalId }) => logicalId === widening.logicalId)?.resource;
			return { ...widening, ...(resource !== undefined && { resource }) };
		});
		return { changes, widenings, other: otherChanges(side, changes.length > 0) };
	});
	return {
		stack: stackName(target),
		account: target.account ?? "",
		region: target.region,
		isNew: stack === undefined,
		changes: parts
			.flatMap(({ changes }) => changes)
			.toSorted((one, other) => order.indexOf(one.action) - order.indexOf(other.action)),
		widenings: parts.flatMap(({ widenings }) => widenings),
		outputs: parts.flatMap(({ other }) => other.outputs),
		settings: [...settings, ...parts.flatMap(({ other }) => other.settings)],
	};
}

/** True when a deploy would ask CloudFormation for nothing. */
export function isSame({ changes, outputs, settings }: Preview): boolean {
	return changes.length + outputs.length + settings.length === 0;
}

const counted: readonly (readonly [TemplateStep["action"], string])[] = [
	["add", "added"],
	["change", "changed"],
	["unknown", "changed as their maker decides"],
	["may-replace", "changed or replaced"],
	["replace", "replaced"],
	["remove", "removed"],
];

/** How many resources change, and how: "2 added, 1 replaced". */
export function countsOf({ changes, outputs, settings }: Preview): string {
	const parts = counted.flatMap(([action, word]) => {
		const number = changes.filter((change) => change.action === action).length;
		return number > 0 ? [`${number} ${word}`] : [];
	});
	if (outputs.length > 0) parts.push(`${outputs.length} outputs`);
	return [...parts, ...settings].join(", ") || "nothing";
}

/** What a deploy loses of one resource of the config. */
export type PreviewLoss = Loss & {
	/** Name that the user types: of the config resource, or the logical id of one that belongs to none. */
	readonly name: string;
	readonly type: string;
	readonly how: "replaced" | "removed";
	/** Properties that force a replacement. */
	readonly because: readonly string[];
};

/** Everything that only deployed resources have and that a deploy would take from them, by the names of the config. */
export function lossesOf({ changes }: Preview): readonly PreviewLoss[] {
	const losses = new Map<string, PreviewLoss>();
	for (const change of changes) {
		if (!change.loss) continue;
		const name = change.resource ?? change.logicalId;
		const known = losses.get(name);
		// Of several children of a resource the worst counts.
		if (known && (known.fate === "gone" || change.loss.fate !== "gone")) continue;
		losses.set(name, {
			...change.loss,
			name,
			type: change.type,
			how: isReplaced(change) ? "replaced" : "removed",
			because: change.because.map(({ property }) => property),
		});
	}
	return [...losses.values()];
}
