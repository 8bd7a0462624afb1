import assert from "node:assert/strict";
import fc from "fast-check";
import { lineMap } from "../../../engine/text/line-map.ts";

const anyText = fc
	.array(fc.oneof(fc.constantFrom("\n", "\r\n", "\r", "\t", "é", "🪣"), fc.string({ maxLength: 4 })), {
		maxLength: 20,
	})
	.map((parts) => parts.join(""));

describe("the lines of a text", () => {
	const breaks: readonly (readonly [why: string, text: string, lines: readonly string[]])[] = [
		["an empty text is one line", "", [""]],
		["LF", "a\nb", ["a", "b"]],
		["CRLF is one break", "a\r\nb\r\n", ["a", "b", ""]],
		["a lone CR, which LSP counts too", "a\rb", ["a", "b"]],
		["LF before CR is two", "a\n\rb", ["a", "", "b"]],
	];
	for (const [why, text, expected] of breaks) {
		it(`are told apart: ${why}`, () => {
			const lines = lineMap(text);
			assert.deepEqual(
				Array.from({ length: lines.lineCount }, (_, line) => lines.lineText(line)),
				expected,
			);
		});
	}

	const positions: readonly (readonly [why: string, offset: number, line: number, character: number])[] = [
		["the start", 0, 0, 0],
		["a line break belongs to its line", 2, 0, 2],
		["the start of a line", 3, 1, 0],
		["between CR and LF", 5, 1, 2],
		["the end", 8, 2, 2],
		["before the start", -3, 0, 0],
		["behind the end", 99, 2, 2],
	];
	for (const [why, offset, line, character] of positions) {
		it(`have positions: ${why}`, () =>
			assert.deepEqual(lineMap("ab\nc\r\nd🪣".slice(0, 8)).positionAt(offset), { line, character }));
	}

	it("count UTF-16 units, as LSP does", () =>
		assert.deepEqual(lineMap("🪣x").positionAt(2), { line: 0, character: 2 }));

	it("end a position past the end of its line at the line's end, before its break", () => {
		const lines = lineMap("ab\r\ncd");
		assert.equal(lines.offsetAt({ line: 0, character: 99 }), 2);
		assert.equal(lines.offsetAt({ line: 7, character: 0 }), 6);
	});

	it("are empty outside the text", () => {
		const lines = lineMap("ab");
		assert.equal(lines.lineText(-1), "");
		assert.equal(lines.lineText(1), "");
	});

	it("give the range of a span", () =>
		assert.deepEqual(lineMap("ab\ncd").rangeOf({ start: 1, end: 4 }), {
			start: { line: 0, character: 1 },
			end: { line: 1, character: 1 },
		}));

	it("lead from every offset to its position and back, but for the inside of a CRLF", () => {
		fc.assert(
			fc.property(anyText, fc.nat(200), (text, offset) => {
				const lines = lineMap(text);
				const wanted = Math.min(offset, text.length);
				const isBreak =
					/[\r\n]/.test(text.charAt(wanted - 1)) &&
					text.charAt(wanted - 1) === "\r" &&
					text.charAt(wanted) === "\n";
				if (isBreak) return;
				assert.equal(lines.offsetAt(lines.positionAt(wanted)), wanted);
			}),
		);
	});

	it("hold the whole text between them", () => {
		fc.assert(
			fc.property(anyText, (text) => {
				const lines = lineMap(text);
				const all = Array.from({ length: lines.lineCount }, (_, line) => lines.lineText(line));
				assert.equal(all.join("\n"), text.replaceAll(/\r\n|\r/g, "\n"));
			}),
		);
	});
});
