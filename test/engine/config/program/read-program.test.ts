import assert from "node:assert/strict";
import { analyse } from "../../../../engine/analyse.ts";
import { NOT_ALLOWED, wantKey } from "../../../../engine/config/facts.ts";
import { type CodeAnswer, readAnswer, writeAnswer } from "../../../../engine/config/program/answer.ts";
import { configWant, isProgram } from "../../../../engine/config/program/read-program.ts";
import { stripMarks } from "../../../support/code-marks.ts";
import { target } from "../../../support/placed.ts";

/** The problems of a program whose run gave `answer`, as the marks of its text. */
function assertMarks(marked: string, answer: CodeAnswer | undefined, path = "stacktape.ts"): void {
	const { text, check } = stripMarks(marked);
	const facts = new Map(answer ? [[wantKey(configWant(target)), writeAnswer(answer)]] : []);
	check(analyse({ path, text }, target, facts).problems);
}

const value = (given: unknown): CodeAnswer => ({ ok: true, value: given });

describe("a config that is a program", () => {
	it("asks for its value, and says that nothing is known without it", () => {
		const { wants, problems } = analyse({ path: "stacktape.ts", text: "export default {}" }, target);
		assert.deepEqual(wants.map(wantKey), [
			`code:["config","",[{"project":"${target.project}","stage":"${target.stage}","region":"${target.region}"}]]`,
			"settings",
		]);
		assert.deepEqual(
			problems.map(({ code, severity }) => `${severity} ${code}`),
			["hint config-not-run"],
		);
	});

	it("says that it is not run where the workspace is not trusted", () => {
		const facts = new Map([[wantKey(configWant(target)), NOT_ALLOWED]]);
		const { problems } = analyse({ path: "stacktape.ts", text: "export default {}" }, target, facts);
		assert.deepEqual(
			problems.map(({ code, message, hint }) => [code, message, hint]),
			[
				[
					"config-not-run",
					"this config is a program that is not run where the workspace is not trusted, so nothing in it is checked",
					"trust this workspace",
				],
			],
		);
	});

	it("has its problems at its literals, with fixes in its quotes", () => {
		const text = "export default { resources: { jobs: { type: 'sqs-qeue' } } };";
		const facts = new Map([
			[wantKey(configWant(target)), writeAnswer(value({ resources: { jobs: { type: "sqs-qeue" } } }))],
		]);
		const [problem] = analyse({ path: "stacktape.ts", text }, target, facts).problems;
		const start = text.indexOf("'sqs");
		assert.deepEqual(problem?.fixes, [
			{
				title: 'Change to "sqs-queue"',
				span: { start, end: start + "'sqs-qeue'".length },
				text: "'sqs-queue'",
			},
		]);
	});

	it("is marked where it goes wrong", () => {
		assertMarks(
			`
export default {
  resources: { jobs: { type: "sqs-queue", properties: { visibilityTimeoutSeconds: time } } },
//                                                                                ^^^^ number-out-of-range: visibilityTimeoutSeconds is 90000 seconds, but must be 0 to 43200
};
`,
			value({ resources: { jobs: { type: "sqs-queue", properties: { visibilityTimeoutSeconds: 90000 } } } }),
		);
	});

	it("is marked where it threw", () => {
		const place = { line: 2, character: 9 };
		assertMarks(
			`
export default () => {
  return a.b.c;
//       ^^^^^^ code-threw: the config threw an error
};
`,
			{ ok: false, faults: [{ code: "code-threw", message: "the config threw an error", place }] },
		);
	});

	it("is marked where it calls what threw in another file", () => {
		const place = { file: "/app/lib.ts", line: 7, character: 3 };
		const via = { line: 2, character: 9, endCharacter: 13 };
		const text = "\nexport default () => {\n  return make(1);\n}\n";
		const answer: CodeAnswer = {
			ok: false,
			faults: [{ code: "code-threw", message: "it threw", place, via }],
		};
		const facts = new Map([[wantKey(configWant(target)), writeAnswer(answer)]]);
		const [problem] = analyse({ path: "stacktape.ts", text }, target, facts).problems;
		assert.equal(problem && text.slice(problem.span.start, problem.span.end), "make");
		assert.deepEqual(problem?.elsewhere, {
			file: "/app/lib.ts",
			range: { start: { line: 7, character: 3 }, end: { line: 7, character: 3 } },
		});
	});

	it("says once what is no data", () => {
		assertMarks(
			`
export default { resources: { jobs: { type: () => "sqs-queue" } } };
//                                          ^^^^^^^^^^^^^^^^^ code-not-data: resources.jobs.type is a function
`,
			{
				ok: true,
				value: { resources: { jobs: { type: null } } },
				faults: [
					{
						code: "code-not-data",
						message: "resources.jobs.type is a function",
						path: ["resources", "jobs", "type"],
					},
				],
			},
		);
	});

	it("says that it is empty", () => {
		assertMarks(
			`
export default {};
//<^^^^^^^^^^^^^^ empty-config: the config is empty
`,
			value({}),
		);
	});

	it("is told from a config that is data by its path", () => {
		for (const path of ["stacktape.ts", "a/b.mjs", "x.cjs", "config.py"]) assert.ok(isProgram(path), path);
		for (const path of ["stacktape.yml", "a.json", "ts", "a.ts.yml"]) assert.ok(!isProgram(path), path);
	});

	it("has no places when it is written in Python", () => {
		const text = "def main(params):\n    return {'resources': {'jobs': {'type': 'sqs-qeue'}}}\n";
		const answer = value({ resources: { jobs: { type: "sqs-qeue" } } });
		const facts = new Map([[wantKey(configWant(target)), writeAnswer(answer)]]);
		const [problem] = analyse({ path: "stacktape.py", text }, target, facts).problems;
		assert.deepEqual(problem?.span, { start: 0, end: 0 });
	});

	it("reads the answer that was written", () => {
		const answer = value({ a: [1, null, "x"] });
		assert.deepEqual(readAnswer(writeAnswer(answer)), answer);
		assert.equal(readAnswer(undefined), undefined);
	});
});
