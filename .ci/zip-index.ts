/** One file of a zip archive, from the archive's index. */
export type ZipEntry = {
	readonly name: string;
	readonly bytes: number;
	readonly compressedBytes: number;
	/** Unix permissions; 0 where the archive has none. */
	readonly mode: number;
};

// Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12 (central directory header) and 4.3.16 (its end).
const endSignature = 0x06054b50;
const headerSignature = 0x02014b50;
const endLength = 22;
const headerLength = 46;

/** The index of a zip archive without zip64 (up to 4 GB). `undefined` if `archive` is none. */
export function readZipIndex(archive: Buffer): ZipEntry[] | undefined {
	const end = findEnd(archive);
	if (end === undefined) return undefined;
	const count = archive.readUInt16LE(end + 10);
	let at = archive.readUInt32LE(end + 16);
	const entries: ZipEntry[] = [];
	while (entries.length < count) {
		if (archive.readUInt32LE(at) !== headerSignature) return undefined;
		const nameLength = archive.readUInt16LE(at + 28);
		entries.push({
			name: archive.toString("utf8", at + headerLength, at + headerLength + nameLength),
			bytes: archive.readUInt32LE(at + 24),
			compressedBytes: archive.readUInt32LE(at + 20),
			mode: (archive.readUInt32LE(at + 38) >>> 16) & 0o777,
		});
		at += headerLength + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
	}
	return entries;
}

/** A comment may follow the end record, so it is looked for from the back. */
function findEnd(archive: Buffer): number | undefined {
	for (let at = archive.length - endLength; at >= 0; at--) {
		if (archive.readUInt32LE(at) === endSignature) return at;
	}
	return undefined;
}
