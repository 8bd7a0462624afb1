import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { it } from "mocha";
// biome-ignore lint/correctness/noUndeclaredDependencies: VS Code provides it; this file runs in its extension host
import * as vscode from "vscode";
import { bug } from "../engine/report/bug.ts";
import type { Probe } from "./editor.ts";

/** VS Code itself has started then; the activation is not to be measured in the midst of that. */
const settleMs = 3_000;
const completions = 50;
const config = "resources:\n  jobs:\n    type: \n  mails:\n    type: sqs-queue\n";

function heapMegabytes(): number {
	setFlagsFromString("--expose-gc");
	runInNewContext("gc")();
	return process.memoryUsage().heapUsed / 1e6;
}

async function timed(work: () => Thenable<unknown>): Promise<number> {
	const startedAt = performance.now();
	await work();
	return performance.now() - startedAt;
}

async function untilNamed(document: vscode.TextDocument): Promise<void> {
	const whole = new vscode.Range(0, 0, document.lineCount, 0);
	const ask = () =>
		vscode.commands.executeCommand<vscode.InlayHint[]>(
			"vscode.executeInlayHintProvider",
			document.uri,
			whole,
		);
	while ((await ask()).length === 0) await sleep(5);
}

it("is measured", async function () {
	this.timeout(60_000);
	const resultFile = process.env["SPOOL_BENCH_RESULT"] ?? bug("SPOOL_BENCH_RESULT names no file");
	const extension = vscode.extensions.getExtension("spool.spool") ?? bug("the extension is not installed");
	await sleep(settleMs);
	if (extension.isActive) bug("the extension is active without a config");
	const heapBefore = heapMegabytes();
	const activationMs = await timed(() => extension.activate());

	const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? bug("no folder is open");
	mkdirSync(join(folder, "app"));
	const file = join(folder, "app", "stacktape.yml");
	writeFileSync(file, config);
	const startedAt = performance.now();
	const document = await vscode.workspace.openTextDocument(file);
	await untilNamed(document);
	const namesMs = performance.now() - startedAt;

	const complete = () =>
		vscode.commands.executeCommand(
			"vscode.executeCompletionItemProvider",
			document.uri,
			document.positionAt(config.indexOf("type: ") + "type: ".length),
		);
	const firstCompletionMs = await timed(complete);
	const times: number[] = [];
	for (let count = 0; count < completions; count++) times.push(await timed(complete));
	const completionMs = times.toSorted((left, right) => left - right)[completions / 2] ?? Number.NaN;
	const probe: Probe = {
		activationMs,
		namesMs,
		firstCompletionMs,
		completionMs,
		heapMegabytes: heapMegabytes() - heapBefore,
	};
	writeFileSync(resultFile, JSON.stringify(probe));
});
