import type { ApplyRequest, StackState } from "../cloud/port.ts";
import { VERSION_OUTPUT } from "../compile/outputs.ts";
import { configKey, templateKey } from "../names/artifact-key.ts";
import { stackName } from "../names/target.ts";
import { openPackageMemory } from "../package/memory/package-memory.ts";
import { packArtifacts } from "../package/package.ts";
import type { PackedArtifact } from "../package/packed.ts";
import { Failure } from "../report/failure.ts";
import { diffTemplates } from "../template/diff.ts";
import { isAccelerated, type Template } from "../template/template.ts";
import { pinAccount } from "./account-pin.ts";
import { requireAllowed } from "./allowed.ts";
import { applyRequest, applyTemplate, maxInlineTemplate, templateText } from "./apply.ts";
import type { Deployable } from "./bind.ts";
import { bootstrap } from "./bootstrap.ts";
import { both } from "./both.ts";
import { runBuilds } from "./builds.ts";
import { deployCompanion, isOfCompanion } from "./companion.ts";
import { type Course, type DeployRequest, runPhase } from "./course.ts";
import { type Deployed, readDeployed, requireFunctions } from "./deployed.ts";
import { requireDirectories } from "./directories/mirror.ts";
import { swapDirectories } from "./directories/swap.ts";
import { finish } from "./finish.ts";
import { waitForRest } from "./follow.ts";
import { actionFor } from "./gate.ts";
import { type DeployFacts, recorded } from "./history/record.ts";
import { swapPlace } from "./hot-swap.ts";
import { imageOptions } from "./images.ts";
import { type Planned, planUploads } from "./plan-uploads.ts";
import type { Ports } from "./ports.ts";
import { prepare } from "./prepare.ts";
import { approveCourse } from "./preview/approve.ts";
import { protect, requireProtected } from "./protection.ts";
import { type Blocked, type DeployResult, linksOf, reportsOf, type Swapped } from "./result.ts";
import { type HookedCommand, runHooks, runHooksBehind } from "./scripts/hooks.ts";
import { makeSecrets } from "./secrets/make.ts";
import { performSwaps } from "./swap/perform.ts";
import { imagesToSend, planSwap, swapCount } from "./swap-plan.ts";
import { type Companion, type UploadReport, upload } from "./upload.ts";

async function resolvePhase(
	ports: Ports,
	request: DeployRequest,
	phases: Record<string, number>,
): Promise<Course> {
	return runPhase(ports, phases, { name: "resolve", label: "Resolve and validate" }, async (work) => {
		await requireAllowed(ports.host, request.config.root, "deploy", request.target);
		const prepared = await prepare(ports, request);
		const stack = prepared.stack && (await waitForRest(ports, prepared.stack, work.id, request.signal));
		const action = actionFor(stack);
		const resources = Object.keys(prepared.analysis.compiled.template.Resources).length;
		work.ending({ summary: `${resources} CloudFormation resources, account ${prepared.identity.account}` });
		const version = stack?.outputs[VERSION_OUTPUT];
		return { request, prepared: { ...prepared, stack, version }, action, stack, phases };
	});
}

/** Builds and packs. Gives the course too, because only builds tell what websites consist of. */
async function packPhase(
	ports: Ports,
	course: Course,
): Promise<{ readonly packed: readonly PackedArtifact[]; readonly built: Course }> {
	const { request, prepared, phases } = course;
	const { artifacts, builds } = prepared.analysis.compiled;
	return runPhase(ports, phases, { name: "package", label: "Build and package" }, async (work) => {
		const { bundler, signal } = request;
		const { root } = request.config;
		const context = { root, parent: work.id, ...(bundler && { bundler }), ...(signal && { signal }) };
		const built = await runBuilds(ports, prepared, context);
		const packed = await packArtifacts(ports, artifacts, {
			root: request.config.root,
			parent: work.id,
			memory: request.noCache ? undefined : openPackageMemory(ports.host, request.config.root),
			images: imageOptions(ports, prepared.analysis.compiled, { builds: true, signal: request.signal }),
			...(request.bundler && { bundler: request.bundler }),
			...(request.signal && { signal: request.signal }),
		});
		if (artifacts.length + builds.length === 0)
			work.ending({ outcome: "skipped", summary: "no code in this config" });
		return { packed, built: { ...course, prepared: built } };
	});
}

async function uploadPhase(ports: Ports, course: Course, planned: Planned): Promise<UploadReport> {
	const { prepared, request, phases } = course;
	const { compiled } = prepared.analysis;
	return runPhase(ports, phases, { name: "upload", label: "Upload" }, async (work) => {
		const { placements, images, deployable, isUnchanged } = planned;
		const companions: readonly Companion[] = isUnchanged
			? []
			: [
					{ key: templateKey(deployable.version), body: templateText(deployable), contentType: "text/yaml" },
					{ key: configKey(deployable.version), body: request.config.file.text, contentType: "text/yaml" },
				];
		const report = await upload(
			ports,
			{
				bucket: compiled.deploymentBucket,
				repository: compiled.repository,
				placements,
				images,
				companions,
				accelerated:
					compiled.options.acceleratedUploads &&
					Object.values(compiled.initialTemplate.Resources).some(isAccelerated),
			},
			work.id,
			request.signal,
		);
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

/** How many resources CloudFormation is expected to touch. */
function expectedChanges({ deployed, deployable }: Planned, initial: Template): number {
	const before = deployed?.template ?? initial;
	return diffTemplates(before, deployable.template).filter(({ kind }) => kind !== "output").length;
}

/** What CloudFormation does when the update fails. A half updated stack can only go on to be one, or be mended. */
function onFailure({ stack, prepared, request }: Course): ApplyRequest["onFailure"] {
	const { disableAutoRollback } = prepared.analysis.compiled.options;
	// CloudFormation refuses an update with rollback in this state: "please use the disable-rollback parameter".
	return disableAutoRollback || request.noRollback || stack?.status === "UPDATE_FAILED"
		? "keep"
		: "roll-back";
}

function templateSource(ports: Ports, { prepared }: Course, deployable: Deployable) {
	const body = templateText(deployable);
	if (Buffer.byteLength(body) <= maxInlineTemplate) return { body };
	return {
		url: ports.cloud.objects.url(
			prepared.analysis.compiled.deploymentBucket,
			templateKey(deployable.version),
		),
	};
}

/** The stack after the phase, and whether CloudFormation has changed it to the planned version. */
type Applied = { readonly stack: StackState; readonly isChanged: boolean };

async function applyPhase(ports: Ports, course: Course, planned: Planned): Promise<Applied> {
	const { prepared, request, phases, stack } = course;
	const { analysis } = prepared;
	return runPhase(ports, phases, { name: "deploy", label: "Deploy with CloudFormation" }, async (work) => {
		if (planned.isUnchanged && stack) {
			work.ending({ outcome: "skipped", summary: "nothing has changed: CloudFormation is not asked" });
			return { stack, isChanged: false };
		}
		const source = templateSource(ports, course, planned.deployable);
		const apply = applyRequest(analysis.compiled, source, onFailure(course), planned.deployed?.template);
		const update = {
			action: "update" as const,
			request: apply,
			analysis,
			expected: expectedChanges(planned, analysis.compiled.initialTemplate),
			span: work.id,
		};
		const followed = await applyTemplate(ports, update, request.signal);
		const isChanged = followed !== "unchanged";
		if (!isChanged) work.ending({ outcome: "skipped", summary: "CloudFormation found nothing to update" });
		const after = isChanged ? followed.stack : undefined;
		return { stack: after ?? (await readAfter(ports, stackName(prepared.target))), isChanged };
	});
}

async function readAfter(ports: Ports, name: string): Promise<StackState> {
	const stack = await ports.cloud.stacks.read(name, {});
	if (stack) return stack;
	throw new Failure({
		code: "stack-vanished",
		kind: "stack",
		message: `the stack ${name} is gone right after its deploy`,
		hint: "somebody else has deleted it",
	});
}

/** Stops before anything is changed that CloudFormation could not go on from, or that would lose data. */
function requireSound({ stack, prepared }: Course, deployed: Deployed | undefined): void {
	if (!deployed) return;
	// A half done update may have left out functions that its template has; the next one makes them.
	if (stack?.status !== "UPDATE_FAILED") requireFunctions(deployed);
	requireProtected(deployed.template, prepared.analysis.compiled.template);
}

type FullResult = {
	readonly stack: StackState;
	readonly version: string | undefined;
	readonly uploads: UploadReport;
	readonly outcome: DeployResult["outcome"];
};

async function fullDeploy(
	ports: Ports,
	course: Course,
	packed: readonly PackedArtifact[],
	deployed: Deployed | undefined,
): Promise<FullResult> {
	requireSound(course, deployed);
	const listed = await approveCourse(ports, course, packed, deployed);
	await pinAccount(ports, course.request, course.prepared.identity);
	await bootstrap(ports, course);
	const companion = await deployCompanion(ports, course, packed);
	const own = packed.filter((one) => !isOfCompanion(one, course.prepared.target));
	const planned = await planUploads(ports, course, own, deployed, companion.outputs, listed);
	const work = () => carryOut(ports, course, planned, companion.settle);
	return planned.isUnchanged ? work() : recorded(ports, factsOf(course, planned), work);
}

/** What the history of the stack is told of a deploy. */
function factsOf({ action, prepared, request }: Course, { deployable }: Planned): DeployFacts {
	return {
		version: deployable.version,
		from: prepared.version,
		action: action === "update" ? "update" : "create",
		by: prepared.identity.arn,
		bucket: prepared.analysis.compiled.deploymentBucket,
		config: request.config,
	};
}

/** Everything that is done once it is known where every artifact lies. */
async function carryOut(
	ports: Ports,
	course: Course,
	planned: Planned,
	settleCompanion: () => Promise<void>,
): Promise<FullResult> {
	const uploads = await uploadPhase(ports, course, planned);
	const { template } = planned.deployable;
	const deployed = planned.deployed;
	if (!planned.isUnchanged)
		await protect(ports, stackName(course.prepared.target), deployed?.template, template);
	await makeSecrets(ports, course.prepared.analysis.compiled, course.request.signal);
	const { stack, isChanged } = await applyPhase(ports, course, planned);
	await settleCompanion();
	await finish(ports, course, planned, stack);
	const outcome = planned.isUnchanged ? "unchanged" : course.action === "update" ? "updated" : "created";
	// Not the output of the stack: somebody else may have deployed the next version already.
	const version = isChanged ? planned.deployable.version : course.prepared.version;
	return { stack, version, uploads, outcome };
}

/** Builds the code and reads what is deployed, at the same time. A broken build is the failure a user can act on. */
async function packAndRead(ports: Ports, course: Course) {
	const { analysis, target } = course.prepared;
	const isUpdate = course.action === "update";
	const reading = isUpdate
		? readDeployed(ports, stackName(target), analysis.compiled, course.request.signal)
		: Promise.resolve(undefined);
	const { first, second } = await both(packPhase(ports, course), reading);
	return { ...first, deployed: second };
}

/**
 * Deploys a config: resolve, package, create what uploads need on the first deploy of a stage, upload what is not
 * there yet, and have CloudFormation do the rest, followed to its end. The hooks of the config run before anything is
 * built and after everything is done.
 *
 * Fails with a `Failure` whose message is the root cause; a stop by the user passes through as `Cancelled` or the
 * signal's own error. Whatever happens, the next deploy can take up from there.
 */
export async function deploy(ports: Ports, request: DeployRequest): Promise<DeployResult> {
	const phases: Record<string, number> = {};
	const course = await resolvePhase(ports, request, phases);
	const hooked = hookedDeploy(course);
	await runHooks(ports, hooked, "before");
	const result = await deployCourse(ports, course);
	const hookFailures = await runHooksBehind(ports, hooked);
	return hookFailures.length > 0 ? { ...result, hookFailures } : result;
}

function hookedDeploy({ prepared, request }: Course): HookedCommand {
	const { analysis, facts, target } = prepared;
	const { config, signal } = request;
	return { name: "Deploy", analysis, facts, target, config, ...(signal && { signal }) };
}

async function deployCourse(ports: Ports, begun: Course): Promise<DeployResult> {
	const { packed, built: course, deployed } = await packAndRead(ports, begun);
	const { request, phases } = course;
	const swap = request.hotSwap ? await trySwap(ports, course, packed, deployed) : notSwapped;
	if ("result" in swap) return swap.result;
	await requireDirectories(ports, course.prepared.analysis.compiled.directories, request.config.root);
	// What was swapped is to be written by CloudFormation too.
	const current = swap.swaps.length > 0 ? await readAgain(ports, course) : deployed;
	const full = await fullDeploy(ports, course, packed, current);
	return {
		...full,
		...swap,
		mirrored: [],
		links: linksOf(full.stack),
		phases,
		artifacts: reportsOf(packed),
	};
}

const notSwapped: Split = { swaps: [], fellBackBecause: [] };

function readAgain(ports: Ports, { prepared, request }: Course): Promise<Deployed | undefined> {
	const { analysis, target } = prepared;
	return readDeployed(ports, stackName(target), analysis.compiled, request.signal);
}

/** What was swapped before a full deploy, and why that is needed. */
type Split = { readonly swaps: readonly Swapped[]; readonly fellBackBecause: readonly Blocked[] };

/**
 * Swaps what can be swapped. When that is all there is to do it takes the place of the deploy; else the reasons are
 * given why CloudFormation has to do the rest, before which nothing is swapped that needs it.
 */
async function trySwap(
	ports: Ports,
	course: Course,
	packed: readonly PackedArtifact[],
	deployed: Deployed | undefined,
): Promise<{ readonly result: DeployResult } | Split> {
	const { prepared, request, stack, phases } = course;
	if (!deployed || !stack) {
		const reason = "the stack is not deployed yet";
		const logicalId = stackName(prepared.target);
		return { swaps: [], fellBackBecause: [{ verdict: "defer", resource: undefined, logicalId, reason }] };
	}
	const plan = planSwap(prepared.analysis, packed, deployed, stack);
	const isMixed = plan.blocked.length > 0;
	if (isMixed) requireSound(course, deployed);
	for (const { reason } of plan.blocked)
		ports.emit({ kind: "note", level: "note", message: `not swapped: ${reason}` });
	// A half done update is ended before anything else.
	const isWhole = stack.status !== "UPDATE_FAILED";
	if (isMixed && (swapCount(plan) === 0 || !isWhole)) return { swaps: [], fellBackBecause: plan.blocked };
	await requireDirectories(ports, prepared.analysis.compiled.directories, request.config.root);
	const swaps = await performSwaps(ports, swapPlace(ports, prepared, request), plan, request.signal);
	if (isMixed) return { swaps, fellBackBecause: plan.blocked };
	const sent = plan.swaps.length + imagesToSend(plan);
	const uploads: UploadReport = {
		uploaded: sent,
		copied: 0,
		present: packed.length - sent,
		bytes: plan.swaps.reduce((sum, one) => sum + one.packed.source.size, 0),
	};
	const { version } = prepared;
	const place = { root: request.config.root, stage: prepared.target.stage, stack, version };
	const { compiled } = prepared.analysis;
	const mirrored = await swapDirectories(ports, compiled, plan.directories, place, request.signal);
	const outcome = swaps.length + mirrored.length > 0 ? "swapped" : "unchanged";
	const done = { outcome, stack, version, uploads, swaps, mirrored, phases } as const;
	return { result: { ...done, fellBackBecause: [], links: linksOf(stack), artifacts: reportsOf(packed) } };
}
