// Time from saving the files of 1 and 20 functions of a project of 50 until Lambda says of all of them that they are
// live, on the local sandbox. Run: node_modules/.bin/node bench/hot-swap-many.ts [runs]
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatTable } from "../engine/cli/format.ts";
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

const runs = Number(process.argv[2] ?? 10);
const functions = 50;

function quantile(values: readonly number[], q: number): number {
	const sorted = values.toSorted((left, right) => left - right);
	return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

const root = new URL("../", import.meta.url).pathname;
await mkdir(join(root, ".spool"), { recursive: true });
const directory = await mkdtemp(join(root, ".spool/bench-"));
const sandbox = await startSandbox({ port: 0 });
const { region, endpoint, credentials } = sandbox;
const host = openHost();
const cloud = openCloud({ region, endpoint, credentials, environment: {} });
const ports: Ports = { host, cloud, emit: () => {}, ask: async () => undefined };
const target = { project: "many", stage: "dev", region };

try {
	await writeProject(directory, functions);
	const config = await loadConfig(host, directory, undefined);
	const bundler = createBundler();
	await deploy(ports, { config, target, bundler });
	await bundler.close();
	const session = await openSwapSession(ports, { config, target });
	const rows: string[][] = [
		["functions saved", "runs", "live (ms), median", "p95", "slowest wait for AWS, median"],
	];
	for (const count of [1, 20]) {
		const live: number[] = [];
		const waited: number[] = [];
		for (let run = 0; run < runs; run++) {
			const files = Array.from({ length: count }, (_, index) => fileOf(directory, index));
			await Promise.all(files.map((file) => writeFile(file, sourceOf(`${count} files, run ${run}`))));
			const savedAt = performance.now();
			const outcome = await session.saved(files);
			if (outcome.kind !== "swapped" || outcome.swaps.length !== count) throw outcome;
			live.push(performance.now() - savedAt);
			waited.push(Math.max(...outcome.swaps.map(({ timing }) => timing.liveMs)));
		}
		const cells = [quantile(live, 0.5), quantile(live, 0.95), quantile(waited, 0.5)];
		rows.push([String(count), String(runs), ...cells.map((ms) => ms.toFixed(0))]);
	}
	await session.close();
	process.stdout.write(formatTable(rows));
} finally {
	await sandbox.stop();
	await rm(directory, { recursive: true, force: true });
}
