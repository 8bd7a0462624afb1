import { classifyChanges } from "../template/changes/classify.ts";
import type { Verdict, VerdictKind } from "../template/changes/verdict.ts";
import { ArtifactSlot, CompanionSlot, FilePathsSlot, SnapshotSlot, VersionSlot } from "../template/slot.ts";
import type { Template } from "../template/template.ts";
import { type Compiled, originOf } from "./compiled.ts";

/** What would become of a resource of the config if it were applied now. */
export type PlannedChange = {
	/** Name in the config. */
	readonly resource: string;
	/** Who makes the change: of several the one that takes longest. `new`: the resource is not deployed yet. */
	readonly kind: VerdictKind | "new";
	/** What a swap replaces lies in containers, which takes until new ones run. */
	readonly isContainer: boolean;
	/** What changes, as AWS calls it, each thing once. */
	readonly properties: readonly string[];
};

const slots = [ArtifactSlot, VersionSlot, CompanionSlot, FilePathsSlot, SnapshotSlot];

/** A value of the compiled template with what only packaging and a deploy know taken from what is deployed. */
function adopted(value: unknown, deployed: unknown): unknown {
	if (slots.some((slot) => value instanceof slot)) return deployed ?? "";
	const isObject = (one: unknown): one is Readonly<Record<string, unknown>> =>
		typeof one === "object" && one !== null;
	if (!isObject(value)) return value;
	const other = isObject(deployed) ? deployed : {};
	if (Array.isArray(value)) return value.map((item, index) => adopted(item, Reflect.get(other, index)));
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, adopted(member, other[key])]));
}

const VERSION = "AWS::Lambda::Version";

/** A published version has another logical id after each change, and says nothing that its function does not. */
function withoutVersions({ Resources, ...rest }: Template): Template {
	const kept = Object.entries(Resources).filter(([, { Type }]) => Type !== VERSION);
	return { ...rest, Resources: Object.fromEntries(kept) };
}

const weights: Readonly<Record<PlannedChange["kind"], number>> = { swap: 0, new: 1, defer: 2, replace: 3 };

function kindOf(verdicts: readonly Verdict[], isDeployed: boolean): PlannedChange["kind"] {
	const kinds = verdicts.map(({ kind, change }) => (change === "added" && !isDeployed ? "new" : kind));
	return kinds.reduce((strongest, kind) => (weights[kind] > weights[strongest] ? kind : strongest));
}

/**
 * What the config, as it stands, would change of a deployed stack, resource by resource. New code is not seen, because
 * nothing is packaged: what the template says of it is taken to be what is deployed.
 */
export function planOfEdit(compiled: Compiled, deployed: Template): readonly PlannedChange[] {
	// A compiled template whose slots are filled in is one that can be deployed.
	const wanted = JSON.parse(JSON.stringify(adopted(compiled.template, deployed))) as Template;
	const verdicts = classifyChanges(withoutVersions(deployed), withoutVersions(wanted)).filter(
		({ change, property }) => change !== "output" && change !== "section" && property !== "FunctionVersion",
	);
	const byResource = new Map<string, Verdict[]>();
	for (const verdict of verdicts) {
		const resource = originOf(compiled, verdict.id)?.resource;
		if (resource === undefined) continue;
		byResource.set(resource, [...(byResource.get(resource) ?? []), verdict]);
	}
	const before = new Set(
		Object.keys(deployed.Resources).flatMap((id) => originOf(compiled, id)?.resource ?? []),
	);
	return [...byResource].map(([resource, own]) => ({
		resource,
		kind: kindOf(own, before.has(resource)),
		isContainer: own.some(({ kind, type }) => kind === "swap" && type === "AWS::ECS::TaskDefinition"),
		properties: [...new Set(own.map(({ id, change, property }) => property ?? `${id} ${change}`))],
	}));
}
