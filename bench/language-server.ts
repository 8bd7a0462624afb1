// How fast the language server answers after an edit: node bench/language-server.ts [runs] [--compare]
// It runs as the bundle dist/server.cjs when that is there, over stdio, as in an editor. --compare runs
// yaml-language-server with the published schema beside it.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
	createProtocolConnection,
	type ProtocolConnection,
	type PublishDiagnosticsParams,
	StreamMessageReader,
	StreamMessageWriter,
} from "vscode-languageserver/node";
import { compileGraph } from "../engine/compile/compile.ts";
import { parseConfig } from "../engine/config/parse.ts";
import { resolveConfig } from "../engine/config/resolve.ts";
import { linkConfig } from "../engine/graph/link.ts";
import { analyse, kinds, unbuiltTypes } from "../engine/index.ts";
import { lineMap } from "../engine/text/line-map.ts";

const sizes = [40, 400, 2000, 5000] as const;
const runs = Number(process.argv[2]) || 30;
const isComparing = process.argv.includes("--compare");
const target = { project: "shop", stage: "dev", region: "eu-west-1" };
const pathTo = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** A function with its queue, its table and its bucket, as people write them. */
const block = (index: number) => `  jobs${index}:
    type: sqs-queue
    properties:
      visibilityTimeoutSeconds: ${120 + (index % 9)}
  items${index}:
    type: dynamo-db-table
    properties:
      primaryKey:
        partitionKey:
          name: id
          type: string
  files${index}:
    type: bucket
  worker${index}:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./worker.ts
      memory: 512
      timeout: 30
      events:
        - type: sqs
          properties:
            sqsQueueName: jobs${index}
            batchSize: 10
        - type: http-api-gateway
          properties:
            httpApiGatewayName: api
            method: POST
            path: /jobs/${index}
      connectTo:
        - items${index}
        - files${index}
      environment:
        - name: TABLE
          value: $ResourceParam('items${index}', 'name')
        - name: STAGE_NAME
          value: $Stage()
`;

/** A config of about `lines` lines. */
function configOf(lines: number): string {
	const head = "resources:\n  api:\n    type: http-api-gateway\n";
	const perBlock = block(0).split("\n").length - 1;
	const count = Math.max(1, Math.round((lines - 3) / perBlock));
	return head + Array.from({ length: count }, (_, index) => block(index)).join("");
}

type Sample = readonly number[];

const ofSorted = (values: Sample, share: number) => {
	const sorted = values.toSorted((left, right) => left - right);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

const figures = (values: Sample) =>
	`${ofSorted(values, 0.5).toFixed(1)} (${ofSorted(values, 0.95).toFixed(1)})`;

type Server = {
	readonly name: string;
	readonly args: readonly string[];
	readonly languageId: string;
	readonly head: string;
};

type Client = {
	readonly child: ChildProcessWithoutNullStreams;
	readonly connection: ProtocolConnection;
	readonly initializeMs: number;
	/** Resolves with the next diagnostics of a document. */
	nextDiagnostics(uri: string): Promise<PublishDiagnosticsParams>;
};

async function start(server: Server, folder: string): Promise<Client> {
	const started = performance.now();
	const child = spawn(process.execPath, [...server.args], { stdio: ["pipe", "pipe", "pipe"] });
	const connection = createProtocolConnection(
		new StreamMessageReader(child.stdout),
		new StreamMessageWriter(child.stdin),
	);
	const waiting = new Map<string, (message: PublishDiagnosticsParams) => void>();
	connection.onNotification("textDocument/publishDiagnostics", (message: PublishDiagnosticsParams) => {
		waiting.get(message.uri)?.(message);
		waiting.delete(message.uri);
	});
	connection.onRequest("workspace/configuration", ({ items }: { readonly items: readonly unknown[] }) =>
		items.map(() => null),
	);
	connection.onRequest("client/registerCapability", () => null);
	connection.listen();
	await connection.sendRequest("initialize", {
		processId: process.pid,
		rootUri: pathToFileURL(folder).href,
		capabilities: {
			textDocument: {
				completion: { completionItem: { snippetSupport: true } },
				hover: { contentFormat: ["markdown"] },
			},
		},
		initializationOptions: { l10nPath: pathTo("node_modules/yaml-language-server/l10n") },
	});
	const initializeMs = performance.now() - started;
	await connection.sendNotification("initialized", {});
	const nextDiagnostics = (uri: string) =>
		new Promise<PublishDiagnosticsParams>((resolve) => {
			waiting.set(uri, resolve);
		});
	return { child, connection, initializeMs, nextDiagnostics };
}

type Measured = {
	readonly opened: number;
	readonly diagnostics: Sample;
	readonly completion: Sample;
	readonly hover: Sample;
	readonly rename: Sample;
	readonly megabytes: number;
};

/** Opens a config and edits it in its middle: before each question a digit changes. */
async function measure(client: Client, server: Server, folder: string, lines: number): Promise<Measured> {
	const uri = pathToFileURL(join(folder, `stacktape-${lines}.yml`)).href;
	const text = server.head + configOf(lines);
	const middle = text.indexOf("memory: 512", Math.floor(text.length / 2));
	const offset = middle < 0 ? text.indexOf("memory: 512") : middle;
	const { line } = lineMap(text).positionAt(offset);
	const digit = { line, character: "      memory: 51".length };
	const state = { version: 1 };
	const change = (to: string) => {
		state.version++;
		const range = { start: digit, end: { ...digit, character: digit.character + 1 } };
		return client.connection.sendNotification("textDocument/didChange", {
			textDocument: { uri, version: state.version },
			contentChanges: [{ range, text: to }],
		});
	};
	const timed = async (question: () => Promise<unknown>) => {
		const began = performance.now();
		await question();
		return performance.now() - began;
	};
	const opened = await timed(async () => {
		const answer = client.nextDiagnostics(uri);
		await client.connection.sendNotification("textDocument/didOpen", {
			textDocument: { uri, languageId: server.languageId, version: 1, text },
		});
		await answer;
	});
	const samples = {
		diagnostics: [] as number[],
		completion: [] as number[],
		hover: [] as number[],
		rename: [] as number[],
	};
	const ask = (method: string, character: number) =>
		client.connection.sendRequest(method, { textDocument: { uri }, position: { line, character } });
	// The name of the function that the digit is in.
	const named = lineMap(text).positionAt(text.lastIndexOf("  worker", offset) + 4);
	const rename = () =>
		client.connection
			.sendRequest("textDocument/rename", { textDocument: { uri }, position: named, newName: "renamed" })
			// A server that renames nothing but anchors refuses.
			.catch(() => null);
	for (let run = 0; run < runs; run++) {
		const to = String(run % 10);
		samples.diagnostics.push(await timed(() => Promise.all([client.nextDiagnostics(uri), change(to)])));
		const first = client.nextDiagnostics(uri);
		samples.completion.push(
			await timed(() => Promise.all([change(to === "1" ? "2" : "1"), ask("textDocument/completion", 8)])),
		);
		await first;
		const second = client.nextDiagnostics(uri);
		samples.hover.push(
			await timed(() => Promise.all([change(to === "3" ? "4" : "3"), ask("textDocument/hover", 8)])),
		);
		await second;
		const third = client.nextDiagnostics(uri);
		samples.rename.push(await timed(() => Promise.all([change(to === "5" ? "6" : "5"), rename()])));
		await third;
	}
	return { opened, ...samples, megabytes: memoryOf(client) };
}

function memoryOf({ child }: Client): number {
	const status = process.platform === "linux" && child.pid !== undefined ? readStatus(child.pid) : "";
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

const readStatus = (pid: number) => readFileSync(`/proc/${pid}/status`, "utf8");

async function benchServer(server: Server, folder: string): Promise<void> {
	console.log(`\n${server.name}: milliseconds, median (p95) of ${runs}, each right after an edit\n`);
	console.log("| lines | start | first diagnostics | diagnostics | completion | hover | rename | MB |");
	console.log("|--:|--:|--:|--:|--:|--:|--:|--:|");
	for (const lines of sizes) {
		const client = await start(server, folder);
		const { opened, diagnostics, completion, hover, rename, megabytes } = await measure(
			client,
			server,
			folder,
			lines,
		);
		const cells = [
			configOf(lines).split("\n").length - 1,
			client.initializeMs.toFixed(0),
			opened.toFixed(1),
			figures(diagnostics),
			figures(completion),
			figures(hover),
			figures(rename),
			megabytes.toFixed(0),
		];
		console.log(`| ${cells.join(" | ")} |`);
		client.connection.dispose();
		client.child.kill();
	}
}

/** Where the time of one analysis goes, in this process, once everything is warm. */
function benchStages(): void {
	console.log(`\nStages of one analysis in this process: milliseconds, median (p95) of ${runs}\n`);
	console.log("| lines | parse | resolve | link | compile | whole |");
	console.log("|--:|--:|--:|--:|--:|--:|");
	for (const lines of sizes) {
		const file = { path: "stacktape.yml", text: configOf(lines) };
		const stages: readonly number[][] = [[], [], [], [], []];
		const timed = <Value>(stage: number, step: () => Value): Value => {
			const began = performance.now();
			const value = step();
			stages[stage]?.push(performance.now() - began);
			return value;
		};
		for (let run = 0; run < runs; run++) {
			const parsed = timed(0, () => parseConfig(file));
			const resolved = timed(1, () => resolveConfig(parsed, target, new Map()));
			const graph = timed(2, () =>
				linkConfig({ built: kinds, unbuilt: unbuiltTypes }, resolved, new Map(), target),
			);
			timed(3, () => compileGraph(graph, target, new Map()));
			timed(4, () => analyse(file, target));
		}
		console.log(`| ${file.text.split("\n").length - 1} | ${stages.map(figures).join(" | ")} |`);
	}
}

const folder = mkdtempSync(join(tmpdir(), "spool-bench-"));
try {
	writeFileSync(join(folder, "worker.ts"), "");
	const bundle = pathTo("dist/server.cjs");
	const program = existsSync(bundle) ? bundle : pathTo("server/main.ts");
	await benchServer({ name: "Spool", args: [program, "--stdio"], languageId: "stacktape", head: "" }, folder);
	if (isComparing) {
		const yaml = pathTo("node_modules/yaml-language-server/bin/yaml-language-server");
		const schema = pathToFileURL(pathTo("schemas/config.schema.json")).href;
		const head = `# yaml-language-server: $schema=${schema}\n`;
		await benchServer(
			{ name: "yaml-language-server", args: [yaml, "--stdio"], languageId: "yaml", head },
			folder,
		);
	}
	benchStages();
} finally {
	rmSync(folder, { recursive: true });
}
