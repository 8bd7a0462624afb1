import { createHash } from "node:crypto";
import type { StateMachineState } from "../../cloud/port.ts";
import type { Target } from "../../names/target.ts";
import { Failure } from "../../report/failure.ts";
import { type Resolver, resolveReferences } from "../../template/changes/machine-changes.ts";
import { membersOf } from "../../template/changes/verdict.ts";
import { sameJson } from "../../template/diff.ts";
import type { Template } from "../../template/template.ts";
import { type Deployed, DIGEST_TAG, SWAP_TAG } from "../deployed.ts";
import type { Ports } from "../ports.ts";
import type { Swapped } from "../result.ts";
import { runSpan } from "../spans.ts";
import type { SwapPlace } from "./place.ts";

/** A state machine that is to have another definition. */
export type PlannedDefinition = {
	/** Name in the config. */
	readonly resource: string;
	readonly state: StateMachineState;
	/** JSON. */
	readonly definition: string;
};

/** Waiting between two looks at a state machine, in milliseconds. */
const pause = 250;
/** A state machine says within seconds what it was given. */
const patience = 60_000;

function partitionOf(region: string): string {
	if (region.startsWith("cn-")) return "aws-cn";
	return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Gives the values of references, by what stands in the account. */
function resolverOf({ others, functions }: Deployed, target: Target, stack: string): Resolver {
	const parameters: Readonly<Record<string, string | undefined>> = {
		"AWS::AccountId": target.account,
		"AWS::Partition": partitionOf(target.region),
		"AWS::Region": target.region,
		"AWS::StackName": stack,
	};
	return {
		ref: (name) => parameters[name] ?? others.physicalIds.get(name),
		attribute: (id, attribute) => {
			const found = [...functions.values()].find(({ logicalId }) => logicalId === id);
			return attribute === "Arn" ? found?.state?.arn : undefined;
		},
	};
}

/** The definition that a template wants for a state machine; `undefined` when only CloudFormation can make it. */
export function wantedDefinition(
	template: Template,
	id: string,
	deployed: Deployed,
	{ target, stack }: { readonly target: Target; readonly stack: string },
): string | undefined {
	const definition = membersOf(template.Resources[id]?.Properties?.["Definition"]);
	const known = definition && resolveReferences(definition, resolverOf(deployed, target, stack));
	return known && JSON.stringify(known.value);
}

/** True when a state machine has this definition, however it is written. */
export function hasDefinition({ definition }: StateMachineState, wanted: string): boolean {
	try {
		return sameJson(JSON.parse(definition), JSON.parse(wanted));
	} catch {
		return false;
	}
}

/** Gives a state machine a definition and waits until Step Functions has it. */
export async function redefine(
	ports: Pick<Ports, "cloud" | "host">,
	arn: string,
	definition: string,
	accepted: () => void,
	signal?: AbortSignal,
): Promise<void> {
	const options = signal ? { signal } : {};
	await ports.cloud.stateMachines.update(arn, definition, options);
	accepted();
	for (const startedAt = ports.host.now(); ; await ports.host.sleep(pause, signal)) {
		const state = await ports.cloud.stateMachines.read(arn, options);
		if (state && hasDefinition(state, definition)) return;
		if (!state || ports.host.now() - startedAt > patience) {
			throw new Failure({
				code: "swap-not-live",
				kind: "aws",
				message: `Step Functions has accepted the definition of ${arn}, but does not show it`,
				hint: "somebody else may have changed it: swap again, or run a full deploy",
			});
		}
	}
}

/** Swaps the definition of one state machine. One that Step Functions does not take changes nothing. */
export async function performDefinition(
	ports: Ports,
	place: SwapPlace,
	{ resource, state, definition }: PlannedDefinition,
	signal?: AbortSignal,
): Promise<Swapped> {
	const { arn } = state;
	const stateMachineName = arn.split(":").at(-1) ?? arn;
	const span = { id: `hot-swap/${resource}`, label: `${resource} (${stateMachineName})`, parent: "hot-swap" };
	return runSpan(ports, span, async (work) => {
		const options = signal ? { signal } : {};
		const startedAt = ports.host.now();
		const digest = createHash("sha256").update(definition).digest("hex");
		const isMarked = state.tags[SWAP_TAG] === "true";
		await Promise.all([
			ports.cloud.stateMachines.tag(arn, { [SWAP_TAG]: "true", [DIGEST_TAG]: digest }, options),
			place.ledger.record({ resource, digest, properties: ["Definition"], isMarked }, options),
		]);
		let acceptedMs = 0;
		const accepted = () => {
			acceptedMs = ports.host.now() - startedAt;
			ports.emit({ kind: "note", id: work.id, level: "note", message: `${resource}: accepted by AWS` });
		};
		await redefine(ports, arn, definition, accepted, signal);
		const liveMs = ports.host.now() - startedAt;
		work.ending({ summary: `live after ${liveMs} ms` });
		const timing = { bundleMs: 0, zipMs: 0, acceptedMs, liveMs };
		return { resource, stateMachineName, digest, properties: ["Definition"], timing };
	});
}
