import {
	activeIds,
	failedSentence,
	outputsOf,
	pass,
	removeAll,
	restoreResource,
	scopeOf,
	setStatus,
	tell,
} from "./memory-cloud-operation.ts";
import {
	createResource,
	deleteResource,
	ResourceError,
	replacement,
	updateResource,
	type WantedResource,
} from "./memory-cloud-resources.ts";
import { dependenciesOf, isObject, type Template } from "./memory-cloud-template.ts";
import { resolved, type Scope, ValueError } from "./memory-cloud-values.ts";
import {
	awsFailure,
	type MemoryResource,
	type MemoryStack,
	plannedFailure,
	type World,
} from "./memory-cloud-world.ts";

/** What a create or an update is to bring about. */
export type Deployment = {
	readonly template: Template;
	readonly body: string;
	readonly tags: Readonly<Record<string, string>>;
	readonly onFailure: "roll-back" | "keep" | "delete";
};

/** One resource that was changed, and what it was before. */
type Done = { readonly now: MemoryResource; readonly before?: MemoryResource };

type Run = {
	readonly world: World;
	readonly stack: MemoryStack;
	readonly deployment: Deployment;
	readonly scope: Scope;
	readonly before: ReadonlyMap<string, MemoryResource>;
	readonly after: Map<string, MemoryResource>;
	readonly done: Done[];
	readonly failedCreates: string[];
	readonly failedUpdates: string[];
	/** Why the steps that are on their way end early; CloudFormation stops them when one fails. */
	readonly stop: AbortController;
	readonly stopped: Promise<void>;
};

/** Runs a create (`isCreate`) or update to its end. The stack shows the way in events and states. */
export async function deploy(
	world: World,
	stack: MemoryStack,
	deployment: Deployment,
	isCreate: boolean,
): Promise<void> {
	const after = new Map(stack.resources);
	const stop = new AbortController();
	const run: Run = {
		world,
		stack,
		deployment,
		scope: scopeOf(world, stack, deployment.template, after),
		before: new Map(stack.resources),
		after,
		done: [],
		failedCreates: [],
		failedUpdates: [],
		stop,
		stopped: new Promise((resolve) => {
			stop.signal.addEventListener("abort", () => resolve());
		}),
	};
	stack.cancel = () => stop.abort("User Initiated");
	stack.resources = after;
	await runSteps(run);
	delete stack.cancel;
	// A delete has come in between, which cleans up by itself.
	if (stack.status === "DELETE_IN_PROGRESS") return;
	if (!stop.signal.aborted && complete(run)) return finish(run, isCreate);
	await fail(run, isCreate, stop.signal.reason === aResourceFailed ? failureReason(run) : stop.signal.reason);
}

const aResourceFailed = Symbol("a resource failed");

/** Works on every resource as soon as those it depends on are done. */
async function runSteps(run: Run): Promise<void> {
	const ids = activeIds(run.scope);
	const steps = new Map<string, Promise<void>>();
	const start = (id: string): Promise<void> => {
		const started = steps.get(id);
		if (started !== undefined) return started;
		const needed = dependenciesOf(run.deployment.template, id).filter((other) => ids.includes(other));
		const step = Promise.all(needed.map(start)).then(() => oneStep(run, id));
		steps.set(id, step);
		return step;
	};
	await Promise.all(ids.map(start));
}

async function oneStep(run: Run, logicalId: string): Promise<void> {
	if (run.stop.signal.aborted) return;
	const { world, stack, deployment } = run;
	const definition = deployment.template.Resources[logicalId];
	if (!definition) return;
	const before = run.before.get(logicalId);
	const named = { logicalId, type: definition.Type };
	let wanted: WantedResource;
	try {
		wanted = wantedResource(run, logicalId);
	} catch (error) {
		return failStep(run, { ...named, ...before }, before ? "update" : "create", textOf(error));
	}
	if (before && isSame(wanted, before)) return;
	const verb = before ? "update" : "create";
	const kind = before ? replacement(wanted, before) : "none";
	tell(
		world,
		stack,
		{ ...named, ...(before && { physicalId: before.physicalId }) },
		`${verb.toUpperCase()}_IN_PROGRESS`,
		kind === "new"
			? "Requested update requires the creation of a new physical resource; hence creating one."
			: undefined,
	);
	try {
		if (typeof kind === "object") throw customNamed(kind.refusedName);
		const planned = plannedFailure(world, stack.name, logicalId, verb);
		const now =
			before && kind === "none"
				? await updated(run, wanted, before, planned)
				: await created(run, wanted, before, planned);
		tell(world, stack, now, `${verb.toUpperCase()}_COMPLETE`);
	} catch (error) {
		failStep(run, { ...named, ...run.after.get(logicalId) }, verb, textOf(error));
	}
}

function customNamed(name: string): ResourceError {
	return new ResourceError(
		`CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again.`,
	);
}

async function created(
	run: Run,
	wanted: WantedResource,
	before: MemoryResource | undefined,
	planned: string | undefined,
): Promise<MemoryResource> {
	const { world, stack } = run;
	const waiting = pass(world, world.resourceMs(wanted.type, "create"));
	if (planned !== undefined) {
		await unlessStopped(run, waiting, "create");
		throw new ResourceError(planned);
	}
	const made = createResource(world, wanted);
	const now = resourceOf(run, wanted, made);
	run.after.set(wanted.logicalId, now);
	run.done.push({ now, ...(before && { before }) });
	if (!before) tell(world, stack, now, "CREATE_IN_PROGRESS", "Resource creation Initiated");
	await unlessStopped(run, waiting, "create");
	return now;
}

async function updated(
	run: Run,
	wanted: WantedResource,
	before: MemoryResource,
	planned: string | undefined,
): Promise<MemoryResource> {
	const now = resourceOf(run, wanted, before);
	run.after.set(wanted.logicalId, now);
	run.done.push({ now, before });
	await unlessStopped(run, pass(run.world, run.world.resourceMs(wanted.type, "update")), "update");
	if (planned !== undefined) throw new ResourceError(planned);
	updateResource(run.world, wanted, before);
	return now;
}

/** Waits, but no longer than until another resource has failed. */
async function unlessStopped(run: Run, waiting: Promise<void>, verb: "create" | "update"): Promise<void> {
	await Promise.race([waiting, run.stopped]);
	if (run.stop.signal.aborted)
		throw new ResourceError(verb === "create" ? "Resource creation cancelled" : "Resource update cancelled");
}

function failStep(
	run: Run,
	resource: Pick<MemoryResource, "logicalId" | "type"> & { readonly physicalId?: string },
	verb: "create" | "update",
	reason: string,
): void {
	(verb === "create" ? run.failedCreates : run.failedUpdates).push(resource.logicalId);
	tell(run.world, run.stack, resource, `${verb.toUpperCase()}_FAILED`, reason);
	run.stop.abort(aResourceFailed);
}

function wantedResource(run: Run, logicalId: string): WantedResource {
	const definition = run.deployment.template.Resources[logicalId];
	const properties = resolved(run.scope, definition?.Properties ?? {});
	const { stack, deployment } = run;
	return {
		stackName: stack.name,
		logicalId,
		type: definition?.Type ?? "",
		properties: isObject(properties) ? properties : {},
		tags: {
			...deployment.tags,
			"aws:cloudformation:stack-name": stack.name,
			"aws:cloudformation:stack-id": stack.id,
			"aws:cloudformation:logical-id": logicalId,
			...tagsIn(properties),
		},
	};
}

/** Tags of a template's resource, written as a list of pairs or as a map. */
function tagsIn(properties: unknown): Record<string, string> {
	const tags: unknown = isObject(properties) ? properties["Tags"] : undefined;
	if (Array.isArray(tags)) {
		return Object.fromEntries(tags.filter(isObject).map((tag) => [String(tag["Key"]), String(tag["Value"])]));
	}
	return isObject(tags)
		? Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]))
		: {};
}

function resourceOf(
	run: Run,
	{ logicalId, type, properties, tags }: WantedResource,
	{ physicalId, attributes }: Pick<MemoryResource, "physicalId" | "attributes">,
): MemoryResource {
	const definition = run.deployment.template.Resources[logicalId];
	return {
		logicalId,
		type,
		physicalId,
		properties,
		attributes,
		tags,
		needs: dependenciesOf(run.deployment.template, logicalId),
		status: "",
		...(definition?.DeletionPolicy !== undefined && { deletionPolicy: definition.DeletionPolicy }),
		...(definition?.UpdateReplacePolicy !== undefined && { replacePolicy: definition.UpdateReplacePolicy }),
	};
}

function isSame(wanted: WantedResource, before: MemoryResource): boolean {
	return (
		JSON.stringify(wanted.properties) === JSON.stringify(before.properties) &&
		JSON.stringify(wanted.tags) === JSON.stringify(before.tags)
	);
}

function textOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function failureReason(run: Run): string {
	return failedSentence("create", run.failedCreates) + failedSentence("update", run.failedUpdates);
}

/** Takes the new template, tags and outputs over, unless an output cannot be computed. */
function complete(run: Run): boolean {
	const { stack, deployment } = run;
	try {
		Object.assign(stack, outputsOf(run.scope, stack));
	} catch (error) {
		if (!(error instanceof ValueError)) throw error;
		run.stop.abort(error.message);
		return false;
	}
	stack.template = deployment.template;
	stack.body = deployment.body;
	stack.tags = deployment.tags;
	return true;
}

async function finish(run: Run, isCreate: boolean): Promise<void> {
	const { world, stack } = run;
	if (isCreate) return setStatus(world, stack, "CREATE_COMPLETE");
	const kept = new Set(activeIds(run.scope));
	const gone = [...run.before.values()].filter(({ logicalId }) => !kept.has(logicalId));
	const replaced = run.done.flatMap(({ now, before }) =>
		before && before.physicalId !== now.physicalId ? before : [],
	);
	// Every update has this state, also when there is nothing to clean up.
	setStatus(world, stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
	if (gone.length + replaced.length > 0) {
		await removeAll(world, stack, [...replaced, ...gone], (one) =>
			gone.includes(one) ? one.deletionPolicy === "Retain" : one.replacePolicy === "Retain",
		);
		// What could not be deleted is left in the account, but belongs to the stack no longer.
		for (const { logicalId } of gone) stack.resources.delete(logicalId);
	}
	setStatus(world, stack, "UPDATE_COMPLETE");
}

async function fail(run: Run, isCreate: boolean, reason: string): Promise<void> {
	const { world, stack, deployment } = run;
	if (deployment.onFailure === "keep") {
		forgetFailed(run);
		const undo = () =>
			isCreate ? removeCreated(run, "User Initiated", "Rollback") : rollBackUpdate(run, "User Initiated");
		stack.resume = (token) => resume(run, token, undo, [], []);
		return setStatus(world, stack, isCreate ? "CREATE_FAILED" : "UPDATE_FAILED", reason);
	}
	if (!isCreate) return rollBackUpdate(run, reason);
	const word = deployment.onFailure === "delete" ? "Delete" : "Rollback";
	await removeCreated(run, `${reason}${word} requested by user.`, word);
}

/** What failed but is to stay is done again by the next update: it must not look as if it were done. */
function forgetFailed(run: Run): void {
	for (const { now, before } of [...run.done]) {
		const { logicalId } = now;
		if (run.failedUpdates.includes(logicalId) && before)
			run.after.set(logicalId, { ...before, status: "UPDATE_FAILED" });
		if (!run.failedCreates.includes(logicalId)) continue;
		deleteResource(run.world, now);
		run.after.delete(logicalId);
		run.done.splice(
			run.done.findIndex((one) => one.now === now),
			1,
		);
	}
}

async function rollBackUpdate(run: Run, reason: string): Promise<void> {
	setStatus(run.world, run.stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason);
	await restoreAll(run, run.done.toReversed(), []);
}

/** Puts everything of `todo` back, and then removes what is new; what cannot be put back is for the user to decide. */
async function restoreAll(run: Run, todo: readonly Done[], skip: readonly string[]): Promise<void> {
	const { world, stack } = run;
	const stuck: Done[] = [];
	for (const one of todo) {
		const { now, before } = one;
		if (!before) continue;
		const isSkipped = skip.includes(before.logicalId);
		if (isSkipped || before.physicalId !== now.physicalId) stack.resources.set(before.logicalId, before);
		if (isSkipped) tell(world, stack, before, "UPDATE_COMPLETE");
		if (isSkipped || before.physicalId !== now.physicalId) continue;
		if (!(await restoreResource(world, stack, now, before))) stuck.push(one);
	}
	if (stuck.length > 0) {
		const ids = stuck.map(({ now }) => now.logicalId);
		stack.resume = (token, skipped) => resume(run, token, () => goOn(run, stuck, skipped), skipped, ids);
		return setStatus(world, stack, "UPDATE_ROLLBACK_FAILED", failedSentence("update", ids));
	}
	setStatus(world, stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
	const extra = run.done.flatMap(({ now, before }) => (before?.physicalId === now.physicalId ? [] : now));
	await removeAll(world, stack, extra, () => false);
	stack.resources = new Map(run.before);
	setStatus(world, stack, "UPDATE_ROLLBACK_COMPLETE");
}

async function goOn(run: Run, stuck: readonly Done[], skip: readonly string[]): Promise<void> {
	setStatus(run.world, run.stack, "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated");
	await restoreAll(run, stuck, skip);
}

/** Starts what goes on with a stack, unless something is skipped that did not fail. */
function resume(
	{ stack }: Run,
	token: string,
	work: () => Promise<void>,
	skip: readonly string[],
	skippable: readonly string[],
): void {
	const wrong = skip.filter((id) => !skippable.includes(id));
	if (wrong.length > 0) {
		throw awsFailure(
			"ValidationError",
			`The following resource(s) [${wrong.join(", ")}] are not in UPDATE_FAILED state and can not be skipped.`,
		);
	}
	delete stack.resume;
	stack.token = token;
	stack.running = work();
}

/** Removes everything that a failed create has made. */
async function removeCreated(run: Run, reason: string, word: "Delete" | "Rollback"): Promise<void> {
	const { world, stack } = run;
	setStatus(world, stack, word === "Delete" ? "DELETE_IN_PROGRESS" : "ROLLBACK_IN_PROGRESS", reason);
	const retained = (one: MemoryResource): boolean => one.deletionPolicy === "Retain";
	const left = await removeAll(world, stack, run.done.map(({ now }) => now).reverse(), retained);
	const prefix = word === "Delete" ? "DELETE" : "ROLLBACK";
	const end = left.length > 0 ? "FAILED" : "COMPLETE";
	setStatus(world, stack, `${prefix}_${end}`, failedSentence("delete", left) || undefined);
}
