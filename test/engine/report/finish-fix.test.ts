import assert from "node:assert/strict";
import { finishFixes } from "../../../engine/report/finish-fix.ts";
import type { Fix, Problem } from "../../../engine/report/problem.ts";

function finished(text: string, word: string, fix: Partial<Fix>): string {
	const start = text.indexOf(word);
	const span = { start, end: start + word.length };
	const problem: Problem = {
		code: "c",
		severity: "error",
		message: "m",
		span,
		fixes: [{ title: "t", span, text: "new", ...fix }],
	};
	const [done = assert.fail("no fix")] = finishFixes(problem, text).fixes ?? [];
	return text.slice(0, done.span.start) + done.text + text.slice(done.span.end);
}

describe("a fix in the text of the config", () => {
	const remove = { removesEntry: true, text: "" };
	const cases: readonly (readonly [
		why: string,
		text: string,
		word: string,
		fix: Partial<Fix>,
		after: string,
	])[] = [
		["keeps no quotes that are not there", "a: old", "old", { keepsQuotes: true }, "a: new"],
		["keeps double quotes", 'a: "old"', '"old"', { keepsQuotes: true }, 'a: "new"'],
		["keeps single quotes", "a: 'old'", "'old'", { keepsQuotes: true }, "a: 'new'"],
		["adds quotes to what is there", "a: 1.10", "1.10", { addsQuotes: true }, 'a: "1.10"'],
		["removes the lines of an entry", "a: 1\nold:\n  b: 1\nc: 2\n", "old:\n  b: 1", remove, "a: 1\nc: 2\n"],
		["removes the comment behind an entry", "old: 1 # why\nc: 2\n", "old: 1", remove, "c: 2\n"],
		["removes the comma behind an entry", "{old: 1, c: 2}", "old: 1", remove, "{c: 2}"],
		["removes the comma before the last entry", '{"a": 1, "old": 2}', '"old": 2', remove, '{"a": 1}'],
		["removes the only entry", "{old: 1}", "old: 1", remove, "{}"],
	];
	for (const [why, text, word, fix, after] of cases)
		it(why, () => assert.equal(finished(text, word, fix), after));
});
