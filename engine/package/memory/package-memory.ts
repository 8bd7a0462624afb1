import { createHash } from "node:crypto";
import { dirname, join, relative } from "node:path";
import type { Host } from "../../host/port.ts";
import { Failure } from "../../report/failure.ts";
import { cacheFolder } from "../cache-folder.ts";
import { withSlashes } from "../packaging-values.ts";
import { foldersUp } from "../tsconfig.ts";
import { type Evidence, evidenceKey, type FolderEvidence, readEvidenceKey } from "./evidence.ts";
import { changedEvidence, changedSettings } from "./explain.ts";
import { inTurns } from "./in-turns.ts";
import { addMade, type Made, noRecords, printRecords, type Records, readRecords } from "./records.ts";
import { isOlder, openView, type Seen, see, type View } from "./seen.ts";
import type { Settings } from "./settings.ts";
import { openZipStore, type ZipStore } from "./zip-store.ts";

/** An artifact as it was made before, with its zip on the disk. */
export type Remembered = Omit<Made, "at" | "settings" | "evidence"> & { readonly path: string };

/** What is known of an artifact before it is made: that nothing has changed, or what has. */
export type Recalled = { readonly same: Remembered } | { readonly because: readonly string[] };

/** What was made of a job, to be remembered. */
export type ToRemember = Omit<Made, "at" | "evidence" | "size"> & {
	/** Without it the zip is kept and not remembered. */
	readonly evidence: Evidence | undefined;
	/** When its making began. */
	readonly began: number;
	readonly pieces: readonly Uint8Array[];
};

/** What is told of something that is kept elsewhere. */
export type Explained = {
	readonly settings: Settings;
	readonly digest: string;
	/** Absolute paths of files that went in. */
	readonly inputs: readonly string[];
};

/** The artifacts of one project that were made on this machine. */
export type PackageMemory = {
	recall(job: string, settings: Settings): Promise<Recalled>;
	/** Path of the zip in the cache; `undefined` when it cannot be kept. */
	remember(job: string, made: ToRemember): Promise<string | undefined>;
	/**
	 * Why something that is not kept here, as an image, is another than when it was made last, in words. None when it is
	 * not. Remembers what it is now.
	 */
	explain(job: string, made: Explained): Promise<readonly string[]>;
	/** Writes down what was remembered. Fails for nothing. */
	save(): Promise<void>;
};

const FIRST = "it was not packaged on this machine before";

/** Bytes of zips that stay on the disk; some hundred deploys of a usual project. */
const cacheBytes = 1024 * 1024 * 1024;

type Disk = Pick<
	Host,
	"states" | "names" | "stream" | "now" | "readText" | "write" | "remove" | "list" | "variable"
>;

function evidenceOf(keys: Iterable<string>): Evidence {
	const entries = [...keys].map(readEvidenceKey);
	return {
		files: entries.filter((entry) => typeof entry === "string"),
		folders: entries.filter((entry) => typeof entry !== "string"),
	};
}

const zipKey = (digest: string) => `zip:${digest}`;

function recordsPath(cache: string, root: string): string {
	const name = createHash("sha256").update(root).digest("hex").slice(0, 32);
	return join(cache, "packages", `${name}.json`);
}

async function usesOf(host: Disk, cache: string): Promise<ReadonlyMap<string, number>> {
	const folder = join(cache, "packages");
	const used = new Map<string, number>();
	for (const { path } of await host.list(folder).catch(() => [])) {
		const records = readRecords(await host.readText(join(folder, path)).catch(() => undefined));
		for (const { digest, at } of [...records.made.values()].flat())
			used.set(digest, Math.max(at, used.get(digest) ?? 0));
	}
	return used;
}

type Opened = {
	readonly host: Disk;
	readonly root: string;
	readonly zips: ZipStore;
	readonly view: View;
	/** The folders above the project as they were before anything was packaged. */
	above: ReadonlyMap<string, Seen>;
	hasNews: boolean;
	hasZips: boolean;
};

/** Folders above a project, in which others write all the time; what counts there hardly ever changes. */
function lookAbove({ host, root }: Opened): Promise<ReadonlyMap<string, Seen>> {
	const folders = foldersUp(dirname(root)).map((path) => ({ path, role: "above" as const }));
	return see(host, openView(), { files: [], folders }, () => undefined);
}

/** Whether an artifact is what it was, by the disk as it is now. */
async function compare(memory: Opened, records: Records, made: Made, settings: Settings): Promise<Recalled> {
	const others = changedSettings(made.settings, settings);
	if (others.length > 0) return { because: others };
	const { host, view, root, zips } = memory;
	const evidence = evidenceOf(made.evidence.keys());
	const now = await see(host, view, evidence, (key) => records.seen.get(key));
	const changed = changedEvidence(root, made.evidence, now);
	if (changed.length > 0) return { because: changed };
	const { digest, size } = made;
	const found = await zips.find(digest, size, records.seen.get(zipKey(digest))?.stamp);
	if (found === "missing") return { because: ["its zip is not in the cache any more"] };
	if (found === "damaged") return { because: ["its zip in the cache was damaged"] };
	for (const [key, seen] of [...now, [zipKey(digest), { stamp: found.stamp, sha256: digest }] as const]) {
		if (records.seen.get(key)?.stamp !== seen.stamp) memory.hasNews = true;
		records.seen.set(key, seen);
	}
	return { same: { ...made, path: found.path } };
}

async function recall(memory: Opened, records: Records, job: string, settings: Settings): Promise<Recalled> {
	if (memory.above.size === 0) memory.above = await lookAbove(memory);
	const known = records.made.get(job) ?? [];
	const like = known.find((one) => changedSettings(one.settings, settings).length === 0) ?? known[0];
	if (!like) return { because: [FIRST] };
	try {
		return await compare(memory, records, like, settings);
	} catch (error) {
		// Whoever packages it says better what cannot be read.
		if (error instanceof Failure) return { because: [error.message] };
		throw error;
	}
}

async function note(
	memory: Opened,
	records: Records,
	job: string,
	made: Omit<ToRemember, "pieces"> & { readonly size: number },
) {
	const { host } = memory;
	const { evidence, began, ...rest } = made;
	if (!evidence) return;
	const isAbove = (folder: FolderEvidence) => memory.above.has(evidenceKey(folder));
	const folders = evidence.folders.filter((folder) => !isAbove(folder));
	if (!(await isOlder(host, { ...evidence, folders }, began))) return;
	const seen = await see(host, openView(), evidence, (key) => records.seen.get(key));
	const above = evidence.folders.filter(isAbove).map(evidenceKey);
	if (above.some((key) => memory.above.get(key)?.sha256 !== seen.get(key)?.sha256)) return;
	for (const [key, one] of seen) records.seen.set(key, one);
	const digests = new Map([...seen].map(([key, { sha256 }]) => [key, sha256]));
	addMade(records, job, { ...rest, evidence: digests, at: host.now() });
	memory.hasNews = true;
}

const unkept = { size: 0, unzippedSize: 0, largestEntries: [], warnings: [] };

async function explain(
	memory: Opened,
	records: Records,
	job: string,
	{ settings, digest, inputs }: Explained,
): Promise<readonly string[]> {
	const { host, view, root } = memory;
	const [last] = records.made.get(job) ?? [];
	const files = [...new Set([...inputs, ...(last?.inputs ?? [])])];
	const now = await see(host, view, { files, folders: [] }, (key) => records.seen.get(key));
	for (const [key, one] of now) records.seen.set(key, one);
	const evidence = new Map(inputs.map((path) => [path, now.get(path)?.sha256 ?? ""]));
	const isSame = last?.digest === digest;
	if (!isSame) memory.hasNews = true;
	if (!isSame) addMade(records, job, { ...unkept, settings, digest, inputs, evidence, at: host.now() });
	if (!last) return [FIRST];
	const added = inputs.filter((path) => !last.evidence.has(path));
	return isSame
		? []
		: [
				...changedSettings(last.settings, settings),
				...changedEvidence(root, last.evidence, now),
				...added.map((path) => `${withSlashes(relative(root, path))} is new`),
			];
}

/**
 * Opens what is remembered of the project in the folder `root`; `undefined` for a user without a cache folder.
 *
 * An artifact counts as known when its settings, the tools, and every file and folder that decided what it holds are
 * what they were: by their bytes, or by the disk's word that nobody has written there. Nothing is remembered of files
 * that were written while they were packaged. What is damaged counts as not there. Two processes may use the same
 * memory at a time: what one writes over is made again.
 */
export function openPackageMemory(host: Disk, root: string): PackageMemory | undefined {
	const cache = cacheFolder(host);
	if (cache === undefined) return undefined;
	const file = recordsPath(cache, root);
	const zips = openZipStore(host, cache);
	const memory: Opened = {
		host,
		root,
		zips,
		view: openView(),
		above: new Map(),
		hasNews: false,
		hasZips: false,
	};
	const turn = inTurns();
	const opened: { records?: Promise<Records> } = {};
	const read = () => {
		opened.records ??= host.readText(file).then(readRecords, () => noRecords());
		return opened.records;
	};
	return {
		recall: (job, settings) => turn(async () => recall(memory, await read(), job, settings)),
		remember: async (job, { pieces, ...made }) => {
			const path = await zips.keep(made.digest, pieces);
			if (path === undefined) return undefined;
			memory.hasZips = true;
			const size = pieces.reduce((total, { length }) => total + length, 0);
			await turn(async () => note(memory, await read(), job, { ...made, size }));
			return path;
		},
		explain: (job, made) => turn(async () => explain(memory, await read(), `image:${job}`, made)),
		save: async () => {
			if (memory.hasNews) await host.write(file, printRecords(await read())).catch(() => undefined);
			memory.hasNews = false;
			if (!memory.hasZips) return;
			memory.hasZips = false;
			const uses = await usesOf(host, cache);
			await zips.trim(cacheBytes, (digest) => uses.get(digest) ?? 0);
		},
	};
}
