import assert from "node:assert/strict";
import { DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver/node";
import { analyse, type Problem } from "../../../engine/index.ts";
import { lineMap } from "../../../engine/text/line-map.ts";
import { toDiagnostic } from "../../../server/convert.ts";
import { diagnostics } from "../../../server/features/diagnostics.ts";
import { quickFixes } from "../../../server/features/quick-fixes.ts";
import { target, withEdits } from "../completed.ts";

const uri = "file:///project/stacktape.yml";
const lines = lineMap("first line\nsecond line\n");
const problem: Problem = {
	code: "some-code",
	severity: "error",
	message: "something is wrong",
	span: { start: 11, end: 17 },
};

describe("a problem as a diagnostic", () => {
	it("has code, source, severity and range", () => {
		assert.deepEqual(toDiagnostic(problem, lines, uri), {
			range: { start: { line: 1, character: 0 }, end: { line: 1, character: 6 } },
			severity: DiagnosticSeverity.Error,
			code: "some-code",
			source: "spool",
			message: "something is wrong",
		});
	});

	it("keeps its severity", () => {
		const severity = (of: Problem["severity"]) =>
			toDiagnostic({ ...problem, severity: of }, lines, uri).severity;
		assert.deepEqual(
			[severity("error"), severity("warning"), severity("hint")],
			[DiagnosticSeverity.Error, DiagnosticSeverity.Warning, DiagnosticSeverity.Information],
		);
	});

	it("ends with its hint", () => {
		assert.equal(
			toDiagnostic({ ...problem, hint: "make it right" }, lines, uri).message,
			"something is wrong — make it right",
		);
	});

	it("points to related places", () => {
		const related = [{ message: "first here", span: { start: 0, end: 5 } }];
		assert.deepEqual(toDiagnostic({ ...problem, related }, lines, uri).relatedInformation, [
			{
				location: { uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } } },
				message: "first here",
			},
		]);
	});

	it("carries its fixes", () => {
		const fixes = [{ title: "Repair", span: { start: 0, end: 5 }, text: "1st" }];
		assert.deepEqual(toDiagnostic({ ...problem, fixes }, lines, uri).data, {
			fixes: [
				{
					title: "Repair",
					edit: {
						range: { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } },
						newText: "1st",
					},
				},
			],
		});
	});

	it("is struck out when it is about something deprecated", () => {
		assert.deepEqual(toDiagnostic({ ...problem, code: "deprecated-property" }, lines, uri).tags, [
			DiagnosticTag.Deprecated,
		]);
	});
});

describe("diagnostics", () => {
	it("are the engine's problems, each once and in order", () => {
		const analysis = analyse(
			{ path: "stacktape.yml", text: "resources:\n  a:\n    type: buket\n  b:\n    type: sqs-qeue\n" },
			target,
		);
		assert.deepEqual(
			diagnostics(analysis, uri).map(({ code }) => code),
			analysis.problems.map(({ code }) => code),
		);
		assert.equal(analysis.problems.length, 2);
	});
});

describe("quick fixes", () => {
	const text = 'resources:\n  a:\n    type: "buket"\n  b:\n    type: sqs-qeue\n';
	const analysis = analyse({ path: "stacktape.yml", text }, target);
	const fixesAt = (word: string) => {
		const start = text.indexOf(word);
		return quickFixes(analysis, uri, { start, end: start });
	};

	it("repair the problem that the cursor touches", () => {
		const fixes = fixesAt("sqs-qeue");
		assert.deepEqual(
			fixes.map(({ title }) => title),
			[`Change to "sqs-queue"`],
		);
		assert.equal(
			withEdits(text, fixes[0]?.edit?.changes?.[uri] ?? []),
			text.replace("sqs-qeue", "sqs-queue"),
		);
	});

	it("keep the quotes of the word", () => {
		const [fix] = fixesAt("buket");
		assert.equal(withEdits(text, fix?.edit?.changes?.[uri] ?? []), text.replace("buket", "bucket"));
	});

	it("are preferred when there is one only, and name what they repair", () => {
		const [fix] = fixesAt("sqs-qeue");
		assert.equal(fix?.isPreferred, true);
		assert.equal(fix.kind, "quickfix");
		assert.deepEqual(
			fix.diagnostics?.map(({ code }) => code),
			["unknown-resource-type"],
		);
	});

	it("are none where nothing is wrong", () => {
		assert.deepEqual(fixesAt("resources"), []);
	});
});
