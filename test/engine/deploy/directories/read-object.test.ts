import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readObject } from "../../../../engine/deploy/directories/read-object.ts";
import { memoryHost } from "../../../support/memory-host.ts";

const mebibyte = 1024 * 1024;

async function read(bytes: Uint8Array) {
	const host = memoryHost({ files: { "/file": bytes } });
	const found = await readObject(host, { path: "/file", size: bytes.length });
	const { body } = found;
	const chunks: Uint8Array[] = [];
	if (body instanceof Uint8Array) chunks.push(body);
	else for await (const chunk of body.read(0, body.size)) chunks.push(chunk);
	assert.ok(Buffer.concat(chunks).equals(bytes));
	assert.equal(found.sha256, createHash("sha256").update(bytes).digest("base64"));
	return { etag: found.etag, inMemory: body instanceof Uint8Array };
}

describe("a file as S3 would have it", () => {
	it("has the MD5 of its bytes as its ETag", async () => {
		// printf hello | md5sum; md5sum /dev/null
		assert.equal((await read(Buffer.from("hello"))).etag, "5d41402abc4b2a76b9719d911017c592");
		assert.equal((await read(Buffer.alloc(0))).etag, "d41d8cd98f00b204e9800998ecf8427e");
	});

	it("has the MD5 of the MD5s of its parts when it is sent in parts", async () => {
		// head -c 20971520 /dev/zero | split -b 8388608 --filter='md5sum | cut -c1-32 | xxd -r -p' | md5sum
		assert.deepEqual(await read(Buffer.alloc(20 * mebibyte)), {
			etag: "5452e5568d20a60209babc69a7b95911-3",
			inMemory: false,
		});
	});

	it("stays in memory only while it is small", async () => {
		assert.equal((await read(Buffer.alloc(100, "x"))).inMemory, true);
		assert.equal((await read(Buffer.alloc(mebibyte, "x"))).inMemory, false);
	});
});
