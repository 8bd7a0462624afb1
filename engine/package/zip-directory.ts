import type { EntrySize } from "./packed.ts";
import { zip } from "./zip-records.ts";

/** The entries of a zip with their unpacked sizes in bytes, or why it cannot be unpacked. */
export type ZipDirectory = { readonly entries: readonly EntrySize[] } | { readonly unreadable: string };

type Directory = { readonly start: number; readonly count: number };

/** A comment of up to 65,535 bytes may follow the last record. */
function findEnd(file: Buffer): number | undefined {
	const lowest = Math.max(0, file.length - zip.endSize - zip.max16);
	for (let at = file.length - zip.endSize; at >= lowest; at--) {
		if (file.readUInt32LE(at) !== zip.end) continue;
		if (at + zip.endSize + file.readUInt16LE(at + 20) === file.length) return at;
	}
	return undefined;
}

function findDirectory(file: Buffer, end: number): Directory | undefined {
	const count = file.readUInt16LE(end + 10);
	const start = file.readUInt32LE(end + 16);
	if (count < zip.max16 && start < zip.max32) return { start, count };
	const locator = end - zip.locator64Size;
	if (locator < 0 || file.readUInt32LE(locator) !== zip.locator64) return { start, count };
	const at = Number(file.readBigUInt64LE(locator + 8));
	if (at + zip.end64Size > file.length || file.readUInt32LE(at) !== zip.end64) return undefined;
	return { start: Number(file.readBigUInt64LE(at + 48)), count: Number(file.readBigUInt64LE(at + 32)) };
}

/** The unpacked size of an entry of 4 GB or more stands first in its ZIP64 extra field. */
function wideSize(extra: Buffer): number | undefined {
	for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
		if (extra.readUInt16LE(at) === zip.extra64 && at + 12 <= extra.length) {
			return Number(extra.readBigUInt64LE(at + 4));
		}
	}
	return undefined;
}

type Central = { readonly entry: EntrySize; readonly encrypted: boolean; readonly next: number };

function readCentral(file: Buffer, at: number): Central | undefined {
	if (at + zip.centralSize > file.length || file.readUInt32LE(at) !== zip.central) return undefined;
	const nameEnd = at + zip.centralSize + file.readUInt16LE(at + 28);
	const extraEnd = nameEnd + file.readUInt16LE(at + 30);
	const next = extraEnd + file.readUInt16LE(at + 32);
	if (next > file.length) return undefined;
	const offset = file.readUInt32LE(at + 42);
	const misses = offset + zip.localSize > file.length || file.readUInt32LE(offset) !== zip.local;
	if (offset < zip.max32 && misses) return undefined;
	const narrow = file.readUInt32LE(at + 24);
	const size = narrow === zip.max32 ? (wideSize(file.subarray(nameEnd, extraEnd)) ?? narrow) : narrow;
	const path = file.toString("utf8", at + zip.centralSize, nameEnd);
	return { entry: { path, size }, encrypted: (file.readUInt16LE(at + 8) & zip.encrypted) !== 0, next };
}

/** Whether a name is that of a file outside of where a zip is unpacked, in the words of any system. */
function leadsOut(path: string): boolean {
	return /^([/\\]|[A-Za-z]:)/.test(path) || path.split(/[/\\]/).includes("..");
}

/**
 * Reads the directory of a zip that somebody else made, without unpacking it. A zip that Lambda could not unpack
 * is found here and not after the upload: cut off, encrypted, empty, or no zip at all.
 */
export function readZipDirectory(bytes: Uint8Array): ZipDirectory {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const end = findEnd(file);
	if (end === undefined) return { unreadable: "it has no zip directory at its end" };
	const directory = findDirectory(file, end);
	if (directory === undefined) return { unreadable: "its ZIP64 directory is damaged" };
	if (directory.count === 0) return { unreadable: "it is empty" };
	const entries: EntrySize[] = [];
	let at = directory.start;
	while (entries.length < directory.count) {
		const central = readCentral(file, at);
		if (central === undefined)
			return { unreadable: `its directory is damaged after ${entries.length} entries` };
		if (central.encrypted) return { unreadable: `its entry "${central.entry.path}" is encrypted` };
		if (leadsOut(central.entry.path))
			return {
				unreadable: `its entry "${central.entry.path}" leads out of the folder that it is unpacked in`,
			};
		entries.push(central.entry);
		at = central.next;
	}
	return { entries };
}
