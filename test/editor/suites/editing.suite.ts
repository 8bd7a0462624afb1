import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { completionsAt, eventually, hintsOf, openFile, placeOf, replace, untilDiagnostics } from "./scene.ts";

const yaml = `# Kept by the formatter.
resources:
  jobs:
    type: sqs-queue
    properties:
      visibilityTimeoutSeconds: 60

  table:
    type: dynamo-db-table
    properties:
      primaryKey:
        partitionKey:
          name: id
          type: string

  workerWithANameThatIsMuchTooLongForAFunctionOfAwsLambda:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ../src/worker.ts
      connectTo:
        - jobs
`;

async function noDiagnostics(document: vscode.TextDocument): Promise<void> {
	await untilDiagnostics(document, (found) => assert.deepEqual(found, []));
}

async function fixesAt(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
	return vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, range);
}

describe("a stacktape.yml that is edited", () => {
	it("has a language of its own", async () => {
		const document = await openFile("editing/stacktape.yml", yaml);
		assert.equal(document.languageId, "stacktape");
		await noDiagnostics(document);
	});

	it("gets a squiggle with the engine's message, a fix, and none after it", async () => {
		const document = await openFile("squiggle/stacktape.yml", yaml.replace("sqs-queue", "sqs-qeue"));
		const [problem, ...others] = await untilDiagnostics(document, (found) => assert.equal(found.length, 1));
		assert.ok(problem);
		assert.deepEqual(others, []);
		assert.equal(problem.source, "spool");
		assert.equal(problem.code, "unknown-resource-type");
		assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
		assert.equal(document.getText(problem.range), "sqs-qeue");
		assert.match(problem.message, /^"sqs-qeue" is not a resource type — did you mean "sqs-queue"\?$/);

		const fix = (await fixesAt(document, problem.range)).find(({ title }) => /"sqs-queue"/.test(title));
		assert.ok(fix?.edit);
		assert.equal(await vscode.workspace.applyEdit(fix.edit), true);
		await noDiagnostics(document);
		assert.equal(document.getText(), yaml);
	});

	it("follows typing: a fault comes and goes with the text", async () => {
		const document = await openFile("typing/stacktape.yml", yaml);
		await noDiagnostics(document);
		await replace(document, "visibilityTimeoutSeconds: 60", "visibilityTimeoutSeconds: 90000");
		await untilDiagnostics(document, ([problem]) => {
			assert.ok(problem);
			assert.equal(document.getText(problem.range), "90000");
			assert.match(problem.message, /43200/);
		});
		await replace(document, "90000", "60");
		await noDiagnostics(document);
	});

	it("completes resource types", async () => {
		const document = await openFile("types/stacktape.yml", "resources:\n  jobs:\n    type: \n");
		const labels = await completionsAt(document, placeOf(document, "type: "));
		for (const type of ["function", "bucket", "sqs-queue", "dynamo-db-table", "http-api-gateway"])
			assert.ok(labels.includes(type), `${type} is not in ${labels}`);
	});

	it("completes keys of properties, once each", async () => {
		const document = await openFile("keys/stacktape.yml", yaml.replace(": 60\n", ": 60\n      \n"));
		const labels = await completionsAt(document, placeOf(document, ": 60\n      "));
		assert.ok(labels.includes("fifoEnabled"), labels.join());
		assert.ok(!labels.includes("visibilityTimeoutSeconds"), "a key that is there is offered again");
		assert.deepEqual(labels, [...new Set(labels)]);
	});

	it("completes values of an enum", async () => {
		const document = await openFile("enums/stacktape.yml", yaml.replace("type: string", "type: "));
		const labels = await completionsAt(document, placeOf(document, "name: id\n          type: "));
		assert.deepEqual([...labels.filter((label) => !label.startsWith("$"))].sort(), [
			"binary",
			"number",
			"string",
		]);
	});

	it("completes names of resources in connectTo", async () => {
		const document = await openFile("names/stacktape.yml", yaml.replace("- jobs\n", "- jobs\n        - \n"));
		const labels = await completionsAt(document, placeOf(document, "- jobs\n        - "));
		assert.ok(labels.includes("table"), labels.join());
		assert.ok(!labels.includes("jobs"), "what is connected is offered again");
	});

	it("completes directives", async () => {
		const document = await openFile("directives/stacktape.yml", yaml.replace(": 60", ": $"));
		const labels = await completionsAt(document, placeOf(document, "visibilityTimeoutSeconds: $"));
		for (const name of ["$Stage", "$Var"])
			assert.ok(
				labels.some((label) => label.startsWith(name)),
				`${name} is not in ${labels}`,
			);
	});

	it("explains a key with its unit, limits and default", async () => {
		const document = await openFile("editing/stacktape.yml");
		const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
			"vscode.executeHoverProvider",
			document.uri,
			placeOf(document, "visibilityTimeout"),
		);
		const text = hovers
			.flatMap(({ contents }) => contents)
			.map((content) => (typeof content === "string" ? content : content.value))
			.join("\n");
		for (const part of [/hidden/, /seconds/, /43.?200/, /30/]) assert.match(text, part);
	});

	it("shows the name of each resource, and marks one that had to be shortened", async () => {
		const document = await openFile("editing/stacktape.yml");
		const hints = await eventually(async () => {
			const found = (await hintsOf(document)).filter((hint) => hint.includes("-dev-"));
			assert.equal(found.length, 3);
			return found;
		});
		const [jobs, table, worker] = hints;
		assert.match(jobs ?? "", /^editing-dev-jobs$/);
		assert.match(table ?? "", /-dev-table-([0-9a-f]{8}|…)$/);
		assert.match(worker ?? "", /^✂ editing-dev-workerWithAName.+-[0-9a-f]{6}$/);
		assert.equal((worker ?? "").length, "✂ ".length + 64);
	});

	it("has an outline of its resources", async () => {
		const document = await openFile("editing/stacktape.yml");
		const outline = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
			"vscode.executeDocumentSymbolProvider",
			document.uri,
		);
		const resources = outline.find(({ name }) => name === "resources");
		assert.deepEqual(
			resources?.children.slice(0, 2).map(({ name, detail }) => [name, detail]),
			[
				["jobs", "sqs-queue"],
				["table", "dynamo-db-table"],
			],
		);
	});

	it("leads from a name to its resource, and from a path to its file", async () => {
		const document = await openFile("editing/stacktape.yml");
		const definitionsAt = (position: vscode.Position) =>
			vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
				"vscode.executeDefinitionProvider",
				document.uri,
				position,
			);
		const [resource] = await definitionsAt(placeOf(document, "- jo"));
		assert.ok(resource && "range" in resource);
		assert.equal(document.getText(resource.range), "jobs");
		assert.equal(resource.range.start.line, 2);
		const [file] = await definitionsAt(placeOf(document, "../src/wor"));
		assert.ok(file && "uri" in file);
		assert.match(file.uri.path, /\/src\/worker\.ts$/);
	});

	it("is formatted with its comments", async () => {
		const untidy = yaml.replace("  jobs:\n", "  jobs:   # a queue\n").replaceAll("type: sqs", "type:    sqs");
		const document = await openFile("format/stacktape.yml", untidy);
		const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
			"vscode.executeFormatDocumentProvider",
			document.uri,
			{ tabSize: 2, insertSpaces: true },
		);
		const edit = new vscode.WorkspaceEdit();
		edit.set(document.uri, edits);
		await vscode.workspace.applyEdit(edit);
		assert.equal(document.getText(), yaml.replace("  jobs:\n", "  jobs: # a queue\n"));
	});

	it("can be folded at its resources", async () => {
		const document = await openFile("editing/stacktape.yml");
		const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
			"vscode.executeFoldingRangeProvider",
			document.uri,
		);
		const line = placeOf(document, "  table:").line;
		assert.ok(folds.some(({ start }) => start === line));
	});
});

describe("a stacktape.json that is edited", () => {
	const config = {
		resources: { jobs: { type: "sqs-queue", properties: { visibilityTimeoutSeconds: 60 } } },
	};
	const json = `${JSON.stringify(config, undefined, 2)}\n`;

	it("has Spool's problems and nobody else's", async () => {
		const document = await openFile("json/stacktape.json", json.replace(": 60", ": 90000"));
		assert.equal(document.languageId, "stacktape-json");
		await untilDiagnostics(document, (found) => {
			assert.deepEqual(
				found.map(({ source, range }) => [source, document.getText(range)]),
				[["spool", "90000"]],
			);
		});
		await replace(document, "90000", "60");
		await noDiagnostics(document);
	});

	it("completes and explains", async () => {
		const document = await openFile("json/stacktape.json");
		const labels = await completionsAt(document, placeOf(document, '"type": "'));
		assert.ok(labels.includes("bucket"), labels.join());
		assert.deepEqual(labels, [...new Set(labels)]);
		const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
			"vscode.executeHoverProvider",
			document.uri,
			placeOf(document, "visibilityTimeout"),
		);
		assert.equal(hovers.length, 1);
	});

	it("shows names", async () => {
		const document = await openFile("json/stacktape.json");
		const [hint] = await hintsOf(document);
		assert.match(hint ?? "", /-dev-jobs$/);
	});
});

describe("files that are no config", () => {
	it("are left alone: neither their language nor their problems are Spool's", async () => {
		const document = await openFile("other/service.yml", "resources:\n  jobs:\n    type: sqs-qeue\n");
		assert.equal(document.languageId, "yaml");
		const config = await openFile("other/stacktape.yml", "resources:\n  jobs:\n    type: sqs-qeue\n");
		await untilDiagnostics(config, (found) => assert.equal(found.length, 1));
		assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
	});
});
