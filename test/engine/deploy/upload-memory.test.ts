import assert from "node:assert/strict";
import { takeAbandoned, uploadMemory } from "../../../engine/deploy/upload-memory.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { memoryHost } from "../../support/memory-host.ts";

const object = { bucket: "home", key: "a.zip", sha256: "digest", contentType: "application/zip" };
const part = { number: 1, etag: '"e"', sha256: "part" };

function machine() {
	const clock = fakeClock();
	const host = memoryHost({ clock });
	host.variables.set("SPOOL_CACHE_DIR", "/cache");
	return { clock, host };
}

describe("the memory of an upload", () => {
	it("is that of another process too, until the upload has ended", async () => {
		const { host } = machine();
		await uploadMemory(host, object)?.remember({ id: "u", parts: [part] });
		const { id, parts } = (await uploadMemory(host, object)?.recall()) ?? {};
		assert.deepEqual([id, parts], ["u", [part]]);
		await uploadMemory(host, object)?.forget();
		assert.equal(await uploadMemory(host, object)?.recall(), undefined);
		assert.equal(host.files.size, 0);
	});

	it("is not that of another object, or of one that is kept in another way", async () => {
		const { host } = machine();
		await uploadMemory(host, object)?.remember({ id: "u", parts: [] });
		for (const other of [
			{ ...object, bucket: "b" },
			{ ...object, key: "b" },
			{ ...object, sha256: "b" },
			{ ...object, contentType: "b" },
			{ ...object, headers: { a: "b" } },
			{ ...object, tags: { a: "b" } },
		])
			assert.equal(await uploadMemory(host, other)?.recall(), undefined);
	});

	it("is empty where the file is damaged", async () => {
		const { host } = machine();
		const memory = uploadMemory(host, object);
		for (const text of ["", "{", "null", "[]", '{"id":1}', '{"id":"u","bucket":"b","at":1,"parts":[{}]}']) {
			await memory?.remember({ id: "u", parts: [] });
			const [file = ""] = host.files.keys();
			host.save(file, text);
			assert.equal(await memory?.recall(), undefined, text);
		}
	});

	it("costs an upload nothing where the disk takes or gives nothing", async () => {
		const { host } = machine();
		const broken = { ...host, write: fails, readText: fails, remove: fails, list: fails };
		const memory = uploadMemory(broken, object);
		await memory?.remember({ id: "u", parts: [] });
		await memory?.forget();
		assert.equal(await memory?.recall(), undefined);
		assert.deepEqual(await takeAbandoned(broken, "home"), []);
	});

	it("needs a folder", async () => {
		const host = memoryHost();
		assert.equal(uploadMemory(host, object), undefined);
		assert.deepEqual(await takeAbandoned(host, "home"), []);
	});

	it("tells once what nobody goes on with: uploads to the bucket of which nothing was heard for a while", async () => {
		const { host, clock } = machine();
		await uploadMemory(host, object)?.remember({ id: "old", parts: [] });
		await uploadMemory(host, { ...object, bucket: "other" })?.remember({ id: "elsewhere", parts: [] });
		const passed = clock.sleep(16 * 60_000);
		await passed;
		await uploadMemory(host, { ...object, key: "b" })?.remember({ id: "new", parts: [] });
		assert.deepEqual(await takeAbandoned(host, "home"), ["old"]);
		assert.deepEqual(await takeAbandoned(host, "home"), []);
		assert.equal(host.files.size, 2);
	});
});

async function fails(): Promise<never> {
	throw new Error("the disk is full");
}
