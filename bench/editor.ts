// The packaged extension in a real VS Code: its activation, the start of its language server, memory; medians.
// Run: npm run build && node_modules/.bin/node bench/editor.ts [runs]
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { packageExtension } from "../.ci/package.ts";
import { formatTable } from "../engine/cli/format.ts";
import { bug } from "../engine/report/bug.ts";
import { prepareEditorHost } from "../test/editor/host/install.ts";
import { runSuiteInHost } from "../test/editor/host/suite.ts";
import { makeTempFolder } from "../test/editor/host/temp-folder.ts";

/** What one start of VS Code gave; times in milliseconds. */
export type Probe = {
	readonly activationMs: number;
	readonly namesMs: number;
	readonly firstCompletionMs: number;
	readonly completionMs: number;
	readonly heapMegabytes: number;
};

const runs = Number(process.argv[2] ?? 5);
const root = resolve(import.meta.dirname, "..");

function median(values: readonly number[]): number {
	return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Resident memory of a process in MB, where the system says it. */
async function residentMegabytes(pid: number | undefined): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

async function answer(server: ChildProcess, request: object): Promise<unknown> {
	server.send(request);
	const [message] = await once(server, "message");
	return message;
}

/** From the start of the process to the answer of `initialize`, as VS Code starts it. */
async function startServer(): Promise<{ readonly initializeMs: number; readonly serverMegabytes: number }> {
	const startedAt = performance.now();
	const server = fork(join(root, "dist", "server.cjs"), ["--node-ipc", `--clientProcessId=${process.pid}`]);
	try {
		const params = { processId: process.pid, rootUri: null, capabilities: {} };
		await answer(server, { jsonrpc: "2.0", id: 1, method: "initialize", params });
		const initializeMs = performance.now() - startedAt;
		return { initializeMs, serverMegabytes: await residentMegabytes(server.pid) };
	} finally {
		server.kill();
	}
}

/** One start of VS Code on a folder without a config, with the package installed. */
async function probeEditor(vsix: string, folder: string): Promise<Probe> {
	const host = await prepareEditorHost({ onProgress: console.log });
	if (!host.available) return bug(host.reason);
	const workspace = join(folder, "empty");
	await mkdir(workspace, { recursive: true });
	await writeFile(join(workspace, "readme.txt"), "no config\n");
	const resultFile = join(folder, "probe.json");
	const { tests } = await runSuiteInHost(host, {
		workspace,
		extension: { vsix },
		testFiles: [join(import.meta.dirname, "editor-probe.ts")],
		environment: { SPOOL_BENCH_RESULT: resultFile, AWS_REGION: "eu-west-1" },
	});
	for (const { error } of tests) if (error !== undefined) bug(error);
	return JSON.parse(await readFile(resultFile, "utf8"));
}

const folder = await makeTempFolder();
try {
	const { file: vsix } = await packageExtension({ folder: folder.path });
	const probes: Probe[] = [];
	const starts: Awaited<ReturnType<typeof startServer>>[] = [];
	for (let run = 0; run < runs; run++) {
		probes.push(await probeEditor(vsix, folder.path));
		starts.push(await startServer());
	}
	const of = (name: keyof Probe) => median(probes.map((probe) => probe[name]));
	const ms = (value: number) => `${value.toFixed(0)} ms`;
	const megabytes = (value: number) => `${value.toFixed(1)} MB`;
	console.log(
		formatTable([
			["activation", ms(of("activationMs")), "budget 80 ms"],
			["from opening a config to its names", ms(of("namesMs")), "starts the language server"],
			["completion, the first", ms(of("firstCompletionMs")), ""],
			["completion, 50 more: median", ms(of("completionMs")), ""],
			[
				"initialize of the server, from its start",
				ms(median(starts.map(({ initializeMs }) => initializeMs))),
				"budget 150 ms",
			],
			["heap of the extension host, by activation and a config", megabytes(of("heapMegabytes")), ""],
			[
				"memory of the server after initialize",
				megabytes(median(starts.map(({ serverMegabytes }) => serverMegabytes))),
				"",
			],
		]),
	);
} finally {
	folder.remove();
}
