import { createHash } from "node:crypto";
import type { EntrySize } from "../packed.ts";
import type { Seen } from "./seen.ts";
import type { Settings } from "./settings.ts";

/** One artifact that was made. */
export type Made = {
	readonly at: number;
	readonly settings: Settings;
	/** Digests by keys of the evidence. */
	readonly evidence: ReadonlyMap<string, string>;
	/** Absolute paths, as `Packed` has them. */
	readonly inputs: readonly string[];
	readonly digest: string;
	readonly size: number;
	readonly unzippedSize: number;
	readonly largestEntries: readonly EntrySize[];
	readonly warnings: readonly string[];
};

/** What is remembered of the artifacts of one project. */
export type Records = {
	/** How paths looked last, by keys of the evidence: only to save reading them. */
	readonly seen: Map<string, Seen>;
	/** By job, newest first. */
	readonly made: Map<string, readonly Made[]>;
};

/** Stages of a project may differ in the settings of a function; more than a few are not worth remembering. */
const madeForEach = 4;
const jobsAtMost = 1_000;
const keptMs = 60 * 24 * 60 * 60_000;

/** Changes when what is written here, or what packaging makes of the same input, does. */
const format = "1";

/** Nothing is remembered. */
export function noRecords(): Records {
	return { seen: new Map(), made: new Map() };
}

/** Remembers what was made, and forgets what is too old for anybody to need. */
export function addMade(records: Records, job: string, made: Made): void {
	const isOther = (one: Made) => JSON.stringify(one.settings) !== JSON.stringify(made.settings);
	const others = (records.made.get(job) ?? []).filter((one) => isOther(one) && one.at > made.at - keptMs);
	records.made.delete(job);
	records.made.set(job, [made, ...others.slice(0, madeForEach - 1)]);
	for (const oldest of records.made.keys()) {
		if (records.made.size <= jobsAtMost) return;
		records.made.delete(oldest);
	}
}

type Written = {
	readonly entries: readonly (readonly [key: string, sha256: string, stamp?: string])[];
	readonly made: readonly (readonly [
		job: string,
		made: readonly (Omit<Made, "evidence"> & { readonly evidence: readonly number[] })[],
	])[];
};

function digest(text: string): string {
	return createHash("sha256").update(format).update(text).digest("hex");
}

/** Numbers what is in many artifacts, so that it is written once. */
function numbering(seen: Records["seen"]) {
	const entries: (readonly [key: string, sha256: string, stamp?: string])[] = [];
	const numbers = new Map<string, number>();
	const numberOf = (key: string, sha256: string): number => {
		const name = `${sha256} ${key}`;
		const known = numbers.get(name);
		if (known !== undefined) return known;
		const last = seen.get(key);
		const stamp = last?.sha256 === sha256 ? last.stamp : undefined;
		entries.push(stamp === undefined ? [key, sha256] : [key, sha256, stamp]);
		numbers.set(name, entries.length - 1);
		return entries.length - 1;
	};
	return { entries, numberOf };
}

/** Records as a text that tells whether it is whole. */
export function printRecords({ seen, made }: Records): string {
	const { entries, numberOf } = numbering(seen);
	const list = [...made].map(
		([job, all]) =>
			[
				job,
				all.map((one) => ({ ...one, evidence: [...one.evidence].map(([key, sha]) => numberOf(key, sha)) })),
			] as const,
	);
	for (const [key, { sha256 }] of seen) if (key.startsWith("zip:")) numberOf(key, sha256);
	const written: Written = { entries, made: list };
	const text = JSON.stringify(written);
	return `${digest(text)}\n${text}`;
}

/** What `printRecords` has written; nothing for a text that is damaged or of another version of Spool. */
export function readRecords(text: string | undefined): Records {
	const all = text ?? "";
	const end = all.indexOf("\n");
	const body = all.slice(end + 1);
	if (end < 0 || all.slice(0, end) !== digest(body)) return noRecords();
	// Whole by its digest, so of the shape that was written.
	const { entries, made } = JSON.parse(body) as Written;
	const evidenceOf = (numbers: readonly number[]) =>
		new Map(numbers.map((number) => [entries[number]?.[0] ?? "", entries[number]?.[1] ?? ""]));
	return {
		seen: new Map(
			entries.flatMap(([key, sha256, stamp]) => (stamp === undefined ? [] : [[key, { stamp, sha256 }]])),
		),
		made: new Map(
			made.map(([job, list]) => [job, list.map((one) => ({ ...one, evidence: evidenceOf(one.evidence) }))]),
		),
	};
}
