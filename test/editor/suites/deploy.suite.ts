import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import type { DeployResult, HotSwapResult } from "../../../engine/effects.ts";
import {
	eventually,
	hintsOf,
	openFile,
	placeOf,
	replace,
	spoolLog,
	untilDiagnostics,
	workspaceFolder,
} from "./scene.ts";

const root = resolve(import.meta.dirname, "..", "..", "..");

/** The packages of the example are installed in the repository, of which the editor has a copy of one folder only. */
async function linkPackages(): Promise<void> {
	const modules = join(workspaceFolder(), "node_modules");
	await mkdir(modules, { recursive: true });
	if (!existsSync(join(modules, "nanoid")))
		await symlink(join(root, "node_modules", "nanoid"), join(modules, "nanoid"), "junction");
}

async function deploy(): Promise<DeployResult> {
	const result = await vscode.commands.executeCommand<DeployResult | undefined>("spool.deploy");
	assert.ok(result, await spoolLog());
	return result;
}

async function post(url: string): Promise<Readonly<Record<string, unknown>>> {
	const response = await fetch(`${url}/notes`, { method: "POST", body: JSON.stringify({ text: "a note" }) });
	assert.equal(response.status, 201);
	return (await response.json()) as Record<string, unknown>;
}

async function answers(url: string, greeting: string): Promise<void> {
	const check = async () => assert.equal((await post(url))["greeting"], greeting);
	await eventually(check).catch(async (error: unknown) => {
		assert.fail(`${error instanceof Error ? error.message : error}\n${await spoolLog()}`);
	});
}

describe("a deploy from the editor", () => {
	const site = { url: "" };
	const settings = () => vscode.workspace.getConfiguration("spool");

	before(async function () {
		if (!process.env["SPOOL_TEST_ENDPOINT"]) this.skip();
		await linkPackages();
		await settings().update("stage", "suite");
	});

	after(async () => {
		await settings().update("stage", undefined);
	});

	it("creates the stack, and its URL answers", async function () {
		this.timeout(60_000);
		await openFile("stacktape.yml");
		const result = await deploy();
		assert.equal(result.outcome, "created");
		assert.equal(result.stack.name, "notes-api-suite");
		assert.equal(result.uploads.uploaded, 2);
		site.url = result.links.find(({ name }) => name === "url")?.url ?? "";
		assert.equal((await post(site.url))["greeting"], "Hello from Spool");
	});

	it("knows the account from then on: names of tables end in its hash", async () => {
		const document = await openFile("stacktape.yml");
		await eventually(async () => {
			const hints = await hintsOf(document);
			assert.ok(
				hints.some((hint) => /^notes-api-suite-notes-[0-9a-f]{6,8}$/.test(hint)),
				hints.join(),
			);
		});
	});

	it("tells of its phases in the output channel", async () => {
		const log = await spoolLog();
		for (const line of [
			/^Deploy of notes-api-suite in /m,
			/^ {2}account \d{12}$/m,
			/^▸ Build and package$/m,
			/^ +CREATE_COMPLETE +\w+ \(notes\)$/m,
			/^ {2}done Deploy with CloudFormation/m,
			/^notes-api-suite is created$/m,
		])
			assert.match(log, line);
	});

	it("finds nothing to do when nothing has changed", async () => {
		const result = await deploy();
		assert.equal(result.outcome, "unchanged");
		assert.equal(result.uploads.uploaded, 0);
	});

	it("writes what is not saved first, so that what is seen is deployed", async () => {
		const document = await openFile("stacktape.yml");
		await replace(document, "visibilityTimeoutSeconds: 60", "visibilityTimeoutSeconds: 61");
		assert.equal(document.isDirty, true);
		const result = await deploy();
		assert.equal(result.outcome, "updated");
		assert.equal(document.isDirty, false);
	});

	it("swaps changed code by command", async () => {
		const code = await openFile("src/api.ts");
		await replace(code, "Hello from Spool", "swapped by command");
		const result = await vscode.commands.executeCommand<HotSwapResult | undefined>("spool.hotSwap");
		assert.deepEqual(
			result?.swaps.map(({ resource }) => resource),
			["api"],
		);
		assert.deepEqual(result?.blocked, []);
		await answers(site.url, "swapped by command");
	});

	it("refuses a config with errors before it calls AWS, and the error stays on its line once", async () => {
		const document = await openFile("stacktape.yml");
		await replace(document, "visibilityTimeoutSeconds: 61", "visibilityTimeoutSeconds: 90000");
		assert.equal(await vscode.commands.executeCommand("spool.deploy"), undefined);
		await untilDiagnostics(document, (found) => {
			assert.deepEqual(
				found.map(({ range }) => document.getText(range)),
				["90000"],
			);
		});
		await replace(document, "90000", "61");
		await document.save();
	});

	describe("with hot swap on save", () => {
		const toggle = () => vscode.commands.executeCommand<boolean>("spool.toggleHotSwapOnSave");

		before(async () => {
			assert.equal(await toggle(), true, await spoolLog());
		});

		after(async () => {
			assert.equal(await toggle(), false);
		});

		it("makes a save live", async () => {
			const code = await openFile("src/api.ts");
			await replace(code, "swapped by command", "swapped by a save");
			await code.save();
			await answers(site.url, "swapped by a save");
		});

		it("shows a syntax error at its place in the code, and sends nothing", async () => {
			const code = await openFile("src/api.ts");
			await replace(code, 'const greeting = "swapped by a save";', 'const greeting = = "broken";');
			await code.save();
			const [problem] = await untilDiagnostics(code, (found) => {
				assert.ok(found.some(({ source }) => source === "spool deploy"));
			});
			const ours = vscode.languages
				.getDiagnostics(code.uri)
				.filter(({ source }) => source === "spool deploy");
			assert.equal(ours.length, 1);
			assert.ok(problem);
			assert.equal(ours[0]?.range.start.line, placeOf(code, '= "broken"').line);
			assert.match(ours[0]?.message ?? "", /Unexpected "="/);
			assert.equal((await post(site.url))["greeting"], "swapped by a save");
		});

		it("swaps again once it is repaired", async () => {
			const code = await openFile("src/api.ts");
			await replace(code, '= = "broken"', '= "repaired"');
			await code.save();
			await answers(site.url, "repaired");
			await untilDiagnostics(code, (found) => {
				assert.ok(!found.some(({ source }) => source === "spool deploy"));
			});
		});

		it("goes on after a deploy, with which a save does not meet", async function () {
			this.timeout(40_000);
			const document = await openFile("stacktape.yml");
			await replace(document, "memory: 512", "memory: 256");
			const code = await openFile("src/api.ts");
			await replace(code, '"repaired"', '"after a deploy"');
			const result = await deploy();
			assert.equal(result.outcome, "updated");
			await answers(site.url, "after a deploy");
			await replace(code, '"after a deploy"', '"after both"');
			await code.save();
			await answers(site.url, "after both");
		});
	});

	it("shows a failed deploy on the line that made the failing resource, until the next one", async function () {
		this.timeout(40_000);
		const document = await openFile("stacktape.yml");
		const before = document.getText();
		const topic =
			"\ncloudformationResources:\n  Broken:\n    Type: AWS::SNS::Topic\n    Properties:\n      Nonsense: 1\n";
		const file = document.uri.fsPath;
		await writeFile(file, `${before}${topic}`);
		await eventually(async () => assert.match(document.getText(), /Nonsense/));
		assert.equal(await vscode.commands.executeCommand("spool.deploy"), undefined);
		const [problem] = await untilDiagnostics(document, (found) => {
			// The config itself warns of a property that AWS does not know.
			assert.deepEqual(
				found.map(({ source, code }) => [source, code]),
				[
					["spool deploy", "resource-failed"],
					["spool", "unknown-cloudformation-property"],
				],
			);
		});
		assert.ok(problem);
		assert.equal(problem.range.start.line, placeOf(document, "  Broken:").line);
		assert.match(problem.message, /Broken.* failed: .*Nonsense/);
		assert.match(
			problem.relatedInformation?.[0]?.message ?? "",
			/UPDATE_ROLLBACK_COMPLETE.* as it was before/,
		);

		await writeFile(file, before);
		await eventually(async () => assert.doesNotMatch(document.getText(), /Nonsense/));
		assert.equal((await deploy()).outcome, "updated");
		await untilDiagnostics(document, (found) => assert.deepEqual(found, []));
		assert.doesNotMatch(await readFile(file, "utf8"), /Nonsense/);
	});
});
