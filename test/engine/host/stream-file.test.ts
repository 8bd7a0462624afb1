import assert from "node:assert/strict";
import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { streamFile } from "../../../engine/host/stream-file.ts";
import { temporaryFolder } from "../package/project.ts";

const small = 1_000;
const large = 3 * 1024 * 1024;

async function read(path: string, size: number, meanwhile?: () => void): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of streamFile(path, size)) {
		chunks.push(chunk);
		if (chunks.length === 1) meanwhile?.();
	}
	return Buffer.concat(chunks);
}

describe("a file in pieces", () => {
	for (const size of [0, 1, small, large]) {
		it(`is all of its ${size} bytes`, async () => {
			const path = join(temporaryFolder(), "file");
			const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 251));
			writeFileSync(path, bytes);
			assert.deepEqual(await read(path, size), bytes);
		});
	}

	for (const size of [small, large]) {
		it(`of ${size} bytes is only a range of it where one is asked for`, async () => {
			const path = join(temporaryFolder(), "file");
			const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 251));
			writeFileSync(path, bytes);
			const chunks: Uint8Array[] = [];
			for await (const chunk of streamFile(path, size, { from: 7, to: size - 3 })) chunks.push(chunk);
			assert.deepEqual(Buffer.concat(chunks), bytes.subarray(7, size - 3));
		});
	}

	for (const size of [small, large]) {
		it(`of ${size} bytes fails with another size than it had`, async () => {
			const path = join(temporaryFolder(), "file");
			for (const now of [size - 1, size + 1]) {
				writeFileSync(path, Buffer.alloc(now));
				await assert.rejects(read(path, size), {
					code: "file-changed",
					message: `${path} changed while it was read`,
				});
			}
		});
	}

	it("fails when it is written to, or cut, while it is read", async () => {
		const path = join(temporaryFolder(), "file");
		writeFileSync(path, Buffer.alloc(large));
		await assert.rejects(
			read(path, large, () => appendFileSync(path, "x")),
			{ code: "file-changed" },
		);
		writeFileSync(path, Buffer.alloc(large));
		await assert.rejects(
			read(path, large, () => truncateSync(path, 600_000)),
			{ code: "file-changed" },
		);
	});

	it("fails where nothing is, and on a folder", async () => {
		const folder = temporaryFolder();
		for (const size of [small, large]) {
			await assert.rejects(read(join(folder, "nowhere"), size), { code: "file-unreadable" });
			await assert.rejects(read(folder, size));
		}
	});
});
