// How long packaging of many functions takes, and what the cache saves: node bench/packaging.ts [runs]
// Beside it what esbuild alone takes for the same bundles. Nothing is installed: the packages are those of Spool.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as esbuild from "esbuild";
import { openHost } from "../engine/host/node.ts";
import type { Host } from "../engine/host/port.ts";
import { bundleOptions } from "../engine/package/bundle-options.ts";
import { type Bundler, createBundler } from "../engine/package/bundler.ts";
import { openPackageMemory } from "../engine/package/memory/package-memory.ts";
import { packArtifacts } from "../engine/package/package.ts";
import { readPackaging } from "../engine/package/packaging.ts";
import type { ZipPlan } from "../engine/resources/kind.ts";

const runs = Number(process.argv[2] ?? 7);

const planOf = (job: string, packaging: unknown): ZipPlan => ({
	job,
	kind: "zip",
	packaging,
	runtime: "nodejs24.x",
	architecture: "x86_64",
	span: { start: 0, end: 0 },
});

const functionPlan = (index: number): ZipPlan =>
	planOf(`f${index}`, {
		type: "stacktape-lambda-buildpack",
		properties: { entryfilePath: `src/f${index}.ts` },
	});

const root = mkdtempSync(join(tmpdir(), "spool-bench-"));
const host: Host = {
	...openHost(),
	variable: (name) => (name === "SPOOL_CACHE_DIR" ? `${root}-cache` : undefined),
};
const clearCache = () => rmSync(`${root}-cache`, { recursive: true, force: true });

function writeFunction(index: number, version: number): void {
	const code = `import { parse } from "yaml";
import { minimatch } from "minimatch";
import { shared } from "./shared.ts";
export default async (text: string) => [parse(text), minimatch(text, "*"), shared, ${index}, ${version}];
`;
	writeFileSync(join(root, "src", `f${index}.ts`), code);
}

function row(name: string, samples: readonly number[]): void {
	const sorted = samples.toSorted((a, b) => a - b);
	const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
	console.log(`${name.padEnd(46)} ${median.toFixed(0).padStart(6)} ms, least ${(sorted[0] ?? 0).toFixed(0)}`);
}

/** Packs as a new process does, with a bundler and a memory of its own, or with a bundler that is kept. */
async function pack(plans: readonly ZipPlan[], expected: number, kept?: Bundler): Promise<number> {
	const began = performance.now();
	const bundler = kept ?? createBundler();
	const memory = openPackageMemory(host, root);
	const packed = await packArtifacts({ host, emit: () => undefined }, plans, { root, bundler, memory });
	const tookMs = performance.now() - began;
	if (!kept) await bundler.close();
	const reused = packed.filter(({ making }) => making.isReused).length;
	if (reused !== expected)
		throw new Error(`${reused} of ${packed.length} artifacts were taken from the cache`);
	return tookMs;
}

async function plainly(plans: readonly ZipPlan[]): Promise<number> {
	const began = performance.now();
	await Promise.all(
		plans.map((plan) => {
			const packaging = readPackaging(plan);
			if (packaging.kind !== "script") throw new Error("it is no script");
			const detours = { missing: [], aliases: {} };
			return esbuild.build(
				bundleOptions(root, plan.runtime, packaging, join(root, "tsconfig.json"), detours),
			);
		}),
	);
	return performance.now() - began;
}

async function sample(measure: (run: number) => Promise<number>, before = async () => {}): Promise<number[]> {
	const samples: number[] = [];
	for (let run = 0; run < runs; run++) {
		await before();
		samples.push(await measure(run));
	}
	return samples;
}

async function benchFunctions(count: number): Promise<void> {
	const plans = Array.from({ length: count }, (_, index) => functionPlan(index));
	row(`${count} functions, esbuild alone`, await sample(() => plainly(plans)));
	row(
		`${count} functions, cold`,
		await sample(
			() => pack(plans, 0),
			async () => clearCache(),
		),
	);
	// What was written a moment ago is read again the next time; from then on the disk's word is taken.
	await delay(2_500);
	await pack(plans, count);
	row(`${count} functions, nothing changed`, await sample(() => pack(plans, count)));
	const changed = await sample(async (run) => {
		writeFunction(0, run + 1);
		await delay(100);
		return pack(plans, count - 1);
	});
	row(`${count} functions, one changed`, changed);
	const kept = createBundler();
	writeFunction(0, -1);
	await delay(100);
	await pack(plans, count - 1, kept);
	const again = await sample(async (run) => {
		writeFunction(0, run + 1_000);
		await delay(100);
		return pack(plans, count - 1, kept);
	});
	row(`${count} functions, one changed, esbuild kept`, again);
	await kept.close();
}

async function benchFolder(): Promise<void> {
	for (let file = 0; file < 10_000; file++) {
		const folder = join(root, "out", `package-${Math.floor(file / 50)}`);
		if (file % 50 === 0) mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, `${file}.js`), `exports.value = ${file};\n`.repeat(60 + (file % 200)));
	}
	const plan = planOf("folder", { type: "custom-artifact", properties: { packagePath: "out" } });
	await delay(2_500);
	row(
		"a folder of 10,000 files, cold",
		await sample(
			() => pack([plan], 0),
			async () => clearCache(),
		),
	);
	await delay(2_500);
	await pack([plan], 1);
	row("a folder of 10,000 files, nothing changed", await sample(() => pack([plan], 1)));
	const changed = await sample(async (run) => {
		writeFileSync(join(root, "out", "package-7", "350.js"), `exports.value = "${run}";\n`);
		await delay(100);
		return pack([plan], 0);
	});
	row("a folder of 10,000 files, one changed", changed);
}

try {
	mkdirSync(join(root, "src"));
	writeFileSync(join(root, "tsconfig.json"), "{}");
	writeFileSync(join(root, "package.json"), '{"name":"bench","type":"module"}');
	writeFileSync(join(root, "src", "shared.ts"), "export const shared = 1;\n");
	symlinkSync(join(import.meta.dirname, "..", "node_modules"), join(root, "node_modules"), "junction");
	for (let index = 0; index < 50; index++) writeFunction(index, 0);
	await delay(100);
	await plainly([functionPlan(0)]);
	for (const count of [1, 10, 50]) await benchFunctions(count);
	await benchFolder();
} finally {
	clearCache();
	rmSync(root, { recursive: true, force: true });
}
