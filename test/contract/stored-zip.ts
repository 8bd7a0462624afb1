import { crc32 } from "node:zlib";

/**
 * A zip of one uncompressed file, the same bytes for the same content.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function storedZip(name: string, content: string): Uint8Array {
	const path = Buffer.from(name);
	const body = Buffer.from(content);
	const facts = Buffer.alloc(26);
	facts.writeUInt16LE(10, 0);
	// 1980-01-01, the first day that a zip can tell.
	facts.writeUInt16LE(0x21, 8);
	facts.writeUInt32LE(crc32(body), 10);
	facts.writeUInt32LE(body.length, 14);
	facts.writeUInt32LE(body.length, 18);
	facts.writeUInt16LE(path.length, 22);
	const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), facts, path, body]);
	// What the directory adds: made by 1.0, no comment, first disk, a plain file that is readable, at offset 0.
	const madeBy = Buffer.from([10, 3]);
	const more = Buffer.alloc(14);
	more.writeUInt32LE((0o100_644 << 16) >>> 0, 6);
	const entry = Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), madeBy, facts, more, path]);
	const end = Buffer.alloc(18);
	end.writeUInt16LE(1, 4);
	end.writeUInt16LE(1, 6);
	end.writeUInt32LE(entry.length, 8);
	end.writeUInt32LE(local.length, 12);
	return Buffer.concat([local, entry, Buffer.from("PK\x05\x06", "latin1"), end]);
}
