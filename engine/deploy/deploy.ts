import type { StackState, StoredObject } from "../cloud/port.ts";
import { VERSION_OUTPUT } from "../compile/outputs.ts";
import { configKey, nextVersion, templateKey } from "../names/artifact-key.ts";
import { stackName } from "../names/target.ts";
import type { Bundler } from "../package/bundler.ts";
import { packArtifacts } from "../package/package.ts";
import type { Packed } from "../package/packed.ts";
import type { Phase } from "../progress/event.ts";
import { Failure } from "../report/failure.ts";
import { diffTemplates } from "../template/diff.ts";
import { type Action, actionFor } from "./gate.ts";
import { applyRequest, applyTemplate, maxInlineTemplate, operationFailure, templateText } from "./apply.ts";
import { type Placement, placeArtifact } from "./artifacts.ts";
import { bind, type Deployable } from "./bind.ts";
import { type Deployed, readDeployed, SWAP_TAG } from "./deployed.ts";
import { follow, waitForRest } from "./follow.ts";
import { planSwap } from "./swap-plan.ts";
import { performSwaps } from "./swap.ts";
import type { Ports } from "./ports.ts";
import { type Prepared, prepare, type Request } from "./prepare.ts";
import { type Blocked, type DeployResult, linksOf, type PhaseTimes } from "./result.ts";
import { runSpan, type Work } from "./spans.ts";
import { type Companion, upload, type UploadReport } from "./upload.ts";
import { writeStackInfo } from "./stack-info.ts";

export type DeployRequest = Request & {
	readonly bundler?: Bundler;
	/** Go around CloudFormation when only code has changed. */
	readonly hotSwap?: boolean;
};

/** What a deploy has found out so far. */
type Course = {
	readonly request: DeployRequest;
	readonly prepared: Prepared;
	readonly action: Action;
	readonly stack: StackState | undefined;
	readonly phases: Record<string, number>;
};

const phaseWeights: Readonly<Record<string, number>> = { resolve: 5, package: 15, bootstrap: 15, upload: 15, deploy: 50 };

/** Runs one phase, measured. */
async function phase<T>(ports: Ports, phases: Record<string, number>, name: Phase, label: string, body: (work: Work) => Promise<T>): Promise<T> {
	const startedAt = ports.host.now();
	try {
		return await runSpan(ports, { id: name, label, phase: name, weight: phaseWeights[name] ?? 1 }, body);
	} finally {
		phases[name] = ports.host.now() - startedAt;
	}
}

async function resolvePhase(ports: Ports, request: DeployRequest, phases: Record<string, number>): Promise<Course> {
	return phase(ports, phases, "resolve", "Resolve and validate", async (work) => {
		const prepared = await prepare(ports, request);
		const stack = prepared.stack && (await waitForRest(ports, prepared.stack, work.id, request.signal));
		const action = actionFor(stack);
		const resources = Object.keys(prepared.analysis.compiled.template.Resources).length;
		work.ending({ summary: `${resources} CloudFormation resources, account ${prepared.identity.account}` });
		const version = stack?.outputs[VERSION_OUTPUT];
		return { request, prepared: { ...prepared, stack, version }, action, stack, phases };
	});
}

async function packPhase(ports: Ports, course: Course): Promise<readonly Packed[]> {
	const { request, prepared, phases } = course;
	const { artifacts } = prepared.analysis.compiled;
	return phase(ports, phases, "package", "Build and package", async (work) => {
		const packed = await packArtifacts(ports, artifacts, {
			root: request.config.root,
			parent: work.id,
			...(request.bundler && { bundler: request.bundler }),
			...(request.signal && { signal: request.signal }),
		});
		if (artifacts.length === 0) work.ending({ outcome: "skipped", summary: "no code in this config" });
		return packed;
	});
}

/** Creates the bucket and the repository of a new stage, which everything else is sent to. */
async function bootstrapPhase(ports: Ports, course: Course): Promise<void> {
	const { prepared, action, phases, request } = course;
	await phase(ports, phases, "bootstrap", "Create the bucket and the image repository", async (work) => {
		if (action === "update") {
			work.ending({ outcome: "skipped", summary: "already there" });
			return;
		}
		if (action === "delete-then-create") await removeEmptyStack(ports, course, work);
		const { compiled } = prepared.analysis;
		const initial = bind(compiled.initialTemplate, new Map(), "");
		const apply = applyRequest(compiled, { body: templateText(initial) }, compiled.options.disableAutoRollback ? "keep" : "delete");
		const expected = Object.keys(initial.template.Resources).length;
		await applyTemplate(ports, { action: "create", request: apply, analysis: prepared.analysis, expected, span: work.id }, request.signal);
	});
}

async function removeEmptyStack(ports: Ports, { stack, prepared, request }: Course, work: Work): Promise<void> {
	if (!stack) return;
	ports.emit({ kind: "note", id: work.id, level: "note", message: `the first create of ${stack.name} had failed: its empty stack is removed first` });
	const token = `spool-remove-${ports.host.now()}`;
	await ports.cloud.stacks.delete(stack.name, { token }, {});
	const operation = { stackId: stack.id, stack: stack.name, token, action: "delete" as const, analysis: prepared.analysis, span: work.id };
	const followed = await follow(ports, operation, request.signal);
	if (followed.status !== "DELETE_COMPLETE") throw operationFailure(followed, operation);
}

/** The artifacts at their places, and the template that names them. */
type Planned = { readonly placements: readonly Placement[]; readonly deployable: Deployable; readonly deployed: Deployed | undefined; readonly isUnchanged: boolean };

async function listArtifacts(ports: Ports, bucket: string, signal?: AbortSignal): Promise<readonly StoredObject[]> {
	const stored = await ports.cloud.objects.list(bucket, "", signal ? { signal } : {});
	if (stored) return stored;
	throw new Failure({
		code: "deployment-bucket-missing",
		kind: "stack",
		message: `the stack's deployment bucket ${bucket} is gone`,
		hint: "create a bucket of this name in the same region and account, then deploy again",
	});
}

async function planUploads(ports: Ports, course: Course, packed: readonly Packed[], deployed: Deployed | undefined): Promise<Planned> {
	const { prepared, request } = course;
	const { compiled } = prepared.analysis;
	const bucket = compiled.deploymentBucket;
	const stored = await listArtifacts(ports, bucket, request.signal);
	const version = nextVersion(prepared.version);
	const functions = [...(deployed?.functions.values() ?? [])];
	const deployedKeys = new Map(functions.flatMap(({ job, key }) => (key ? [[job, key] as const] : [])));
	const swapped = new Set(functions.filter((one) => one.swapped).map((one) => one.job));
	const placements = packed.map((one) => placeArtifact(one, { bucket, stored, version, deployedKeys, swapped }));
	const places = new Map(placements.map(({ packed: { plan }, place }) => [plan.job, place]));
	// Compared under the deployed version, because the version alone is no change.
	const same = bind(compiled.template, places, prepared.version ?? "");
	const isUnchanged = deployed !== undefined && course.action === "update" && isAtRest(course) && diffTemplates(deployed.template, same.template).length === 0 && sameTags(course);
	return { placements, deployed, isUnchanged, deployable: isUnchanged ? same : bind(compiled.template, places, version) };
}

/** A failed update leaves a stack that looks the same and is not. */
function isAtRest({ stack }: Course): boolean {
	return stack?.status !== "UPDATE_FAILED";
}

function sameTags({ stack, prepared }: Course): boolean {
	const wanted = Object.entries(prepared.analysis.compiled.tags);
	return wanted.length === Object.keys(stack?.tags ?? {}).length && wanted.every(([key, value]) => stack?.tags[key] === value);
}

async function uploadPhase(ports: Ports, course: Course, planned: Planned): Promise<UploadReport> {
	const { prepared, request, phases } = course;
	const { compiled } = prepared.analysis;
	return phase(ports, phases, "upload", "Upload", async (work) => {
		const { placements, deployable, isUnchanged } = planned;
		const companions: readonly Companion[] = isUnchanged
			? []
			: [
					{ key: templateKey(deployable.version), body: templateText(deployable), contentType: "text/yaml" },
					{ key: configKey(deployable.version), body: request.config.file.text, contentType: "text/yaml" },
				];
		const report = await upload(ports, { bucket: compiled.deploymentBucket, placements, companions }, work.id, request.signal);
		const parts = [
			report.uploaded > 0 && `${report.uploaded} uploaded`,
			report.copied > 0 && `${report.copied} copied inside S3`,
			report.present > 0 && `${report.present} already there`,
		].filter(Boolean);
		const summary = parts.length > 0 ? parts.join(", ") : "no artifacts";
		work.ending({ summary, ...(report.uploaded + report.copied === 0 && { outcome: "skipped" }) });
		return report;
	});
}

async function applyPhase(ports: Ports, course: Course, planned: Planned): Promise<StackState> {
	const { prepared, request, phases, stack } = course;
	const { analysis } = prepared;
	const name = stackName(prepared.target);
	return phase(ports, phases, "deploy", "Deploy with CloudFormation", async (work) => {
		const { deployable, isUnchanged, deployed } = planned;
		if (isUnchanged && stack) {
			work.ending({ outcome: "skipped", summary: "nothing has changed: CloudFormation is not asked" });
			return stack;
		}
		const body = templateText(deployable);
		const url = ports.cloud.objects.url(analysis.compiled.deploymentBucket, templateKey(deployable.version));
		const template = Buffer.byteLength(body) > maxInlineTemplate ? { url } : { body };
		const onFailure = analysis.compiled.options.disableAutoRollback ? "keep" : "roll-back";
		const apply = applyRequest(analysis.compiled, template, onFailure);
		const changes = deployed ? diffTemplates(deployed.template, deployable.template).filter(({ kind }) => kind !== "output") : [];
		const expected = deployed ? changes.length : Object.keys(deployable.template.Resources).length;
		const followed = await applyTemplate(ports, { action: "update", request: apply, analysis, expected, span: work.id }, request.signal);
		if (followed === "unchanged") work.ending({ outcome: "skipped", summary: "CloudFormation found nothing to update" });
		return (followed === "unchanged" ? undefined : followed.stack) ?? (await readAfter(ports, name));
	});
}

async function readAfter(ports: Ports, name: string): Promise<StackState> {
	const stack = await ports.cloud.stacks.read(name, {});
	if (stack) return stack;
	throw new Failure({ code: "stack-vanished", kind: "stack", message: `the stack ${name} is gone right after its deploy`, hint: "somebody else has deleted it" });
}

/** What CloudFormation does not do by itself: protection, the marks of hot swaps, the stack info file. */
async function finish(ports: Ports, course: Course, planned: Planned, stack: StackState): Promise<void> {
	const { prepared, request } = course;
	const { options } = prepared.analysis.compiled;
	if (stack.terminationProtection !== options.terminationProtection) {
		await ports.cloud.stacks.setTerminationProtection(stack.name, options.terminationProtection, {});
	}
	const marked = [...(planned.deployed?.functions.values() ?? [])].flatMap(({ state }) => (state?.tags[SWAP_TAG] ? [state.arn] : []));
	if (!planned.isUnchanged) await Promise.all(marked.map((arn) => ports.cloud.functions.untag(arn, [SWAP_TAG], {})));
	if (options.stackInfoDirectory !== undefined) await writeStackInfo(ports, request.config.root, options.stackInfoDirectory, stack);
}

type FullResult = { readonly stack: StackState; readonly uploads: UploadReport; readonly outcome: DeployResult["outcome"] };

async function fullDeploy(ports: Ports, course: Course, packed: readonly Packed[], deployed: Deployed | undefined): Promise<FullResult> {
	await bootstrapPhase(ports, course);
	const planned = await planUploads(ports, course, packed, deployed);
	const uploads = await uploadPhase(ports, course, planned);
	const stack = await applyPhase(ports, course, planned);
	await finish(ports, course, planned, stack);
	const outcome = planned.isUnchanged ? "unchanged" : course.action === "update" ? "updated" : "created";
	return { stack, uploads, outcome };
}

/**
 * Deploys a config: resolve, package, create what uploads need on the first deploy of a stage, upload what is not
 * there yet, and have CloudFormation do the rest, followed to its end.
 *
 * Fails with a `Failure` whose message is the root cause; a stop by the user passes through as `Cancelled` or the
 * signal's own error. Whatever happens, the next deploy can take up from there.
 */
export async function deploy(ports: Ports, request: DeployRequest): Promise<DeployResult> {
	const phases: Record<string, number> = {};
	const course = await resolvePhase(ports, request, phases);
	const { analysis, target } = course.prepared;
	const reading = course.action === "update" ? readDeployed(ports, stackName(target), analysis.compiled.artifacts, request.signal) : Promise.resolve(undefined);
	// Both are settled before either failure is thrown; a broken build is the one the user can act on.
	const [packed, deployed] = await Promise.allSettled([packPhase(ports, course), reading]);
	if (packed.status === "rejected") throw packed.reason;
	if (deployed.status === "rejected") throw deployed.reason;
	const blocked = request.hotSwap ? await trySwap(ports, course, packed.value, deployed.value) : [];
	if (!Array.isArray(blocked)) return blocked;
	const full = await fullDeploy(ports, course, packed.value, deployed.value);
	return { ...full, version: full.stack.outputs[VERSION_OUTPUT], swaps: [], fellBackBecause: blocked, links: linksOf(full.stack), phases };
}

/** Swaps when that is all there is to do; else the reasons why CloudFormation has to. */
async function trySwap(ports: Ports, course: Course, packed: readonly Packed[], deployed: Deployed | undefined): Promise<DeployResult | Blocked[]> {
	const { prepared, request, stack } = course;
	if (!deployed || !stack) {
		return [{ resource: undefined, logicalId: stackName(prepared.target), reason: "the stack is not deployed yet" }];
	}
	const plan = planSwap(prepared.analysis, packed, deployed, prepared.version);
	if (plan.blocked.length > 0) {
		for (const { reason } of plan.blocked) ports.emit({ kind: "note", level: "note", message: `not swapped: ${reason}` });
		return [...plan.blocked];
	}
	const phases: PhaseTimes = course.phases;
	const swaps = await performSwaps(ports, prepared.analysis.compiled.deploymentBucket, plan.swaps, request.signal);
	const uploads: UploadReport = { uploaded: swaps.length, copied: 0, present: packed.length - swaps.length, bytes: 0 };
	return { outcome: swaps.length > 0 ? "swapped" : "unchanged", stack, version: prepared.version, uploads, swaps, fellBackBecause: [], links: linksOf(stack), phases };
}
