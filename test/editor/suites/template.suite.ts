import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { eventually, openFile, replace } from "./scene.ts";

const yaml =
	"resources:\n  jobs:\n    type: sqs-queue\n    properties:\n      visibilityTimeoutSeconds: 60\n";

type Template = { readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };

function viewOf(scheme: string): vscode.TextEditor {
	const view = vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === scheme);
	assert.ok(view, `no editor shows ${scheme}`);
	return view;
}

function queueIn(text: string) {
	const template: Template = JSON.parse(text);
	return Object.values(template.Resources).find(({ Type }) => Type === "AWS::SQS::Queue");
}

describe("the compiled template", () => {
	it("opens beside the config, as JSON, and leaves the cursor where it is", async () => {
		const document = await openFile("template/stacktape.yml", yaml);
		await vscode.commands.executeCommand("spool.showTemplate");
		const view = viewOf("spool-template");
		assert.equal(view.document.languageId, "json");
		assert.equal(view.viewColumn, vscode.ViewColumn.Two);
		assert.equal(vscode.window.activeTextEditor?.document, document);
		assert.equal(queueIn(view.document.getText())?.Properties["VisibilityTimeout"], 60);
	});

	it("follows an edit that is not saved", async () => {
		const { document: view } = viewOf("spool-template");
		const document = await openFile("template/stacktape.yml");
		await replace(document, ": 60", ": 61");
		await eventually(async () => assert.equal(queueIn(view.getText())?.Properties["VisibilityTimeout"], 61));
		assert.equal(document.isDirty, true);
		await replace(document, "  jobs:", "  mails:");
		await eventually(async () =>
			assert.equal(queueIn(view.getText())?.Properties["QueueName"], "template-dev-mails"),
		);
	});

	it("stays valid while the config is broken", async () => {
		const { document: view } = viewOf("spool-template");
		const document = await openFile("template/stacktape.yml");
		await replace(document, "type: sqs-queue", "type: sqs-que");
		await eventually(async () => assert.equal(queueIn(view.getText()), undefined));
		await replace(document, "type: sqs-que", "type: sqs-queue");
		await eventually(async () => assert.ok(queueIn(view.getText())));
	});

	it("cannot be changed", async () => {
		const view = viewOf("spool-template");
		await vscode.window.showTextDocument(view.document, view.viewColumn);
		const before = view.document.getText();
		await vscode.commands.executeCommand("type", { text: "x" });
		assert.equal(view.document.getText(), before);
		assert.equal(view.document.isDirty, false);
	});

	it("is shown for the config beside which it stands, also when it has the focus itself", async () => {
		await vscode.commands.executeCommand("spool.showNames");
		const text = viewOf("spool-names").document.getText();
		assert.match(text, /^RESOURCE +NAME +LOGICAL ID +TYPE\n/);
		assert.match(text, /^mails +template-dev-mails +\w+ +AWS::SQS::Queue$/m);
	});

	it("shows names that follow an edit too", async () => {
		const { document: view } = viewOf("spool-names");
		const document = await openFile("template/stacktape.yml");
		await replace(document, "  mails:", "  letters:");
		await eventually(async () => assert.match(view.getText(), /^letters +template-dev-letters /m));
		await document.save();
	});
});
