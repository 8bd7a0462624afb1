import assert from "node:assert/strict";
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import {
	centralRecord,
	type EntryRecord,
	endRecords,
	localRecord,
} from "../../../engine/package/zip-records.ts";
import { python, temporaryFolder } from "./project.ts";

const fiveGigabytes = 5 * 1024 ** 3;

const inspect = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    print(json.dumps([[e.filename, e.file_size, e.compress_size, e.header_offset] for e in z.infolist()]))
    print(z.read("after").decode())
`;

describe("the records of a zip", () => {
	it("say sizes and offsets of more than 4 GB in their ZIP64 form", () => {
		const entry = (path: string, size: number, offset: number, crc: number): EntryRecord => ({
			path,
			mode: "file",
			crc,
			size,
			compressedSize: size,
			deflated: false,
			offset,
		});
		const large = entry("large", fiveGigabytes, 0, 0);
		const start = localRecord(large).length + fiveGigabytes;
		// The CRC-32 of "hi", from Python's zlib.crc32.
		const after = entry("after", 2, start, 0xd8932aac);
		const tail = Buffer.concat([localRecord(after), Buffer.from("hi")]);
		const directory = Buffer.concat([centralRecord(large), centralRecord(after)]);
		const end = endRecords(2, start + tail.length, directory.length);

		// A hole in the file stands for the five gigabytes, so nothing of that size is ever written.
		const path = join(temporaryFolder(), "large.zip");
		const file = openSync(path, "w");
		writeSync(file, localRecord(large), 0, undefined, 0);
		const last = Buffer.concat([tail, directory, end]);
		ftruncateSync(file, start);
		writeSync(file, last, 0, undefined, start);
		closeSync(file);

		const [listed, content] = python(inspect, [path]).split("\n");
		assert.deepEqual(JSON.parse(listed ?? ""), [
			["large", fiveGigabytes, fiveGigabytes, 0],
			["after", 2, 2, start],
		]);
		assert.equal(content, "hi");
	});

	it("stay in the plain form below the limits", () => {
		assert.equal(endRecords(65_534, 1, 1).length, 22);
		assert.equal(endRecords(65_535, 1, 1).length, 22 + 56 + 20);
	});
});
