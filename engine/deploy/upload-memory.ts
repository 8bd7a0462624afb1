import { createHash } from "node:crypto";
import { join } from "node:path";
import type { UnfinishedUpload, UploadMemory } from "../cloud/port.ts";
import type { Host } from "../host/port.ts";
import { cacheFolder } from "../package/cache-folder.ts";

/** What decides whether an upload that has begun is that of an object. */
export type Uploaded = {
	readonly bucket: string;
	readonly key: string;
	readonly sha256: string;
	readonly contentType: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly tags?: Readonly<Record<string, string>>;
};

type Disk = Pick<Host, "readText" | "write" | "remove" | "list" | "now" | "variable">;

type Kept = UnfinishedUpload & { readonly bucket: string; readonly at: number };

/** An upload of which nothing was heard for so long is nobody's any more. */
const silentMs = 15 * 60_000;

function folderOf(host: Disk): string | undefined {
	const cache = cacheFolder(host);
	return cache && join(cache, "uploads");
}

function isPart(value: unknown): value is UnfinishedUpload["parts"][number] {
	if (typeof value !== "object" || value === null) return false;
	const { number, etag, sha256 } = value as Readonly<Record<string, unknown>>;
	return typeof number === "number" && typeof etag === "string" && typeof sha256 === "string";
}

/** What a file tells of an upload; `undefined` for one that is damaged, or of another version of Spool. */
function readKept(text: string | undefined): Kept | undefined {
	try {
		const { id, parts, bucket, at } = JSON.parse(text ?? "null") as Readonly<Record<string, unknown>>;
		if (typeof id !== "string" || typeof bucket !== "string" || typeof at !== "number") return undefined;
		return Array.isArray(parts) && parts.every(isPart) ? { id, parts, bucket, at } : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Where the upload of an object in parts is kept: a file in the user's cache folder, `undefined` where there is none.
 * A disk that is full or read-only takes nothing from the upload, which can then only not be gone on with.
 */
export function uploadMemory(host: Disk, object: Uploaded): UploadMemory | undefined {
	const folder = folderOf(host);
	if (folder === undefined) return undefined;
	const { bucket, key, sha256, contentType, headers = {}, tags = {} } = object;
	const identity = JSON.stringify([bucket, key, sha256, contentType, headers, tags]);
	const file = join(folder, `${createHash("sha256").update(identity).digest("hex").slice(0, 32)}.json`);
	return {
		recall: async () => readKept(await host.readText(file).catch(() => undefined)),
		remember: async ({ id, parts }) => {
			const kept: Kept = { id, parts, bucket, at: host.now() };
			await host.write(file, JSON.stringify(kept)).catch(() => undefined);
		},
		forget: () => host.remove(file).catch(() => undefined),
	};
}

/**
 * Ids of uploads to a bucket that were begun on this machine and that nobody goes on with any more. They are
 * forgotten by this.
 */
export async function takeAbandoned(host: Disk, bucket: string): Promise<readonly string[]> {
	const folder = folderOf(host);
	if (folder === undefined) return [];
	const files = await host.list(folder).catch(() => []);
	const ids: string[] = [];
	for (const { path } of files) {
		const file = join(folder, path);
		const kept = readKept(await host.readText(file).catch(() => undefined));
		if (kept?.bucket !== bucket || kept.at > host.now() - silentMs) continue;
		ids.push(kept.id);
		await host.remove(file).catch(() => undefined);
	}
	return ids;
}
