import assert from "node:assert/strict";
import fc from "fast-check";
import { tokensOf } from "../../../../engine/config/program/tokens.ts";

const written = (text: string) => tokensOf(text).map(({ kind, text: word }) => `${kind} ${word}`);

const anyText = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				"`",
				"${",
				"}",
				"'",
				'"',
				"/",
				"/*",
				"*/",
				"//",
				"\n",
				"\\",
				"=>",
				"é",
				"\ud83e",
				"\u0000",
			),
			fc.string({ maxLength: 5 }),
		),
	)
	.map((parts) => parts.join(""));

describe("tokens of a program", () => {
	const cases: readonly (readonly [text: string, tokens: readonly string[]])[] = [
		["const a = 1;", ["word const", "word a", "sign =", "number 1", "sign ;"]],
		["a // b\n/* c\n */d", ["word a", "word d"]],
		[`'it\\'s' "x"`, ["text 'it\\'s'", 'text "x"']],
		["`a\\`b`", ["text `a\\`b`"]],
		["`a${`}${1}` + { b: '}' }}c` d", ["template `a${`}${1}` + { b: '}' }}c`", "word d"]],
		["a / b / c", ["word a", "sign /", "word b", "sign /", "word c"]],
		["return /[/{]\\/{/g.test", ["word return", "regex /[/{]\\/{/g", "sign .", "word test"]],
		[
			"(x) => ({ ...y })",
			["sign (", "word x", "sign )", "sign =>", "sign (", "sign {", "sign ...", "word y", "sign }", "sign )"],
		],
		["größe.$x?.y ?? 1e3", ["word größe", "sign .", "word $x", "sign ?.", "word y", "sign ??", "number 1e3"]],
		["'open", ["text 'open"]],
		["`open ${", ["template `open ${"]],
	];
	for (const [text, expected] of cases) {
		it(`are read in ${JSON.stringify(text)}`, () => assert.deepEqual(written(text), expected));
	}

	it("go forward and lie in the text, whatever it is", () => {
		fc.assert(
			fc.property(anyText, (text) => {
				let end = 0;
				for (const { span, text: word } of tokensOf(text)) {
					assert.ok(span.start >= end && span.end > span.start && span.end <= text.length);
					assert.equal(text.slice(span.start, span.end), word);
					end = span.end;
				}
			}),
		);
	});
});
