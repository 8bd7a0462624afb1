import type { CallOptions } from "../cloud/port.ts";
import { ledgerKey } from "../names/artifact-key.ts";
import type { Ports } from "./ports.ts";

/** What is remembered of the last hot swap of a function, until a deploy takes it over. */
export type LedgerEntry = {
	readonly resource: string;
	/** Of the code that was sent, in hex. */
	readonly digest: string;
	/** What was replaced, as AWS calls it. */
	readonly properties: readonly string[];
	/** Version of the deploy that it was swapped on. */
	readonly base: string;
	/** ARN of whose credentials it were. */
	readonly by: string;
	/** In ISO 8601. */
	readonly at: string;
};

/** Who swaps, and on what. */
export type Swapper = { readonly by: string; readonly base: string };

/** What is known of the object of an entry: its version, or that there is none. */
type Known = { readonly etag: string | undefined };

/** The entries of one deployment bucket, as one session writes them. */
export type Ledger = {
	/**
	 * Writes down a swap. Others may do so at the same time: whose swap is replaced is told to the watchers. `isMarked`:
	 * the function was swapped before.
	 */
	record(
		swap: Pick<LedgerEntry, "resource" | "digest" | "properties"> & { readonly isMarked: boolean },
		options: CallOptions,
	): Promise<void>;
};

/** Tries to write behind others before it is left at what they have written. */
const tries = 5;

function parse(body: Uint8Array): LedgerEntry | undefined {
	try {
		const found: unknown = JSON.parse(new TextDecoder().decode(body));
		const isEntry = typeof found === "object" && found !== null && "by" in found && "at" in found;
		return isEntry ? (found as LedgerEntry) : undefined;
	} catch {
		// Somebody else's object: it is written over.
		return undefined;
	}
}

/** What is remembered of a function, with the version of the object that it stands in. */
export async function readEntry(
	{ cloud }: Pick<Ports, "cloud">,
	bucket: string,
	resource: string,
	options: CallOptions,
): Promise<{ readonly entry: LedgerEntry | undefined; readonly etag: string | undefined }> {
	const found = await cloud.objects.readVersion(bucket, ledgerKey(resource), options);
	return { entry: found && parse(found.body), etag: found?.etag };
}

/** When it was, for people. */
function timeOf({ at }: LedgerEntry): string {
	return at.replace("T", " ").replace(/(:\d\d)(\.\d+)?Z$/, "$1 UTC");
}

function tellReplaced({ emit }: Pick<Ports, "emit">, other: LedgerEntry): void {
	const message = `${other.resource}: this swap replaces one of ${other.by}, ${timeOf(other)}`;
	emit({ kind: "note", level: "warning", message });
}

/** What is known of the object of an entry after a look at it; what others have swapped is told to the watchers. */
async function look(
	ports: Ports,
	bucket: string,
	entry: LedgerEntry,
	wasOvertaken: boolean,
	options: CallOptions,
): Promise<Known & { readonly isWritten: boolean }> {
	const { entry: other, etag } = await readEntry(ports, bucket, entry.resource, options);
	// An answer that was lost: it is there already.
	if (JSON.stringify(other) === JSON.stringify(entry)) return { etag, isWritten: true };
	const isOthers = other && (wasOvertaken || other.by !== entry.by);
	if (isOthers && other.digest !== entry.digest) tellReplaced(ports, other);
	return { etag, isWritten: false };
}

/** Opens the ledger of a deployment bucket; it remembers what it has written, so that a save need not ask. */
export function openLedger(ports: Ports, bucket: string, { by, base }: Swapper): Ledger {
	const known = new Map<string, Known>();
	const write = async (entry: LedgerEntry, over: string | undefined, options: CallOptions) => {
		const body = new TextEncoder().encode(`${JSON.stringify(entry)}\n`);
		const object = { bucket, key: ledgerKey(entry.resource), body, contentType: "application/json" };
		const etag = await ports.cloud.objects.putOver(object, over, options);
		if (etag !== undefined) known.set(entry.resource, { etag });
		return etag !== undefined;
	};
	return {
		record: async ({ resource, digest, properties, isMarked }, options) => {
			const at = new Date(ports.host.now()).toISOString();
			const entry: LedgerEntry = { resource, digest, properties, base, by, at };
			// Of a function without a mark nothing should be written down.
			const first = known.get(resource) ?? (isMarked ? undefined : { etag: undefined });
			if (first && (await write(entry, first.etag, options))) return;
			for (let attempt = 1; attempt < tries; attempt++) {
				const wasOvertaken = first !== undefined || attempt > 1;
				const { etag, isWritten } = await look(ports, bucket, entry, wasOvertaken, options);
				if (isWritten) return void known.set(resource, { etag });
				if (await write(entry, etag, options)) return;
			}
		},
	};
}

/** Forgets what was swapped into a function, whose code and settings are those of a deploy now. */
export async function clearEntry(
	ports: Ports,
	bucket: string,
	{ resource, digest }: { readonly resource: string; readonly digest: string | undefined },
	by: string,
): Promise<void> {
	const { entry, etag } = await readEntry(ports, bucket, resource, {});
	if (entry && entry.by !== by && digest !== undefined && entry.digest !== digest) {
		const message = `${resource}: this deploy replaces the code that ${entry.by} has swapped in, ${timeOf(entry)}`;
		ports.emit({ kind: "note", level: "warning", message });
	}
	if (etag !== undefined) await ports.cloud.objects.remove(bucket, [ledgerKey(resource)], {});
}
