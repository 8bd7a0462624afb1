import type { Analysis } from "../analyse.ts";
import type { StackEvent, StackState } from "../cloud/port.ts";
import { originOf } from "../compile/compiled.ts";
import type { EventPlace, SpanId } from "../progress/event.ts";
import { Cancelled, Failure, isAbort } from "../report/failure.ts";
import type { Ports } from "./ports.ts";
import { stateInWords } from "./state-words.ts";

/** A running operation of CloudFormation. */
export type Operation = {
	readonly stackId: string;
	readonly stack: string;
	readonly token: string;
	readonly action: "create" | "update" | "delete" | "rollback";
	/** Where events are shown. */
	readonly span: SpanId;
	/** Finds the place in the config that a resource comes from. */
	readonly analysis?: Analysis;
	/** Events that are known already, oldest first: those of an operation that somebody else has begun. */
	readonly seen?: readonly StackEvent[];
	/** How many resources are expected to be touched, when that is known. */
	readonly expected?: number;
};

/** How an operation ended. */
export type Followed = {
	readonly status: string;
	readonly reason?: string;
	readonly events: readonly StackEvent[];
	readonly stack: StackState | undefined;
};

/**
 * Waiting between two looks, in milliseconds. It starts short, because small changes take a second or two, and
 * grows while nothing happens, because AWS throttles DescribeStackEvents for the whole account.
 */
const firstWait = 150;
const longestWait = 4_000;
const waitAfterNews = 750;
/** How long looks may fail in a row before following is given up. The operation itself goes on in AWS. */
const patience = 60_000;
/** After this long without a single event, a stack at rest is taken for the end of the operation. */
const silence = 15_000;
/**
 * How long a stack whose operation has told its end may read as busy, in milliseconds: what reads tell comes later
 * than the events. When it is busy for longer, somebody else has begun the next operation.
 */
const readLag = 1_000;

const stackType = "AWS::CloudFormation::Stack";
/** The status of a stack that is not there any more. */
const gone = "DELETE_COMPLETE";

/** True for a status that no longer changes by itself. */
export function isFinal(status: string): boolean {
	return !status.endsWith("_IN_PROGRESS");
}

type Watch = {
	readonly startedAt: number;
	readonly events: StackEvent[];
	readonly touched: Set<string>;
	readonly finished: Set<string>;
	last: string | undefined;
	/** The event that ended the operation, and when it was seen. */
	end: { readonly event: StackEvent; readonly at: number } | undefined;
	wait: number;
	failingSince: number | undefined;
};

function placeOf(
	analysis: Analysis | undefined,
	logicalId: string,
): { readonly resource?: string; readonly origin?: EventPlace } {
	const origin = analysis && originOf(analysis.compiled, logicalId);
	if (!analysis || !origin) return {};
	const place = { file: analysis.file.path, range: analysis.lines.rangeOf(origin.span) };
	return { origin: place, ...(origin.resource && { resource: origin.resource }) };
}

function show({ emit }: Ports, operation: Operation, watch: Watch, event: StackEvent): void {
	watch.events.push(event);
	watch.last = event.id;
	if (event.type === stackType && event.physicalId === operation.stackId) return;
	if (event.status.endsWith("_IN_PROGRESS")) watch.touched.add(event.logicalId);
	if (event.status.endsWith("_COMPLETE")) watch.finished.add(event.logicalId);
	emit({
		kind: "resource",
		id: operation.span,
		logicalId: event.logicalId,
		resourceType: event.type,
		...(event.physicalId && { physicalId: event.physicalId }),
		status: event.status,
		...(event.reason && { reason: event.reason }),
		...placeOf(operation.analysis, event.logicalId),
	});
	const total = Math.max(operation.expected ?? 0, watch.touched.size, watch.finished.size);
	emit({ kind: "advance", id: operation.span, done: watch.finished.size, total, unit: "resources" });
}

/** One look: new events, and the status of the stack when it has come to rest. */
async function look(
	ports: Ports,
	operation: Operation,
	watch: Watch,
	signal: AbortSignal | undefined,
): Promise<Followed | undefined> {
	const options = signal ? { signal } : {};
	const request = { token: operation.token, ...(watch.last !== undefined && { after: watch.last }) };
	const news = await ports.cloud.stacks.events(operation.stackId, request, options);
	for (const event of news) show(ports, operation, watch, event);
	watch.wait =
		news.length > 0 ? Math.min(watch.wait * 1.5, waitAfterNews) : Math.min(watch.wait * 1.5, longestWait);
	const final = news.find(
		(event) => event.type === stackType && event.physicalId === operation.stackId && isFinal(event.status),
	);
	const now = ports.host.now();
	// Behind a failure CloudFormation may still roll back or delete; behind a completion it does nothing more.
	if (final?.status.endsWith("_COMPLETE")) watch.end ??= { event: final, at: now };
	// Events tell the end first; the stack itself is only read then, and when nothing has come for a while.
	if (!final && news.length > 0) return undefined;
	const stack = await ports.cloud.stacks.read(operation.stackId, options);
	const status = stack?.status ?? gone;
	const end = watch.end ? endOf(watch.end, status, now) : restOf(operation, watch, stack, now);
	return end && { ...end, events: watch.events, stack };
}

type End = Pick<Followed, "status" | "reason">;

/** The end that an event has told, as soon as the stack reads as at rest, or has had the time to. */
function endOf(end: NonNullable<Watch["end"]>, status: string, now: number): End | undefined {
	if (!isFinal(status) && now - end.at < readLag) return undefined;
	// Not what the stack reads: that may be the next operation's already, which somebody else has begun.
	const { event } = end;
	return { status: event.status, ...(event.reason && { reason: event.reason }) };
}

/** The end of an operation that no event has told: a stack at rest. */
function restOf(
	operation: Operation,
	watch: Watch,
	stack: StackState | undefined,
	now: number,
): End | undefined {
	const status = stack?.status ?? gone;
	if (!isFinal(status) || !hasBegun(operation, watch, status, now)) return undefined;
	return { status, ...(stack?.statusReason && { reason: stack.statusReason }) };
}

/** False for a stack that is at rest because its operation's first event is still to come. */
function hasBegun({ action }: Operation, watch: Watch, status: string, now: number): boolean {
	if (watch.events.length > 0 || now - watch.startedAt > silence) return true;
	return action === "delete" && status.startsWith("DELETE_");
}

function lost(operation: Operation, cause: unknown): Failure {
	const kind = cause instanceof Failure ? cause.kind : "network";
	return new Failure({
		code: "lost-sight",
		kind,
		message:
			kind === "network"
				? `AWS could not be reached for ${patience / 1000} seconds while CloudFormation works on ${operation.stack}`
				: `CloudFormation works on ${operation.stack}, but what it does cannot be seen`,
		hint: "the operation goes on in AWS: look at it with `spool info`, and run the same command again when it has ended",
		details: [`last answer: ${cause instanceof Error ? cause.message : String(cause)}`],
		cause,
	});
}

/** Puts up with a look that failed, unless that has gone on for too long or will never change. */
function tolerate(ports: Ports, operation: Operation, watch: Watch, error: unknown): void {
	if (error instanceof Failure && error.kind === "permission") throw lost(operation, error);
	const now = ports.host.now();
	if (watch.failingSince === undefined) {
		const reason = error instanceof Error ? error.message : String(error);
		const message = `what CloudFormation does cannot be seen at the moment: ${reason}; trying again`;
		ports.emit({ kind: "note", id: operation.span, level: "warning", message });
	}
	watch.failingSince ??= now;
	watch.wait = Math.min(watch.wait * 2, longestWait);
	if (now - watch.failingSince > patience) throw lost(operation, error);
}

/** Follows an operation to its end. A look that fails is no failure of the operation: it is tried again. */
async function followUntil(
	ports: Ports,
	operation: Operation,
	watch: Watch,
	signal: AbortSignal | undefined,
): Promise<Followed> {
	for (;;) {
		signal?.throwIfAborted();
		try {
			const followed = await look(ports, operation, watch, signal);
			watch.failingSince = undefined;
			if (followed) return followed;
		} catch (error) {
			if (isAbort(error)) throw error;
			tolerate(ports, operation, watch, error);
		}
		await ports.host.sleep(watch.wait, signal);
	}
}

/**
 * Follows an operation of CloudFormation to its end, however it ends; the caller judges the status.
 *
 * When the user says stop, the operation itself goes on in AWS, so that the user is asked: `detach` stops
 * following, `roll-back` has CloudFormation undo the update and follows that to its end.
 */
export async function follow(ports: Ports, operation: Operation, signal?: AbortSignal): Promise<Followed> {
	const watch: Watch = {
		startedAt: ports.host.now(),
		events: [],
		touched: new Set(),
		finished: new Set(),
		last: undefined,
		end: undefined,
		wait: firstWait,
		failingSince: undefined,
	};
	for (const event of operation.seen ?? []) show(ports, operation, watch, event);
	try {
		return await followUntil(ports, operation, watch, signal);
	} catch (error) {
		if (!isAbort(error)) throw error;
	}
	return stop(ports, operation, watch);
}

/** The user said stop: asks what that shall mean, and ends as the user wants. */
async function stop(ports: Ports, operation: Operation, watch: Watch): Promise<never> {
	const canRollBack = operation.action === "update";
	const answer = await ports.ask({ kind: "stop-following", stack: operation.stack, canRollBack });
	if (answer !== "roll-back" || !canRollBack) {
		throw new Cancelled([
			`CloudFormation goes on with the ${operation.action} of ${operation.stack} in AWS`,
			"look at it with `spool info`; the next deploy waits for its end and takes up from there",
		]);
	}
	await startRollback(ports, operation);
	const { status } = await followUntil(ports, operation, watch, undefined);
	throw new Cancelled([
		status === "UPDATE_COMPLETE"
			? `the update of ${operation.stack} had come to its end before it could be stopped`
			: `the update of ${operation.stack} was stopped`,
		stateInWords(operation.stack, status),
	]);
}

/** Has CloudFormation roll an update back, unless it has ended or failed by itself while the user was asked. */
async function startRollback(ports: Ports, operation: Operation): Promise<void> {
	try {
		await ports.cloud.stacks.cancelUpdate(operation.stack, {});
	} catch (error) {
		const stack = await ports.cloud.stacks.read(operation.stackId, {}).catch(() => undefined);
		if (stack && stack.status !== "UPDATE_IN_PROGRESS") return;
		if (!(error instanceof Failure)) throw error;
		throw new Failure({
			code: error.code,
			kind: error.kind,
			message: `the update of ${operation.stack} could not be stopped: ${error.message}`,
			hint: "the update goes on in AWS: look at it with `spool info`",
			cause: error,
		});
	}
	const message = "CloudFormation rolls the update back";
	ports.emit({ kind: "note", id: operation.span, level: "note", message });
}

/** True while somebody works on the stack. A change set that nobody has run is no work: it never ends by itself. */
function isBusy({ status }: StackState): boolean {
	return !isFinal(status) && status !== "REVIEW_IN_PROGRESS";
}

/** Waits until nobody works on the stack any more, e.g. another deploy; gives the stack as it is then. */
export async function waitForRest(
	ports: Ports,
	stack: StackState,
	span: SpanId,
	signal?: AbortSignal,
): Promise<StackState | undefined> {
	if (isBusy(stack)) {
		const message = `${stack.name} is ${stack.status}: waiting for that to end`;
		ports.emit({ kind: "note", id: span, level: "note", message });
	}
	let current: StackState | undefined = stack;
	let failingSince: number | undefined;
	while (current && isBusy(current)) {
		await ports.host.sleep(longestWait / 2, signal);
		try {
			current = await ports.cloud.stacks.read(stack.name, signal ? { signal } : {});
			failingSince = undefined;
		} catch (error) {
			failingSince ??= ports.host.now();
			if (isAbort(error) || ports.host.now() - failingSince > patience) throw error;
		}
	}
	return current;
}
