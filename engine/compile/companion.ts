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

function outputsFor(resources: Resources): Readonly<Record<string, CfnOutput>> {
	const slots = Object.values(resources).flatMap(slotsIn);
	return Object.fromEntries(
		slots.map(({ output, logicalId, attribute }) => [
			output,
			{ Value: attribute === undefined ? ref(logicalId) : getAtt(logicalId, attribute) },
		]),
	);
}

/**
 * Takes what must stand in us-east-1 out of the template of a stack in another region. It becomes the template of
 * the stack's companion there, which puts out what the stack itself needs of it.
 */
export function splitCompanion(
	resources: Resources,
	children: ReadonlyMap<string, Collected>,
	target: Target,
): { readonly resources: Resources; readonly companion: Template | undefined } {
	const isAway = (id: string) => children.get(id)?.region !== undefined && target.region !== EDGE_REGION;
	const entries = Object.entries(resources);
	const away = Object.fromEntries(entries.filter(([id]) => isAway(id)));
	if (Object.keys(away).length === 0) return { resources, companion: undefined };
	const own = Object.fromEntries(entries.filter(([id]) => !isAway(id)));
	return {
		resources: own,
		companion: {
			AWSTemplateFormatVersion: "2010-09-09",
			Description: `STP-companion_${target.project}_${target.stage}_${stackHash(target)}`,
			Resources: away,
			Outputs: outputsFor(own),
		},
	};
}

export { EDGE_REGION };
