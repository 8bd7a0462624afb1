import type { Template } from "../template/template.ts";
import { type DeployedFunction, DIGEST_TAG, SWAP_TAG } from "./deployed.ts";
import { clearEntry } from "./ledger.ts";
import type { Planned } from "./plan-uploads.ts";
import type { Ports } from "./ports.ts";
import { configureFunction } from "./swap.ts";
import { settingsChange } from "./swap-settings.ts";

/**
 * Gives a function that was swapped the settings of the template that is deployed now. CloudFormation writes what
 * differs between two templates, and a setting that was swapped and taken back differs between none.
 */
async function settleSettings(
	ports: Ports,
	{ name, logicalId }: DeployedFunction,
	before: Template,
	after: Template,
): Promise<void> {
	const old = before.Resources[logicalId]?.Properties;
	const now = after.Resources[logicalId]?.Properties;
	const state = old && now && (await ports.cloud.functions.read(name, {}));
	const change = state && settingsChange(state.settings, { before: old, after: now }, () => true);
	if (change) await configureFunction(ports, name, change);
}

/**
 * Ends the hot swaps that a deploy has taken over: their settings are those of the template, their marks go away. A
 * function keeps its mark until then, so that a deploy which breaks off here is made good by the next one.
 */
export async function settleSwaps(
	ports: Ports,
	{ deployed, deployable, placements }: Planned,
	{ bucket, by }: { readonly bucket: string; readonly by: string },
): Promise<void> {
	const marked = [...(deployed?.functions.values() ?? [])].filter(({ state }) => state?.tags[SWAP_TAG]);
	await Promise.all(
		marked.map(async (fn) => {
			if (!deployed || !deployable.template.Resources[fn.logicalId]) return;
			const digest = placements.find(({ packed }) => packed.plan.job === fn.job)?.place.digest;
			const templates = { before: deployed.template, after: deployable.template };
			await settleMarked(ports, fn, { ...templates, digest, bucket, by });
		}),
	);
}

/** Ends the hot swap of one function, whose code is that of `after`; `digest` is that of the code. */
export async function settleMarked(
	ports: Ports,
	fn: DeployedFunction,
	{
		before,
		after,
		digest,
		bucket,
		by,
	}: {
		readonly before: Template;
		readonly after: Template;
		readonly digest: string | undefined;
		readonly bucket: string;
		readonly by: string;
	},
): Promise<void> {
	const { job, state } = fn;
	if (!state) return;
	await settleSettings(ports, fn, before, after);
	// Code that went back to what the template had is no change of its tags: CloudFormation leaves the
	// digest of the swapped code there.
	const isOutdated = digest !== undefined && state.tags[DIGEST_TAG] !== digest;
	if (isOutdated) await ports.cloud.functions.tag(state.arn, { [DIGEST_TAG]: digest }, {});
	await clearEntry(ports, bucket, { resource: job, digest }, by);
	await ports.cloud.functions.untag(state.arn, [SWAP_TAG], {});
}
