import assert from "node:assert/strict";
import fc from "fast-check";
import { codeFrame } from "../../../engine/report/frame.ts";
import { lineMap } from "../../../engine/text/line-map.ts";

function frame(text: string, marked: string, around?: number): string {
	const start = text.indexOf(marked);
	return codeFrame(lineMap(text), { start, end: start + marked.length }, around);
}

describe("a code frame", () => {
	const config = "resources:\n  jobs:\n    type: sqs-qeue\n\n  other:\n";

	it("underlines the place between its neighbours", () =>
		assert.equal(
			frame(config, "sqs-qeue"),
			["  2 |   jobs:", "> 3 |     type: sqs-qeue", "    |           ^^^^^^^^", "  4 |"].join("\n"),
		));

	it("has no lines before the first and behind the last", () => {
		assert.equal(frame("a: b", "b"), ["> 1 | a: b", "    |    ^"].join("\n"));
	});

	it("shows as many neighbours as asked for, and leaves room for longer numbers", () => {
		const text = Array.from({ length: 12 }, (_, line) => `line${line + 1}`).join("\n");
		assert.equal(
			frame(text, "line9", 2),
			["   7 | line7", "   8 | line8", ">  9 | line9", "     | ^^^^^", "  10 | line10", "  11 | line11"].join(
				"\n",
			),
		);
	});

	it("shows of long lines what is near the place", () => {
		const long = `a: ${"x".repeat(300)} here ${"y".repeat(300)}`;
		assert.equal(
			frame(`${long}\nb: ${"z".repeat(300)}`, "here"),
			[
				`> 1 | …${"x".repeat(59)} here ${"y".repeat(95)}…`,
				`    |  ${" ".repeat(60)}^^^^`,
				`  2 | …${"z".repeat(59)}`,
			].join("\n"),
		);
		assert.equal(
			frame(`a: ${"x".repeat(300)}`, "x".repeat(300)),
			[`> 1 | a: ${"x".repeat(157)}…`, `    |    ${"^".repeat(157)}`].join("\n"),
		);
	});

	it("marks an empty place by one caret", () =>
		assert.equal(codeFrame(lineMap("a: "), { start: 3, end: 3 }), ["> 1 | a:", "    |    ^"].join("\n")));

	it("marks a place of several lines on its first", () =>
		assert.equal(
			frame("key: |\n  one\n  two\n", "|\n  one", 0),
			["> 1 | key: |", "    |      ^"].join("\n"),
		));

	it("shows a tab as one column, so that the carets stand below their text", () =>
		assert.equal(frame("\ttype: x", "x", 0), ["> 1 |  type: x", "    |        ^"].join("\n")));

	it("can be drawn of every span of every text", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), fc.nat(10), (text, start, length) => {
				const from = Math.min(start, text.length);
				const drawn = codeFrame(lineMap(text), { start: from, end: Math.min(from + length, text.length) });
				assert.match(drawn, /\^/);
			}),
		);
	});
});
