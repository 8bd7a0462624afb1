import type { Analysis } from "../../analyse.ts";
import { originOf } from "../../compile/compiled.ts";
import { stackName } from "../../names/target.ts";
import { keptServices } from "../../template/changes/classify.ts";
import { heldBy } from "../../template/changes/held.ts";
import type { Verdict } from "../../template/changes/verdict.ts";
import type { Template } from "../../template/template.ts";
import { type Deployed, SWAP_TAG } from "../deployed.ts";
import type { ImagePlacement } from "../images.ts";
import type { Blocked } from "../result.ts";
import { blockedBy, heldBack } from "../swap-words.ts";
import type { PlannedRollout } from "./containers.ts";
import { hasDefinition, type PlannedDefinition, wantedDefinition } from "./machines.ts";
import { containerChanges, propertiesOfContainers } from "./plan-containers.ts";

/** What decides over the parts of a plan. */
export type Decision = {
	readonly analysis: Analysis;
	readonly deployed: Deployed;
	readonly wanted: Template;
	readonly verdicts: readonly Verdict[];
	readonly images: readonly ImagePlacement[];
};

/** What is swapped besides functions, and what has to wait. */
export type OtherSwaps = {
	readonly rollouts: readonly PlannedRollout[];
	readonly definitions: readonly PlannedDefinition[];
	readonly blocked: readonly Blocked[];
};

const resourceOf = ({ analysis }: Decision, id: string) => originOf(analysis.compiled, id)?.resource ?? id;

/** True for a property that is another one in both templates and that a swap can replace. */
function isSwap({ verdicts }: Decision, id: string, property: string): boolean {
	return verdicts.some((one) => one.id === id && one.kind === "swap" && one.property === property);
}

/** Why what is to be replaced waits for a deploy; `undefined` when it need not. */
function waitsFor(
	decision: Decision,
	id: string,
	what: string,
	properties: readonly string[],
): Blocked | undefined {
	const { analysis, wanted, verdicts } = decision;
	const [first] = heldBy(id, wanted, verdicts).flatMap((verdict) => blockedBy(analysis, verdict) ?? []);
	return first && heldBack(resourceOf(decision, id), id, properties, first, what);
}

/** The images that a change names, as far as they are the stack's own. */
function imagesOf({ images }: Decision, { changes }: Pick<PlannedRollout, "changes">) {
	const named = new Set(Object.values(changes).map(({ image }) => image));
	return images.filter(({ place }) => named.has(place.image));
}

function planRollout(decision: Decision, id: string): Partial<OtherSwaps> {
	const { deployed, wanted } = decision;
	const state = deployed.others.services.get(id)?.state;
	const before = deployed.template.Resources[id]?.Properties;
	const after = wanted.Resources[id]?.Properties;
	if (!state || !before || !after) return {};
	const isMarked = state.tags[SWAP_TAG] === "true";
	const changes = containerChanges(
		state,
		{ before, after },
		(property) => isMarked || isSwap(decision, id, property),
	);
	const properties = propertiesOfContainers(changes);
	if (properties.length === 0) return {};
	const waiting = waitsFor(decision, id, "what changes of the containers", properties);
	if (waiting) return { blocked: [waiting] };
	const resource = resourceOf(decision, id);
	return { rollouts: [{ resource, state, changes, images: imagesOf(decision, { changes }) }] };
}

function planDefinition(decision: Decision, id: string): Partial<OtherSwaps> {
	const { analysis, deployed, wanted } = decision;
	const state = deployed.others.machines.get(id)?.state;
	const isMarked = state?.tags[SWAP_TAG] === "true";
	if (!state || !(isMarked || isSwap(decision, id, "Definition"))) return {};
	const { target } = analysis.compiled;
	const resource = resourceOf(decision, id);
	const waiting = waitsFor(decision, id, "the definition", ["Definition"]);
	if (waiting) return { blocked: [waiting] };
	const definition = wantedDefinition(wanted, id, deployed, { target, stack: stackName(target) });
	if (definition === undefined) {
		const reason = `the definition of ${resource} names something that is not known outside CloudFormation`;
		return { blocked: [{ verdict: "defer", resource, logicalId: id, property: "Definition", reason }] };
	}
	return hasDefinition(state, definition) ? {} : { definitions: [{ resource, state, definition }] };
}

/** Decides what of services and state machines can go around CloudFormation. */
export function planOthers(decision: Decision): OtherSwaps {
	const { deployed, wanted } = decision;
	const rolling = [...keptServices(deployed.template, wanted)].filter(([, service]) => service.isRolling);
	const plans = [
		...rolling.map(([definition]) => planRollout(decision, definition)),
		...[...deployed.others.machines.keys()]
			.filter((id) => wanted.Resources[id])
			.map((id) => planDefinition(decision, id)),
	];
	return {
		rollouts: plans.flatMap(({ rollouts = [] }) => rollouts),
		definitions: plans.flatMap(({ definitions = [] }) => definitions),
		blocked: plans.flatMap(({ blocked = [] }) => blocked),
	};
}
