import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, it } from "mocha";
import { createCompressedCache, modeOf, writeZip, type ZipEntry } from "../../../engine/package/zip.ts";
import { filesOf, python, readZips, temporaryFolder } from "./project.ts";

const file = (path: string, content: string | Uint8Array): ZipEntry => ({
	path,
	bytes: Buffer.from(content),
	mode: "file",
});

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const segment = fc.stringMatching(/^[a-zA-Z0-9äé 語_.-]{1,12}$/).filter((text) => !/^\.+$/.test(text));
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const content = fc.oneof(
	fc.uint8Array({ maxLength: 300 }),
	// Long and compressible, so that the thread pool and the deflated form are met too.
	fc
		.tuple(fc.string({ maxLength: 40 }), fc.integer({ min: 0, max: 4000 }))
		.map(([text, n]) => Buffer.from(text.repeat(n))),
);
const entries = fc.uniqueArray(fc.record({ path, bytes: content }), {
	selector: (entry) => entry.path,
	maxLength: 12,
});

describe("writing a zip", () => {
	it("gives the same bytes for the same files in any order, and Python reads the same content", async () => {
		const written: { zip: Uint8Array; files: readonly (readonly [string, string])[] }[] = [];
		const property = fc.asyncProperty(entries, fc.infiniteStream(fc.nat()), async (files, random) => {
			const keys = new Map(files.map((each) => [each.path, random.next().value]));
			const shuffled = [...files].sort((a, b) => (keys.get(a.path) ?? 0) - (keys.get(b.path) ?? 0));
			const asEntries = (list: typeof files) => list.map((each) => ({ ...each, mode: "file" as const }));
			const zip = await writeZip(asEntries(files));
			assert.equal(sha256(await writeZip(asEntries(shuffled))), sha256(zip));
			const texts = files.map((each) => [each.path, Buffer.from(each.bytes).toString("latin1")] as const);
			written.push({ zip, files: texts });
		});
		await fc.assert(property, { numRuns: 60 });
		const read = readZips(written.map(({ zip }) => zip));
		written.forEach(({ files }, index) => {
			assert.deepEqual(
				Object.fromEntries((read[index] ?? []).map((entry) => [entry.path, entry.text])),
				Object.fromEntries(files),
			);
		});
	});

	it("writes modes, one date and sorted names", async () => {
		const zip = await writeZip([
			{ path: "run.sh", bytes: Buffer.from("#!/bin/sh\n"), mode: "executable" },
			{ path: "latest", bytes: Buffer.from("run.sh"), mode: "link" },
			file("index.js", "1"),
		]);
		const [read] = readZips([zip]);
		assert.deepEqual(
			read?.map(({ path, mode, date }) => [path, mode.toString(8), date]),
			[
				["index.js", "100644", "1980-01-01 00:00:00"],
				["latest", "120777", "1980-01-01 00:00:00"],
				["run.sh", "100755", "1980-01-01 00:00:00"],
			],
		);
	});

	it("stores what deflate would make larger, and empty files", async () => {
		const noise = Uint8Array.from({ length: 64 }, (_, index) => (index * 197 + 31) % 256);
		const zip = await writeZip([file("empty", ""), file("noise", noise)]);
		assert.deepEqual(filesOf(zip), { empty: "", noise: Buffer.from(noise).toString("latin1") });
		assert.ok(Buffer.from(zip).includes(Buffer.from(noise)), "the noise is not stored as it is");
	});

	it("passes the test of Info-ZIP where that is installed", async function () {
		if (spawnSync("unzip", ["-v"]).error !== undefined) return this.skip();
		const target = join(temporaryFolder(), "test.zip");
		writeFileSync(target, await writeZip([file("a/ä.txt", "x".repeat(100_000)), file("b", "")]));
		const { status, stdout } = spawnSync("unzip", ["-t", target], { encoding: "utf8" });
		assert.equal(status, 0, stdout);
		assert.match(stdout, /No errors detected/);
	});

	it("writes more entries than the plain format can count", async () => {
		const many = Array.from({ length: 66_000 }, (_, index) => file(`f${index}`, ""));
		const target = join(temporaryFolder(), "many.zip");
		writeFileSync(target, await writeZip(many));
		const count = "import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))";
		assert.equal(python(count, [target]).trim(), "66000");
	});

	it("refuses two entries of one name", async () => {
		await assert.rejects(writeZip([file("a", "1"), file("a", "2")]), /Two entries of a zip are called "a"/);
	});

	it("stops when the user says so", async () => {
		const stopped = AbortSignal.abort();
		await assert.rejects(writeZip([file("a", "1")], { signal: stopped }), { name: "AbortError" });
	});
});

describe("the cache of compressed entries", () => {
	it("gives the same zip with and without it", async () => {
		const cache = createCompressedCache();
		const files = [file("a", "text ".repeat(50_000)), file("b", "text ".repeat(50_000)), file("c", "")];
		const cold = await writeZip(files);
		assert.equal(sha256(await writeZip(files, { cache })), sha256(cold));
		assert.equal(sha256(await writeZip(files, { cache })), sha256(cold));
	});

	it("takes the bytes of an entry whose content it knows", async () => {
		const cache = createCompressedCache();
		const bytes = Buffer.from("known");
		const key = sha256(bytes);
		await writeZip([file("a", bytes)], { cache });
		const known = cache.get(key);
		assert.equal(known?.size, 5);
		await writeZip([file("renamed", bytes)], { cache });
		assert.equal(cache.get(key), known);
	});

	it("forgets what was not used for longest when it is full", () => {
		const cache = createCompressedCache(10);
		const compressed = (size: number) => ({ crc: 0, size, deflated: false, bytes: new Uint8Array(size) });
		cache.set("a", compressed(4));
		cache.set("b", compressed(4));
		cache.get("a");
		cache.set("c", compressed(4));
		cache.set("too large", compressed(11));
		assert.deepEqual(
			["a", "b", "c", "too large"].map((key) => cache.get(key) !== undefined),
			[true, false, true, false],
		);
	});
});

describe("the mode of an entry", () => {
	const cases: readonly (readonly [string, string, string | Uint8Array, string])[] = [
		["a script", "bin/run", "#!/bin/sh\n", "executable"],
		["a program", "bin/tool", Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2]), "executable"],
		["the bootstrap of a custom runtime", "bootstrap", "text", "executable"],
		["a bootstrap that is not at the top", "lib/bootstrap", "text", "file"],
		["code", "index.js", "export {}", "file"],
		["an empty file", "empty", "", "file"],
	];
	for (const [name, path, content, mode] of cases) {
		it(`of ${name} is ${mode}`, () => assert.equal(modeOf(path, Buffer.from(content)), mode));
	}
});
