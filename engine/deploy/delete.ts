import type { Identity, StackResource } from "../cloud/port.ts";
import { scriptsBeforeDelete } from "../compile/after.ts";
import { parameterPrefix } from "../names/parameter-name.ts";
import { stackName, type Target } from "../names/target.ts";
import type { SpanId } from "../progress/event.ts";
import { Cancelled, Failure, isAbort } from "../report/failure.ts";
import { hasErrors } from "../report/problem.ts";
import type { Template } from "../template/template.ts";
import { requirePinned } from "./account-pin.ts";
import { hasSensitiveParameters, runBeforeDelete } from "./after-deploy.ts";
import { requireAllowed } from "./allowed.ts";
import { operationFailure, operationToken } from "./apply.ts";
import { deleteCompanion } from "./companion.ts";
import type { LoadedConfig } from "./config-file.ts";
import { analyseConfig } from "./facts.ts";
import { type Followed, follow, waitForRest } from "./follow.ts";
import { notifyBuckets, placeOf } from "./notifications.ts";
import { parseTemplate } from "./parse-template.ts";
import type { Ports } from "./ports.ts";
import { notRun, requireIdentity, requireOwnStack } from "./prepare.ts";
import { liftProtection } from "./protection.ts";
import { type HookedCommand, openHookWorld, runHooks } from "./scripts/hooks.ts";
import { runSpan } from "./spans.ts";

export type DeleteRequest = {
	readonly target: Target;
	/** What stands in for AWS, if something does. */
	readonly endpoint?: string;
	/** The config of the stack, for its hooks; a stack can be deleted without one. */
	readonly config?: LoadedConfig;
	/** Folder whose local settings hold. */
	readonly folder?: string;
	/**
	 * Is asked when resources could not be deleted: which of them (logical ids) stay in the account, so that the rest can
	 * go. Without it the delete fails.
	 */
	readonly leave?: () => Promise<readonly string[]>;
	readonly signal?: AbortSignal;
};

/** A stack that is gone. */
export type DeleteResult = { readonly stack: string; readonly objects: number; readonly images: number };

/** Resources that go with the stack: those that their template keeps, or that were never made, are not its to empty. */
function physicalIds(
	resources: readonly StackResource[],
	template: Template | undefined,
	type: string,
): string[] {
	// Who cannot know what shall be kept must not empty anything.
	if (!template) return [];
	return resources
		.filter(
			(resource) =>
				resource.type === type &&
				!/^(DELETE_COMPLETE|CREATE_FAILED)$/.test(resource.status) &&
				!/^Retain/.test(template.Resources[resource.logicalId]?.DeletionPolicy ?? ""),
		)
		.flatMap(({ physicalId }) => physicalId ?? []);
}

function unconfirmed(name: string): Failure {
	return new Failure({
		code: "confirmation-needed",
		kind: "usage",
		message: `${name} was not deleted: there is nobody to ask`,
		hint: "say --yes, or type the stack's name in a terminal",
	});
}

/** The failure of a command that needs a stack. */
export function notDeployed(
	name: string,
	{ target }: Pick<DeleteRequest, "target">,
	{ account }: Identity,
): Failure {
	return new Failure({
		code: "not-deployed",
		kind: "stack",
		message: `there is no stack ${name} in ${target.region}, account ${account}`,
	});
}

/** Finds out whether the stack may be deleted, and what has to be emptied for that. */
async function check(ports: Ports, request: DeleteRequest, span: SpanId) {
	const { target, folder, signal } = request;
	const options = signal ? { signal } : {};
	const name = stackName(target);
	if (folder !== undefined) await requireAllowed(ports.host, folder, "delete", target);
	const identity = await requireIdentity(ports, target.account, signal);
	await requirePinned(ports, request, identity);
	const stack = await ports.cloud.stacks.read(name, options);
	if (!stack) throw notDeployed(name, request, identity);
	requireOwnStack(stack);
	const rested = await waitForRest(ports, stack, span, signal);
	if (!rested) throw notDeployed(name, request, identity);
	if (rested.terminationProtection) {
		throw new Failure({
			code: "termination-protected",
			kind: "stack",
			message: `the stack ${name} is protected against deletion`,
			hint: "set deploymentConfig.terminationProtection to false and deploy, then delete",
		});
	}
	const resources = await ports.cloud.stacks.resources(name, options);
	const text = await ports.cloud.stacks.template(name, options);
	const template = text === undefined ? undefined : parseTemplate(text);
	return {
		stack: rested,
		identity,
		template,
		expected: resources.length,
		buckets: physicalIds(resources, template, "AWS::S3::Bucket"),
		repositories: physicalIds(resources, template, "AWS::ECR::Repository"),
	};
}

/** What comes before CloudFormation may delete: the user's own code, and the end of the protection of databases. */
async function prepareDelete(ports: Ports, found: Found, span: SpanId, signal?: AbortSignal): Promise<void> {
	const { stack, template, buckets } = found;
	if (!template) return;
	await runBeforeDelete(ports, scriptsBeforeDelete(template), stack, signal ? { signal } : {});
	signal?.throwIfAborted();
	const place = placeOf(ports.cloud.region, found.identity);
	await notifyBuckets(ports.cloud, [template], [], place, signal ? { signal } : {});
	await liftProtection(ports, stack, template, { buckets, span, signal });
}

/** Runs all, and fails with the first failure only when none goes on unseen. Gives the sum. */
async function sumOf(counts: readonly Promise<number>[]): Promise<number> {
	const settled = await Promise.allSettled(counts);
	const failed = settled.find((one) => one.status === "rejected");
	if (failed?.status === "rejected") throw failed.reason;
	return settled.reduce((sum, one) => sum + (one.status === "fulfilled" ? one.value : 0), 0);
}

type Found = Awaited<ReturnType<typeof check>>;

/** Empties what CloudFormation would refuse to delete. */
async function empty(ports: Ports, { stack, buckets, repositories }: Found, signal?: AbortSignal) {
	const options = signal ? { signal } : {};
	try {
		const objects = await sumOf(buckets.map((bucket) => ports.cloud.objects.empty(bucket, options)));
		const images = await sumOf(repositories.map((one) => ports.cloud.images.empty(one, options)));
		signal?.throwIfAborted();
		return { objects, images };
	} catch (error) {
		if (!isAbort(error)) throw error;
		throw new Cancelled([
			`${stack.name} was not deleted, but what was in its buckets and its repository may be gone`,
			"delete it again, or deploy it again: uploads that are missing are sent anew",
		]);
	}
}

async function ask(ports: Ports, { target }: DeleteRequest, { identity, buckets }: Found): Promise<void> {
	const stack = stackName(target);
	const { account } = identity;
	const answer = await ports.ask({ kind: "delete-stack", stack, account, region: target.region, buckets });
	if (answer === undefined) throw unconfirmed(stack);
	if (answer !== stack)
		throw new Cancelled([`${stack} was not deleted: "${answer}" is not the name of the stack`]);
}

/** Removes what the stack's deploys have kept encrypted beside it. */
async function removeSensitive({ cloud }: Ports, { target }: DeleteRequest, { stack }: Found): Promise<void> {
	if (!hasSensitiveParameters(stack)) return;
	await cloud.parameters.remove(await cloud.parameters.list(parameterPrefix(target), {}), {});
}

/**
 * Deletes a stack: empties its buckets and repositories, which CloudFormation would refuse to delete, and follows
 * CloudFormation to the end. Asks first, by name; nothing is emptied before the answer and before it is known
 * that the stack may be deleted, and nothing that the stack leaves behind. The hooks of the config run after the
 * answer, and when the stack is gone.
 */
export async function deleteStack(ports: Ports, request: DeleteRequest): Promise<DeleteResult> {
	const found = await runSpan(ports, { id: "check", label: "Check", phase: "check" }, (work) =>
		check(ports, request, work.id),
	);
	await ask(ports, request, found);
	const hooked = await hookedDelete(ports, request, found);
	// What the hooks behind the delete ask the stack for is read while it is there.
	const world = hooked && (await openHookWorld(ports, hooked));
	if (hooked) await runHooks(ports, hooked, "before", world);
	const result = await deleteFound(ports, request, found);
	if (hooked) await runHooks(ports, hooked, "after", world);
	return result;
}

/** The hooks around the delete; none without a config, or with one that has errors. */
async function hookedDelete(
	ports: Ports,
	{ config, target: place, signal }: DeleteRequest,
	{ identity }: Found,
): Promise<HookedCommand | undefined> {
	if (!config) return undefined;
	const target: Target = { ...place, account: identity.account };
	const { analysis, facts } = await analyseConfig(ports, config, target, signal ? { signal } : {});
	const open = notRun(analysis, facts);
	if (!open && !hasErrors(analysis.problems))
		return { name: "Delete", analysis, facts, config, target, ...(signal && { signal }) };
	const reason = open ? `${open.called} is code that was not run` : "the config has errors";
	const message = `${reason}, so that its hooks do not run; the stack is deleted nevertheless`;
	ports.emit({ kind: "note", level: "warning", message });
	return undefined;
}

async function runDelete(
	ports: Ports,
	{ stack, expected }: Found,
	span: SpanId,
	signal: AbortSignal | undefined,
	retain: readonly string[] = [],
): Promise<Followed> {
	const token = operationToken();
	await ports.cloud.stacks.delete(stack.name, { token, ...(retain.length > 0 && { retain }) }, {});
	const operation = {
		stackId: stack.id,
		stack: stack.name,
		token,
		action: "delete" as const,
		span,
		expected,
	};
	return follow(ports, operation, signal);
}

async function deleteFound(ports: Ports, request: DeleteRequest, found: Found): Promise<DeleteResult> {
	const { target, signal } = request;
	const name = stackName(target);
	return runSpan(ports, { id: "delete", label: `Delete ${name}`, phase: "delete" }, async (work) => {
		await prepareDelete(ports, found, work.id, signal);
		const { objects, images } = await empty(ports, found, signal);
		let followed = await runDelete(ports, found, work.id, signal);
		if (followed.status === "DELETE_FAILED" && request.leave)
			followed = await runDelete(ports, found, work.id, signal, await request.leave());
		if (followed.status !== "DELETE_COMPLETE")
			throw operationFailure(followed, { stack: name, action: "delete" });
		await deleteCompanion(ports, target, work, signal);
		await removeSensitive(ports, request, found);
		work.ending({ summary: `${objects} objects and ${images} images were removed with it` });
		return { stack: name, objects, images };
	});
}
