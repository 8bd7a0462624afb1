import type { StackState } from "../cloud/port.ts";
import { deployValues } from "../compile/after.ts";
import { originOf } from "../compile/compiled.ts";
import { configKey, templateKey } from "../names/artifact-key.ts";
import { Failure } from "../report/failure.ts";
import type { CfnResource, Template } from "../template/template.ts";
import { runAfterDeploy, writeSensitive } from "./after-deploy.ts";
import { giveAftercare } from "./aftercare.ts";
import type { Course } from "./course.ts";
import type { Deployed } from "./deployed.ts";
import { injectValues } from "./directories/inject.ts";
import { mirrorDirectories } from "./directories/mirror.ts";
import { forgetCached } from "./forget-cached.ts";
import { notifyBuckets, placeOf } from "./notifications.ts";
import type { Planned } from "./plan-uploads.ts";
import type { Ports } from "./ports.ts";
import { obsoleteKeys, obsoleteTags } from "./prune.ts";
import { runCommandsAfter } from "./scripts/commands.ts";
import { writeStackInfo } from "./stack-info.ts";
import { settleOthers } from "./swap/settle-others.ts";
import { settleSwaps } from "./swap-settle.ts";
import { takeAbandoned } from "./upload-memory.ts";

function isPublicUrl({ Type, Properties = {} }: CfnResource): boolean {
	return Type === "AWS::Lambda::Permission" && Properties["FunctionUrlAuthType"] === "NONE";
}

/** Names of functions that stay and whose URL anyone could call before, but not any more. */
export function withdrawnUrls(before: Template | undefined, after: Template): readonly string[] {
	return Object.entries(before?.Resources ?? {}).flatMap(([id, permission]) => {
		if (!isPublicUrl(permission) || after.Resources[id]) return [];
		const { "Fn::GetAtt": target } = (permission.Properties?.["FunctionName"] ?? {}) as {
			readonly "Fn::GetAtt"?: unknown;
		};
		const name = Array.isArray(target)
			? after.Resources[String(target[0])]?.Properties?.["FunctionName"]
			: undefined;
		return typeof name === "string" ? [name] : [];
	});
}

function settledBy({ prepared }: Course, planned: Planned, deployed: Deployed, stack: StackState) {
	const { compiled } = prepared.analysis;
	return {
		deployed,
		template: planned.deployable.template,
		stack: stack.name,
		target: compiled.target,
		bucket: compiled.deploymentBucket,
		by: prepared.identity.arn,
		stored: new Set(planned.stored.map(({ key }) => key)),
		resourceOf: (id: string) => originOf(compiled, id)?.resource ?? id,
	};
}

/** What CloudFormation does not do by itself: protection, the marks of hot swaps, the stack info file. */
export async function finish(
	ports: Ports,
	course: Course,
	planned: Planned,
	stack: StackState,
): Promise<void> {
	const { prepared, request } = course;
	const { compiled } = prepared.analysis;
	const { options } = compiled;
	if (stack.terminationProtection !== options.terminationProtection) {
		await ports.cloud.stacks.setTerminationProtection(stack.name, options.terminationProtection, {});
	}
	if (!planned.isUnchanged)
		await settleSwaps(ports, planned, { bucket: compiled.deploymentBucket, by: prepared.identity.arn });
	if (planned.deployed) await settleOthers(ports, settledBy(course, planned, planned.deployed, stack));
	const place = { root: request.config.root, stage: prepared.target.stage };
	await injectValues(ports, compiled.after.injections, deployValues(stack.outputs), place);
	const changed = await mirrorDirectories(
		ports,
		compiled.directories,
		{
			root: request.config.root,
			deploymentBucket: compiled.deploymentBucket,
			before: prepared.version,
			stack,
		},
		request.signal ? { signal: request.signal } : {},
	);
	await giveAftercare(ports, compiled.aftercare, stack);
	const files = planned.isUnchanged ? { template: planned.deployable.template, changed } : undefined;
	if (!files || changed.length > 0) await forgetCached(ports, compiled.aftercare, stack, {}, files);
	await notifyBuckets(
		ports.cloud,
		[...(planned.deployed ? [planned.deployed.template] : []), planned.deployable.template],
		compiled.aftercare,
		placeOf(prepared.target.region, prepared.identity),
		{},
	);
	const withdrawn = withdrawnUrls(planned.deployed?.template, planned.deployable.template);
	await Promise.all(withdrawn.map((name) => ports.cloud.functions.denyPublicUrl(name, {})));
	await writeSensitive(ports, compiled, stack, course.stack);
	if (!planned.isUnchanged) await prune(ports, course, planned);
	if (options.stackInfoDirectory !== undefined)
		await writeStackInfo(ports, request.config.root, options.stackInfoDirectory, stack);
	// Last, because it is the user's code, and what it does may fail without the deploy being less done for it.
	await runAfterDeploy(ports, compiled, stack, request.signal ? { signal: request.signal } : {});
	await runCommandsAfter(ports, course, stack);
}

/** An upload that another machine began so long ago will not be finished. */
const abandonedMs = 24 * 60 * 60_000;

/** Removes artifacts that are too old to be rolled back to, and gives up uploads that will not be finished. */
async function prune(ports: Ports, { prepared }: Course, planned: Planned): Promise<void> {
	const { deploymentBucket, options } = prepared.analysis.compiled;
	const { placements, stored, deployable } = planned;
	const { version } = deployable;
	const used = new Set(placements.map(({ place }) => place.key));
	const sent = placements.filter(({ step }) => step.kind !== "present").map(({ place }) => place.key);
	const known = {
		used,
		sent: [...sent, templateKey(version), configKey(version)],
		previous: options.previousVersionsToKeep,
	};
	const keys = obsoleteKeys(stored, known);
	await unlessRefused(ports, `${keys.length} old artifacts were not removed`, async () => {
		if (keys.length > 0) await ports.cloud.objects.remove(deploymentBucket, keys, {});
	});
	await unlessRefused(ports, "uploads that broke off were not given up", async () => {
		const startedBefore = ports.host.now() - abandonedMs;
		const ids = await takeAbandoned(ports.host, deploymentBucket);
		// The bucket itself removes in a week what another machine has left.
		if (ids.length > 0)
			await ports.cloud.objects.discardUploads(deploymentBucket, { ids, startedBefore }, {});
	});
	if (planned.images.length > 0)
		await unlessRefused(ports, "old images were not removed", () => pruneImages(ports, prepared, planned));
}

async function pruneImages(
	ports: Ports,
	{ analysis }: Course["prepared"],
	{ images }: Planned,
): Promise<void> {
	const { repository, options } = analysis.compiled;
	const stored = (await ports.cloud.images.tags(repository, {})) ?? [];
	const tags = images.map(({ tag }) => tag);
	const needs = { used: new Set(tags), sent: tags, previous: options.previousVersionsToKeep };
	const obsolete = obsoleteTags(stored, needs);
	if (obsolete.length === 0) return;
	await ports.cloud.images.untag(repository, obsolete, {});
	// The parts of an image for several processors, which stay as long as it names them.
	const parts = stored.filter((tag) => obsolete.some((one) => tag.startsWith(`${one}-`)));
	if (parts.length > 0) await ports.cloud.images.untag(repository, parts, {});
}

/** A deploy that is done does not fail because something old is still there. */
async function unlessRefused(ports: Ports, what: string, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		ports.emit({ kind: "note", level: "warning", message: `${what}: ${error.message}` });
	}
}
