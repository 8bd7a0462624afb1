import assert from "node:assert/strict";
import { after, describe, it } from "mocha";
import * as vscode from "vscode";
import { eventually, openFile, placeOf } from "./scene.ts";

const yaml = `resources:
  jobs:
    type: sqs-queue
    properties:
      visibilityTimeoutSeconds: 60
  letters:
    type: sns-topic
`;

const settings = () => vscode.workspace.getConfiguration("spool");

async function lensesOf(document: vscode.TextDocument): Promise<readonly vscode.CodeLens[]> {
	return vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri, 50);
}

function editorOf(matches: (uri: vscode.Uri) => boolean): vscode.TextEditor {
	const found = vscode.window.visibleTextEditors.find(({ document }) => matches(document.uri));
	assert.ok(found, "no such editor is on the screen");
	return found;
}

const isTemplate = ({ scheme }: vscode.Uri) => scheme === "spool-template";

/** The lines that are on the screen hold this text. */
async function untilShown(editor: vscode.TextEditor, text: string): Promise<void> {
	await eventually(async () => {
		const shown = editor.visibleRanges.map((range) => editor.document.getText(range)).join("\n");
		assert.ok(shown.includes(text), `${text} is not among\n${shown}`);
	});
}

describe("the lenses above resources", () => {
	after(async () => {
		await settings().update("codeLens.enabled", undefined);
	});

	it("say how much each resource becomes", async () => {
		const document = await openFile("lenses/stacktape.yml", yaml);
		await eventually(async () => {
			const lenses = await lensesOf(document);
			assert.deepEqual(
				lenses.map(({ range, command }) => [range.start.line, command?.title]),
				[
					[1, "1 CloudFormation resource"],
					[5, "1 CloudFormation resource"],
				],
			);
		});
	});

	it("open the template at the resource", async () => {
		const document = await openFile("lenses/stacktape.yml");
		const [, letters] = await lensesOf(document);
		assert.ok(letters?.command);
		await vscode.commands.executeCommand(letters.command.command, ...(letters.command.arguments ?? []));
		await untilShown(editorOf(isTemplate), "AWS::SNS::Topic");
	});

	it("are switched off by their setting", async () => {
		const document = await openFile("lenses/stacktape.yml");
		await settings().update("codeLens.enabled", false);
		await eventually(async () => assert.deepEqual(await lensesOf(document), []));
	});
});

describe("the template beside its config", () => {
	after(async () => {
		await settings().update("template.format", undefined, vscode.ConfigurationTarget.Global);
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
	});

	it("follows the cursor of the config, and the config that of the template", async () => {
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
		const filler = Array.from({ length: 60 }, (_, index) => `  queue${index}:\n    type: sqs-queue\n`).join(
			"",
		);
		const document = await openFile("following/stacktape.yml", `${yaml}${filler}`);
		await vscode.commands.executeCommand("spool.showTemplate");
		const template = await eventually(async () => {
			const found = editorOf(isTemplate);
			assert.ok(found.document.getText().includes('"Queue59Queue"'));
			return found;
		});
		const config = editorOf((uri) => uri.toString() === document.uri.toString());
		const last = placeOf(document, "  queue59:");
		config.selection = new vscode.Selection(last, last);
		await untilShown(template, '"Queue59Queue": {');
		const view = await vscode.window.showTextDocument(template.document, template.viewColumn);
		const place = template.document.positionAt(template.document.getText().indexOf('"JobsQueue": {'));
		view.selection = new vscode.Selection(place, place);
		await untilShown(
			editorOf((uri) => uri.toString() === document.uri.toString()),
			"  jobs:",
		);
	});

	it("is YAML when that is chosen", async () => {
		await openFile("following/stacktape.yml");
		await vscode.commands.executeCommand("spool.switchTemplateFormat");
		const view = await eventually(async () =>
			editorOf((uri) => isTemplate(uri) && uri.path.endsWith(".template.yaml")),
		);
		assert.match(view.document.getText(), /^Resources:\n/m);
		assert.match(view.document.getText(), /^ {2}JobsQueue:\n {4}Type: AWS::SQS::Queue$/m);
	});
});
