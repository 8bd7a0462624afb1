import assert from "node:assert/strict";
import { jsonOutput } from "../../engine/cli/json-output.ts";
import type { Output } from "../../engine/cli/output.ts";
import type { ProgressEvent } from "../../engine/progress/event.ts";
import { Cancelled, Failure } from "../../engine/report/failure.ts";
import type { Problem } from "../../engine/report/problem.ts";
import { lineMap } from "../../engine/text/line-map.ts";

const source = { path: "/shop/stacktape.yml", lines: lineMap("resources:\n  jobs:\n") };
const problem: Problem = {
	code: "wrong-type",
	severity: "warning",
	message: "no",
	span: { start: 13, end: 17 },
};

/** The lines that `work` writes. */
function linesOf(work: (output: Output) => void): readonly unknown[] {
	let text = "";
	const output = jsonOutput((written) => {
		text += written;
	});
	work(output);
	output.close();
	assert.ok(text === "" || text.endsWith("\n"));
	return text
		.split("\n")
		.slice(0, -1)
		.map((line) => JSON.parse(line));
}

describe("output for programs", () => {
	it("is one event a line, as it comes", () => {
		const events: readonly ProgressEvent[] = [
			{ kind: "begin", id: "upload", label: "two\nlines", weight: 1 },
			{ kind: "end", id: "upload", outcome: "done", elapsedMs: 1 },
		];
		assert.deepEqual(
			linesOf((output) => events.forEach(output.emit)),
			events,
		);
	});

	it("counts the places of problems from 1, and leaves out a hint that is none", () => {
		const place = { line: 2, column: 3, endLine: 2, endColumn: 7 };
		const record = { kind: "problem", code: "wrong-type", severity: "warning", message: "no" };
		assert.deepEqual(
			linesOf((output) => output.problems(source, [problem, { ...problem, hint: "do" }])),
			[
				{ ...record, file: source.path, ...place },
				{ ...record, hint: "do", file: source.path, ...place },
			],
		);
	});

	it("places a problem in the user's code there", () => {
		const range = { start: { line: 4, character: 0 }, end: { line: 5, character: 2 } };
		const [line] = linesOf((output) =>
			output.problems(source, [{ ...problem, elsewhere: { file: "/shop/api.ts", range } }]),
		);
		assert.deepEqual(line, {
			kind: "problem",
			code: "wrong-type",
			severity: "warning",
			message: "no",
			file: "/shop/api.ts",
			line: 5,
			column: 1,
			endLine: 6,
			endColumn: 3,
		});
	});

	it("ends in the result, or in the failure after its problems", () => {
		assert.deepEqual(
			linesOf((output) => output.result({ errors: 0 }, "no problems\n")),
			[{ kind: "result", errors: 0 }],
		);
		const failure = new Failure({
			code: "update-failed",
			kind: "stack",
			message: "no",
			hint: "look",
			details: ["rolled back"],
			problems: [problem],
		});
		const lines = linesOf((output) => output.failure(failure, source));
		assert.equal(lines.length, 2);
		assert.deepEqual(lines[1], {
			kind: "failure",
			code: "update-failed",
			failure: "stack",
			message: "no",
			hint: "look",
			details: ["rolled back"],
		});
		assert.equal(linesOf((output) => output.failure(failure, undefined)).length, 1);
	});

	it("tells a stop by the user from a failure", () => {
		assert.deepEqual(
			linesOf((output) => output.failure(new Cancelled(["it goes on"]), source)),
			[{ kind: "cancelled", details: ["it goes on"] }],
		);
		const lines = linesOf((output) => {
			output.emit({ kind: "begin", id: "upload", phase: "upload", label: "Upload", weight: 1 });
			output.emit({ kind: "end", id: "upload", outcome: "cancelled", elapsedMs: 1 });
			output.failure(new DOMException("stop", "AbortError"), source);
		});
		assert.match(
			JSON.stringify(lines.at(-1)),
			/^\{"kind":"cancelled","details":\["nothing in the stack was changed/,
		);
	});

	it("names a defect of Spool one", () => {
		assert.deepEqual(
			linesOf((output) => output.failure(new RangeError("too much"), source)),
			[{ kind: "failure", code: "defect", failure: "defect", message: "too much", details: [] }],
		);
		assert.match(JSON.stringify(linesOf((output) => output.failure("a text", source))), /"a text"/);
	});
});
