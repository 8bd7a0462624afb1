import assert from "node:assert/strict";
import fc from "fast-check";
import type { Diagnostic } from "vscode-languageserver/node";
import { type Analysis, analyse } from "../../engine/index.ts";
import { answerWants } from "../../server/facts.ts";
import { complete } from "../../server/features/completion.ts";
import { definition } from "../../server/features/definition.ts";
import { diagnostics } from "../../server/features/diagnostics.ts";
import { allHints, hints } from "../../server/features/hints.ts";
import { hover } from "../../server/features/hover.ts";
import { resourceAt } from "../../server/features/names.ts";
import { fixAll, quickFixes } from "../../server/features/quick-fixes.ts";
import { highlights, pathLinks, references, rename } from "../../server/features/references.ts";
import { semanticTokens } from "../../server/features/semantic-tokens.ts";
import { symbols, workspaceSymbols } from "../../server/features/symbols.ts";
import { createClient } from "../support/lsp-client.ts";
import { memoryFiles } from "./memory-files.ts";
import { json, yaml } from "./samples.ts";

const target = { project: "shop", stage: "dev", region: "eu-west-1" };

type Text = { readonly text: string; readonly isJson: boolean; readonly analysis: Analysis };

function read(text: string, isJson: boolean): Text {
	const analysis = analyse({ path: isJson ? "stacktape.json" : "stacktape.yml", text }, target);
	for (const { code, span } of analysis.problems) {
		assert.ok(
			0 <= span.start && span.start <= span.end && span.end <= text.length,
			`${code} is outside of the text`,
		);
	}
	return { text, isJson, analysis };
}

/** Asks every feature that is about an offset. */
function askAt({ text, isJson, analysis }: Text, offset: number): void {
	const config = { uri: "file:///p/stacktape.yml", folder: "/p", version: 1, analysis };
	const { lines } = analysis;
	const { items } = complete(
		{
			text,
			lines,
			isJson,
			analysis: () => analysis,
			list: () => ["src/", "a.ts"],
			read: () => "export const a = 1;",
		},
		offset,
	);
	for (const { label, textEdit } of items) {
		assert.ok(textEdit && "range" in textEdit, label);
		const { start, end } = textEdit.range;
		assert.equal(start.line, end.line, `${label} replaces a part of one line, as the protocol wants it`);
		const isAround = lines.offsetAt(start) <= offset && offset <= lines.offsetAt(end);
		assert.ok(isAround, `${label} replaces what the cursor is in`);
	}
	hover(analysis, offset);
	definition(config, offset, () => true);
	references(config, offset, true);
	highlights(analysis, offset);
	rename(config, offset, "other", true);
	resourceAt(analysis, offset);
	quickFixes(analysis, config.uri, { start: offset, end: offset });
}

/** Asks every feature that is about a text as a whole. */
function askAbout({ analysis }: Text): void {
	pathLinks({ uri: "file:///p/stacktape.yml", folder: "/p", analysis }, () => true);
	hints(analysis, allHints, false);
	semanticTokens(analysis);
	fixAll(analysis, "file:///p/stacktape.yml");
	symbols(analysis);
	workspaceSymbols(analysis, "file:///p/stacktape.yml", "a");
}

/** Things that are typed, and things that nobody should type. */
const typed = fc.constantFrom(
	"",
	" ",
	"\n",
	"  ",
	"\n      ",
	":",
	": ",
	"- ",
	"{",
	"}",
	"[",
	"]",
	'"',
	"'",
	"$",
	"$Var().",
	"$ResourceParam('",
	"(",
	")",
	",",
	"#",
	"|",
	"&a",
	"*a",
	"\t",
	"\r\n",
	"x",
	"type",
	"é",
	"🙂",
	"\u0000",
);

type Edit = { readonly at: number; readonly removed: number; readonly text: string };

const edits = fc.array(fc.record({ at: fc.nat(2000), removed: fc.nat(12), text: typed }), {
	minLength: 1,
	maxLength: 8,
});

/** The protocol has no position inside of a line break. */
function settled(text: string, offset: number): number {
	return text.slice(offset - 1, offset + 1) === "\r\n" ? offset - 1 : offset;
}

function apply(
	text: string,
	{ at, removed, text: inserted }: Edit,
): { readonly text: string; readonly start: number; readonly end: number } {
	const settle = (offset: number) => settled(text, offset);
	const start = settle(at % (text.length + 1));
	const end = Math.max(start, settle(Math.min(text.length, start + removed)));
	return { text: text.slice(0, start) + inserted + text.slice(end), start, end };
}

describe("a text that is being typed", () => {
	for (const [language, whole] of [
		["YAML", yaml],
		["JSON", json],
	] as const) {
		it(`${language}: no feature fails at any offset of a config that ends there`, () => {
			for (let offset = 0; offset <= whole.length; offset += 3) {
				const begun = read(whole.slice(0, offset), language === "JSON");
				askAt(begun, offset);
				askAbout(begun);
			}
		}).timeout(60_000);

		it(`${language}: no feature fails at any offset of a whole config`, () => {
			const text = read(whole, language === "JSON");
			for (let offset = 0; offset <= whole.length; offset++) askAt(text, offset);
		}).timeout(60_000);

		it(`${language}: no feature fails after any edits`, () => {
			const property = fc.property(edits, fc.nat(2000), (all, at) => {
				const text = all.reduce((before, edit) => apply(before, edit).text, whole);
				const edited = read(text, language === "JSON");
				askAt(edited, settled(text, at % (text.length + 1)));
				askAbout(edited);
			});
			fc.assert(property, { numRuns: 150 });
		}).timeout(60_000);

		it(`${language}: diagnostics after edits are those of a fresh analysis`, async () => {
			const files = memoryFiles({ "/project/src/worker.ts": "", "/project/a.ts": "" });
			const client = await createClient({ files });
			const name = language === "JSON" ? "stacktape.json" : "stacktape.yml";
			const fresh = (text: string, uri: string): Diagnostic[] => {
				const file = { path: name, text };
				const own = { project: "project", stage: "dev", region: "us-east-1" };
				const facts = answerWants(analyse(file, own).wants, "/project", files);
				return diagnostics({ ...analyse(file, own, facts), remarks: [] }, uri);
			};
			const opened: string[] = [];
			const property = fc.asyncProperty(edits, async (all) => {
				// Each run has a document of its own, because versions begin with 1 again.
				const document = await client.open(
					`${opened.length}-${name}`,
					whole,
					language === "JSON" ? "stacktape-json" : "stacktape",
				);
				opened.push(document.uri);
				for (const edit of all) {
					const { start, end } = apply(document.text(), edit);
					await document.edit(start, end, edit.text);
				}
				assert.deepEqual(await document.diagnostics(), fresh(document.text(), document.uri));
				await document.close();
			});
			await fc.assert(property, { numRuns: 40 });
			await client.close();
		}).timeout(60_000);
	}
});
