import assert from "node:assert/strict";
import type { StackState } from "../../../engine/cloud/port.ts";
import { actionFor } from "../../../engine/deploy/gate.ts";
import { Failure } from "../../../engine/report/failure.ts";

function stackIn(status: string): StackState {
	return {
		name: "shop-dev",
		id: "arn",
		status,
		statusReason: "because",
		outputs: {},
		tags: {},
		terminationProtection: false,
		createdAt: 0,
	};
}

describe("what a deploy does with a stack in a state", () => {
	const actions: Record<string, string> = {
		DELETE_COMPLETE: "create",
		CREATE_COMPLETE: "update",
		UPDATE_COMPLETE: "update",
		UPDATE_ROLLBACK_COMPLETE: "update",
		IMPORT_COMPLETE: "update",
		IMPORT_ROLLBACK_COMPLETE: "update",
		UPDATE_FAILED: "update",
		ROLLBACK_COMPLETE: "delete-then-create",
	};
	for (const [status, action] of Object.entries(actions)) {
		it(`${status}: ${action}`, () => assert.equal(actionFor(stackIn(status)), action));
	}

	it("no stack: create", () => assert.equal(actionFor(undefined), "create"));

	const refused: Record<string, RegExp | undefined> = {
		CREATE_FAILED: /`spool rescue` deletes/,
		ROLLBACK_FAILED: /`spool rescue` deletes/,
		DELETE_FAILED: /`spool rescue` deletes the rest/,
		UPDATE_ROLLBACK_FAILED: /`spool rescue` says what blocks the rollback/,
		REVIEW_IN_PROGRESS: /change set/,
		IMPORT_ROLLBACK_FAILED: undefined,
	};
	for (const [status, hint] of Object.entries(refused)) {
		it(`${status}: refused, with ${hint ? "the way out" : "the reason"}`, () => {
			assert.throws(
				() => actionFor(stackIn(status)),
				(error) => {
					assert.ok(error instanceof Failure);
					assert.equal(error.code, "stack-not-deployable");
					assert.equal(error.message, `the stack shop-dev is ${status} and cannot be deployed`);
					assert.deepEqual(error.details, ["because"]);
					if (hint) assert.match(error.hint ?? "", hint);
					else assert.equal(error.hint, undefined);
					return true;
				},
			);
		});
	}
});
