import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createDocuments } from "../../server/documents.ts";
import { answerWants, nodeFiles } from "../../server/facts.ts";
import { chosenTarget, defaultTarget, folderOf, isInside } from "../../server/target.ts";
import { memoryFiles } from "./memory-files.ts";

describe("files on the disk", () => {
	const folder = mkdtempSync(join(tmpdir(), "spool-files-"));

	before(() => {
		mkdirSync(join(folder, "src"));
		writeFileSync(join(folder, "src", "a.ts"), "text");
	});
	after(() => rmSync(folder, { recursive: true }));

	it("are told apart from folders and from nothing", () => {
		const files = nodeFiles();
		const kinds = ["src/a.ts", "src", "b.ts", "src/a.ts/b.ts"].map((name) =>
			files.kindOf(join(folder, name)),
		);
		assert.deepEqual(kinds, ["file", "directory", "missing", "missing"]);
	});

	it("are remembered until they are to be forgotten", () => {
		const files = nodeFiles();
		assert.equal(files.kindOf(join(folder, "new.ts")), "missing");
		writeFileSync(join(folder, "new.ts"), "");
		assert.equal(files.kindOf(join(folder, "new.ts")), "missing");
		files.forget();
		assert.equal(files.kindOf(join(folder, "new.ts")), "file");
	});

	it("are listed with their folders, and read", () => {
		const files = nodeFiles();
		assert.ok(files.list(folder).includes("src/"));
		assert.deepEqual(files.list(join(folder, "nowhere")), []);
		assert.equal(files.readText(join(folder, "src", "a.ts")), "text");
		assert.equal(files.readText(folder), undefined);
	});

	it("a path with a character that no path can have is missing", () => {
		assert.equal(nodeFiles().kindOf(`${folder}/a\u0000b`), "missing");
	});

	it("answer what the disk knows, never what AWS or a running program knows", () => {
		const answers = answerWants(
			[
				{ kind: "path", path: "./src/a.ts" },
				{ kind: "text", path: "src/a.ts" },
				{ kind: "text", path: "src" },
				{ kind: "text", path: "none" },
				{ kind: "secret", name: "key" },
				{ kind: "parameter", name: "key" },
				{ kind: "outputs", stack: "shop-dev", region: "eu-west-1" },
				{ kind: "argument", name: "size" },
				{ kind: "profile" },
				{ kind: "git", fact: "hasUncommitedChanges" },
			],
			folder,
			nodeFiles(),
		);
		assert.deepEqual(
			[...answers],
			[
				["path:./src/a.ts", "file"],
				["text:src/a.ts", "text:text"],
				["text:src", "directory"],
				["text:none", "missing"],
			],
		);
	});

	it("read the git repository without running git", () => {
		mkdirSync(join(folder, ".git"), { recursive: true });
		writeFileSync(join(folder, ".git", "HEAD"), "ref: refs/heads/main\n");
		const answers = answerWants(
			[
				{ kind: "git", fact: "branch" },
				{ kind: "git", fact: "commit" },
			],
			join(folder, "src"),
			nodeFiles(),
		);
		assert.deepEqual(
			[...answers],
			[
				["git:branch", '"main"'],
				["git:commit", "missing"],
			],
		);
	});
});

describe("target of a config", () => {
	it("is that of the nearest folder", () => {
		const target = (stage: string) => ({ project: "shop", stage, region: "eu-west-1" });
		const chosen = [
			{ folder: "file:///a", target: target("outer") },
			{ folder: "file:///a/b/", target: target("inner") },
		];
		assert.equal(chosenTarget("file:///a/b/c/stacktape.yml", chosen)?.stage, "inner");
		assert.equal(chosenTarget("file:///a/stacktape.yml", chosen)?.stage, "outer");
		assert.equal(chosenTarget("file:///ab/stacktape.yml", chosen), undefined);
		assert.ok(!isInside("file:///ab/c", "file:///a"));
	});

	it("falls back to package.json, the folder, and a name", () => {
		const project = (folder: string | undefined, files = memoryFiles()) =>
			defaultTarget(folder, files).project;
		assert.equal(
			project("/x/My App", memoryFiles({ "/x/My App/package.json": `{"name":"@me/the.shop"}` })),
			"the-shop",
		);
		assert.equal(project("/x/My App", memoryFiles({ "/x/My App/package.json": "{ broken" })), "my-app");
		assert.equal(project("/x/My App"), "my-app");
		assert.equal(project("/"), "app");
		assert.equal(project(undefined), "app");
	});

	it("has no folder for a config that is not on the disk", () => {
		assert.equal(folderOf("untitled:Untitled-1"), undefined);
		assert.equal(folderOf("file:///a/stacktape.yml"), "/a");
		assert.equal(
			folderOf("file://host/a/stacktape.yml"),
			process.platform === "win32" ? "\\\\host\\a" : undefined,
		);
	});
});

describe("open documents", () => {
	const uri = pathToFileURL("/project/stacktape.yml").href;
	const item = (text: string, languageId = "stacktape", name = uri) => ({
		uri: name,
		languageId,
		version: 1,
		text,
	});
	const config =
		"resources:\n  f:\n    type: function\n    properties:\n      packaging:\n        type: stacktape-lambda-buildpack\n        properties:\n          entryfilePath: ./a.ts\n";

	it("are analysed once for each version, and only when somebody asks", () => {
		const documents = createDocuments(memoryFiles());
		documents.open(item("resources: {}\n"));
		const first = documents.get(uri)?.analysis();
		assert.equal(documents.get(uri)?.analysis(), first);
		documents.change(uri, 2, [
			{ range: { start: { line: 0, character: 11 }, end: { line: 0, character: 13 } }, text: "1" },
		]);
		assert.equal(documents.get(uri)?.version, 2);
		assert.equal(documents.get(uri)?.text, "resources: 1\n");
		assert.notEqual(documents.get(uri)?.analysis(), first);
	});

	it("an older version keeps its text", () => {
		const documents = createDocuments(memoryFiles());
		documents.open(item("resources: 1\n"));
		const before = documents.get(uri);
		documents.change(uri, 2, [{ text: "resources: {}\n" }]);
		assert.equal(before?.analysis().file.text, "resources: 1\n");
	});

	it("are JSON or YAML by their language, else by their name", () => {
		const documents = createDocuments(memoryFiles());
		const isJson = (languageId: string, name: string) => {
			documents.open(item("{}", languageId, `file:///p/${name}`));
			return documents.get(`file:///p/${name}`)?.isJson;
		};
		assert.equal(isJson("stacktape", "a.json"), false);
		assert.equal(isJson("stacktape-json", "a.yml"), true);
		assert.equal(isJson("plaintext", "a.json"), true);
		assert.equal(isJson("plaintext", "a.yml"), false);
	});

	it("are analysed again when a file that they name comes or goes, and only then", () => {
		const files = memoryFiles({ "/project/a.ts": "" });
		const documents = createDocuments(files);
		documents.open(item(config));
		assert.deepEqual(documents.get(uri)?.analysis().problems, []);
		files.write("/project/other.ts");
		assert.deepEqual(documents.forgetFiles(), []);
		files.remove("/project/a.ts");
		assert.deepEqual(documents.forgetFiles(), [uri]);
		assert.deepEqual(
			documents
				.get(uri)
				?.analysis()
				.problems.map(({ code }) => code),
			["file-not-found"],
		);
	});

	it("get another project when package.json is renamed", () => {
		const files = memoryFiles({ "/project/a.ts": "" });
		const documents = createDocuments(files);
		documents.open(item(config));
		assert.equal(documents.get(uri)?.analysis().target.project, "project");
		files.write("/project/package.json", `{ "name": "shop" }`);
		assert.deepEqual(documents.forgetFiles(), [uri]);
		assert.equal(documents.get(uri)?.analysis().target.project, "shop");
	});

	it("are forgotten when they are closed", () => {
		const documents = createDocuments(memoryFiles());
		documents.open(item(config));
		documents.close(uri);
		assert.equal(documents.get(uri), undefined);
		documents.change(uri, 2, [{ text: "" }]);
		assert.equal(documents.get(uri), undefined);
	});
});
