import assert from "node:assert/strict";
import { type ClientOptions, createClient, type LspClient } from "../support/lsp-client.ts";
import { withEdits } from "./completed.ts";
import { type MemoryFiles, memoryFiles } from "./memory-files.ts";

const config = `resources:
  jobs:
    type: sqs-queue
    properties:
      visibilityTimeoutSeconds: 30
  images:
    type: bucket
  worker:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./src/worker.ts
      connectTo:
        - jobs
      environment:
        - name: QUEUE
          value: $ResourceParam('jobs', 'url')
`;

describe("server over a connection", () => {
	const clients: LspClient[] = [];

	async function start(options: ClientOptions & { readonly files?: MemoryFiles } = {}): Promise<LspClient> {
		const files = options.files ?? memoryFiles({ "/project/src/worker.ts": "" });
		const client = await createClient({ ...options, files });
		clients.push(client);
		return client;
	}

	afterEach(async () => {
		for (const client of clients.splice(0)) await client.close();
	});

	it("says what it can do", async () => {
		const { initialized } = await start();
		const { capabilities, serverInfo } = initialized;
		assert.equal(serverInfo?.name, "spool");
		assert.deepEqual(capabilities.textDocumentSync, { openClose: true, change: 2, save: true });
		assert.ok(capabilities.completionProvider?.triggerCharacters?.includes("$"));
		for (const provider of [
			"hover",
			"inlayHint",
			"definition",
			"references",
			"documentSymbol",
			"documentFormatting",
			"foldingRange",
			"selectionRange",
		] as const) {
			assert.equal(capabilities[`${provider}Provider`], true, provider);
		}
		assert.deepEqual(capabilities.renameProvider, { prepareProvider: true });
		assert.equal(
			capabilities.diagnosticProvider,
			undefined,
			"diagnostics are pushed, so that they are not asked for as well",
		);
	});

	it("finds nothing wrong with a right config", async () => {
		const document = await (await start()).open("stacktape.yml", config);
		assert.deepEqual(await document.diagnostics(), []);
	});

	it("sends diagnostics with code, hint and fixes", async () => {
		const document = await (await start()).open("stacktape.yml", config.replace("sqs-queue", "sqs-qeue"));
		const [problem] = (await document.diagnostics()).filter(({ code }) => code === "unknown-resource-type");
		assert.deepEqual(problem, {
			range: { start: { line: 2, character: 10 }, end: { line: 2, character: 18 } },
			severity: 1,
			code: "unknown-resource-type",
			source: "spool",
			message: `"sqs-qeue" is not a resource type — did you mean "sqs-queue"?`,
			data: {
				fixes: [
					{
						title: `Change to "sqs-queue"`,
						edit: {
							range: { start: { line: 2, character: 10 }, end: { line: 2, character: 18 } },
							newText: "sqs-queue",
						},
					},
				],
			},
		});
	});

	it("fades what a config could do without", async () => {
		const document = await (await start()).open("stacktape.yml", `variables:\n  old: 1\n${config}`);
		assert.deepEqual(await document.diagnostics(), []);
		assert.deepEqual(
			(await document.remarks()).map(({ code, severity, tags }) => [code, severity, tags]),
			[
				["unused-variable", 4, [1]],
				["uncalled-function", 4, [1]],
			],
		);
	});

	it("repairs a problem by its quick fix", async () => {
		const document = await (await start()).open("stacktape.yml", config.replace("sqs-queue", "sqs-qeue"));
		const [fix] = await document.fixes("sqs-qeue");
		assert.equal(fix?.title, `Change to "sqs-queue"`);
		assert.equal(fix.isPreferred, true);
		assert.equal(withEdits(document.text(), fix.edit?.changes?.[document.uri] ?? []), config);
	});

	it("follows edits", async () => {
		const document = await (await start()).open("stacktape.yml", config);
		await document.type("visibilityTimeoutSeconds: 30", "0000");
		const [problem] = await document.diagnostics();
		assert.equal(problem?.code, "number-out-of-range");
		const offset = document.text().indexOf("300000");
		await document.edit(offset, offset + 6, "3");
		assert.deepEqual(await document.diagnostics(), []);
	});

	it("answers many edits that come at once with the diagnostics of the last text", async () => {
		const client = await start();
		const document = await client.open("stacktape.yml", config);
		const edits = [..."0000"].map((digit) => document.type("visibilityTimeoutSeconds: 30", digit));
		await Promise.all(edits);
		const messages = (await document.diagnostics()).map(({ message }) => message);
		assert.match(messages.join("\n"), /visibilityTimeoutSeconds is 300000 seconds/);
		const versions = client.published.map(({ version }) => version ?? 0);
		assert.deepEqual(
			versions,
			versions.toSorted((left, right) => left - right),
			"an older answer never comes after a newer one",
		);
	});

	it("takes diagnostics back when a config is closed", async () => {
		const client = await start();
		const document = await client.open("stacktape.yml", "resources: 1\n");
		assert.equal((await document.diagnostics()).length, 1);
		await document.close();
		assert.equal(await document.template(), null, "nothing is answered about a config that is not open");
		assert.deepEqual(client.published.at(-1), { uri: document.uri, diagnostics: [] });
	});

	it("knows which files of a config are there, and hears when that changes", async () => {
		const files = memoryFiles();
		const client = await start({ files });
		const document = await client.open("stacktape.yml", config);
		const [problem] = await document.diagnostics();
		assert.equal(problem?.code, "file-not-found");
		files.write("/project/src/worker.ts");
		const again = client.analysed(document.uri);
		await client.notify("workspace/didChangeWatchedFiles", {
			changes: [{ uri: "file:///project/src/worker.ts", type: 1 }],
		});
		await again;
		assert.deepEqual(await document.diagnostics(), []);
	});

	it("does not look at the disk again for what it knows", async () => {
		const files = memoryFiles({ "/project/src/worker.ts": "" });
		const document = await (await start({ files })).open("stacktape.yml", config);
		await document.diagnostics();
		const before = files.lookups.count;
		await document.type(
			"type: bucket",
			"\n    properties:\n      accessibility:\n        accessibilityMode: private",
		);
		assert.deepEqual(await document.diagnostics(), []);
		assert.equal(files.lookups.count, before);
	});

	it("applies the target of a folder, given at the start or later", async () => {
		const target = { project: "shop", stage: "prod", region: "eu-west-1", account: "123456789012" };
		const client = await start({ options: { targets: [{ folder: "file:///project", target }] } });
		const document = await client.open("stacktape.yml", config);
		assert.equal(
			(await document.names())?.find(({ logicalId }) => logicalId === "JobsQueue")?.name,
			"shop-prod-jobs",
		);
		const again = client.analysed(document.uri);
		await client.notify("spool/target", { folder: "file:///project", target: { ...target, stage: "test" } });
		assert.equal((await again).target.stage, "test");
		assert.equal(
			(await document.names())?.find(({ logicalId }) => logicalId === "JobsQueue")?.name,
			"shop-test-jobs",
		);
	});

	it("takes the project from package.json, else from the folder, as the CLI does", async () => {
		const files = memoryFiles({ "/project/package.json": `{ "name": "@acme/Web_Shop" }` });
		const named = await (await start({ files })).open("stacktape.yml", config);
		assert.equal(
			(await named.names())?.find(({ logicalId }) => logicalId === "JobsQueue")?.name,
			"web-shop-dev-jobs",
		);
		const other = await (await start()).open("stacktape.yml", config);
		assert.equal(
			(await other.names())?.find(({ logicalId }) => logicalId === "JobsQueue")?.name,
			"project-dev-jobs",
		);
	});

	it("completes what is being typed", async () => {
		const document = await (await start()).open("stacktape.yml", config);
		await document.type("visibilityTimeoutSeconds: 30", "\n      fi");
		const items = await document.completion(document.text().indexOf("\n      fi") + 9);
		const item = items.find(({ label }) => label === "fifoEnabled");
		assert.deepEqual(item?.textEdit, {
			range: { start: { line: 5, character: 6 }, end: { line: 5, character: 8 } },
			newText: "fifoEnabled: ${1|true,false|}",
		});
	});

	it("completes paths by the files beside the config", async () => {
		const files = memoryFiles({
			"/project/src/worker.ts": "",
			"/project/src/api.ts": "",
			"/project/readme.md": "",
		});
		const document = await (await start({ files })).open("stacktape.yml", config);
		const items = await document.completion(document.text().indexOf("worker.ts"));
		assert.deepEqual(items.map(({ label }) => label).toSorted(), ["api.ts", "worker.ts"]);
	});

	it("tells what a property means", async () => {
		const document = await (await start()).open("stacktape.yml", config);
		const text = await document.hover("visibilityTimeoutSeconds");
		assert.match(text ?? "", /stays hidden/);
		assert.match(text ?? "", /in seconds \(0 to 43200\)/);
	});

	it("shows the names that AWS will see and the defaults that matter", async () => {
		const document = await (await start()).open("stacktape.yml", config);
		const hints = (await document.hints()).toSorted((one, other) => one.position.line - other.position.line);
		assert.deepEqual(
			hints.map(({ label, position }) => [position.line, label]),
			[
				[1, "project-dev-jobs"],
				[5, "project-dev-images-…"],
				[7, "project-dev-worker"],
				[9, "memory 1024 MB · timeout 20 s"],
			],
		);
	});

	it("goes from a name to its resource and from a path to its file", async () => {
		const document = await (await start()).open("stacktape.yml", config);
		const key = {
			uri: document.uri,
			range: { start: { line: 1, character: 2 }, end: { line: 1, character: 6 } },
		};
		assert.deepEqual(await document.definition("- jobs".length + document.text().indexOf("- jobs")), key);
		assert.deepEqual(await document.definition(document.text().indexOf("'jobs'") + 2), key);
		assert.equal((await document.definition("./src/worker.ts"))?.uri, "file:///project/src/worker.ts");
		assert.deepEqual(
			(await document.links()).map(({ target }) => target),
			["file:///project/src/worker.ts"],
		);
	});

	it("finds and renames every mention of a resource", async () => {
		const document = await (await start()).open("stacktape.yml", config);
		assert.equal((await document.references("jobs:")).length, 3);
		assert.equal((await document.highlights("jobs:")).length, 3);
		const edit = await document.rename("jobs:", "tasks");
		assert.equal(withEdits(config, edit?.changes?.[document.uri] ?? []), config.replaceAll("jobs", "tasks"));
		await assert.rejects(document.rename("jobs:", "images"), /there is a resource "images" already/);
	});

	it("asks a client that can for confirmation of a rename", async () => {
		const capabilities = {
			workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } },
		};
		const document = await (await start({ capabilities })).open("stacktape.yml", config);
		const edit = await document.rename("jobs:", "tasks");
		assert.equal(edit?.changeAnnotations?.["rename"]?.needsConfirmation, true);
		assert.match(edit.changeAnnotations["rename"].description ?? "", /deletes the old one/);
	});

	it("outlines a config", async () => {
		const [resources] = await (await (await start()).open("stacktape.yml", config)).symbols();
		assert.deepEqual(
			resources?.children?.map(({ name, detail }) => [name, detail]),
			[
				["jobs", "sqs-queue"],
				["images", "bucket"],
				["worker", "function"],
			],
		);
	});

	it("formats, folds and selects YAML", async () => {
		const document = await (await start()).open(
			"stacktape.yml",
			"resources:\n    jobs:\n        type: sqs-queue\n",
		);
		const edits = await document.format();
		assert.equal(withEdits(document.text(), edits), "resources:\n  jobs:\n    type: sqs-queue\n");
		assert.deepEqual(
			(await document.folding()).map(({ startLine, endLine }) => [startLine, endLine]),
			[
				[0, 2],
				[1, 2],
			],
		);
		const [selection] = await document.selection("sqs-queue");
		assert.deepEqual(selection?.range, {
			start: { line: 2, character: 14 },
			end: { line: 2, character: 23 },
		});
	}).timeout(20_000);

	it("formats, folds and selects JSON", async () => {
		const document = await (await start()).open(
			"stacktape.json",
			`{"resources":{"jobs":{\n"type":"sqs-queue"}}}`,
		);
		assert.deepEqual(await document.diagnostics(), []);
		const formatted = `{\n  "resources": {\n    "jobs": {\n      "type": "sqs-queue"\n    }\n  }\n}`;
		assert.equal(withEdits(document.text(), await document.format()), formatted);
		assert.equal((await document.selection("sqs-queue")).length, 1);
		await document.edit(0, document.text().length, formatted);
		assert.ok((await document.folding()).length > 0);
	}).timeout(20_000);

	it("hands out the compiled template, the name table and the resource at a place", async () => {
		const document = await (await start()).open("stacktape.yml", config);
		const template = await document.template();
		assert.equal(template?.errors, 0);
		assert.equal(JSON.parse(template.text).Resources.JobsQueue.Type, "AWS::SQS::Queue");
		const rows = await document.names();
		assert.deepEqual(
			rows?.find(({ logicalId }) => logicalId === "JobsQueue"),
			{
				resource: "jobs",
				logicalId: "JobsQueue",
				type: "AWS::SQS::Queue",
				name: "project-dev-jobs",
				full: "project-dev-jobs",
				shortened: false,
				provisional: false,
			},
		);
		assert.deepEqual(await document.resourceAt("connectTo"), { name: "worker", type: "function" });
		assert.equal(await document.resourceAt(0), null);
	});

	it("answers a request that fails with an error and goes on", async () => {
		const files: MemoryFiles = { ...memoryFiles(), list: () => assert.fail("this disk is broken") };
		const client = await start({ files });
		const document = await client.open("stacktape.yml", config);
		await assert.rejects(document.completion("worker.ts"), /completion failed: this disk is broken/);
		assert.match(client.log.join("\n"), /completion failed/);
		assert.match((await document.hover("visibilityTimeoutSeconds")) ?? "", /stays hidden/);
	});

	it("reads a config that is not on the disk", async () => {
		const client = await start({ folder: "untitled:" });
		const document = await client.open("Untitled-1", config, "stacktape");
		assert.deepEqual(await document.diagnostics(), []);
		assert.deepEqual(await document.links(), []);
	});
});
