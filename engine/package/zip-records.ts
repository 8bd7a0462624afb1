/** The unix type and permissions of an entry, as its external attributes say them. */
export type EntryMode = "file" | "executable" | "link";

/** What the records of a zip say about one entry. Sizes and the offset of its local record are in bytes. */
export type EntryRecord = {
	readonly path: string;
	readonly mode: EntryMode;
	readonly crc: number;
	readonly size: number;
	readonly compressedSize: number;
	readonly deflated: boolean;
	readonly offset: number;
};

/**
 * Signatures, flags and "see the ZIP64 record" values of the zip format.
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.4.4, 4.5.3.
 */
export const zip = {
	local: 0x04034b50,
	central: 0x02014b50,
	end: 0x06054b50,
	end64: 0x06064b50,
	locator64: 0x07064b50,
	localSize: 30,
	centralSize: 46,
	endSize: 22,
	end64Size: 56,
	locator64Size: 20,
	extra64: 0x0001,
	encrypted: 0x0001,
	utf8: 0x0800,
	max16: 0xffff,
	max32: 0xffffffff,
} as const;

/** 1 January 1980, the first day that the format can say: a zip must not depend on when it was made. */
const fixedDate = 0x0021;

/** Made on unix, so that readers (Lambda's too) take the upper half of the external attributes as a unix mode. */
const unix = 3 << 8;

const unixModes: Readonly<Record<EntryMode, number>> = {
	file: 0o100644,
	executable: 0o100755,
	link: 0o120777,
};

function needs64(entry: EntryRecord): boolean {
	return entry.size >= zip.max32 || entry.compressedSize >= zip.max32 || entry.offset >= zip.max32;
}

/** The fields that both records of an entry share: version needed up to the length of its name. */
function writeShared(record: Buffer, at: number, entry: EntryRecord, name: Buffer): void {
	const wide = needs64(entry);
	record.writeUInt16LE(wide ? 45 : 20, at);
	record.writeUInt16LE(zip.utf8, at + 2);
	record.writeUInt16LE(entry.deflated ? 8 : 0, at + 4);
	record.writeUInt16LE(0, at + 6);
	record.writeUInt16LE(fixedDate, at + 8);
	record.writeUInt32LE(entry.crc, at + 10);
	record.writeUInt32LE(wide ? zip.max32 : entry.compressedSize, at + 14);
	record.writeUInt32LE(wide ? zip.max32 : entry.size, at + 18);
	record.writeUInt16LE(name.length, at + 22);
}

function extra64(entry: EntryRecord, withOffset: boolean): Buffer {
	if (!needs64(entry)) return Buffer.alloc(0);
	const extra = Buffer.alloc(withOffset ? 28 : 20);
	extra.writeUInt16LE(zip.extra64, 0);
	extra.writeUInt16LE(extra.length - 4, 2);
	extra.writeBigUInt64LE(BigInt(entry.size), 4);
	extra.writeBigUInt64LE(BigInt(entry.compressedSize), 12);
	if (withOffset) extra.writeBigUInt64LE(BigInt(entry.offset), 20);
	return extra;
}

/** The record in front of an entry's bytes. */
export function localRecord(entry: EntryRecord): Buffer {
	const name = Buffer.from(entry.path);
	const extra = extra64(entry, false);
	const record = Buffer.alloc(zip.localSize);
	record.writeUInt32LE(zip.local, 0);
	writeShared(record, 4, entry, name);
	record.writeUInt16LE(extra.length, 28);
	return Buffer.concat([record, name, extra]);
}

/** The record of an entry in the directory at the end of the zip. */
export function centralRecord(entry: EntryRecord): Buffer {
	const name = Buffer.from(entry.path);
	const extra = extra64(entry, true);
	const record = Buffer.alloc(zip.centralSize);
	record.writeUInt32LE(zip.central, 0);
	record.writeUInt16LE(unix | (needs64(entry) ? 45 : 20), 4);
	writeShared(record, 6, entry, name);
	record.writeUInt16LE(extra.length, 30);
	record.writeUInt32LE(unixModes[entry.mode] * 0x10000, 38);
	record.writeUInt32LE(needs64(entry) ? zip.max32 : entry.offset, 42);
	return Buffer.concat([record, name, extra]);
}

function end64Records(count: number, start: number, size: number): Buffer {
	const records = Buffer.alloc(zip.end64Size + zip.locator64Size);
	records.writeUInt32LE(zip.end64, 0);
	records.writeBigUInt64LE(BigInt(zip.end64Size - 12), 4);
	records.writeUInt16LE(unix | 45, 12);
	records.writeUInt16LE(45, 14);
	records.writeBigUInt64LE(BigInt(count), 24);
	records.writeBigUInt64LE(BigInt(count), 32);
	records.writeBigUInt64LE(BigInt(size), 40);
	records.writeBigUInt64LE(BigInt(start), 48);
	records.writeUInt32LE(zip.locator64, zip.end64Size);
	records.writeBigUInt64LE(BigInt(start + size), zip.end64Size + 8);
	records.writeUInt32LE(1, zip.end64Size + 16);
	return records;
}

/**
 * The records that end a zip with `count` entries whose directory has `size` bytes from offset `start`. The
 * ZIP64 form comes in front where a number does not fit: from 65,535 entries or 4 GB on.
 */
export function endRecords(count: number, start: number, size: number): Buffer {
	const wide = count >= zip.max16 || start >= zip.max32 || size >= zip.max32;
	const end = Buffer.alloc(zip.endSize);
	end.writeUInt32LE(zip.end, 0);
	end.writeUInt16LE(Math.min(count, zip.max16), 8);
	end.writeUInt16LE(Math.min(count, zip.max16), 10);
	end.writeUInt32LE(wide ? Math.min(size, zip.max32) : size, 12);
	end.writeUInt32LE(wide ? Math.min(start, zip.max32) : start, 16);
	return wide ? Buffer.concat([end64Records(count, start, size), end]) : end;
}
