import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { assertFails, bucketNamed, digestOf, type Stage } from "./stage.ts";

/** Facts about objects. */
export function objectFacts(at: () => Stage): void {
	it("knows a bucket that is not there from an empty one", async () => {
		const { cloud, name, bucket } = at();
		assert.equal(await cloud.objects.list(name("no-bucket"), "", {}), undefined);
		assert.deepEqual(await cloud.objects.list(await bucket(), "", {}), []);
	});

	it("stores and reads bytes under keys with blanks, slashes and letters of any script", async () => {
		const { cloud, bucket, store } = at();
		const home = await bucket();
		const body = Buffer.from([0, 255, 10, 13, 0]);
		for (const key of ["plain", "a b/c+d.zip", "füñ/日本.txt", "(1)'!*~"]) {
			await store(home, key, body);
			assert.deepEqual(Buffer.from((await cloud.objects.read(home, key, {})) ?? []), body, key);
		}
		await store(home, "empty", new Uint8Array());
		assert.equal((await cloud.objects.read(home, "empty", {}))?.byteLength, 0);
	});

	it("lists by prefix, in the order of keys, with sizes and times", async () => {
		const { cloud, bucket, store } = at();
		const home = await bucket();
		for (const key of ["b/2", "a/1", "b/1", "c"]) await store(home, key, Buffer.from(key));
		const listed = (await cloud.objects.list(home, "b/", {})) ?? [];
		assert.deepEqual(
			listed.map(({ key, size }) => [key, size]),
			[
				["b/1", 3],
				["b/2", 3],
			],
		);
		for (const { modifiedAt } of listed)
			assert.ok(Math.abs(modifiedAt - Date.now()) < 60_000, `${modifiedAt}`);
		assert.equal((await cloud.objects.list(home, "", {}))?.length, 4);
	});

	it("tells the MD5 of the bytes in a listing, also of objects with headers and tags", async () => {
		const { cloud, bucket } = at();
		const home = await bucket();
		const body = Buffer.from("<html>");
		const headers = {
			"cache-control": "no-cache",
			"x-origin": "spool",
			Expires: "Wed, 21 Oct 2026 07:28:00 GMT",
		};
		const object = {
			bucket: home,
			key: "index.html",
			body,
			contentType: "text/html",
			sha256: digestOf(body),
		};
		await cloud.objects.put({ ...object, headers, tags: { "a b": "c&d" } }, {});
		const [listed] = (await cloud.objects.list(home, "", {})) ?? [];
		assert.equal(listed?.etag, createHash("md5").update(body).digest("hex"));
	});

	it("stores over the version that is known, and over no other", async () => {
		const { cloud, name, bucket } = at();
		const home = await bucket();
		const object = (text: string) => ({
			bucket: home,
			key: "hot-swap/api.json",
			body: Buffer.from(text),
			contentType: "application/json",
		});
		const read = async () => {
			const found = await cloud.objects.readVersion(home, "hot-swap/api.json", {});
			return found && { text: Buffer.from(found.body).toString(), etag: found.etag };
		};
		assert.equal(await read(), undefined);
		assert.equal(await cloud.objects.readVersion(name("no-bucket"), "a", {}), undefined);
		assert.equal(
			await cloud.objects.putOver(object("none"), '"0123456789abcdef0123456789abcdef"', {}),
			undefined,
		);
		const one = (await cloud.objects.putOver(object("one"), undefined, {})) ?? assert.fail("not stored");
		assert.deepEqual(await read(), { text: "one", etag: one });
		assert.equal(await cloud.objects.putOver(object("other"), undefined, {}), undefined);
		const two = await cloud.objects.putOver(object("two"), one, {});
		assert.equal(await cloud.objects.putOver(object("late"), one, {}), undefined);
		assert.deepEqual(await read(), { text: "two", etag: two });
	});

	it("tells how much of a big object has been sent, up to all of it", async () => {
		const { cloud, bucket } = at();
		const home = await bucket();
		const body = new Uint8Array(3_000_000).fill(7);
		const told: number[] = [];
		await cloud.objects.put(
			{ bucket: home, key: "big", body, contentType: "application/zip", sha256: digestOf(body) },
			{ uploaded: (bytes) => told.push(bytes) },
		);
		assert.ok(told.length > 5, `told ${told.length} times`);
		assert.deepEqual(
			told,
			told.toSorted((a, b) => a - b),
		);
		assert.equal(told.at(-1), body.byteLength);
		assert.equal(digestOf((await cloud.objects.read(home, "big", {})) ?? new Uint8Array()), digestOf(body));
	});

	it("stores an object that is larger than one request should be, and leaves no upload unfinished", async () => {
		const { cloud, bucket } = at();
		const home = await bucket();
		const body = new Uint8Array(17 * 1024 * 1024).map((_, index) => index % 253);
		const source = {
			size: body.length,
			read: async function* (from: number, to: number) {
				yield body.subarray(from, to);
			},
		};
		const object = {
			bucket: home,
			key: "a b/large.zip",
			contentType: "application/zip",
			sha256: digestOf(body),
		};
		await cloud.objects.put({ ...object, body: source }, {});
		const stored = (await cloud.objects.read(home, object.key, {})) ?? new Uint8Array();
		assert.equal(digestOf(stored), digestOf(body));
		const all = { ids: [], startedBefore: Date.now() + 60_000 };
		assert.equal(await cloud.objects.discardUploads(home, all, {}), 0);
		const other = { ...object, key: "bad", body: source, sha256: digestOf(Buffer.from("other")) };
		await assert.rejects(cloud.objects.put(other, {}));
		assert.equal(await cloud.objects.read(home, "bad", {}), undefined);
		assert.equal(await cloud.objects.discardUploads(home, all, {}), 0);
	});

	it("stores nothing whose digest is another", async () => {
		const { cloud, bucket } = at();
		const home = await bucket();
		const object = { bucket: home, key: "bad", body: Buffer.from("one"), contentType: "text/plain" };
		await assertFails(cloud.objects.put({ ...object, sha256: digestOf(Buffer.from("two")) }, {}), {
			kind: "aws",
		});
		assert.deepEqual(await cloud.objects.list(home, "", {}), []);
	});

	it("stores nothing in a bucket that is not there", async () => {
		const { name, store } = at();
		await assertFails(store(name("no-bucket"), "a", Buffer.from("1")), {
			kind: "aws",
			code: "aws-no-such-bucket",
		});
	});

	it("copies inside a bucket, and knows when there is nothing to copy", async () => {
		const { cloud, bucket, store } = at();
		const home = await bucket();
		await store(home, "job a/v000001-d.zip", Buffer.from("zip"));
		await cloud.objects.copy(home, "job a/v000001-d.zip", "job a/v000002-d.zip", {});
		assert.equal(
			String(Buffer.from((await cloud.objects.read(home, "job a/v000002-d.zip", {})) ?? [])),
			"zip",
		);
		await assertFails(cloud.objects.copy(home, "nothing", "to", {}), {
			kind: "aws",
			code: "aws-no-such-key",
		});
	});

	it("reads nothing where there is no object or no bucket", async () => {
		const { cloud, name, bucket } = at();
		assert.equal(await cloud.objects.read(await bucket(), "nothing", {}), undefined);
		assert.equal(await cloud.objects.read(name("no-bucket"), "nothing", {}), undefined);
	});

	it("removes objects, whether they are there or not", async () => {
		const { cloud, bucket, store } = at();
		const home = await bucket();
		for (const key of ["a", "b", "c"]) await store(home, key, Buffer.from(key));
		await cloud.objects.remove(home, ["a", "c", "never"], {});
		await cloud.objects.remove(home, [], {});
		assert.deepEqual(
			(await cloud.objects.list(home, "", {}))?.map(({ key }) => key),
			["b"],
		);
	});

	it("empties a bucket of more objects than one request lists", async () => {
		const { cloud, bucket, store } = at();
		const home = await bucket();
		const keys = Array.from({ length: 1_003 }, (_, index) => `many/${index}`);
		const lanes = Array.from({ length: 16 }, async () => {
			for (let key = keys.pop(); key !== undefined; key = keys.pop())
				await store(home, key, Buffer.from("1"));
		});
		await Promise.all(lanes);
		assert.equal((await cloud.objects.list(home, "many/", {}))?.length, 1_003);
		assert.equal(await cloud.objects.empty(home, {}), 1_003);
		assert.deepEqual(await cloud.objects.list(home, "", {}), []);
		assert.equal(await cloud.objects.empty(home, {}), 0);
	});

	it("empties a bucket of old versions and delete markers too", async () => {
		const { cloud, name, create, remove, store } = at();
		const home = name("versions");
		await create(home, {
			Resources: {
				Store: {
					Type: "AWS::S3::Bucket",
					Properties: { BucketName: home, VersioningConfiguration: { Status: "Enabled" } },
				},
			},
		});
		await store(home, "a", Buffer.from("1"));
		await store(home, "a", Buffer.from("2"));
		await cloud.objects.remove(home, ["a"], {});
		assert.equal(await cloud.objects.read(home, "a", {}), undefined);
		assert.equal(await cloud.objects.empty(home, {}), 3);
		assert.equal((await remove(home)).status, "DELETE_COMPLETE");
	});

	it("takes a bucket that is not there for an empty one when emptying", async () => {
		const { cloud, name } = at();
		assert.equal(await cloud.objects.empty(name("no-bucket"), {}), 0);
	});

	it("keeps a bucket's objects when its stack is updated", async () => {
		const { cloud, name, create, update, store } = at();
		const home = name("updated");
		await create(home, { Resources: { Store: bucketNamed(home) } });
		await store(home, "a", Buffer.from("1"));
		await update(home, { Resources: { Store: bucketNamed(home) } }, { tags: { changed: "1" } });
		assert.equal((await cloud.objects.list(home, "", {}))?.length, 1);
	});
}
