import { stackHash, type Target } from "../names/target.ts";
import { EDGE_REGION } from "../resources/shared/edge.ts";
import { getAtt, ref } from "../template/intrinsics.ts";
import { CompanionSlot } from "../template/slot.ts";
import type { CfnOutput, CfnResource, Template } from "../template/template.ts";
import type { Collected } from "./collect.ts";

type Resources = Readonly<Record<string, CfnResource>>;

function slotsIn(value: unknown): readonly CompanionSlot[] {
	if (value instanceof CompanionSlot) return [value];
	if (typeof value !== "object" || value === null) return [];
	return Object.values(value).flatMap(slotsIn);
}

/** The outputs that the slots of a template are filled from. */
function outputsFor(template: Template): Readonly<Record<string, CfnOutput>> {
	return Object.fromEntries(
		slotsIn([template.Resources, template.Outputs]).map(({ output, logicalId, attribute }) => [
			output,
			{ Value: attribute === undefined ? ref(logicalId) : getAtt(logicalId, attribute) },
		]),
	);
}

/** Tells what must stand in us-east-1 from what stands in the stack itself, which is elsewhere. */
export function splitCompanion(
	resources: Resources,
	children: ReadonlyMap<string, Collected>,
	target: Target,
): { readonly own: Resources; readonly away: Resources } {
	const isAway = (id: string) => children.get(id)?.region !== undefined && target.region !== EDGE_REGION;
	const entries = Object.entries(resources);
	const away = Object.fromEntries(entries.filter(([id]) => isAway(id)));
	if (Object.keys(away).length === 0) return { own: resources, away };
	return { own: Object.fromEntries(entries.filter(([id]) => !isAway(id))), away };
}

/**
 * The template of a stack's companion in us-east-1, which puts out what the stack's own template needs of it;
 * `undefined` where nothing must stand there.
 */
export function companionTemplate(away: Resources, template: Template, target: Target): Template | undefined {
	if (Object.keys(away).length === 0) return undefined;
	return {
		AWSTemplateFormatVersion: "2010-09-09",
		Description: `STP-companion_${target.project}_${target.stage}_${stackHash(target)}`,
		Resources: away,
		Outputs: outputsFor(template),
	};
}

export { EDGE_REGION };
