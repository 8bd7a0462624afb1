import assert from "node:assert/strict";
import { Bug, bug } from "../../../engine/report/bug.ts";
import { Cancelled, Failure, isAbort } from "../../../engine/report/failure.ts";
import { hasErrors, type Problem, type Severity } from "../../../engine/report/problem.ts";

const problem = (severity: Severity): Problem => ({
	code: "x",
	severity,
	message: "x",
	span: { start: 0, end: 0 },
});

describe("trouble", () => {
	it("keeps a deploy from starting only when it is an error", () => {
		assert.equal(hasErrors([]), false);
		assert.equal(hasErrors([problem("warning"), problem("hint")]), false);
		assert.equal(hasErrors([problem("warning"), problem("error")]), true);
	});

	it("of Spool itself asks to be reported", () => {
		assert.throws(
			() => bug("the graph has no end"),
			(error) => error instanceof Bug && /^the graph has no end\..*report/.test(error.message),
		);
	});

	it("of the world remembers its code, its place and its cause", () => {
		const cause = new RangeError("why");
		const origin = { start: 1, end: 2 };
		const failure = new Failure({
			code: "no-network",
			kind: "network",
			message: "no network",
			origin,
			cause,
		});
		assert.deepEqual(
			[
				failure.code,
				failure.kind,
				failure.message,
				failure.origin,
				failure.cause,
				failure.details,
				failure.problems,
			],
			["no-network", "network", "no network", origin, cause, [], []],
		);
	});

	it("is told apart from the wish to stop", () => {
		assert.ok(isAbort(AbortSignal.abort().reason));
		assert.ok(isAbort(new Cancelled(["the stack goes on"])));
		assert.equal(isAbort(new Failure({ code: "x", kind: "aws", message: "x" })), false);
		assert.equal(isAbort("AbortError"), false);
	});
});
