import { type Contents, largest, packagingFailure, type Work } from "./contents.ts";
import { digestOf } from "./digest.ts";
import { sizeProblem } from "./limits.ts";
import type { PackageMemory, Remembered } from "./memory/package-memory.ts";
import { type Settings, settingsOf } from "./memory/settings.ts";
import { type EntrySize, type Packed, sourceOfPieces } from "./packed.ts";
import { zipPieces } from "./zip.ts";

/** What it takes to make a zip, or to know that it was made before. */
export type ZipWork = Work & {
	readonly memory: PackageMemory | undefined;
	readonly contents: (work: Work) => Promise<Contents>;
	/** Runs one after the other what takes much memory. */
	readonly heavily: <T>(work: () => Promise<T>) => Promise<T>;
};

/** From so many bytes on an artifact is zipped when no other one is. */
const heavyBytes = 16 * 1024 * 1024;

/** Up to this size a zip stays in memory until it is sent. */
const keptBytes = 1024 * 1024;

async function reuse(work: ZipWork, known: Remembered): Promise<Packed> {
	const { host, plan, warn } = work;
	const { path, size, digest, inputs, unzippedSize, largestEntries, warnings } = known;
	for (const warning of warnings) warn(warning);
	return {
		plan,
		source: { size, read: (from, to) => host.stream(path, size, { from, to }) },
		digest,
		digestBase64: Buffer.from(digest, "hex").toString("base64"),
		inputs,
		unzippedSize,
		largestEntries,
		making: { isReused: true, because: [] },
		timing: { bundleMs: 0, zipMs: 0 },
	};
}

type Zipped = { readonly pieces: readonly Uint8Array[]; readonly sizes: readonly EntrySize[] };

async function zip(work: ZipWork, { body }: Contents): Promise<Zipped> {
	const { bundler, signal } = work;
	const sizes = body.entries.map((entry) => ({
		path: entry.path,
		size: "bytes" in entry ? entry.bytes.length : entry.size,
	}));
	const pieces =
		body.kind === "zip"
			? [body.bytes]
			: await zipPieces(body.entries, { cache: bundler.compressed, ...(signal && { signal }) });
	return { pieces, sizes };
}

/** Zips what an artifact holds, and keeps the zip where that is possible. */
async function makeZip(
	work: ZipWork,
	contents: Contents,
	made: { readonly began: number; readonly settings: Settings; readonly warnings: readonly string[] },
): Promise<Omit<Packed, "making">> {
	const { plan, host, memory } = work;
	const { inputs, evidence, largestInputs, bundleMs } = contents;
	const began = host.now();
	const { pieces, sizes } = await zip(work, contents);
	const zipMs = host.now() - began;
	const unzippedSize = sizes.reduce((total, { size }) => total + size, 0);
	const largestEntries = largest(sizes, 10);
	const inMemory = sourceOfPieces(pieces);
	const { size } = inMemory;
	const problem = sizeProblem(
		{ zipped: size, unzipped: unzippedSize, largestEntries, largestInputs },
		plan.span,
	);
	if (problem !== undefined) throw packagingFailure(plan, [problem]);
	const { hex: digest, base64: digestBase64 } = await digestOf(pieces);
	const result = { digest, inputs, unzippedSize, largestEntries };
	const path = await memory?.remember(plan.job, { ...result, ...made, evidence, pieces });
	const source =
		path === undefined || size <= keptBytes
			? inMemory
			: { size, read: (from: number, to: number) => host.stream(path, size, { from, to }) };
	return { plan, ...result, digestBase64, source, timing: { bundleMs, zipMs } };
}

function weightOf({ body }: Contents): number {
	if (body.kind === "zip") return body.bytes.length;
	return body.entries.reduce((sum, entry) => sum + ("load" in entry ? entry.size : entry.bytes.length), 0);
}

/** The zip of a plan: the one that was made before when nothing of what decides it has changed, else a new one. */
export async function packZip(work: ZipWork): Promise<Packed> {
	const { host, plan, bundler, memory, heavily } = work;
	const settings = await settingsOf(host, plan, bundler);
	const recalled = (await memory?.recall(plan.job, settings)) ?? { because: ["nothing is remembered"] };
	if ("same" in recalled) return reuse(work, recalled.same);
	const began = memory ? host.now() : 0;
	const warnings: string[] = [];
	const warn = (message: string) => {
		warnings.push(message);
		work.warn(message);
	};
	const contents = await work.contents({ ...work, warn });
	const make = () => makeZip(work, contents, { began, settings, warnings });
	const packed = await (weightOf(contents) > heavyBytes ? heavily(make) : make());
	return { ...packed, making: { isReused: false, because: recalled.because } };
}
