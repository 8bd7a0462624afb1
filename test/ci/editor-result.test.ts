import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type ResultLine, readResult } from "../editor/host/result.ts";

const begin = (title: string): ResultLine => ({ kind: "begin", title });
const passed = (title: string): ResultLine => ({ kind: "outcome", title, state: "passed", durationMs: 1 });
const failed = (title: string): ResultLine => ({
	kind: "outcome",
	title,
	state: "failed",
	durationMs: 1,
	error: "no",
});
const end: ResultLine = { kind: "end" };

function read(lines: readonly ResultLine[], interruption?: string) {
	const { tests, log, ...counts } = readResult(
		lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
		interruption,
		"",
	);
	return { ...counts, failures: tests.flatMap(({ title, error }) => (error ? [`${title}: ${error}`] : [])) };
}

describe("the result of a run inside VS Code", () => {
	it("counts what passed, failed and was skipped", () => {
		const skipped: ResultLine = { kind: "outcome", title: "c", state: "skipped", durationMs: 0 };
		assert.deepEqual(read([begin("a"), passed("a"), begin("b"), failed("b"), skipped, end]), {
			passed: 1,
			failed: 1,
			skipped: 1,
			failures: ["b: no"],
		});
	});

	it("has a failure when the host crashed, named after the test that was running", () => {
		assert.deepEqual(read([begin("a"), passed("a"), begin("b")]), {
			passed: 1,
			failed: 1,
			skipped: 0,
			failures: ["b: the host of the tests ended early"],
		});
	});

	it("has a failure when the host crashed between tests", () => {
		assert.deepEqual(read([begin("a"), passed("a")]).failures, [
			"the run: the host of the tests ended early",
		]);
	});

	it("has a failure when the run was ended from outside, even after its last test", () => {
		assert.deepEqual(read([begin("a")], "not done after 60 s").failures, ["a: not done after 60 s"]);
		assert.equal(read([begin("a"), passed("a"), end], "not done after 60 s").failed, 1);
	});

	it("has a failure when nothing was written, or no test ran", () => {
		assert.equal(read([]).failed, 1);
		assert.deepEqual(read([end]).failures, ["the run: there was no test"]);
	});

	it("has a failure when a file could not be loaded", () => {
		assert.deepEqual(read([{ kind: "broken", error: "SyntaxError" }, end]).failures, [
			"loading the tests: SyntaxError",
		]);
	});

	it("leaves out a line that a crash cut off", () => {
		const text = `${JSON.stringify(begin("a"))}\n${JSON.stringify(passed("a")).slice(0, 20)}`;
		assert.deepEqual(readResult(text, undefined, "").tests, [
			{ title: "a", state: "failed", error: "the host of the tests ended early", durationMs: 0 },
		]);
	});
});
