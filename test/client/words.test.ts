import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "mocha";
import { editorWords, sentences } from "../../client/words.ts";

const root = resolve(import.meta.dirname, "..", "..");

/** Texts of the engine that name a command or an option of the CLI, except for programs of others. */
function wordsOfTheTerminal(): string[] {
	const files = globSync("engine/{deploy,config,cloud,report,package,compile,graph}/**/*.ts", { cwd: root });
	return files.flatMap((file) =>
		[
			...readFileSync(join(root, file), "utf8").matchAll(
				/(?:hint: |\[|\(|\? |: |\t)[`"]([^\n]*?)[`"][,;)\]]*\n/g,
			),
		]
			.map(([, text = ""]) => text)
			.filter((text) => /\\?`spool [a-z]/.test(text) || /(^| )--[a-z]/.test(text))
			.filter((text) => !/\baws [a-z]/.test(text))
			// Arguments of another program, and lines of a Dockerfile.
			.filter((text) => !/^([A-Z]+|exec) /.test(text))
			.filter((text) => !/^--[\w-]+($|", )/.test(text))
			// Pieces of code that stand between two texts.
			.filter((text) => !/["`] : |^" : /.test(text)),
	);
}

describe("words of the engine in the editor", () => {
	const cases: Readonly<Record<string, string>> = {
		"deploy it first with `spool deploy`": "deploy it first with the command Spool: Deploy",
		"choose another profile with --profile, or leave --account out":
			"choose another profile, or clear the setting spool.account",
		"for example --project my-app": "for example my-app, in the setting spool.project",
		"give another one with --stage": "give another one in the setting spool.stage",
		"look at it with `spool info`; the next deploy waits":
			"look at it in the AWS console; the next deploy waits",
	};
	for (const [terminal, editor] of Object.entries(cases)) {
		it(`are about the editor: ${terminal}`, () => assert.equal(editorWords(terminal), editor));
	}

	it("leave alone what is no word of Spool", () => {
		for (const text of ["aws sso login --profile dev", "the stack is UPDATE_ROLLBACK_COMPLETE", "a -- b"])
			assert.equal(editorWords(text), text);
	});

	it("never name an option or a command of the terminal, whatever the engine says", () => {
		const texts = wordsOfTheTerminal();
		assert.ok(texts.length >= 10, `found only ${texts.length}`);
		for (const text of texts)
			assert.doesNotMatch(editorWords(text.replaceAll("\\`", "`")), /`spool |(^| )--[a-z]/);
	});
});

describe("sentences", () => {
	it("begin with a capital and end with a period", () => {
		assert.equal(sentences(["the update was stopped", "look again"]), "The update was stopped. Look again.");
	});

	it("leave names as they are", () => {
		assert.equal(sentences(["notes-api-dev is gone"]), "notes-api-dev is gone.");
		assert.equal(sentences(["api (ApiFunction) failed"]), "api (ApiFunction) failed.");
		assert.equal(sentences(['"x" is no name']), '"x" is no name.');
	});

	it("leave out what is empty, and keep a period that is there", () => {
		assert.equal(sentences(["", "done.", " "]), "done.");
	});
});
