import assert from "node:assert/strict";
import { fixesInProgram } from "../../../../engine/config/program/fixes.ts";

describe("fixes in a program", () => {
	const at = (replaced: string, text: string, keepsQuotes?: boolean) =>
		fixesInProgram(
			[
				{
					title: "Change",
					span: { start: 0, end: replaced.length },
					text,
					...(keepsQuotes && { keepsQuotes }),
				},
			],
			replaced,
		).map((fix) => fix.text)[0];

	it("keep the quotes that stand there", () => {
		assert.equal(at("'sqs-qeue'", "sqs-queue", true), "'sqs-queue'");
		assert.equal(at("`a`", "b", true), "`b`");
		assert.equal(at('"$Stage()-x"', `"$Format('{}-x')"`), undefined);
		assert.equal(at('"a-b"', '"c d"'), '"c d"');
	});

	it("replace a key that is written without quotes by another one", () => {
		assert.equal(at("memry", "memory", true), "memory");
		assert.equal(at("memry", "a-b", true), undefined);
		assert.equal(at("memry", "512"), undefined);
	});

	it("leave expressions alone", () => {
		assert.equal(at("a ? 'x' : 'y'", "z", true), undefined);
		assert.equal(at("`${a}`", "z", true), undefined);
		assert.equal(at("'a'", "it's", true), undefined);
		assert.equal(at("12", "13"), undefined);
	});
});
