import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { writeZip } from "../../../engine/package/zip.ts";
import { readZipDirectory } from "../../../engine/package/zip-directory.ts";
import { centralRecord, endRecords, localRecord } from "../../../engine/package/zip-records.ts";
import { python, temporaryFolder } from "./project.ts";

const make = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("index.js", "x" * 5000)
    z.writestr("lib/ä.txt", "hello")
    z.comment = b"made by somebody else"
`;

function foreignZip(): Buffer {
	const path = join(temporaryFolder(), "foreign.zip");
	python(make, [path]);
	return readFileSync(path);
}

const entry = (path: string, size: number) => ({ path, bytes: new Uint8Array(size), mode: "file" as const });

describe("reading the directory of a zip", () => {
	it("gives the entries of a zip of another program, also with a comment at its end", () => {
		assert.deepEqual(readZipDirectory(foreignZip()), {
			entries: [
				{ path: "index.js", size: 5000 },
				{ path: "lib/ä.txt", size: 5 },
			],
		});
	});

	it("counts more entries than the plain format can", async () => {
		const many = Array.from({ length: 66_000 }, (_, index) => entry(`f${index}`, 0));
		const directory = readZipDirectory(await writeZip(many));
		assert.equal("entries" in directory && directory.entries.length, 66_000);
	});

	it("takes sizes of 4 GB and more from their ZIP64 form", () => {
		const record = {
			path: "large",
			mode: "file" as const,
			crc: 0,
			size: 5 * 1024 ** 3,
			compressedSize: 1,
			deflated: true,
			offset: 0,
		};
		const local = Buffer.concat([localRecord(record), Buffer.from("x")]);
		const central = centralRecord(record);
		const file = Buffer.concat([local, central, endRecords(1, local.length, central.length)]);
		assert.deepEqual(readZipDirectory(file), { entries: [{ path: "large", size: 5_368_709_120 }] });
	});

	it("says why a file is no zip that can be unpacked", async () => {
		const good = Buffer.from(await writeZip([entry("a", 10), entry("b", 10)]));
		const damaged = Buffer.from(good);
		damaged.writeUInt32LE(0, good.lastIndexOf("PK\u0001\u0002"));
		const encrypted = Buffer.from(good);
		encrypted.writeUInt16LE(1, good.indexOf("PK\u0001\u0002") + 8);
		const noStart = Buffer.concat([Buffer.alloc(4), good.subarray(4)]);
		const reasons: readonly (readonly [Uint8Array, RegExp])[] = [
			[Buffer.from("no zip"), /no zip directory/],
			[Buffer.alloc(0), /no zip directory/],
			[good.subarray(0, good.length - 30), /no zip directory/],
			[good.subarray(40), /damaged/],
			[noStart, /damaged after 0 entries/],
			[damaged, /damaged after 1 entries/],
			[encrypted, /"a" is encrypted/],
			[await writeZip([]), /empty/],
		];
		for (const [bytes, reason] of reasons) {
			const directory = readZipDirectory(bytes);
			assert.match("unreadable" in directory ? directory.unreadable : "readable", reason);
		}
	});
});
