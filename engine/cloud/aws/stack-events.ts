import type { StackEvent } from "../port.ts";
import type { Page } from "./pages.ts";

/** Which events are wanted: those of one operation, and only the ones after a known event. */
export type WantedEvents = { readonly token: string; readonly after?: string };

/**
 * Reads events of one operation, oldest first, from pages that AWS gives newest first.
 *
 * Reading ends at the event that is known already, or where the operation before this one ended, so that a long
 * history costs nothing. If the newest page holds no event of the operation, AWS does not show it yet.
 */
export async function readOperation(
	read: (marker: string | undefined) => Promise<Page<StackEvent, string>>,
	stackId: string,
	wanted: WantedEvents,
): Promise<StackEvent[]> {
	const newestFirst: StackEvent[] = [];
	let marker: string | undefined;
	let begun = wanted.after !== undefined;
	do {
		const page = await read(marker);
		for (const event of page.items) {
			if (event.id === wanted.after) return operationIn(newestFirst, stackId, wanted);
			begun ||= event.token === wanted.token;
			if (begun && wanted.after === undefined && endsAnother(event, stackId, wanted.token)) {
				return operationIn(newestFirst, stackId, wanted);
			}
			newestFirst.push(event);
		}
		marker = page.next;
	} while (marker !== undefined && begun);
	return operationIn(newestFirst, stackId, wanted);
}

/**
 * The events of the operation among those read, oldest first.
 *
 * CloudFormation puts the token of a call on all events that the call leads to. A cancelled update rolls back
 * because of a second call, so its last events may carry another token, or none: what follows belongs to the
 * operation until another one starts.
 */
function operationIn(
	newestFirst: readonly StackEvent[],
	stackId: string,
	{ token, after }: WantedEvents,
): StackEvent[] {
	const oldestFirst = newestFirst.toReversed();
	const first = after === undefined ? oldestFirst.findIndex((event) => event.token === token) : 0;
	if (first < 0) return [];
	const events = oldestFirst.slice(first);
	const next = events.findIndex((event) => startsAnother(event, stackId, token));
	return next < 0 ? events : events.slice(0, next);
}

/** Reads the events of the newest operation, oldest first, whoever has started it. */
export async function readNewest(
	read: (marker: string | undefined) => Promise<Page<StackEvent, string>>,
	stackId: string,
): Promise<StackEvent[]> {
	const newestFirst: StackEvent[] = [];
	let marker: string | undefined;
	do {
		const page = await read(marker);
		for (const event of page.items) {
			newestFirst.push(event);
			if (starts(event, stackId)) return newestFirst.toReversed();
		}
		marker = page.next;
	} while (marker !== undefined);
	return newestFirst.toReversed();
}

function isOfStack(event: StackEvent, stackId: string): boolean {
	return event.type === "AWS::CloudFormation::Stack" && event.physicalId === stackId;
}

function starts(event: StackEvent, stackId: string): boolean {
	return /^(CREATE|UPDATE|DELETE|IMPORT|REVIEW)_IN_PROGRESS$/.test(event.status) && isOfStack(event, stackId);
}

function startsAnother(event: StackEvent, stackId: string, token: string): boolean {
	return starts(event, stackId) && event.token !== token;
}

function endsAnother(event: StackEvent, stackId: string, token: string): boolean {
	const ends = /_(COMPLETE|FAILED)$/.test(event.status) || event.status === "REVIEW_IN_PROGRESS";
	return ends && isOfStack(event, stackId) && event.token !== token;
}
