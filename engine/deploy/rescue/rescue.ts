import type { Identity, StackEvent, StackResource, StackState } from "../../cloud/port.ts";
import { stackName } from "../../names/target.ts";
import { Cancelled, Failure } from "../../report/failure.ts";
import { requirePinned } from "../account-pin.ts";
import { requireAllowed } from "../allowed.ts";
import { operationFailure, operationToken } from "../apply.ts";
import { type DeleteRequest, deleteStack, notDeployed } from "../delete.ts";
import { type Followed, follow, waitForRest } from "../follow.ts";
import type { Ports } from "../ports.ts";
import { requireIdentity, requireOwnStack } from "../prepare.ts";
import { runSpan } from "../spans.ts";
import { stateInWords } from "../state-words.ts";
import { type Blocking, blockedBy, nameOf, type RescueWay, wayOutOf } from "./blocked.ts";
import { type Drift, driftInWords, driftsOf } from "./drift.ts";

export type RescueRequest = Omit<DeleteRequest, "leave"> & {
	/** Resources to be left as they are at once: names of the config, or logical ids. */
	readonly skip?: readonly string[];
};

/** What a rescue has found and done. */
export type RescueResult = {
	readonly stack: string;
	/** The state that the stack was in. */
	readonly before: string;
	readonly status: string;
	/** `none`: there was nothing to do. */
	readonly way: RescueWay | "none";
	/** What was in the way when it began. */
	readonly blocked: readonly Blocking[];
	/** What was left as it is, and differs from what CloudFormation believes. */
	readonly skipped: readonly Drift[];
	/** What was left in the account when the stack was deleted. */
	readonly left: readonly Blocking[];
};

type Found = {
	readonly stack: StackState;
	readonly identity: Identity;
	readonly resources: readonly StackResource[];
	readonly events: readonly StackEvent[];
};

async function readStuck({ cloud }: Ports, stack: StackState, identity: Identity): Promise<Found> {
	const [now, resources, events] = await Promise.all([
		cloud.stacks.read(stack.id, {}),
		cloud.stacks.resources(stack.id, {}),
		cloud.stacks.lastOperation(stack.id, {}),
	]);
	return { stack: now ?? stack, identity, resources, events };
}

async function check(ports: Ports, request: RescueRequest): Promise<Found> {
	const { target, folder, signal } = request;
	return runSpan(ports, { id: "check", label: "Check", phase: "check" }, async (work) => {
		if (folder !== undefined) await requireAllowed(ports.host, folder, "rescue", target);
		const identity = await requireIdentity(ports, target.account, signal);
		await requirePinned(ports, request, identity);
		const stack = await ports.cloud.stacks.read(stackName(target), signal ? { signal } : {});
		if (!stack) throw notDeployed(stackName(target), request, identity);
		requireOwnStack(stack);
		const rested = await waitForRest(ports, stack, work.id, signal);
		if (!rested) throw notDeployed(stackName(target), request, identity);
		work.ending({ summary: rested.status });
		return readStuck(ports, rested, identity);
	});
}

function linesOf(blocked: readonly Blocking[]): readonly string[] {
	return blocked.flatMap((one) => [
		`${nameOf(one)}: ${one.reason}`,
		...(one.hint === undefined ? [] : [`  ${one.hint}`]),
	]);
}

async function confirm(
	ports: Ports,
	found: Found,
	question: string,
	words: readonly string[],
): Promise<void> {
	const { stack, identity } = found;
	const { region } = ports.cloud;
	const place = { stack: stack.name, account: identity.account, region };
	const answer = await ports.ask({ kind: "confirm-rescue", ...place, words, question });
	if (answer === "yes") return;
	if (answer !== undefined)
		throw new Cancelled([
			"CloudFormation was not asked for anything",
			stateInWords(stack.name, stack.status),
		]);
	throw new Failure({
		code: "confirmation-needed",
		kind: "usage",
		message: `${stack.name} was not touched: there is nobody to ask`,
		hint: "say --yes, or answer in a terminal",
		details: [...words],
	});
}

/** Runs one operation on a stuck stack to its end. */
async function operate(
	ports: Ports,
	{ stack }: Found,
	label: string,
	start: (token: string) => Promise<void>,
	signal: AbortSignal | undefined,
): Promise<Followed> {
	return runSpan(ports, { id: "rescue", label, phase: "rescue" }, async (work) => {
		signal?.throwIfAborted();
		const token = operationToken();
		await start(token);
		const operation = {
			stackId: stack.id,
			stack: stack.name,
			token,
			action: "rollback" as const,
			span: work.id,
		};
		const followed = await follow(ports, operation, signal);
		const isDone = followed.status === "UPDATE_ROLLBACK_COMPLETE";
		work.ending({ summary: followed.status, ...(!isDone && { outcome: "failed" as const }) });
		if (isDone || followed.status === "UPDATE_ROLLBACK_FAILED") return followed;
		throw operationFailure(followed, { stack: stack.name, action: "rollback" });
	});
}

/** Which of the blocking resources a user means; fails for a name that blocks nothing. */
function chosen(blocked: readonly Blocking[], names: readonly string[]): readonly Blocking[] {
	return names.flatMap((name) => {
		const meant = blocked.filter(({ resource, logicalId }) => resource === name || logicalId === name);
		if (meant.length > 0) return meant;
		throw new Failure({
			code: "bad-usage",
			kind: "usage",
			message: `"${name}" is nothing that keeps the stack from being rolled back`,
			hint: `what can be skipped: ${blocked.map(({ logicalId }) => logicalId).join(", ") || "nothing"}`,
		});
	});
}

/** Resources of stacks inside of the stack are skipped by the name of their own stack. */
async function skippableIds({ cloud }: Ports, drifts: readonly Drift[]): Promise<readonly string[]> {
	const lists = await Promise.all(
		drifts.map(async ({ type, physicalId, logicalId }) => {
			if (type !== "AWS::CloudFormation::Stack" || physicalId === undefined) return [logicalId];
			const inside = await cloud.stacks.resources(physicalId, {});
			const name = physicalId.split("/")[1] ?? physicalId;
			const stuck = inside.filter(({ status }) => status === "UPDATE_FAILED");
			return stuck.map((one) => `${name}.${one.logicalId}`);
		}),
	);
	return lists.flat();
}

/** How often something else may block once the last one is out of the way. */
const rounds = 10;

/**
 * Rolls a stack back that is stuck half way. First without skipping anything, because what was in the way may be
 * gone; what still is can be left as it is, when the user wants that.
 */
async function continueRollback(ports: Ports, begin: Found, request: RescueRequest) {
	const { signal, skip = [] } = request;
	const blocked = blockedBy(begin.stack, begin.resources, begin.events, "continue-rollback");
	const skipped: Drift[] = [];
	let wanted = await driftsOf(ports, begin.stack, begin.resources, chosen(blocked, skip));
	let found = begin;
	await confirm(ports, found, wanted.length > 0 ? "Roll back without these?" : "Try the rollback again?", [
		stateInWords(found.stack.name, found.stack.status),
		...linesOf(blocked),
		...(wanted.length > 0
			? wanted.map(driftInWords)
			: ["nothing is skipped: what blocked may be gone by now"]),
	]);
	for (let round = 0; round < rounds; round++) {
		const ids = await skippableIds(ports, wanted);
		const label = ids.length > 0 ? `Roll back without ${ids.join(", ")}` : "Roll back";
		const { status, events } = await operate(
			ports,
			found,
			label,
			(token) => ports.cloud.stacks.continueRollback(found.stack.name, { token, skip: ids }, {}),
			signal,
		);
		skipped.push(...wanted);
		if (status === "UPDATE_ROLLBACK_COMPLETE") return { blocked, skipped, status };
		found = await readStuck(ports, found.stack, found.identity);
		const still = blockedBy(found.stack, found.resources, events, "continue-rollback");
		wanted = await driftsOf(ports, found.stack, found.resources, still);
		if (wanted.length === 0) break;
		await confirm(ports, found, "Leave these as they are, and roll back the rest?", [
			...linesOf(still),
			...wanted.map(driftInWords),
		]);
	}
	throw new Failure({
		code: "rollback-failed",
		kind: "stack",
		message: `${begin.stack.name} could not be rolled back`,
		hint: "look at the events of the stack in the AWS console, repair what they name, and rescue again",
		details: [stateInWords(found.stack.name, found.stack.status), ...linesOf(blocked)],
	});
}

async function rollBack(ports: Ports, found: Found, request: RescueRequest) {
	const blocked = blockedBy(found.stack, found.resources, found.events, "roll-back");
	await confirm(ports, found, "Roll the update back?", [
		stateInWords(found.stack.name, found.stack.status),
		...linesOf(blocked),
		"what the update has changed is put back, and what it has added is removed, with the data in it; a deploy that mends the cause keeps it",
	]);
	const { status } = await operate(
		ports,
		found,
		"Roll back",
		(token) => ports.cloud.stacks.rollBack(found.stack.name, { token }, {}),
		request.signal,
	);
	if (status === "UPDATE_ROLLBACK_COMPLETE") return { blocked, skipped: [], status };
	const stuck = await readStuck(ports, found.stack, found.identity);
	const { skipped, ...ended } = await continueRollback(ports, stuck, request);
	return { blocked, skipped, status: ended.status };
}

/** Deletes what no deploy can go on with. What cannot be deleted stays in the account when the user wants that. */
async function removeStuck(ports: Ports, found: Found, request: RescueRequest) {
	const blocked = blockedBy(found.stack, found.resources, found.events, "delete");
	const message = stateInWords(found.stack.name, found.stack.status);
	ports.emit({ kind: "note", level: "note", message });
	for (const line of linesOf(blocked)) ports.emit({ kind: "note", level: "warning", message: line.trim() });
	const left: Blocking[] = [];
	const { skip: _, ...deletion } = request;
	await deleteStack(ports, {
		...deletion,
		leave: async () => {
			const now = await readStuck(ports, found.stack, found.identity);
			const still = blockedBy(now.stack, now.resources, now.events, "delete");
			await confirm(ports, now, "Leave these in the account, and delete the rest of the stack?", [
				...linesOf(still),
				...still.map(
					(one) =>
						`${nameOf(one)} stays in the account${one.physicalId === undefined ? "" : ` as ${one.physicalId}`}, belongs to no stack and goes on to cost what it costs`,
				),
			]);
			left.push(...still);
			return still.map(({ logicalId }) => logicalId);
		},
	});
	return { blocked, left, status: "DELETE_COMPLETE" };
}

function noWayOut({ stack }: Found): Failure {
	return new Failure({
		code: "no-rescue",
		kind: "stack",
		message: `CloudFormation has no way out of ${stack.status} for ${stack.name}`,
		hint: "repair what its events name, or delete the stack with `spool delete`",
		...(stack.statusReason && { details: [stack.statusReason] }),
	});
}

/**
 * Brings a stack back into a state that a deploy can begin from: goes on with a rollback that failed, rolls back a half
 * done update, or deletes what is no use any more. Says what blocks and what it would leave behind, and asks first.
 */
export async function rescueStack(ports: Ports, request: RescueRequest): Promise<RescueResult> {
	const found = await check(ports, request);
	const { status: before, name: stack } = found.stack;
	const way = wayOutOf(before);
	const base = { stack, before, blocked: [], skipped: [], left: [] };
	if (way === undefined) {
		if (!before.endsWith("_COMPLETE")) throw noWayOut(found);
		return { ...base, way: "none", status: before };
	}
	if (way === "continue-rollback")
		return { ...base, way, ...(await continueRollback(ports, found, request)) };
	if (way === "roll-back") return { ...base, way, ...(await rollBack(ports, found, request)) };
	return { ...base, way, ...(await removeStuck(ports, found, request)) };
}
