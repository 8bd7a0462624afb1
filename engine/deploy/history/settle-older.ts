import { readZipKey } from "../../names/artifact-key.ts";
import type { Template } from "../../template/template.ts";
import { type DeployedFunction, SWAP_TAG } from "../deployed.ts";
import type { Ports } from "../ports.ts";
import { settleMarked } from "../swap-settle.ts";

type Named = Pick<DeployedFunction, "logicalId" | "name" | "key"> & { readonly job: string };

/** The functions of a template that have a name and code in a bucket of Spool's. */
function functionsOf(template: Template): readonly Named[] {
	return Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties = {} }]): Named[] => {
		const { FunctionName: name, Code } = Properties as Readonly<Record<string, unknown>>;
		const key = (Code as { readonly S3Key?: unknown } | undefined)?.S3Key;
		if (Type !== "AWS::Lambda::Function" || typeof name !== "string" || typeof key !== "string") return [];
		const job = readZipKey(key)?.job;
		return job === undefined ? [] : [{ logicalId, name, key, job }];
	});
}

/**
 * Ends the hot swaps of functions after another template was deployed. CloudFormation writes what differs between two
 * templates: code that both of them name was swapped meanwhile, and is put back here.
 */
export async function settleOlder(
	ports: Ports,
	{
		deployed,
		template,
		bucket,
		by,
	}: {
		readonly deployed: Template;
		readonly template: Template;
		readonly bucket: string;
		readonly by: string;
	},
): Promise<void> {
	const before = new Map(functionsOf(deployed).map((fn) => [fn.logicalId, fn]));
	await Promise.all(
		functionsOf(template).map(async ({ logicalId, name, key, job }) => {
			const old = before.get(logicalId);
			const state = old && (await ports.cloud.functions.read(name, {}));
			if (!old || state?.tags[SWAP_TAG] === undefined) return;
			if (old.key === key && key !== undefined)
				await ports.cloud.functions.updateCode(name, { bucket, key }, {});
			const fn = { job, logicalId, name, key, state, swapped: true };
			const digest = key === undefined ? undefined : readZipKey(key)?.digest;
			await settleMarked(ports, fn, { before: deployed, after: template, digest, bucket, by });
		}),
	);
}
