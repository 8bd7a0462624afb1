import { ledgerKey } from "../../names/artifact-key.ts";
import type { Target } from "../../names/target.ts";
import type { Template } from "../../template/template.ts";
import { type Deployed, DIGEST_TAG, SWAP_TAG } from "../deployed.ts";
import { clearEntry } from "../ledger.ts";
import type { Ports } from "../ports.ts";
import { rollService } from "./containers.ts";
import { type DeployedMachine, type DeployedService, readOthers } from "./deployed-others.ts";
import { hasDefinition, redefine, wantedDefinition } from "./machines.ts";

/** A deploy that has been done. */
export type Settled = {
	/** As it was before the deploy. */
	readonly deployed: Deployed;
	/** The template that is deployed now. */
	readonly template: Template;
	readonly stack: string;
	readonly target: Target;
	readonly bucket: string;
	/** ARN of who has deployed. */
	readonly by: string;
	/** Keys that were in the bucket before the deploy. */
	readonly stored: ReadonlySet<string>;
	/** The name in the config that a logical id comes from. */
	readonly resourceOf: (id: string) => string;
};

const isMarked = (tags: Readonly<Record<string, string>> | undefined) => tags?.[SWAP_TAG] === "true";

function tellBack(ports: Pick<Ports, "emit">, resource: string, what: string): void {
	const message = `${resource}: ${what} that was swapped in is replaced by that of the config`;
	ports.emit({ kind: "note", level: "note", message });
}

/** A service runs the revision of the template again, which CloudFormation leaves alone when the template is as before. */
async function settleService(
	ports: Ports,
	{ bucket, by, resourceOf }: Settled,
	before: DeployedService,
	now: DeployedService | undefined,
): Promise<void> {
	const resource = resourceOf(before.definition);
	if (now?.state && isMarked(now.state.tags)) {
		tellBack(ports, resource, "the revision");
		await rollService(ports, now.state, now.template, {});
	}
	await clearEntry(ports, bucket, { resource, digest: undefined }, by);
	if (before.state && isMarked(before.state.tags))
		await ports.cloud.services.retire([before.state.revision], {});
}

async function settleMachine(
	ports: Ports,
	settled: Settled,
	after: Deployed,
	{ logicalId, state }: DeployedMachine,
): Promise<void> {
	if (!state) return;
	const { template, bucket, by, resourceOf } = settled;
	const resource = resourceOf(logicalId);
	const definition = wantedDefinition(template, logicalId, after, settled);
	if (definition !== undefined && !hasDefinition(state, definition)) {
		tellBack(ports, resource, "the definition");
		await redefine(ports, state.arn, definition, () => {});
	}
	await clearEntry(ports, bucket, { resource, digest: undefined }, by);
	await ports.cloud.stateMachines.untag(state.arn, [SWAP_TAG, DIGEST_TAG], {});
}

/**
 * Ends the hot swaps of services and state machines that a deploy has taken over. What was swapped and taken back in
 * the config is no change of the template, so that CloudFormation has left it alone: it is put right here.
 */
export async function settleOthers(ports: Ports, settled: Settled): Promise<void> {
	const { deployed, template, stack } = settled;
	// A deploy that broke off has taken the mark away and left what was written down.
	const isWritten = (id: string) => settled.stored.has(ledgerKey(settled.resourceOf(id)));
	const services = [...deployed.others.services.values()].filter(
		({ definition, state }) => isMarked(state?.tags) || isWritten(definition),
	);
	const machines = [...deployed.others.machines.values()].filter(
		({ logicalId, state }) => isMarked(state?.tags) || isWritten(logicalId),
	);
	if (services.length + machines.length === 0) return;
	const others = await readOthers(ports, stack, template);
	await Promise.all([
		...services
			.filter(({ definition }) => template.Resources[definition])
			.map((service) => settleService(ports, settled, service, others.services.get(service.definition))),
		...machines.map(({ logicalId }) => {
			const now = others.machines.get(logicalId);
			return now && settleMachine(ports, settled, { ...deployed, others }, now);
		}),
	]);
}
