// Time from saving a file to the new answer over HTTP, on the local sandbox: median and p95 of 20, parts told apart.
// Run: npm run build && node_modules/.bin/node bench/hot-swap.ts [runs]
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { formatTable } from "../engine/cli/format.ts";
import {
	createBundler,
	deploy,
	loadConfig,
	openCloud,
	openHost,
	openSwapSession,
	type Ports,
	type SaveOutcome,
} from "../engine/effects.ts";
import { startSandbox } from "../sandbox/sandbox.ts";

const runs = Number(process.argv[2] ?? 20);
/** Saves of several files by one action are taken together within this time, as `spool watch` does. */
const settleMs = 5;

function quantile(values: readonly number[], q: number): number {
	const sorted = values.toSorted((left, right) => left - right);
	return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

const root = new URL("../", import.meta.url).pathname;
await mkdir(join(root, ".spool"), { recursive: true });
const directory = await mkdtemp(join(root, ".spool/bench-"));
const sandbox = await startSandbox({ port: 0 });
const host = openHost();
const cloud = openCloud({
	region: sandbox.region,
	endpoint: sandbox.endpoint,
	credentials: sandbox.credentials,
	environment: {},
});
const ports: Ports = { host, cloud, emit: () => {}, ask: async () => undefined };
const target = { project: "bench", stage: "dev", region: sandbox.region };
const parts = {
	noticed: [] as number[],
	rebuilt: [] as number[],
	zipped: [] as number[],
	accepted: [] as number[],
	answers: [] as number[],
	confirmed: [] as number[],
};

try {
	await cp(join(root, "examples/api"), directory, { recursive: true });
	const config = await loadConfig(host, directory, undefined);
	const bundler = createBundler();
	const { links } = await deploy(ports, { config, target, bundler });
	await bundler.close();
	const url = `${links[0]?.url}/notes/none`;
	const session = await openSwapSession(ports, { config, target });
	const file = join(directory, "src/api.ts");
	const source = await readFile(file, "utf8");
	await fetch(url);
	for (let run = 0; run < runs; run++) {
		const greeting = `Hello number ${run}`;
		let noticedAt = 0;
		let outcome: Promise<SaveOutcome> | undefined;
		let timer: NodeJS.Timeout | undefined;
		const watcher = host.watch(session.directories(), (path) => {
			if (!session.concerns(path)) return;
			clearTimeout(timer);
			timer = setTimeout(() => {
				noticedAt ||= performance.now();
				outcome ??= session.saved([path]);
			}, settleMs);
		});
		// Folders are watched one after the other: a save before that would not be noticed.
		await sleep(300);
		const savedAt = performance.now();
		await writeFile(file, source.replace("Hello from Spool", greeting));
		for (;;) {
			const text = await (await fetch(url)).text();
			if (text.includes(greeting)) break;
			await sleep(1);
		}
		parts.answers.push(performance.now() - savedAt);
		const result = await outcome;
		parts.confirmed.push(performance.now() - savedAt);
		watcher.close();
		parts.noticed.push(noticedAt - savedAt);
		if (result?.kind !== "swapped") continue;
		const timing = result.swaps[0]?.timing;
		if (!timing) continue;
		parts.rebuilt.push(timing.bundleMs);
		parts.zipped.push(timing.zipMs);
		parts.accepted.push(timing.acceptedMs);
	}
	await session.close();
	const rows = Object.entries(parts).map(([name, values]) => [
		name,
		String(values.length),
		quantile(values, 0.5).toFixed(1),
		quantile(values, 0.95).toFixed(1),
	]);
	process.stdout.write(formatTable([["part (ms)", "runs", "median", "p95"], ...rows]));
	process.stdout.write(
		"answers: from the save to the first new answer over HTTP; confirmed: until Lambda says Successful\n",
	);
} finally {
	await sandbox.stop();
	await rm(directory, { recursive: true, force: true });
}
