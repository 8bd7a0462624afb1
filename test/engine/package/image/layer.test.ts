import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Layer, type LayerOptions, makeLayer } from "../../../../engine/package/image/layer.ts";
import type { LayerEntry } from "../../../../engine/package/image/tar.ts";
import { diskHost, temporaryFolder } from "../project.ts";

const host = diskHost();
const options: LayerOptions = { compression: "small", keepBytes: 1024 * 1024 };
const sha256 = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

async function bytesOf(layer: Layer): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of layer.read()) chunks.push(chunk);
	return Buffer.concat(chunks);
}

/** A layer of a file with `content` in a folder of its own. */
function entriesIn(folder: string, content: string | Buffer): readonly LayerEntry[] {
	const file = join(folder, "data.bin");
	writeFileSync(file, content);
	return [{ kind: "file", path: "app/data.bin", content: { file, size: content.length, stamp: "" } }];
}

describe("a layer", () => {
	it("knows the digests of its tar and of its compressed bytes", async () => {
		const layer = await makeLayer(host, entriesIn(temporaryFolder(), "some text"), options);
		const bytes = await bytesOf(layer);
		assert.equal(layer.digest, sha256(bytes));
		assert.equal(layer.size, bytes.length);
		assert.equal(layer.diffId, sha256(gunzipSync(bytes)));
		assert.equal(bytes[9], 255);
	});

	it("is the same in two folders and on two days", async () => {
		const [first, second] = [temporaryFolder(), temporaryFolder()];
		const entries = [entriesIn(first, "same"), entriesIn(second, "same")];
		utimesSync(join(second, "data.bin"), 1, 1);
		const layers = await Promise.all(entries.map((one) => makeLayer(host, one, options)));
		assert.equal(layers[0]?.digest, layers[1]?.digest);
		assert.equal(layers[0]?.diffId, layers[1]?.diffId);
	});

	it("that is too large to keep gives the same bytes again", async () => {
		const noise = Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * 2_654_435_761) >>> 24));
		for (const compression of ["small", "fast"] as const) {
			const entries = entriesIn(temporaryFolder(), noise);
			const layer = await makeLayer(host, entries, { compression, keepBytes: 1000 });
			for (let round = 0; round < 2; round++) assert.equal(sha256(await bytesOf(layer)), layer.digest);
		}
	});

	it("of files that changed in between gives other bytes, or none at all", async () => {
		const folder = temporaryFolder();
		const layer = await makeLayer(host, entriesIn(folder, "before"), { compression: "fast", keepBytes: 0 });
		writeFileSync(join(folder, "data.bin"), "after!");
		assert.notEqual(sha256(await bytesOf(layer)), layer.digest);
		writeFileSync(join(folder, "data.bin"), "another size");
		await assert.rejects(bytesOf(layer), { code: "file-changed" });
	});

	it("may be stopped being read", async () => {
		const entries = entriesIn(temporaryFolder(), Buffer.alloc(4 * 1024 * 1024, "x"));
		const layer = await makeLayer(host, entries, { compression: "fast", keepBytes: 0 });
		for await (const chunk of layer.read()) {
			assert.ok(chunk.length > 0);
			break;
		}
	});

	it("ends with the reason of a stop, and with what went wrong", async () => {
		const entries = entriesIn(temporaryFolder(), "text");
		const signal = AbortSignal.abort();
		await assert.rejects(
			makeLayer(host, entries, { ...options, signal }),
			(error) => error === signal.reason,
		);
		const gone: LayerEntry = { kind: "file", path: "x", content: { file: "/nowhere/x", size: 3, stamp: "" } };
		await assert.rejects(makeLayer(host, [gone], options), { code: "file-unreadable" });
	});
});
