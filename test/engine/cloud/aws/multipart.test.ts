import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openCloud } from "../../../../engine/cloud/aws/open.ts";
import { partBytesOf, partsFrom } from "../../../../engine/cloud/port/parts.ts";
import type { ObjectPort, UnfinishedUpload, UploadMemory } from "../../../../engine/cloud/port.ts";
import { isAbort } from "../../../../engine/report/failure.ts";
import { openS3Server, type S3Server } from "../../../support/s3-server.ts";

const mebibyte = 1024 * 1024;
/** Three parts, of which the last is smaller. */
const body = Buffer.alloc(20 * mebibyte, "a text that repeats at no power of two.");
const sha256 = createHash("sha256").update(body).digest("base64");
const partBytes = partBytesOf(body.length);
const object = { bucket: "home", key: "job/v1.zip", body, contentType: "application/zip", sha256 };

function objectsOf({ endpoint }: S3Server): ObjectPort {
	const credentials = { accessKeyId: "000000000000", secretAccessKey: "none" };
	return openCloud({ region: "eu-west-1", endpoint, credentials, environment: {} }).objects;
}

function openMemory(): UploadMemory & { kept: UnfinishedUpload | undefined } {
	const memory = {
		kept: undefined as UnfinishedUpload | undefined,
		recall: async () => memory.kept,
		remember: async (upload: UnfinishedUpload) => {
			memory.kept = upload;
		},
		forget: async () => {
			memory.kept = undefined;
		},
	};
	return memory;
}

describe("an upload in parts", () => {
	let server: S3Server;
	beforeEach(async () => {
		server = await openS3Server();
	});
	afterEach(() => server.stop());

	const assertStored = () => {
		assert.deepEqual(server.objects.get(object.key)?.body.equals(body), true);
		assert.equal(server.pending.size, 0);
	};

	it("is for more than 16 MB", async () => {
		const small = body.subarray(0, partsFrom);
		const digest = createHash("sha256").update(small).digest("base64");
		await objectsOf(server).put({ ...object, body: small, sha256: digest }, {});
		assert.deepEqual(server.asked, ["put"]);
	});

	it("has ten thousand parts at most, and none too small", () => {
		assert.equal(partBytesOf(17 * mebibyte), 8 * mebibyte);
		const terabyte = 1024 ** 4;
		assert.ok(terabyte / partBytesOf(terabyte) <= 10_000);
		assert.equal(partBytesOf(terabyte) % mebibyte, 0);
	});

	it("sends every byte once, tells how many, and leaves nothing behind", async () => {
		const told: number[] = [];
		const memory = openMemory();
		await objectsOf(server).put(object, { memory, uploaded: (bytes) => told.push(bytes) });
		assertStored();
		assert.equal(server.received, body.length);
		assert.deepEqual(server.asked, ["begin", "part", "part", "part", "complete", "uploads"]);
		assert.deepEqual(
			told,
			told.toSorted((a, b) => a - b),
		);
		assert.equal(told.at(-1), body.length);
		assert.equal(memory.kept, undefined);
	});

	it("sends a part again whole when the connection breaks off in it, or S3 wants less", async () => {
		server.fault = (name, count) => {
			if (name !== "part") return undefined;
			if (count === 2) return { cutAfter: mebibyte };
			return count === 3 ? { error: "SlowDown", status: 503 } : undefined;
		};
		await objectsOf(server).put(object, {});
		assertStored();
		assert.equal(server.asked.filter((name) => name === "part").length, 5);
	});

	for (const hidesDigests of [false, true]) {
		it(`is gone on with after a stop, where listings ${hidesDigests ? "hide" : "tell"} digests`, async () => {
			server.hidesDigests = hidesDigests;
			const memory = openMemory();
			const stop = new AbortController();
			server.fault = (name, count) => {
				if (name === "part" && count === 3) stop.abort();
				return undefined;
			};
			const { signal } = stop;
			await assert.rejects(objectsOf(server).put(object, { memory, signal }), (error) => isAbort(error));
			assert.equal(memory.kept?.parts.length, 2);
			server.received = 0;
			server.asked.length = 0;
			await objectsOf(server).put(object, { memory });
			assertStored();
			assert.deepEqual(server.asked, ["parts", "part", "complete", "uploads"]);
			assert.equal(server.received, body.length - 2 * partBytes);
		});
	}

	it("takes only parts that hold what the object has there", async () => {
		const memory = openMemory();
		const stop = new AbortController();
		server.fault = (name, count) => {
			if (name === "part" && count === 3) stop.abort();
			return undefined;
		};
		const other = Buffer.from(body);
		other[5] = 0;
		const digest = createHash("sha256").update(other).digest("base64");
		const { signal } = stop;
		await assert.rejects(
			objectsOf(server).put({ ...object, body: other, sha256: digest }, { memory, signal }),
		);
		server.fault = () => undefined;
		server.received = 0;
		await objectsOf(server).put(object, { memory });
		assertStored();
		assert.equal(server.received, body.length - partBytes);
	});

	it("begins again when S3 does not know it any more", async () => {
		const memory = openMemory();
		memory.kept = { id: "gone", parts: [] };
		await objectsOf(server).put(object, { memory });
		assertStored();
	});

	it("is done when the answer to its end was lost, and sends nothing twice for it", async () => {
		server.fault = (name, count) =>
			name === "complete" && count === 1 ? { cutBeforeAnswer: true } : undefined;
		await objectsOf(server).put(object, {});
		assertStored();
		assert.equal(server.received, body.length);
	});

	it("gives up what a lost answer to its beginning has left", async () => {
		server.fault = (name, count) => (name === "begin" && count === 1 ? { cutBeforeAnswer: true } : undefined);
		await objectsOf(server).put(object, {});
		assertStored();
		assert.equal(server.asked.filter((name) => name === "abort").length, 1);
	});

	it("begins again when somebody ends it on the way", async () => {
		server.fault = (name, count) => {
			if (name === "part" && count === 2) server.pending.clear();
			return undefined;
		};
		await objectsOf(server).put(object, { memory: openMemory() });
		assertStored();
	});

	it("stores nothing of a file that changed after its digest was taken", async () => {
		const memory = openMemory();
		const put = objectsOf(server).put(
			{ ...object, sha256: createHash("sha256").digest("base64") },
			{ memory },
		);
		await assert.rejects(put, { code: "file-changed", kind: "file" });
		assert.deepEqual([server.objects.size, server.pending.size, memory.kept], [0, 0, undefined]);
	});

	it("stores nothing of a file that changes while it is sent, or cannot be read to its end", async () => {
		let reads = 0;
		const changing = {
			size: body.length,
			read: async function* (from: number, to: number) {
				reads++;
				const bytes = Buffer.from(body.subarray(from, to));
				if (reads === 4) bytes[0] = 1;
				yield bytes;
			},
		};
		await assert.rejects(objectsOf(server).put({ ...object, body: changing }, {}), { kind: "aws" });
		const broken = {
			size: body.length,
			read: async function* (from: number, to: number) {
				reads++;
				yield body.subarray(from, from + 10);
				if (reads > 3) throw new Error("the disk failed");
				yield body.subarray(from + 10, to);
			},
		};
		reads = 0;
		await assert.rejects(objectsOf(server).put({ ...object, body: broken }, {}));
		assert.deepEqual([server.objects.size, server.pending.size], [0, 0]);
	});

	it("of whatever age is given up by its id, and of whatever id by its age", async () => {
		const startedAt = Date.now() - 3_600_000;
		server.pending.set("mine", { key: "a", startedAt: Date.now(), parts: new Map() });
		server.pending.set("old", { key: "b", startedAt, parts: new Map() });
		server.pending.set("young", { key: "c", startedAt: Date.now(), parts: new Map() });
		const which = { ids: ["mine"], startedBefore: startedAt + 1_000 };
		assert.equal(await objectsOf(server).discardUploads("home", which, {}), 2);
		assert.deepEqual([...server.pending.keys()], ["young"]);
		server.fault = () => ({ error: "AccessDenied", status: 403 });
		assert.equal(await objectsOf(server).discardUploads("home", which, {}), 0);
	});
});

describe("an upload whose process is killed", () => {
	it("loses nothing and sends no more than one part again for every kill", async function () {
		this.timeout(120_000);
		const server = await openS3Server();
		const folder = mkdtempSync(join(tmpdir(), "spool-kill-"));
		try {
			const file = join(folder, "large.zip");
			const large = Buffer.alloc(40 * mebibyte, "what is sent here is killed more than once");
			writeFileSync(file, large);
			const kills = [9, 18, 30].map((megabytes) => megabytes * mebibyte);
			for (const limit of kills) {
				const child = putFile(server, folder, file);
				while (server.received < limit && child.exitCode === null) await delay(2);
				assert.equal(child.exitCode, null, "killed too late");
				const ended = new Promise((resolve) => child.once("exit", resolve));
				child.kill("SIGKILL");
				await ended;
			}
			const last = putFile(server, folder, file);
			const code = await new Promise((resolve) => last.once("exit", resolve));
			assert.equal(code, 0);
			assert.ok(server.objects.get("job/large.zip")?.body.equals(large));
			assert.equal(server.pending.size, 0);
			const again = server.received - large.length;
			assert.ok(again <= kills.length * partBytesOf(large.length), `${again} bytes were sent twice`);
		} finally {
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	});

	function putFile({ endpoint }: S3Server, folder: string, file: string): ChildProcess {
		const program = join(import.meta.dirname, "../../../support/put-file.ts");
		const env = { SPOOL_CACHE_DIR: join(folder, "cache"), PATH: process.env["PATH"] ?? "" };
		const args = [program, endpoint, "home", "job/large.zip", file];
		return spawn(process.execPath, args, { env, stdio: "inherit" });
	}
});
