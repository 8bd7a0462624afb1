import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { readZipIndex } from "../../.ci/zip-index.ts";

// Made by Python's zipfile of two files: "a.txt" ("hello\n", 0644) and "bin/run" (100 times "x", 0755).
const archive = Buffer.from(
	"UEsDBBQAAAAAAAAAIVwgMDo2BgAAAAYAAAAFAAAAYS50eHRoZWxsbwpQSwMEFAAAAAgAAAAhXI9dDl4GAAAAZAAAAAcAAABiaW4vcnVuq6igPQAAUEsBAhQDFAAAAAAAAAAhXCAwOjYGAAAABgAAAAUAAAAAAAAAAAAAAKSBAAAAAGEudHh0UEsBAhQDFAAAAAgAAAAhXI9dDl4GAAAAZAAAAAcAAAAAAAAAAAAAAO2BKQAAAGJpbi9ydW5QSwUGAAAAAAIAAgBoAAAAVAAAAAAA",
	"base64",
);

describe("the index of a zip archive", () => {
	it("gives names, sizes and permissions", () => {
		assert.deepEqual(readZipIndex(archive), [
			{ name: "a.txt", bytes: 6, compressedBytes: 6, mode: 0o644 },
			{ name: "bin/run", bytes: 100, compressedBytes: 6, mode: 0o755 },
		]);
	});

	it("is found before a comment", () => {
		const comment = "made by hand";
		const commented = Buffer.concat([archive, Buffer.from(comment)]);
		commented.writeUInt16LE(comment.length, archive.length - 2);
		assert.equal(readZipIndex(commented)?.length, 2);
	});

	it("is missing in anything else", () => {
		assert.equal(readZipIndex(Buffer.from("no archive at all, but longer than the end of one")), undefined);
		assert.equal(readZipIndex(archive.subarray(0, archive.length - 1)), undefined);
	});
});
