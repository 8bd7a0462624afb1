import type { Analysis } from "../analyse.ts";
import type { StackEvent } from "../cloud/port.ts";
import { originOf } from "../compile/compiled.ts";
import type { Problem } from "../report/problem.ts";
import { knownHint } from "./known-reasons.ts";

/** Why an operation failed: the first failure, not those that followed from it. */
export type RootCause = {
	readonly logicalId: string;
	readonly resourceType: string;
	/** Name of the config resource, when the failing one belongs to one. */
	readonly resource: string | undefined;
	/** AWS's words without ids and wrappers. */
	readonly reason: string;
	/** What to do, for messages that are known. */
	readonly hint: string | undefined;
	/** The failure on the line of the config that made the resource. */
	readonly problem: Problem | undefined;
};

const followsAnother = /cancelled|canceled/i;

/** True for the reason of a resource that stopped because another one had failed. */
export function isConsequence(reason: string): boolean {
	return followsAnother.test(reason);
}

/** AWS's reason of a failure without request ids, handler codes and wrapping. */
export function cleanReason(reason: string): string {
	return reason
		.replace(/^Resource handler returned message: "([\s\S]*?)"(?: \(RequestToken[\s\S]*)?$/, "$1")
		.replaceAll(
			/\s*\((?:RequestToken|Service|HandlerErrorCode|SDK Attempt Count):[^()]*(?:\([^()]*\)[^()]*)*\)/g,
			"",
		)
		.replaceAll(/,? ?(?:Request ID|RequestId|SDK Attempt Count|Extended Request ID): ?[\w=/+-]+/gi, "")
		.replace(/\s+/g, " ")
		.replace(/[.\s]+$/, "")
		.trim();
}

/** The first event of `events` that failed by itself. */
export function rootCause(
	events: readonly StackEvent[],
	analysis: Analysis | undefined,
): RootCause | undefined {
	const failures = events.filter((event) => event.status.endsWith("_FAILED"));
	const own = failures.find(
		(event) => event.type !== "AWS::CloudFormation::Stack" && !isConsequence(event.reason ?? ""),
	);
	const event =
		own ??
		failures[0] ??
		events.find((candidate) => /ROLLBACK_IN_PROGRESS$/.test(candidate.status) && candidate.reason);
	if (!event) return undefined;
	const reason = cleanReason(event.reason ?? event.status);
	const origin = analysis && originOf(analysis.compiled, event.logicalId);
	const hint = knownHint(event.reason ?? "");
	const what = origin?.resource ? `${origin.resource} (${event.logicalId})` : event.logicalId;
	const problem: Problem | undefined = origin && {
		code: "resource-failed",
		severity: "error",
		message: `${what} failed: ${reason}`,
		span: origin.span,
		...(hint && { hint }),
	};
	return {
		logicalId: event.logicalId,
		resourceType: event.type,
		resource: origin?.resource,
		reason,
		hint,
		problem,
	};
}
