import { deleteResource, updateResource } from "./memory-cloud-resources.ts";
import type { Template } from "./memory-cloud-template.ts";
import { isTrue, resolved, type Scope, ValueError } from "./memory-cloud-values.ts";
import {
	findStack,
	type MemoryResource,
	type MemoryStack,
	plannedFailure,
	uuidOf,
	type World,
} from "./memory-cloud-world.ts";

const stackType = "AWS::CloudFormation::Stack";

/** Sets the state of a stack, and writes the event that AWS writes for it. */
export function setStatus(world: World, stack: MemoryStack, status: string, reason?: string): void {
	stack.status = status;
	if (reason === undefined) delete stack.statusReason;
	else stack.statusReason = reason;
	addEvent(world, stack, {
		logicalId: stack.name,
		type: stackType,
		status,
		physicalId: stack.id,
		...(reason !== undefined && { reason }),
	});
}

/** Writes an event of a resource, and the state it tells into the resource if there is one. */
export function tell(
	world: World,
	stack: MemoryStack,
	resource: Pick<MemoryResource, "logicalId" | "type"> & { readonly physicalId?: string },
	status: string,
	reason?: string,
): void {
	const { logicalId, type, physicalId } = resource;
	const kept = stack.resources.get(logicalId);
	// A replaced resource is deleted under the logical id of its successor, whose state that is not.
	if (kept && (physicalId === undefined || kept.physicalId === physicalId)) {
		kept.status = status;
		if (reason === undefined) delete kept.statusReason;
		else kept.statusReason = reason;
	}
	addEvent(world, stack, {
		logicalId,
		type,
		status,
		...(physicalId !== undefined && { physicalId }),
		...(reason !== undefined && { reason }),
	});
}

type EventFacts = {
	readonly logicalId: string;
	readonly type: string;
	readonly status: string;
	readonly physicalId?: string;
	readonly reason?: string;
};

function addEvent(world: World, stack: MemoryStack, facts: EventFacts): void {
	const last = stack.events.at(-1)?.at ?? 0;
	stack.events.push({
		...facts,
		id: uuidOf(world.nextId()),
		at: Math.max(last, world.clock.now()),
		token: stack.token,
	});
}

/** Lets `ms` pass without moving a fake clock. */
export function pass(world: World, ms: number): Promise<void> {
	return new Promise((resolve) => {
		world.clock.after(ms, resolve);
	});
}

/** What intrinsic functions see while an operation builds up a stack. */
export function scopeOf(
	world: World,
	stack: MemoryStack,
	template: Template,
	resources: ReadonlyMap<string, MemoryResource>,
): Scope {
	return { world, template, resources, stackName: stack.name, stackId: stack.id };
}

/** The logical ids whose condition holds. */
export function activeIds(scope: Scope): string[] {
	return Object.entries(scope.template.Resources)
		.filter(([, { Condition }]) => Condition === undefined || isTrue(scope, Condition))
		.map(([id]) => id);
}

/** Deletes one resource with its events. Gives whether it is gone. */
export async function removeResource(
	world: World,
	stack: MemoryStack,
	resource: MemoryResource,
	isRetained: boolean,
): Promise<boolean> {
	if (isRetained) {
		tell(world, stack, resource, "DELETE_SKIPPED");
		return true;
	}
	tell(world, stack, resource, "DELETE_IN_PROGRESS");
	await pass(world, world.resourceMs(resource.type, "delete"));
	const planned = plannedFailure(world, stack.name, resource.logicalId, "delete");
	try {
		if (planned === undefined) deleteResource(world, resource);
	} catch (error) {
		tell(world, stack, resource, "DELETE_FAILED", error instanceof Error ? error.message : String(error));
		return false;
	}
	tell(world, stack, resource, planned === undefined ? "DELETE_COMPLETE" : "DELETE_FAILED", planned);
	return planned === undefined;
}

/** Deletes resources, each before those that it needs. Gives the ids of those that could not be deleted. */
export async function removeAll(
	world: World,
	stack: MemoryStack,
	doomed: readonly MemoryResource[],
	isRetained: (resource: MemoryResource) => boolean,
): Promise<string[]> {
	const failed: string[] = [];
	const waiting = new Set(doomed);
	while (waiting.size > 0) {
		const free = [...waiting].filter(
			(one) => ![...waiting].some((other) => other.needs.includes(one.logicalId)),
		);
		// Two versions of a replaced resource may need each other's id; then the order does not matter.
		const batch = free.length > 0 ? free : [...waiting];
		for (const one of batch) waiting.delete(one);
		await Promise.all(
			batch.map(async (one) => {
				if (!(await removeResource(world, stack, one, isRetained(one)))) failed.push(one.logicalId);
				else if (stack.resources.get(one.logicalId) === one) stack.resources.delete(one.logicalId);
			}),
		);
	}
	return failed;
}

/** Computes the outputs of a stack. Throws `ValueError` with AWS's reason if an export is in the way. */
export function outputsOf(
	scope: Scope,
	stack: MemoryStack,
): Pick<MemoryStack, "outputs" | "exports" | "exportNames"> {
	const outputs: Record<string, string> = {};
	const exports = new Map<string, string>();
	const exportNames = new Map<string, string>();
	for (const [name, output] of Object.entries(scope.template.Outputs ?? {})) {
		if (output.Condition !== undefined && !isTrue(scope, output.Condition)) continue;
		const value = String(resolved(scope, output.Value));
		outputs[name] = value;
		if (!output.Export) continue;
		const exportName = String(resolved(scope, output.Export.Name));
		const other = scope.world.stacks.find((one) => one.exports.has(exportName) && one.id !== stack.id);
		if (other && findStack(scope.world, other.name)) {
			throw new ValueError(
				`Export with name ${exportName} is already exported by stack ${other.name}. Rename or delete the conflicting export.`,
			);
		}
		exports.set(exportName, value);
		exportNames.set(name, exportName);
	}
	return { outputs, exports, exportNames };
}

/** Puts an updated resource back to what it was. Gives whether that worked. */
export async function restoreResource(
	world: World,
	stack: MemoryStack,
	now: MemoryResource,
	before: MemoryResource,
): Promise<boolean> {
	stack.resources.set(before.logicalId, before);
	tell(world, stack, before, "UPDATE_IN_PROGRESS");
	await pass(world, world.resourceMs(before.type, "update"));
	let failed = plannedFailure(world, stack.name, before.logicalId, "rollback");
	try {
		if (failed === undefined) updateResource(world, { ...before, stackName: stack.name }, now);
	} catch (error) {
		failed = error instanceof Error ? error.message : String(error);
	}
	tell(world, stack, before, failed === undefined ? "UPDATE_COMPLETE" : "UPDATE_FAILED", failed);
	return failed === undefined;
}

/** AWS's sentence about the resources that failed. */
export function failedSentence(verb: "create" | "update" | "delete", ids: readonly string[]): string {
	return ids.length === 0 ? "" : `The following resource(s) failed to ${verb}: [${ids.join(", ")}]. `;
}
