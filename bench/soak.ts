// Saves every few seconds for an hour, on the local sandbox. Fails when a swap is lost or comes out of order, when
// memory grows, or when a handle is left at the end. Run: npm run soak -- [minutes] [seconds between saves]
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
	createBundler,
	deploy,
	loadConfig,
	openCloud,
	openHost,
	openSwapSession,
	type Ports,
} from "../engine/effects.ts";
import { startSandbox } from "../sandbox/sandbox.ts";
import { fileOf, sourceOf, writeProject } from "./many-functions.ts";

const minutes = Number(process.argv[2] ?? 60);
const pauseMs = Number(process.argv[3] ?? 3) * 1_000;
const functions = 5;
/** How much memory may grow from the first fifth of the run to the last one, in bytes. */
const allowedGrowth = 48 * 1024 * 1024;

if (!(minutes > 0) || !(pauseMs >= 0)) {
	process.stderr.write("usage: npm run soak -- [minutes] [seconds between saves]\n");
	process.exit(2);
}

const faults: string[] = [];
const memory: number[] = [];

/** What is left open in this process, by kind; the process itself has some. */
function handles(): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
	return counts;
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

const root = new URL("../", import.meta.url).pathname;
await mkdir(join(root, ".spool"), { recursive: true });
const directory = await mkdtemp(join(root, ".spool/soak-"));
const sandbox = await startSandbox({ port: 0 });
const { region, endpoint, credentials } = sandbox;
const host = openHost();
const cloud = openCloud({ region, endpoint, credentials, environment: {} });
const ports: Ports = { host, cloud, emit: () => {}, ask: async () => undefined };
const target = { project: "many", stage: "dev", region };
const written = new Map<number, string>();
let saves = 0;

/** Digest of the code that a function runs. */
async function liveOf(index: number): Promise<string> {
	const found = await cloud.functions.read(`many-dev-fn${index}`, {});
	return found?.codeSha256 ?? "";
}

try {
	await writeProject(directory, functions);
	const config = await loadConfig(host, directory, undefined);
	const bundler = createBundler();
	await deploy(ports, { config, target, bundler });
	await bundler.close();
	const before = handles();
	const session = await openSwapSession(ports, { config, target });
	const end = Date.now() + minutes * 60_000;
	const outcomes: Promise<void>[] = [];
	while (Date.now() < end) {
		const index = saves % functions;
		const text = `save ${++saves}`;
		written.set(index, text);
		const file = fileOf(directory, index);
		await writeFile(file, sourceOf(text));
		// Not waited for each time, so that some saves come while a swap runs.
		const number = saves;
		const told = session.saved([file]).then((outcome) => {
			if (outcome.kind === "failed") faults.push(`save ${number}: ${outcome.failure.message}`);
		});
		outcomes.push(told);
		if (saves % 4 !== 0) await Promise.all(outcomes.splice(0));
		globalThis.gc?.();
		memory.push(process.memoryUsage().heapUsed);
		await sleep(saves % 4 === 0 ? 0 : pauseMs);
	}
	await Promise.all(outcomes);
	// The last text of each function is what it must run: nothing was lost, and nothing older came behind.
	const live = await Promise.all([...written.keys()].map(liveOf));
	const wanted = await session.saved([...written.keys()].map((index) => fileOf(directory, index)));
	if (wanted.kind !== "unchanged") faults.push(`something was lost: a last look found ${wanted.kind}`);
	if (new Set(live).size !== written.size) faults.push("two functions run the same code");
	await session.close();
	// Connections that are kept alive close by themselves.
	await sleep(6_000);
	for (const [kind, count] of handles()) {
		const isMore = count > (before.get(kind) ?? 0);
		if (isMore && !/TCP|TLS/.test(kind))
			faults.push(`${count} handles of kind ${kind}, ${before.get(kind) ?? 0} before`);
	}
	const fifth = Math.max(1, Math.floor(memory.length / 5));
	const growth = mean(memory.slice(-fifth)) - mean(memory.slice(0, fifth));
	if (growth > allowedGrowth) faults.push(`memory grew by ${Math.round(growth / 1024 / 1024)} MB`);
	process.stdout.write(
		`${saves} saves in ${minutes} min, heap ${Math.round(mean(memory.slice(-fifth)) / 1024 / 1024)} MB, ${(growth / 1024 / 1024).toFixed(1)} MB more than at the beginning\n`,
	);
} finally {
	await sandbox.stop();
	await rm(directory, { recursive: true, force: true });
}
for (const fault of faults) process.stdout.write(`✗ ${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
