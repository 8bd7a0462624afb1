import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { clientOver } from "../support/lsp-client.ts";

const source = fileURLToPath(new URL("../../server/main.ts", import.meta.url));
const bundle = fileURLToPath(new URL("../../dist/server.cjs", import.meta.url));

/** The bundle is older than the sources while somebody edits them, and absent in a fresh clone. */
const programs: readonly (readonly [name: string, file: string])[] = [
	["from its sources", source],
	...(existsSync(bundle) ? [["as a bundle", bundle] as const] : []),
];

describe("server as a process", () => {
	const running: ChildProcess[] = [];
	const folder = mkdtempSync(join(tmpdir(), "spool-server-"));

	afterEach(() => {
		for (const child of running.splice(0)) child.kill();
	});
	after(() => rmSync(folder, { recursive: true }));

	for (const [name, file] of programs) {
		it(`${name} talks over stdio, formats, and ends when it is told to`, async () => {
			writeFileSync(join(folder, "a.ts"), "");
			const child = spawn(process.execPath, [file, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
			running.push(child);
			const { href } = pathToFileURL(folder);
			const client = await clientOver(
				new StreamMessageReader(child.stdout),
				new StreamMessageWriter(child.stdin),
				{ folder: href },
			);
			assert.equal(client.initialized.serverInfo?.name, "spool");
			const text =
				"resources:\n    jobs:\n        type: sqs-qeue\n    f:\n        type: function\n        properties:\n            packaging:\n                type: stacktape-lambda-buildpack\n                properties:\n                    entryfilePath: ./a.ts\n";
			const document = await client.open("stacktape.yml", text);
			assert.deepEqual(
				(await document.diagnostics()).map(({ code }) => code),
				["unknown-resource-type"],
			);
			assert.equal((await document.format()).length, 1);
			assert.ok((await document.folding()).length > 0);
			const ended = once(child, "exit");
			await client.connection.sendRequest("shutdown");
			await client.connection.sendNotification("exit");
			assert.deepEqual(await ended, [0, null]);
		}).timeout(30_000);
	}
});
