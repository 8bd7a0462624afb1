import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { OutputChannel } from "vscode";
import { progressView } from "../../client/views/progress.ts";
import type { ProgressEvent } from "../../engine/effects.ts";

type Shown = { message?: string; increment?: number };

/** What a notification and the output channel get of events. */
function show(events: readonly ProgressEvent[], weight = 100) {
	const reports: Shown[] = [];
	const lines: string[] = [];
	const log = { appendLine: (line: string) => lines.push(line) } as unknown as OutputChannel;
	const view = progressView({ report: (shown) => reports.push(shown) }, log, weight);
	for (const event of events) view.emit(event);
	return { reports, lines, view };
}

const upload: ProgressEvent = { kind: "begin", id: "upload", phase: "upload", label: "Upload", weight: 40 };
const deploy: ProgressEvent = { kind: "begin", id: "deploy", phase: "deploy", label: "Deploy", weight: 60 };
const end = (id: string): ProgressEvent => ({ kind: "end", id, outcome: "done", elapsedMs: 12 });
const working = (logicalId: string, status = "CREATE_IN_PROGRESS"): ProgressEvent => ({
	kind: "resource",
	id: "deploy",
	logicalId,
	resourceType: "AWS::X",
	status,
});

describe("the progress of an operation", () => {
	it("moves by the weights of its phases and never back", () => {
		const half: ProgressEvent = { kind: "advance", id: "upload", done: 5, total: 10, unit: "bytes" };
		const { reports } = show([upload, half, end("upload"), deploy, end("deploy")]);
		assert.deepEqual(reports, [
			{ message: "Upload", increment: 0 },
			{ message: "Upload", increment: 20 },
			{ message: "Upload", increment: 20 },
			{ message: "Deploy", increment: 0 },
			{ message: "Deploy", increment: 60 },
		]);
	});

	it("says nothing anew for an event that changes nothing to be seen", () => {
		const chunk: ProgressEvent = { kind: "advance", id: "upload", done: 1, total: 1000, unit: "bytes" };
		const { reports } = show([upload, chunk, chunk, chunk]);
		assert.equal(reports.length, 1);
	});

	it("names two of the resources that CloudFormation works on, and counts the others", () => {
		const count: ProgressEvent = { kind: "advance", id: "deploy", done: 3, total: 12, unit: "resources" };
		const { reports } = show([deploy, count, working("A"), working("B"), working("C"), working("D")]);
		assert.equal(reports.at(-1)?.message, "Deploy, 3 of 12: A, B and 2 more");
	});

	it("knows which phases have begun", () => {
		const { view } = show([upload]);
		assert.equal(view.hasBegun("upload"), true);
		assert.equal(view.hasBegun("deploy"), false);
	});

	it("is written into the output channel line by line", () => {
		const failed: ProgressEvent = {
			kind: "resource",
			id: "deploy",
			logicalId: "Jobs",
			resourceType: "AWS::SQS::Queue",
			status: "CREATE_FAILED",
			resource: "jobs",
			reason: "no",
		};
		const note: ProgressEvent = {
			kind: "note",
			level: "warning",
			message: "AWS does not answer; trying again",
		};
		const { lines } = show([
			deploy,
			failed,
			note,
			{ ...end("deploy"), summary: "1 failed" } as ProgressEvent,
		]);
		assert.deepEqual(lines, [
			"▸ Deploy",
			"    CREATE_FAILED        Jobs (jobs): no",
			"    ! AWS does not answer; trying again",
			"  done Deploy: 1 failed (12 ms)",
		]);
	});
});
