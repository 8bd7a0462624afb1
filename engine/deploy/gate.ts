import type { StackState } from "../cloud/port.ts";
import { Failure } from "../report/failure.ts";

/** What a deploy does with a stack in a given state. */
export type Action = "create" | "update" | "delete-then-create";

const updatable = new Set([
	"CREATE_COMPLETE",
	"UPDATE_COMPLETE",
	"UPDATE_ROLLBACK_COMPLETE",
	"IMPORT_COMPLETE",
	"IMPORT_ROLLBACK_COMPLETE",
	"UPDATE_FAILED",
]);

const ways: Readonly<Record<string, string>> = {
	CREATE_FAILED: "`spool rescue` deletes what was created; then deploy again",
	ROLLBACK_FAILED: "`spool rescue` deletes what is left, and says what cannot be; then deploy again",
	DELETE_FAILED: "`spool rescue` deletes the rest, and says what cannot be; then deploy again",
	UPDATE_ROLLBACK_FAILED: "`spool rescue` says what blocks the rollback, and goes on with it",
	REVIEW_IN_PROGRESS:
		"somebody prepared this stack by a change set and did not run it: `spool rescue` deletes it",
};

/** What a deploy does with a stack that nobody works on; fails for the states that need a decision first. */
export function actionFor(stack: StackState | undefined): Action {
	if (!stack || stack.status === "DELETE_COMPLETE") return "create";
	if (updatable.has(stack.status)) return "update";
	// The first create was rolled back: nothing is left but the name, and CloudFormation cannot update it.
	if (stack.status === "ROLLBACK_COMPLETE") return "delete-then-create";
	const hint = ways[stack.status];
	throw new Failure({
		code: "stack-not-deployable",
		kind: "stack",
		message: `the stack ${stack.name} is ${stack.status} and cannot be deployed`,
		...(hint && { hint }),
		...(stack.statusReason && { details: [stack.statusReason] }),
	});
}
