import assert from "node:assert/strict";
import { humanOutput, type Screen } from "../../engine/cli/human-output.ts";
import { styleFor } from "../../engine/cli/style.ts";
import type { ProgressEvent } from "../../engine/progress/event.ts";
import { Cancelled, Failure } from "../../engine/report/failure.ts";
import type { Problem } from "../../engine/report/problem.ts";
import { lineMap } from "../../engine/text/line-map.ts";

const config = "resources:\n  jobs:\n    type: sqs-queue\n";
const source = { path: "/shop/stacktape.yml", lines: lineMap(config) };
const jobs = { start: 13, end: 17 };

function record(screen: Partial<Screen> = {}) {
	const written = { out: "", err: "" };
	const output = humanOutput({
		out: (text) => {
			written.out += text;
		},
		err: (text) => {
			written.err += text;
		},
		style: styleFor(false, {}),
		isTerminal: false,
		columns: () => 40,
		verbose: false,
		directory: "/shop",
		...screen,
	});
	return { output, written };
}

/** What the events look like. */
function shown(events: readonly ProgressEvent[], screen: Partial<Screen> = {}): string {
	const { output, written } = record(screen);
	for (const event of events) output.emit(event);
	output.close();
	return written.err;
}

const begin = (id: string, label: string, more: object = {}): ProgressEvent => ({
	kind: "begin",
	id,
	label,
	weight: 1,
	...more,
});
const end = (
	id: string,
	outcome: "done" | "skipped" | "failed" | "cancelled",
	more: object = {},
): ProgressEvent => ({
	kind: "end",
	id,
	outcome,
	elapsedMs: 1_234,
	...more,
});
const resource = (logicalId: string, status: string, more: object = {}): ProgressEvent => ({
	kind: "resource",
	id: "deploy",
	logicalId,
	resourceType: "AWS::SQS::Queue",
	status,
	...more,
});

const upload = [
	begin("upload", "Upload", { phase: "upload" }),
	begin("upload/api", `api (api/v000001-${"0a".repeat(32)}.zip)`, { parent: "upload" }),
	end("upload/api", "done", { summary: "1234 bytes" }),
	end("upload", "done", { summary: "1 uploaded" }),
];

const deploy = [
	begin("deploy", "Deploy with CloudFormation", { phase: "deploy" }),
	resource("JobsQueue", "CREATE_IN_PROGRESS", { resource: "jobs" }),
	resource("JobsQueue", "CREATE_FAILED", {
		resource: "jobs",
		reason:
			'Resource handler returned message: "No (Service: Sqs, Status Code: 400)" (RequestToken: 1-2, HandlerErrorCode: X)',
	}),
	end("deploy", "failed"),
];

describe("output for people", () => {
	it("tells phases and their parts in lines that stay, digests shortened", () => {
		assert.equal(
			shown(upload),
			`▸ Upload
    ✔ api (api/v000001-0a0a0a0a….zip): 1234 bytes 1.2 s
  ✔ done: 1 uploaded 1.2 s
`,
		);
	});

	it("tells what CloudFormation does, with the reason of a failure and not what it is wrapped in", () => {
		assert.equal(
			shown(deploy),
			`▸ Deploy with CloudFormation
    CREATE_FAILED      JobsQueue (jobs) AWS::SQS::Queue
      No (Service: Sqs, Status Code: 400)
  ✘ failed 1.2 s
`,
		);
	});

	it("tells every event of CloudFormation on demand", () => {
		assert.match(shown(deploy, { verbose: true }), /^ {4}CREATE_IN_PROGRESS JobsQueue \(jobs\)/m);
	});

	it("marks every outcome", () => {
		const events = (["done", "skipped", "failed", "cancelled"] as const).flatMap((outcome) => [
			begin(outcome, "Check", { phase: "check" }),
			end(outcome, outcome),
		]);
		const marks = shown(events).match(/^ {2}. \w+/gm);
		assert.deepEqual(marks, ["  ✔ done", "  – skipped", "  ✘ failed", "  ■ cancelled"]);
	});

	it("says a duration once", () => {
		const events = [
			begin("hot-swap/api", "api"),
			end("hot-swap/api", "done", { summary: "live after 90 ms" }),
		];
		assert.equal(shown(events), "    ✔ api: live after 90 ms\n");
	});

	it("redraws one line of a terminal, never wider than it, and takes it away", () => {
		const ids = ["FirstQueueOfMany", "SecondQueueOfMany", "ThirdQueueOfMany", "FourthQueueOfMany"];
		const events = [
			begin("deploy", "Deploy", { phase: "deploy" }),
			...ids.map((id) => resource(id, "CREATE_IN_PROGRESS")),
			resource("FirstQueueOfMany", "CREATE_IN_PROGRESS"),
		];
		const text = shown(events, { isTerminal: true });
		assert.ok(
			text.startsWith("▸ Deploy\n  Deploy …\r\u001b[K  FirstQueueOfMany\r\u001b[K"),
			JSON.stringify(text),
		);
		assert.ok(text.endsWith("\r\u001b[K"), "the line is left behind");
		const drawn = text.split("\r\u001b[K").slice(1, -1);
		assert.equal(drawn.length, ids.length, "the same line is drawn twice");
		assert.ok(drawn.every((line) => line.length < 40));
	});

	it("counts the resources of each phase by themselves", () => {
		const events: ProgressEvent[] = [
			begin("bootstrap", "First", { phase: "bootstrap" }),
			{ kind: "advance", id: "bootstrap", done: 3, total: 3, unit: "resources" },
			end("bootstrap", "done"),
			begin("deploy", "Deploy", { phase: "deploy" }),
			resource("JobsQueue", "CREATE_IN_PROGRESS"),
			{ kind: "advance", id: "deploy", done: 0, total: 20, unit: "resources" },
		];
		const drawn = shown(events, { isTerminal: true }).split("\r\u001b[K");
		assert.deepEqual(drawn.slice(-3), ["  JobsQueue", "  0/20  JobsQueue", ""]);
	});

	it("shows bytes on the way", () => {
		const events: ProgressEvent[] = [
			begin("upload", "Upload", { phase: "upload" }),
			{ kind: "advance", id: "upload", done: 512, total: 2_048, unit: "bytes" },
		];
		assert.ok(shown(events, { isTerminal: true }).includes("\r\u001b[K  512 B of 2.0 KB"));
		assert.equal(shown(events), "▸ Upload\n");
	});

	it("draws nothing again and again where there is no terminal", () => {
		assert.ok(!shown([...upload, ...deploy]).includes("\r"));
	});

	it("tells only what a person has to know of work that is done again and again", () => {
		const events: ProgressEvent[] = [
			...upload,
			{ kind: "note", id: "hot-swap/api", level: "note", message: "accepted" },
			{ kind: "note", level: "note", message: "watching" },
			{ kind: "note", id: "x", level: "warning", message: "cannot be swapped" },
		];
		assert.equal(shown(events, { isBrief: true }), "    watching\n    ! cannot be swapped\n");
		assert.match(shown(events, { isBrief: true, verbose: true }), /accepted/);
	});

	it("writes results to stdout and nothing else there", () => {
		const { output, written } = record({ isTerminal: true });
		output.emit(begin("deploy", "Deploy", { phase: "deploy" }));
		output.result({}, "done\n");
		assert.equal(written.out, "done\n");
		assert.ok(written.err.endsWith("\r\u001b[K"), "the result would stand behind the status line");
	});
});

describe("a failure for people", () => {
	const problem: Problem = {
		code: "resource-failed",
		severity: "error",
		message: "jobs (JobsQueue) failed: no",
		span: jobs,
		hint: "try another",
	};
	const said = (error: unknown, screen: Partial<Screen> = {}, events: readonly ProgressEvent[] = []) => {
		const { output, written } = record(screen);
		for (const event of events) output.emit(event);
		written.err = "";
		output.failure(error, source);
		return written.err;
	};
	const failure = (options: Partial<ConstructorParameters<typeof Failure>[0]>) =>
		new Failure({ code: "update-failed", kind: "stack", message: "jobs failed: no", ...options });

	it("is its message, then what else is known, then what to do", () => {
		assert.equal(
			said(failure({ details: ["the stack is as before"], hint: "look" })),
			"error jobs failed: no update-failed\n  the stack is as before\n  hint look\n",
		);
	});

	it("is told once when its problem says the same with a place", () => {
		const error = failure({
			problems: [problem],
			origin: { ...jobs },
			details: ["the stack is as before"],
			hint: "try another",
		});
		assert.equal(
			said(error),
			`error jobs (JobsQueue) failed: no resource-failed
  stacktape.yml:2:3
    1 | resources:
  > 2 |   jobs:
      |   ^^^^
    3 |     type: sqs-queue
  hint try another
  the stack is as before
`,
		);
	});

	it("follows its problems where it says more than they do", () => {
		const text = said(failure({ message: "the config has an error", problems: [problem] }));
		assert.match(text, /resource-failed\n[\s\S]*\nerror the config has an error update-failed\n$/);
	});

	it("shows the lines of the user's own file", () => {
		const elsewhere = {
			file: "/shop/src/api.ts",
			range: { start: { line: 1, character: 10 }, end: { line: 1, character: 11 } },
		};
		const code = { ...problem, code: "syntax-error", message: 'Unexpected ";"', elsewhere };
		const error = failure({ message: '"api" cannot be packaged: Unexpected ";"', problems: [code] });
		const expected = (frame: string) =>
			`error Unexpected ";" syntax-error\n  src/api.ts:2:11\n${frame}  hint try another\n`;
		assert.equal(
			said(error, { textAt: () => "const a = 1;\nconst b = ;\n" }),
			expected("    1 | const a = 1;\n  > 2 | const b = ;\n      |           ^\n    3 |\n"),
		);
		assert.equal(said(error, { textAt: () => undefined }), expected(""));
	});

	it("has no line in the config when it stands for the whole of it", () => {
		const whole = { ...problem, span: { start: 0, end: 0 } };
		assert.equal(
			said(failure({ message: whole.message, problems: [whole] })),
			"error jobs (JobsQueue) failed: no resource-failed\n  stacktape.yml\n  hint try another\n",
		);
	});

	it("points at other places that have part in it, and names files outside of the folder in full", () => {
		const related = { ...problem, related: [{ message: "first here", span: { start: 0, end: 9 } }] };
		const text = said(failure({ message: related.message, problems: [related] }), {
			directory: "/elsewhere",
		});
		assert.match(text, /^ {2}\/shop\/stacktape\.yml:2:3$/m);
		assert.match(text, /^ {2}see \/shop\/stacktape\.yml:1: first here$/m);
	});

	it("has no control characters of others", () => {
		const text = said(failure({ message: "a\u001b[2Jb\u0007\u009b", details: ["\u0000"], hint: "\r" }));
		assert.equal(text, "error a\ufffd[2Jb\ufffd\ufffd update-failed\n  \ufffd\n  hint \ufffd\n");
	});

	it("of Spool itself says no more than is needed, and where it was on demand", () => {
		const error = new RangeError("too much");
		assert.equal(said(error), "error too much\n");
		assert.match(said(error, { verbose: true }), /^error RangeError: too much\n {4}at /);
		assert.equal(said("a text"), "error a text\n");
	});

	describe("that is a stop by the user", () => {
		const abort = new DOMException("stop", "AbortError");

		it("says what goes on, where that is known", () => {
			assert.equal(said(new Cancelled(["it goes on in AWS"])), "cancelled\n  it goes on in AWS\n");
		});

		const phases = {
			resolve: /nothing was changed/,
			package: /nothing was changed/,
			upload: /nothing in the stack was changed/,
			"hot-swap": /may run the new code/,
			delete: /still there.*buckets may be empty/,
		};
		for (const [phase, left] of Object.entries(phases)) {
			it(`during ${phase} says what that has left`, () => {
				const before = [begin("check", "Check", { phase: "check" }), end("check", "done")];
				const text = said(abort, {}, [...before, begin(phase, phase, { phase }), end(phase, "cancelled")]);
				assert.match(text, /^cancelled\n {2}\S[^\n]*\n$/);
				assert.match(text, left);
			});
		}

		it("before anything has begun says so", () => {
			assert.equal(said(abort), "cancelled\n  nothing was changed\n");
		});
	});
});
