import type {
	ApplyRequest,
	StackEvent,
	StackOutput,
	StackPort,
	StackState,
} from "../../engine/cloud/port.ts";
import { changeSetOf } from "./memory-cloud-change-sets.ts";
import { deploy } from "./memory-cloud-deploy.ts";
import { failedSentence, removeAll, setStatus } from "./memory-cloud-operation.ts";
import { readTemplate, type Template } from "./memory-cloud-template.ts";
import { awsFailure, findStack, type MemoryStack, uuidOf, type World } from "./memory-cloud-world.ts";

/** A port without its promises: what is asked is answered at once. */
export type Answers<Port> = {
	readonly [Method in keyof Port]: Port[Method] extends (...args: infer Args) => Promise<infer Result>
		? (...args: Args) => Result | Promise<Result>
		: Port[Method];
};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes
const updatable = new Set([
	"CREATE_COMPLETE",
	"UPDATE_COMPLETE",
	"UPDATE_ROLLBACK_COMPLETE",
	"IMPORT_COMPLETE",
	"IMPORT_ROLLBACK_COMPLETE",
]);
const fixable = new Set(["CREATE_FAILED", "UPDATE_FAILED"]);

/** CloudFormation of the in-memory cloud. */
export function memoryStacks(world: World): Answers<StackPort> {
	return {
		read: (name) => {
			const stack = findStack(world, name);
			return stack && stateOf(stack);
		},
		template: (name) => findStack(world, name)?.body,
		resources: (name) =>
			[...(findStack(world, name)?.resources.values() ?? [])].map((one) => ({
				logicalId: one.logicalId,
				physicalId: one.physicalId,
				type: one.type,
				status: one.status,
				...(one.statusReason !== undefined && { statusReason: one.statusReason }),
			})),
		outputs: (name, region) => {
			const stack = world.stacks.findLast(
				(one) => one.name === name && one.status !== "DELETE_COMPLETE" && one.id.split(":")[3] === region,
			);
			return stack && describeOutputs(stack);
		},
		changeSet: (request) => changeSetOf(world, request),
		create: (request) => create(world, request),
		update: (request) => update(world, request),
		events: (stackId, { token, after }) => {
			const all = findStack(world, stackId)?.events ?? [];
			const events = all.filter((event) => (event.token ?? "") === token || event.id === after);
			return events.slice(events.findIndex((event) => event.id === after) + 1);
		},
		lastOperation: (stackId) => {
			const events = findStack(world, stackId)?.events ?? [];
			return events.slice(Math.max(0, events.findLastIndex(isStart)));
		},
		continueRollback: (name, { token, skip }) => {
			const stack = existing(world, name);
			if (stack.status !== "UPDATE_ROLLBACK_FAILED" || !stack.resume) {
				throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not continue rollback.`);
			}
			stack.resume(token, skip);
		},
		rollBack: (name, { token }) => {
			const stack = existing(world, name);
			if (!fixable.has(stack.status) || !stack.resume) {
				throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
			}
			stack.resume(token, []);
		},
		cancelUpdate: (name) => {
			const stack = existing(world, name);
			if (stack.status !== "UPDATE_IN_PROGRESS") {
				throw invalid("CancelUpdateStack cannot be called from current stack status");
			}
			stack.cancel?.();
		},
		delete: (name, request) => startDelete(world, name, request),
		setTerminationProtection: (name, enabled) => {
			existing(world, name).terminationProtection = enabled;
		},
		setPolicy: (name, policy) => {
			existing(world, name).policy = policy;
		},
	};
}

function isStart({ type, status }: StackEvent): boolean {
	return type === "AWS::CloudFormation::Stack" && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(status);
}

function describeOutputs({ outputs, exportNames }: MemoryStack): Readonly<Record<string, StackOutput>> {
	return Object.fromEntries(
		Object.entries(outputs).map(([name, value]) => {
			const exportName = exportNames.get(name);
			return [name, exportName === undefined ? { value } : { value, exportName }];
		}),
	);
}

function invalid(message: string) {
	return awsFailure("ValidationError", message);
}

function existing(world: World, name: string): MemoryStack {
	const stack = findStack(world, name);
	if (!stack) throw invalid(`Stack [${name}] does not exist`);
	return stack;
}

function stateOf(stack: MemoryStack): StackState {
	const description = stack.template.Description;
	return {
		name: stack.name,
		id: stack.id,
		status: stack.status,
		...(stack.statusReason !== undefined && { statusReason: stack.statusReason }),
		...(description !== undefined && { description }),
		outputs: { ...stack.outputs },
		tags: { ...stack.tags },
		terminationProtection: stack.terminationProtection,
		createdAt: stack.createdAt,
		...(stack.updatedAt !== undefined && { updatedAt: stack.updatedAt }),
	};
}

function create(world: World, request: ApplyRequest): { readonly stackId: string } {
	const { name, token } = request;
	if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
		throw invalid(
			`1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
		);
	}
	const there = findStack(world, name);
	if (there?.createToken === token) return { stackId: there.id };
	if (there) throw awsFailure("AlreadyExistsException", `Stack [${name}] already exists`);
	const { body, template } = readTemplate(world, request.template);
	checkParameters(template);
	const stack: MemoryStack = {
		id: `arn:aws:cloudformation:${world.region}:${world.account}:stack/${name}/${uuidOf(world.nextId())}`,
		name,
		createdAt: world.clock.now(),
		createToken: token,
		status: "",
		body,
		template,
		tags: request.tags,
		outputs: {},
		exports: new Map(),
		exportNames: new Map(),
		terminationProtection: request.terminationProtection ?? false,
		resources: new Map(),
		events: [],
		token,
	};
	world.stacks.push(stack);
	setStatus(world, stack, "CREATE_IN_PROGRESS", "User Initiated");
	const { tags, onFailure } = request;
	stack.running = deploy(world, stack, { template, body, tags, onFailure }, true);
	return { stackId: stack.id };
}

function update(world: World, request: ApplyRequest): { readonly stackId: string } | "unchanged" {
	const { token, tags, onFailure } = request;
	const stack = existing(world, request.name);
	if (stack.updateToken === token) return { stackId: stack.id };
	const isFix = fixable.has(stack.status) && onFailure === "keep";
	if (!updatable.has(stack.status) && !isFix) {
		throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
	}
	const { body, template } = readTemplate(world, request.template);
	checkParameters(template);
	checkTypes(stack.template, template);
	if (!isFix && isSame(stack, template, tags)) return "unchanged";
	stack.token = token;
	stack.updateToken = token;
	stack.updatedAt = world.clock.now();
	setStatus(world, stack, "UPDATE_IN_PROGRESS", "User Initiated");
	stack.running = deploy(world, stack, { template, body, tags, onFailure }, false);
	return { stackId: stack.id };
}

/** Spool gives no parameters, so a template must bring a value for each. */
function checkParameters({ Parameters: parameters = {} }: Template): void {
	const missing = Object.keys(parameters).filter((name) => parameters[name]?.Default === undefined);
	if (missing.length > 0) throw invalid(`Parameters: [${missing.join(", ")}] must have values`);
}

function checkTypes(before: Template, after: Template): void {
	const changed = Object.entries(after.Resources)
		.filter(([id, { Type }]) => (before.Resources[id]?.Type ?? Type) !== Type)
		.map(([id]) => id);
	if (changed.length === 0) return;
	throw invalid(
		`Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(", ")}]`,
	);
}

/** What an update could change: a description or metadata alone is nothing to CloudFormation. */
function isSame(stack: MemoryStack, template: Template, tags: Readonly<Record<string, string>>): boolean {
	const relevant = ({ Resources, Outputs, Parameters, Mappings, Conditions }: Template): string =>
		JSON.stringify(sorted({ Resources, Outputs, Parameters, Mappings, Conditions }));
	return (
		relevant(stack.template) === relevant(template) &&
		JSON.stringify(sorted(stack.tags)) === JSON.stringify(sorted(tags))
	);
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, inner]) => [key, sorted(inner)]),
	);
}

function startDelete(
	world: World,
	name: string,
	{ token, retain = [] }: { readonly token: string; readonly retain?: readonly string[] },
): void {
	const stack = findStack(world, name);
	if (!stack || stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") return;
	if (stack.terminationProtection) {
		throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
	}
	if (retain.length > 0 && stack.status !== "DELETE_FAILED") {
		throw invalid(
			`Invalid operation on stack [${stack.id}]. RetainResources can only be specified for a stack in DELETE_FAILED state`,
		);
	}
	const isFree = ["CREATE_IN_PROGRESS", "REVIEW_IN_PROGRESS"].includes(stack.status);
	if (stack.status.endsWith("_IN_PROGRESS") && !isFree) {
		throw invalid(`Stack [${stack.name}] is in ${stack.status} state and can not be deleted`);
	}
	checkExports(world, stack);
	stack.token = token;
	setStatus(world, stack, "DELETE_IN_PROGRESS", "User Initiated");
	stack.cancel?.();
	void removeStack(world, stack, retain);
}

function checkExports(world: World, stack: MemoryStack): void {
	for (const name of stack.exports.keys()) {
		const users = world.stacks.filter(
			(one) =>
				one !== stack &&
				one.status !== "DELETE_COMPLETE" &&
				one.body.includes("Fn::ImportValue") &&
				one.body.includes(name),
		);
		if (users.length === 0) continue;
		throw invalid(
			`Export ${name} cannot be deleted as it is in use by ${users.map((one) => one.name).join(" and ")}`,
		);
	}
}

async function removeStack(world: World, stack: MemoryStack, retain: readonly string[]): Promise<void> {
	await stack.running;
	const left = await removeAll(
		world,
		stack,
		[...stack.resources.values()],
		(one) => retain.includes(one.logicalId) || one.deletionPolicy === "Retain",
	);
	if (left.length > 0) return setStatus(world, stack, "DELETE_FAILED", failedSentence("delete", left));
	stack.exports.clear();
	setStatus(world, stack, "DELETE_COMPLETE");
}
