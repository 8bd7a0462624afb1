import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { analyse } from "../../../engine/index.ts";
import { fixAll, fixAllKind, quickFixes, wantsKind } from "../../../server/features/quick-fixes.ts";
import { workspaceSymbols } from "../../../server/features/symbols.ts";
import { target } from "../completed.ts";

const uri = "file:///app/stacktape.yml";
const broken = `resources:
  jobs:
    type: sqs-queu
  mails:
    type: sqs-queue
    properties:
      delayMessagesSecon: 5
      fifoEnabeld: true
`;

describe("fix all", () => {
	it("repairs everything that has one repair, in one edit", () => {
		const action = fixAll(analyse({ path: "stacktape.yml", text: broken }, target), uri);
		assert.equal(action?.kind, fixAllKind);
		assert.match(action?.title ?? "", /\(3\)$/);
		const document = TextDocument.create(uri, "yaml", 1, broken);
		const repaired = TextDocument.applyEdits(document, action?.edit?.changes?.[uri] ?? []);
		assert.equal(
			repaired,
			broken
				.replace("sqs-queu\n", "sqs-queue\n")
				.replace("delayMessagesSecon:", "delayMessagesSecond:")
				.replace("fifoEnabeld", "fifoEnabled"),
		);
		assert.deepEqual(analyse({ path: "stacktape.yml", text: repaired }, target).problems, []);
	});

	it("is no offer where nothing is to be repaired", () => {
		const good = "resources:\n  jobs:\n    type: sqs-queue\n";
		assert.equal(fixAll(analyse({ path: "stacktape.yml", text: good }, target), uri), undefined);
	});

	it("is one kind among others", () => {
		assert.equal(wantsKind(undefined, fixAllKind), true);
		assert.equal(wantsKind(["source.fixAll"], fixAllKind), true);
		assert.equal(wantsKind(["source"], fixAllKind), true);
		assert.equal(wantsKind(["quickfix"], fixAllKind), false);
		assert.equal(wantsKind(["source.fixAllx"], fixAllKind), false);
	});

	it("leaves the repairs of one place to be chosen", () => {
		const analysis = analyse({ path: "stacktape.yml", text: broken }, target);
		const at = broken.indexOf("fifoEnabeld");
		assert.equal(quickFixes(analysis, uri, { start: at, end: at }).length, 1);
	});
});

describe("symbols of the workspace", () => {
	const text = `scripts:\n  seedJobs: { type: local-script, properties: { executeCommand: ls } }\n${broken}`;
	const analysis = analyse({ path: "stacktape.yml", text }, target);
	const found = (query: string) =>
		workspaceSymbols(analysis, uri, query).map(({ name, containerName }) => `${name} ${containerName}`);

	it("are resources and scripts, found by letters in their order", () => {
		assert.deepEqual(found("jbs"), ["seedJobs local-script", "jobs sqs-queu"]);
		assert.deepEqual(found("MAIL"), ["mails sqs-queue"]);
		assert.equal(found("").length, 3);
		assert.deepEqual(found("sliam"), []);
	});
});
