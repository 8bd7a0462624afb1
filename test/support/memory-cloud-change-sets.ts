import type { ApplyRequest, ChangeSetChange, ChangeSetView } from "../../engine/cloud/port.ts";
import { activeIds, scopeOf } from "./memory-cloud-operation.ts";
import { replacement } from "./memory-cloud-resources.ts";
import { isObject, readTemplate } from "./memory-cloud-template.ts";
import { resolved, type Scope, ValueError } from "./memory-cloud-values.ts";
import { awsFailure, findStack, type MemoryResource, type World } from "./memory-cloud-world.ts";

/** States in which CloudFormation makes a change set of a stack that is there. */
const restful = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/;

/** What an update would do, as a change set tells it: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html */
export function changeSetOf(world: World, request: ApplyRequest): ChangeSetView {
	const stack = findStack(world, request.name);
	if (!stack) throw awsFailure("ValidationError", `Stack [${request.name}] does not exist`);
	if (!restful.test(stack.status)) {
		const message = `Stack:${stack.id} is in ${stack.status} state and can not be updated.`;
		throw awsFailure("ValidationError", message);
	}
	const { template } = readTemplate(world, request.template);
	const scope = scopeOf(world, stack, template, stack.resources);
	const ids = activeIds(scope);
	const kept = ids.flatMap((id): readonly ChangeSetChange[] => {
		const type = template.Resources[id]?.Type ?? "";
		const before = stack.resources.get(id);
		if (!before) return [{ logicalId: id, type, action: "add", because: [] }];
		return modified(scope, before);
	});
	const gone = [...stack.resources.values()].filter(({ logicalId }) => !ids.includes(logicalId));
	const removed = gone.map(
		({ logicalId, type }): ChangeSetChange => ({ logicalId, type, action: "remove", because: [] }),
	);
	const changes = [...kept, ...removed];
	return changes.length === 0 ? { kind: "empty" } : { kind: "changes", changes };
}

function modified(scope: Scope, before: MemoryResource): readonly ChangeSetChange[] {
	const { logicalId, type } = before;
	const base = { logicalId, type, action: "modify" as const, because: [] };
	let properties: unknown;
	try {
		properties = resolved(scope, scope.template.Resources[logicalId]?.Properties ?? {});
	} catch (error) {
		// It names a resource that is not there yet: CloudFormation knows its value only when it is.
		if (!(error instanceof ValueError)) throw error;
		return [{ ...base, replacement: "conditional" }];
	}
	if (!isObject(properties) || JSON.stringify(properties) === JSON.stringify(before.properties)) return [];
	const wanted = { stackName: scope.stackName, logicalId, type, properties, tags: before.tags };
	return [{ ...base, replacement: replacement(wanted, before) === "none" ? "false" : "true" }];
}
