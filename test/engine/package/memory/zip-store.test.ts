import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { openZipStore } from "../../../../engine/package/memory/zip-store.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { memoryHost } from "../../../support/memory-host.ts";

const digestOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("kept zips", () => {
	it("are found whole, by a stamp without being read", async () => {
		const host = memoryHost();
		const store = openZipStore(host, "/cache");
		const bytes = Buffer.from("a zip");
		const digest = digestOf(bytes);
		assert.equal(await store.find(digest, 5, undefined), "missing");
		await store.keep(digest, [bytes.subarray(0, 2), bytes.subarray(2)]);
		const found = await store.find(digest, 5, undefined);
		assert.ok(typeof found === "object");
		assert.equal(found.path, `/cache/zips/${digest}.zip`);
		const unread = { ...host, stream: () => assert.fail("it was read") };
		assert.deepEqual(await openZipStore(unread, "/cache").find(digest, 5, found.stamp), found);
		host.save(found.path, "other");
		assert.equal(await store.find(digest, 5, found.stamp), "damaged");
		assert.equal(await store.find(digest, 5, found.stamp), "missing");
	});

	it("are no more than a size: those go first that were not used for longest, none that is young", async () => {
		const clock = fakeClock();
		const host = memoryHost({ clock });
		const store = openZipStore(host, "/cache");
		const zips = ["a", "b", "c", "d"].map((text) => Buffer.alloc(100, text));
		for (const zip of zips) await store.keep(digestOf(zip), [zip]);
		const hour = 3_600_000;
		const ages = [5, 2, 9, 0.5].map((hours) => clock.now() - hours * hour);
		const used = new Map(zips.map((zip, index) => [digestOf(zip), ages[index] ?? 0]));
		await store.trim(200, (digest) => used.get(digest) ?? 0);
		const left = zips.map((zip) => host.files.has(`/cache/zips/${digestOf(zip)}.zip`));
		assert.deepEqual(left, [false, true, false, true]);
		await store.trim(0, (digest) => used.get(digest) ?? 0);
		assert.equal(host.files.size, 1);
	});

	it("are none where the disk takes nothing", async () => {
		const host = { ...memoryHost(), write: async () => assert.fail("the disk is full") };
		assert.equal(await openZipStore(host, "/cache").keep("digest", [Buffer.from("x")]), undefined);
		await openZipStore(host, "/cache").trim(0, () => 0);
	});
});
