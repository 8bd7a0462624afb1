import type { StackState, StoredObject } from "../cloud/port.ts";
import type { Compiled } from "../compile/compiled.ts";
import { INFO_OUTPUT } from "../compile/outputs.ts";
import { nextVersion, templateKey } from "../names/artifact-key.ts";
import type { Target } from "../names/target.ts";
import { isZip, type PackedArtifact } from "../package/packed.ts";
import { Failure } from "../report/failure.ts";
import { diffTemplates } from "../template/diff.ts";
import type { CfnResource, Template } from "../template/template.ts";
import {
	applyRequest,
	applyTemplate,
	maxInlineTemplate,
	operationFailure,
	operationToken,
	templateText,
} from "./apply.ts";
import { type Placement, placeArtifact } from "./artifacts.ts";
import { bind, type Deployable } from "./bind.ts";
import { companionName, deployedTemplate, REGION } from "./companion-state.ts";
import type { Course } from "./course.ts";
import { sameTags } from "./deployed.ts";
import { follow, waitForRest } from "./follow.ts";
import { actionFor } from "./gate.ts";
import type { Ports } from "./ports.ts";
import { runSpan, type Work } from "./spans.ts";
import { upload } from "./upload.ts";

/** What a stack needs of us-east-1 while it is deployed. */
export type CompanionDeploy = {
	/** Outputs of the companion stack, which fill the slots of the stack's own template. */
	readonly outputs: Readonly<Record<string, string>>;
	/** Takes away what the stack, once it is updated, no longer uses. */
	readonly settle: () => Promise<void>;
};

const isAway = ({ region }: Target) => region !== REGION;

/** True for artifacts that lie in us-east-1 while the stack is elsewhere. */
export function isOfCompanion({ plan }: PackedArtifact, target: Target): boolean {
	return isAway(target) && plan.kind === "zip" && plan.region !== undefined;
}

/** True when the deployed stack says that it has a companion. */
function hadCompanion(stack: StackState | undefined): boolean {
	return stack?.outputs[INFO_OUTPUT]?.includes('"companionRegion"') === true;
}

function requireCompanion(stack: StackState | undefined): void {
	if (!stack || stack.description?.startsWith("STP-companion_")) return;
	throw new Failure({
		code: "foreign-stack",
		kind: "stack",
		message: `there is already a stack "${stack.name}" in ${REGION} that is no companion of this stack`,
		hint: "choose another project or stage",
	});
}

/** What the first step of a new companion makes, so that code can be sent to it. */
function initialTemplate(template: Template): Template | undefined {
	const isBucket = ({ Type }: CfnResource) => Type === "AWS::S3::Bucket" || Type === "AWS::S3::BucketPolicy";
	const resources = Object.entries(template.Resources).filter(([, resource]) => isBucket(resource));
	if (resources.length === 0) return undefined;
	return { ...template, Resources: Object.fromEntries(resources), Outputs: {} };
}

/** Name of the bucket for the companion's code; absent when it has no code. */
function bucketOf(template: Template): string | undefined {
	const bucket = Object.values(template.Resources).find(({ Type }) => Type === "AWS::S3::Bucket");
	const name = bucket?.Properties?.["BucketName"];
	return typeof name === "string" ? name : undefined;
}

type Step = {
	readonly ports: Ports;
	readonly course: Course;
	readonly compiled: Compiled;
	readonly work: Work;
};

async function apply(
	{ ports, course, compiled, work }: Step,
	action: "create" | "update",
	template: Deployable,
	bucket: string | undefined,
): Promise<void> {
	const body = templateText(template);
	const isLarge = Buffer.byteLength(body) > maxInlineTemplate;
	if (isLarge && bucket !== undefined) {
		const key = templateKey(nextVersion(course.prepared.version));
		const companions = [{ key, body, contentType: "text/yaml" }];
		await upload(
			ports,
			{ bucket, repository: "", placements: [], images: [], companions, accelerated: false },
			work.id,
			course.request.signal,
		);
	}
	const source =
		isLarge && bucket !== undefined
			? { url: ports.cloud.objects.url(bucket, templateKey(nextVersion(course.prepared.version))) }
			: { body };
	const request = {
		...applyRequest(compiled, source, action === "create" ? "delete" : "roll-back"),
		name: companionName(compiled.target),
	};
	const expected = Object.keys(template.template.Resources).length;
	const { analysis } = course.prepared;
	await applyTemplate(ports, { action, request, analysis, expected, span: work.id }, course.request.signal);
}

async function placeCode(
	{ ports, course, work }: Step,
	bucket: string | undefined,
	packed: readonly PackedArtifact[],
): Promise<readonly Placement[]> {
	if (bucket === undefined) return [];
	const { signal } = course.request;
	const stored: readonly StoredObject[] =
		(await ports.cloud.objects.list(bucket, "", signal ? { signal } : {})) ?? [];
	const version = nextVersion(course.prepared.version);
	const placements = packed
		.filter(isZip)
		.map((one) =>
			placeArtifact(one, { bucket, stored, version, deployedKeys: new Map(), swapped: new Set() }),
		);
	await upload(
		ports,
		{ bucket, repository: "", placements, images: [], companions: [], accelerated: false },
		work.id,
		signal,
	);
	return placements;
}

/** What the stack still uses stays until it is updated. */
function withOld(wanted: Template, deployed: Template | undefined): Template {
	return { ...wanted, Resources: { ...deployed?.Resources, ...wanted.Resources } };
}

async function remove(step: Step, stack: StackState, deployed: Template | undefined): Promise<void> {
	const { ports, course, work } = step;
	const bucket = deployed && bucketOf(deployed);
	if (bucket !== undefined) await ports.cloud.objects.empty(bucket, {});
	const token = operationToken();
	await ports.cloud.stacks.delete(stack.name, { token }, {});
	const operation = {
		stackId: stack.id,
		stack: stack.name,
		token,
		action: "delete" as const,
		analysis: course.prepared.analysis,
		span: work.id,
	};
	const followed = await follow(ports, operation, course.request.signal);
	if (followed.status !== "DELETE_COMPLETE") throw operationFailure(followed, operation);
}

/** True when CloudFormation would have nothing to do. */
function isAsWanted(
	stack: StackState | undefined,
	before: Template,
	wanted: Template,
	{ tags }: Compiled,
): boolean {
	if (!stack || stack.status === "UPDATE_FAILED" || !sameTags(tags, stack.tags)) return false;
	return diffTemplates(before, wanted).length === 0;
}

/** Creates or updates the companion; gives its outputs and what is left to take away. */
async function bring(
	step: Step,
	stack: StackState | undefined,
	wanted: Template,
	packed: readonly PackedArtifact[],
): Promise<CompanionDeploy> {
	const { ports, compiled, work } = step;
	const action = actionFor(stack);
	if (action === "delete-then-create" && stack) await remove(step, stack, undefined);
	const bucket = bucketOf(wanted);
	const before = action === "update" ? await deployedTemplate(ports.cloud, stack) : undefined;
	const initial = before && bucketOf(before) !== undefined ? undefined : initialTemplate(wanted);
	if (initial) {
		const first = bind(withOld(initial, before), new Map(), "");
		await apply(step, before ? "update" : "create", first, undefined);
	}
	const placements = await placeCode(step, bucket, packed);
	const places = new Map(placements.map(({ packed: { plan }, place }) => [plan.job, place]));
	const final = bind(wanted, places, "");
	const merged = { ...final, template: withOld(final.template, before) };
	const isSame = before !== undefined && !initial && isAsWanted(stack, before, merged.template, compiled);
	if (isSame) work.ending({ outcome: "skipped", summary: "nothing has changed" });
	else await apply(step, before || initial ? "update" : "create", merged, bucket);
	const now = await ports.cloud.stacks.read(companionName(compiled.target), {});
	const hasOld = Object.keys(merged.template.Resources).length > Object.keys(final.template.Resources).length;
	return {
		outputs: now?.outputs ?? {},
		settle: async () => {
			if (hasOld)
				await inSpan(step, "Remove what is no longer used", (inner) => apply(inner, "update", final, bucket));
		},
	};
}

function inSpan<T>(step: Step, label: string, body: (step: Step) => Promise<T>): Promise<T> {
	const id = `companion-${label.toLowerCase().replaceAll(/[^a-z]+/g, "-")}`;
	return runSpan(step.ports, { id, label: `${label} (${REGION})`, weight: 10 }, (work) =>
		body({ ...step, work }),
	);
}

const nothing: CompanionDeploy = { outputs: {}, settle: async () => undefined };

/**
 * Deploys what must stand in us-east-1 before the stack that refers to it. Nothing is taken away before that stack is
 * updated: what `settle` does afterwards.
 */
export async function deployCompanion(
	ports: Ports,
	course: Course,
	packed: readonly PackedArtifact[],
): Promise<CompanionDeploy> {
	const { analysis, target } = course.prepared;
	const { compiled } = analysis;
	const wanted = compiled.companion?.template;
	if (!isAway(target) || (!wanted && !hadCompanion(course.stack))) return nothing;
	const there: Ports = { ...ports, cloud: ports.cloud.in(REGION) };
	const name = companionName(target);
	const step: Step = { ports: there, course, compiled, work: { id: "companion", ending: () => undefined } };
	const { signal } = course.request;
	return inSpan(step, "Deploy what must stand elsewhere", async (inner) => {
		const found = await there.cloud.stacks.read(name, signal ? { signal } : {});
		requireCompanion(found);
		const stack = found && (await waitForRest(there, found, inner.work.id, signal));
		if (wanted)
			return bring(
				inner,
				stack,
				wanted,
				packed.filter((one) => isOfCompanion(one, target)),
			);
		inner.work.ending({ outcome: "skipped", summary: "nothing is needed any more" });
		if (!stack) return nothing;
		const before = await deployedTemplate(there.cloud, stack);
		return {
			outputs: {},
			settle: () => inSpan(step, "Remove the companion stack", (last) => remove(last, stack, before)),
		};
	});
}

/** Deletes the companion of a stack that is deleted itself. */
export async function deleteCompanion(
	ports: Ports,
	target: Target,
	work: Work,
	signal?: AbortSignal,
): Promise<void> {
	if (!isAway(target)) return;
	const there: Ports = { ...ports, cloud: ports.cloud.in(REGION) };
	const found = await there.cloud.stacks.read(companionName(target), signal ? { signal } : {});
	if (!found?.description?.startsWith("STP-companion_")) return;
	const stack = await waitForRest(there, found, work.id, signal);
	if (!stack) return;
	const before = await deployedTemplate(there.cloud, stack);
	const bucket = before && bucketOf(before);
	if (bucket !== undefined) await there.cloud.objects.empty(bucket, {});
	const token = operationToken();
	await there.cloud.stacks.delete(stack.name, { token }, {});
	const operation = { stackId: stack.id, stack: stack.name, token, action: "delete" as const, span: work.id };
	const followed = await follow(there, operation, signal);
	if (followed.status !== "DELETE_COMPLETE") throw operationFailure(followed, operation);
}
