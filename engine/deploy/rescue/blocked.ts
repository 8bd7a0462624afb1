import type { StackEvent, StackResource, StackState } from "../../cloud/port.ts";
import { knownHint } from "../known-reasons.ts";
import { ownersOf } from "../result.ts";
import { cleanReason, isConsequence } from "../root-cause.ts";

/** A resource that keeps a stack from coming to rest. */
export type Blocking = {
	readonly logicalId: string;
	readonly type: string;
	readonly physicalId?: string;
	/** Name of the config resource. */
	readonly resource?: string;
	/** AWS's words. */
	readonly reason: string;
	readonly hint?: string;
};

/** What can be done with a stack that no deploy can begin from. */
export type RescueWay = "continue-rollback" | "roll-back" | "delete";

const stackType = "AWS::CloudFormation::Stack";

const ways: Readonly<Record<string, RescueWay>> = {
	UPDATE_ROLLBACK_FAILED: "continue-rollback",
	UPDATE_FAILED: "roll-back",
	CREATE_FAILED: "delete",
	ROLLBACK_COMPLETE: "delete",
	ROLLBACK_FAILED: "delete",
	DELETE_FAILED: "delete",
	REVIEW_IN_PROGRESS: "delete",
};

/** The way out of a state; `undefined` for one that needs none, or that CloudFormation has none for. */
export function wayOutOf(status: string): RescueWay | undefined {
	return ways[status];
}

/** The events that tell why a stack is stuck: of a rollback, only what failed in the rollback itself. */
function tellingEvents(events: readonly StackEvent[], way: RescueWay): readonly StackEvent[] {
	if (way !== "continue-rollback") return events;
	const begun = events.findLastIndex(
		({ type, status }) => type === stackType && status === "UPDATE_ROLLBACK_IN_PROGRESS",
	);
	return events.slice(begun + 1);
}

/** The states of resources that block: what could not be put back, deleted or done. */
function blockingStates({ status }: StackState, way: RescueWay): RegExp {
	if (way === "continue-rollback") return /^UPDATE_FAILED$/;
	return way === "roll-back" || status === "CREATE_FAILED" ? /^(CREATE|UPDATE)_FAILED$/ : /^DELETE_FAILED$/;
}

type Stuck = Pick<Blocking, "logicalId" | "type" | "physicalId"> & { readonly reason?: string };

/**
 * The resources that block a stack, with their last reasons. The events of the operation tell them; the resources
 * themselves do where CloudFormation has forgotten its events.
 */
export function blockedBy(
	stack: StackState,
	resources: readonly StackResource[],
	events: readonly StackEvent[],
	way: RescueWay,
): readonly Blocking[] {
	const owners = ownersOf(stack);
	const isOwn = ({ type, physicalId }: { readonly type: string; readonly physicalId?: string }) =>
		!(type === stackType && physicalId === stack.id);
	const failed = blockingStates(stack, way);
	// One that failed and was put in order later is in the way of nothing.
	const last = new Map(tellingEvents(events, way).map((event) => [event.logicalId, event]));
	const told = [...last.values()].filter((event) => failed.test(event.status) && isOwn(event));
	const stuck: readonly Stuck[] =
		told.length > 0
			? told
			: resources
					.filter(({ status }) => failed.test(status))
					.map(({ statusReason, ...one }) => ({ ...one, ...(statusReason && { reason: statusReason }) }));
	return stuck.flatMap(({ logicalId, type, physicalId, reason = "" }): Blocking[] => {
		if (isConsequence(reason)) return [];
		const resource = owners.get(logicalId);
		const hint = knownHint(reason);
		return [
			{
				logicalId,
				type,
				reason: cleanReason(reason) || "CloudFormation gives no reason",
				...(physicalId !== undefined && { physicalId }),
				...(resource !== undefined && { resource }),
				...(hint !== undefined && { hint }),
			},
		];
	});
}

/** What a blocking resource is called: by the config where it belongs to something there. */
export function nameOf({ resource, logicalId, type }: Blocking): string {
	return resource === undefined ? `${logicalId} (${type})` : `${resource} (${logicalId}, ${type})`;
}
