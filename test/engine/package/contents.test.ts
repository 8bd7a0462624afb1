import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { largest, packagingFailure, warnings } from "../../../engine/package/contents.ts";
import type { ProgressEvent } from "../../../engine/progress/event.ts";
import type { Problem } from "../../../engine/report/problem.ts";
import { scriptPlan } from "./project.ts";

const plan = scriptPlan({});
const problem = (code: string): Problem => ({
	code,
	severity: "error",
	message: `${code}!`,
	span: plan.span,
	hint: "do",
});

describe("the failure of an artifact", () => {
	it("speaks the words of a single problem", () => {
		const { code, message, hint, problems } = packagingFailure(plan, [problem("a")]);
		assert.deepEqual([code, message, hint, problems.length], ["a", '"api" cannot be packaged: a!', "do", 1]);
	});

	it("counts the others when there are several", () => {
		const { code, message } = packagingFailure(plan, [problem("a"), problem("b"), problem("c")]);
		assert.deepEqual([code, message], ["packaging-failed", '"api" cannot be packaged: a! (and 2 more)']);
	});

	it("is a defect without any problem", () =>
		assert.throws(() => packagingFailure(plan, []), /without a problem/));
});

it("the largest come first, by path among equals", () => {
	const sizes = [
		{ path: "b", size: 1 },
		{ path: "c", size: 3 },
		{ path: "a", size: 1 },
	];
	assert.deepEqual(
		largest(sizes, 2).map(({ path }) => path),
		["c", "a"],
	);
});

it("a warning is a note under the span of its artifact", () => {
	const events: ProgressEvent[] = [];
	warnings((event) => events.push(event), "package/api")("look");
	assert.deepEqual(events, [{ kind: "note", id: "package/api", level: "warning", message: "look" }]);
});
