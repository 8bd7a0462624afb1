import assert from "node:assert/strict";
import { analyse } from "../../../../engine/analyse.ts";
import { namesCode } from "../../../../engine/config/directives/code.ts";
import { directivesOf } from "../../../../engine/config/directives/own.ts";
import { NOT_ALLOWED, wantKey } from "../../../../engine/config/facts.ts";
import { parseConfig } from "../../../../engine/config/parse.ts";
import { type CodeAnswer, writeAnswer } from "../../../../engine/config/program/answer.ts";
import { resolveConfig } from "../../../../engine/config/resolve.ts";
import { plainValue } from "../../../../engine/text/tree.ts";
import { assertProblems } from "../../../support/marked.ts";
import { target } from "../../../support/placed.ts";

const path = "stacktape.yml";
const directives = "directives:\n  - {name: Size, filePath: ./size.ts:size}\n";

/** Resolves variables in which code gives `answer`. */
function resolve(variables: string, answer: CodeAnswer | undefined) {
	const parsed = parseConfig({ path, text: `${directives}variables:\n${variables}` });
	const { wants } = resolveConfig(parsed, target, new Map());
	const facts = new Map(
		answer
			? wants.filter(({ kind }) => kind === "code").map((want) => [wantKey(want), writeAnswer(answer)])
			: [],
	);
	const resolved = resolveConfig(parsed, target, facts);
	const value = resolved.root && (plainValue(resolved.root) as { readonly variables: object });
	return { ...resolved, wants, value: value?.variables };
}

describe("a directive of the config's own", () => {
	it("is asked for with its arguments", () => {
		const { wants } = resolve("  a: $Size('x', 2, $Stage())\n", undefined);
		assert.deepEqual(wants, [
			{
				kind: "code",
				use: "directive",
				called: "$Size",
				file: "./size.ts:size",
				args: ["x", 2, target.stage],
			},
		]);
	});

	it("gives what its function gives, along its path, with the directives in it", () => {
		const answer: CodeAnswer = { ok: true, value: { small: { memory: 128 }, name: "$Stage()" } };
		const { value, problems } = resolve("  a: $Size().small.memory\n  b: $Size().name\n", answer);
		assert.deepEqual(problems, []);
		assert.deepEqual(value, { a: 128, b: target.stage });
	});

	it("can be an argument of another one", () => {
		const { value } = resolve("  a: $Format('{}-x', $Size())\n", { ok: true, value: 5 });
		assert.deepEqual(value, { a: "5-x" });
	});

	it("says that it is not run where the workspace is not trusted, and is taken to be right", () => {
		const text = `${directives}resources:
  jobs:
    type: sqs-queue
    properties:
      delayMessagesSecond: $Size()
      #                    ^^^^^^^ (hint) code-not-trusted: $Size is code, which is not run where the workspace is not trusted, so its value is not known
`;
		const { wants } = analyse({ path, text }, target);
		const facts = new Map(
			wants.flatMap((want) => (want.kind === "code" ? [[wantKey(want), NOT_ALLOWED] as const] : [])),
		);
		const { problems } = analyse({ path, text }, target, facts);
		assertProblems(text, problems);
	});

	it("is no problem as long as it was not run", () => {
		const text = `${directives}resources:\n  a: {type: sqs-queue, properties: {delayMessagesSecond: $Size()}}\n`;
		assert.deepEqual(analyse({ path, text }, target).problems, []);
	});

	const wrong: Readonly<Record<string, readonly [answer: CodeAnswer, message: string]>> = {
		"gives nothing": [{ ok: true, value: null }, "code-without-value: $Size gives no value"],
		throws: [
			{ ok: false, faults: [{ code: "code-threw", message: "$Size threw no" }] },
			"code-threw: $Size threw no",
		],
	};
	for (const [why, [answer, message]] of Object.entries(wrong)) {
		it(`is a problem where it is used when it ${why}`, () => {
			const { problems } = resolve("  a: $Size()\n", answer);
			assert.deepEqual(
				problems.map((problem) => `${problem.code}: ${problem.message}`),
				[message],
			);
		});
	}

	it("names the place in its file that threw", () => {
		const place = { file: "/app/size.ts", line: 3, character: 2, endCharacter: 9 };
		const { problems } = resolve("  a: $Size()\n", {
			ok: false,
			faults: [{ code: "code-threw", message: "no", place }],
		});
		assert.deepEqual(problems[0]?.elsewhere, {
			file: "/app/size.ts",
			range: { start: { line: 3, character: 2 }, end: { line: 3, character: 9 } },
		});
	});

	it("needs a name of its own, code, and arguments that are known", () => {
		const text = `directives:
  - {name: Stage, filePath: a.ts}
  #        ^^^^^ duplicate-directive: there is already a directive $Stage in the format
  - {name: Size, filePath: a.py}
  - {name: Size, filePath: b.mjs}
  #        ^^^^ duplicate-directive: there are two directives "Size"
  - {name: Ruby, filePath: a.rb}
  #                        ^^^^ unsupported-script-file: "a.rb" is no code that can be called
variables:
  a: $Size($ResourceParam('x', 'arn'))
  #  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ value-known-at-deploy: $ResourceParam('x', 'arn') is known only at deploy, but $Size($ResourceParam('x', 'arn')) needs it now
  b: $Sise()
  #  ^^^^^^^ unknown-directive: "$Sise" is not a directive
`;
		assertProblems(text, resolveConfig(parseConfig({ path, text }), target, new Map()).problems);
	});

	it("is known by its name, with what is wrong in the list left out", () => {
		const { root } = parseConfig({ path, text: "directives: [{name: A, filePath: a.ts}, {name: 5}, x]" });
		assert.ok(directivesOf(root).known.has("A"));
		assert.deepEqual(directivesOf(root).problems, []);
		assert.deepEqual(directivesOf(undefined).problems, []);
	});

	it("is code by the ending of its path, a function behind it left out", () => {
		for (const one of ["a.ts", "a/b.py:main", "C:\\a.mjs", "a.cjs:x"]) assert.ok(namesCode(one), one);
		for (const one of ["a.json", "a.ts.yml", "ts:main", "a.rb:x"]) assert.ok(!namesCode(one), one);
	});
});

describe("$File of code", () => {
	it("asks for what the file gives, with the target", () => {
		const { wants, value } = resolve("  a: $File('values.ts').x\n", { ok: true, value: { x: 1 } });
		const { project, stage, region } = target;
		assert.deepEqual(wants, [
			{
				kind: "code",
				use: "file",
				called: '"values.ts"',
				file: "values.ts",
				args: [{ project, stage, region }],
			},
		]);
		assert.deepEqual(value, { a: 1 });
	});
});
