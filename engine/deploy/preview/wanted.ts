import type { StoredObject } from "../../cloud/port.ts";
import type { Compiled } from "../../compile/compiled.ts";
import { nextVersion, SWAP_VERSION, zipKey } from "../../names/artifact-key.ts";
import { isImage, isZip, type PackedArtifact } from "../../package/packed.ts";
import { CompanionSlot } from "../../template/slot.ts";
import type { Template } from "../../template/template.ts";
import { placeArtifact } from "../artifacts.ts";
import { bind, type Place } from "../bind.ts";
import { isOfCompanion } from "../companion.ts";
import { REGION } from "../companion-state.ts";
import type { Deployed } from "../deployed.ts";
import { placeImage } from "../images.ts";
import type { Sides } from "./preview.ts";

/** What the wanted templates are made of. */
export type Wanted = {
	readonly compiled: Compiled;
	readonly packed: readonly PackedArtifact[];
	readonly deployed: Deployed | undefined;
	/** Version of the last deploy. */
	readonly version: string | undefined;
	/** What is in the deployment bucket; nothing before the first deploy. */
	readonly stored: readonly StoredObject[];
};

/** Stands in a preview for what only a deploy of the companion tells. */
const laterKnown = "(known after the deploy)";

function companionOutputs(value: unknown, found: Set<string>): Set<string> {
	if (value instanceof CompanionSlot) found.add(value.output);
	else if (typeof value === "object" && value !== null)
		for (const member of Object.values(value)) companionOutputs(member, found);
	return found;
}

/** The stack's template with the keys and tags that a deploy would give. Compared under the deployed version. */
function ownTemplate({ compiled, packed, deployed, version, stored }: Wanted): Template {
	const own = packed.filter((one) => !isOfCompanion(one, compiled.target));
	const functions = [...(deployed?.functions.values() ?? [])];
	const choice = {
		bucket: compiled.deploymentBucket,
		stored,
		version: nextVersion(version),
		deployedKeys: new Map(functions.flatMap(({ job, key }) => (key ? [[job, key] as const] : []))),
		swapped: new Set(functions.filter(({ swapped }) => swapped).map(({ job }) => job)),
	};
	const places = new Map<string, Place>([
		...own.filter(isZip).map((one) => [one.plan.job, placeArtifact(one, choice).place] as const),
		...own
			.filter(isImage)
			.map((one) => [one.plan.job, placeImage(one, compiled, choice.version).place] as const),
	]);
	const open = [...companionOutputs(compiled.template, new Set())].map((name) => [name, laterKnown]);
	const outputs = { ...Object.fromEntries(open), ...deployed?.companion.outputs };
	return bind(compiled.template, places, version ?? "", outputs).template;
}

/** The companion's template; code that is deployed keeps its key. */
function companionTemplate({ compiled, packed, deployed }: Wanted): Template | undefined {
	const wanted = compiled.companion?.template;
	if (!wanted) return undefined;
	const text = JSON.stringify(deployed?.companion.template ?? {});
	const keys = [...text.matchAll(/"S3Key":"([^"]+)"/g)].map(([, key = ""]) => key);
	const bucket = /"S3Bucket":"([^"]+)"/.exec(text)?.[1] ?? "";
	const places = packed
		.filter((one) => isOfCompanion(one, compiled.target))
		.map(({ plan, digest }): readonly [string, Place] => {
			const key = keys.find((one) => one.includes(digest)) ?? zipKey(plan.job, SWAP_VERSION, digest);
			return [plan.job, { bucket, key, digest }];
		});
	return bind(wanted, new Map(places), "").template;
}

/** What is deployed and what would be: the stack, and what stands for it in us-east-1. */
export function sidesOf(wanted: Wanted): readonly Sides[] {
	const { deployed } = wanted;
	const own: Sides = { before: deployed?.template, after: ownTemplate(wanted) };
	const companion = companionTemplate(wanted);
	if (!companion) return [own];
	return [{ before: deployed?.companion.template, after: companion, region: REGION }, own];
}
