import type { Analysis } from "../analyse.ts";
import type { StackEvent } from "../cloud/port.ts";
import { originOf } from "../compile/compiled.ts";
import type { Problem } from "../report/problem.ts";

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

const knownReasons: readonly (readonly [RegExp, string])[] = [
	[
		/already exists|bucket name is not available/i,
		"another stack or a person has made a resource of this name: delete or rename that one, or choose another project, stage or resource name",
	],
	[
		/not authorized to perform:? ([\w:*]+)/i,
		"give the caller, or the role in deploymentConfig.cloudformationRoleArn, the permission for $1",
	],
	[/AccessDenied/i, "the caller, or the role in deploymentConfig.cloudformationRoleArn, lacks a permission"],
	[
		/NoSuchKey|specified key does not exist/i,
		"the artifact is gone from the deployment bucket: deploy again",
	],
	[/bucket you tried to delete is not empty/i, "empty the bucket, then delete again"],
	[
		/requires replacing|requires the creation of a new/i,
		"AWS can only replace this resource, but its name is fixed: rename the resource in the config",
	],
	[
		/limit exceeded|maximum number/i,
		"a quota of the account is reached: ask AWS for a higher one or remove something",
	],
	[
		/visibility timeout/i,
		"make the queue's visibilityTimeoutSeconds at least as long as the function's timeout",
	],
];

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

/** What to do about a reason of AWS that is known. */
export function knownHint(reason: string): string | undefined {
	for (const [pattern, hint] of knownReasons) {
		const match = pattern.exec(reason);
		if (match) return hint.replace("$1", match[1] ?? "it");
	}
	return undefined;
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
