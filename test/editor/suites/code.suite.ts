import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import type { DeployResult } from "../../../engine/effects.ts";
import {
	eventually,
	hintsOf,
	openFile,
	replace,
	spoolLog,
	untilDiagnostics,
	workspaceFolder,
} from "./scene.ts";

const config = `import { seconds } from "./seconds";

console.log("the config is run");

export default ({ stage }: { stage: string }) => ({
	resources: {
		jobs: {
			type: "sqs-queue",
			properties: { visibilityTimeoutSeconds: seconds },
		},
		plain: { type: stage === "" ? "bucket" : "sqs-queue" },
	},
});
`;

const ofSpool = (diagnostics: readonly vscode.Diagnostic[]) =>
	diagnostics.filter(({ source }) => source === "spool");

describe("a config in TypeScript", function () {
	this.timeout(60_000);

	const at = (name: string) => join(workspaceFolder(), "code", name);

	/** Waits until Spool shows problems of these codes at these lines, from 1. */
	const until = (document: vscode.TextDocument, wanted: readonly string[]) =>
		untilDiagnostics(document, (diagnostics) =>
			assert.deepEqual(
				ofSpool(diagnostics).map(({ code, range }) => `${code} ${range.start.line + 1}`),
				wanted,
			),
		).catch(async (error: unknown) => assert.fail(`${error}\n${await spoolLog()}`));

	it("has names and problems where they stand, and says in the log what it prints", async () => {
		await openFile("code/seconds.ts", "export const seconds = 90_000;\n");
		const document = await openFile("code/stacktape.ts", config);
		await until(document, ["number-out-of-range 9"]);
		await eventually(async () => {
			const hints = await hintsOf(document);
			assert.ok(
				hints.some((hint) => hint.endsWith("-plain")),
				hints.join(),
			);
		});
		await eventually(async () => assert.match(await spoolLog(), /stacktape\.ts: the config is run/));
	});

	it("is run again when a file that it imports is saved", async () => {
		const imported = await openFile("code/seconds.ts");
		await replace(imported, "90_000", "90");
		await imported.save();
		await until(await openFile("code/stacktape.ts"), []);
	});

	it("is run again when such a file changes outside of the editor", async () => {
		const text = await readFile(at("seconds.ts"), "utf8");
		await writeFile(at("seconds.ts"), text.replace("90", "90_000"));
		await until(await openFile("code/stacktape.ts"), ["number-out-of-range 9"]);
		await writeFile(at("seconds.ts"), text);
		await until(await openFile("code/stacktape.ts"), []);
	});

	it("keeps its names and its template while it fails, and shows where", async () => {
		const document = await openFile("code/stacktape.ts");
		await replace(document, "export default", 'throw new Error("no luck");\nexport default');
		await document.save();
		await until(document, ["code-threw 5"]);
		const [problem] = ofSpool(vscode.languages.getDiagnostics(document.uri));
		assert.match(problem?.message ?? "", /the config threw no luck/);
		assert.equal((await hintsOf(document)).length, 2);
		await vscode.commands.executeCommand("spool.showTemplate", document.uri);
		await eventually(async () => {
			const view = vscode.workspace.textDocuments.find(
				({ uri }) => uri.scheme === "spool-template" && uri.path.includes("/code/"),
			);
			assert.match(view?.getText() ?? "", /"VisibilityTimeout": 90/);
		});
		await replace(document, 'throw new Error("no luck");\n', "");
		await document.save();
		await until(document, []);
	});

	it("shows an error of syntax at its line", async () => {
		const document = await openFile("code/stacktape.ts");
		await replace(document, "plain: {", "plain: {{");
		await document.save();
		const shown = await untilDiagnostics(document, (diagnostics) =>
			assert.equal(ofSpool(diagnostics)[0]?.code, "syntax-error"),
		);
		assert.equal(ofSpool(shown)[0]?.range.start.line, 10);
		await replace(document, "plain: {{", "plain: {");
		await document.save();
		await until(document, []);
	});

	it("leaves everything else to TypeScript", async () => {
		const document = await openFile("code/stacktape.ts");
		const edits = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
			"vscode.executeFormatDocumentProvider",
			document.uri,
			{ tabSize: 4, insertSpaces: false },
		);
		assert.deepEqual(edits ?? [], []);
		const offset = document.getText().indexOf("seconds }");
		const list = await vscode.commands.executeCommand<vscode.CompletionList>(
			"vscode.executeCompletionItemProvider",
			document.uri,
			document.positionAt(offset),
		);
		assert.equal(
			list.items.some(({ label }) => (typeof label === "string" ? label : label.label) === "sqs-queue"),
			false,
		);
		const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
			"vscode.executeDocumentSymbolProvider",
			document.uri,
		);
		assert.equal(
			symbols?.some(({ name }) => name === "resources"),
			false,
		);
	});
});

describe("a directive of a config's own", function () {
	this.timeout(60_000);

	it("is answered in the editor", async () => {
		await openFile("own/size.ts", "export default (name: string) => (name === 'big' ? 90_000 : 30);\n");
		const text = `directives:
  - name: size
    filePath: ./size.ts
resources:
  jobs:
    type: sqs-queue
    properties:
      visibilityTimeoutSeconds: $size('big')
`;
		const document = await openFile("own/stacktape.yml", text);
		await untilDiagnostics(document, (diagnostics) =>
			assert.deepEqual(
				ofSpool(diagnostics).map(({ code, range }) => [code, range.start.line]),
				[["number-out-of-range", 7]],
			),
		);
		await replace(document, "'big'", "'small'");
		await document.save();
		await untilDiagnostics(document, (diagnostics) => assert.deepEqual(ofSpool(diagnostics), []));
	});
});

describe("a deploy of a config in TypeScript", function () {
	this.timeout(120_000);

	it("makes the stack, with what the code knows of the command", async function () {
		if (!process.env["SPOOL_TEST_ENDPOINT"]) this.skip();
		const text = `export default ({ command }: { command: string }) => ({
	resources: { jobs: { type: "sqs-queue" } },
	stackConfig: { outputs: [{ name: "Command", value: command }] },
});
`;
		const document = await openFile("typed/stacktape.ts", text);
		const result = await vscode.commands.executeCommand<DeployResult | undefined>(
			"spool.deploy",
			document.uri,
		);
		assert.ok(result, await spoolLog());
		assert.equal(result.outcome, "created");
		assert.equal(result.stack.outputs["Command"], "deploy");
	});

	it("is refused with a fault of the code at its line", async function () {
		if (!process.env["SPOOL_TEST_ENDPOINT"]) this.skip();
		const document = await openFile(
			"broken/stacktape.ts",
			"const no: number[] = [];\nexport default no.at(3)!.toFixed(1);\n",
		);
		const result = await vscode.commands.executeCommand<DeployResult | undefined>(
			"spool.deploy",
			document.uri,
		);
		assert.equal(result, undefined);
		await untilDiagnostics(document, (diagnostics) =>
			assert.deepEqual(
				diagnostics
					.filter(({ source }) => source?.startsWith("spool"))
					.map(({ code, range }) => `${code} ${range.start.line + 1}`),
				["code-threw 2"],
			),
		);
	});
});
