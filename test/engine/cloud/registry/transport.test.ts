import assert from "node:assert/strict";
import { drop, openTransport, readAll } from "../../../../engine/cloud/registry/transport.ts";
import { refuse, standInForEach } from "./stand-in.ts";

const standIn = standInForEach();
const urlOf = (path: string) => new URL(path, standIn().url);

async function* chunks(count: number, size = 65_536): AsyncGenerator<Uint8Array> {
	for (let index = 0; index < count; index++) yield Buffer.alloc(size, index);
}

describe("the transport to registries", () => {
	it("sends a stream with its length and in one piece", async () => {
		const body = { size: 100 * 65_536, read: () => chunks(100) };
		const url = urlOf("/v2/app/manifests/v1");
		const answer = await openTransport().send({ method: "PUT", url, body });
		await drop(answer);
		const [asked] = standIn().asked;
		assert.equal(answer.status, 201);
		assert.equal(asked?.headers["content-length"], String(body.size));
		assert.equal(asked?.headers["transfer-encoding"], undefined);
		assert.equal(asked?.size, body.size);
	});

	it("says that a POST has no body", async () => {
		await drop(await openTransport().send({ method: "POST", url: urlOf("/v2/app/blobs/uploads/") }));
		assert.equal(standIn().asked[0]?.headers["content-length"], "0");
	});

	it("stops sending when the answer is there already", async () => {
		standIn().interrupt = (_asked, response) => refuse(response, 403, "DENIED", "no");
		let made = 0;
		const read = async function* () {
			for await (const chunk of chunks(10_000)) {
				made++;
				yield chunk;
				await new Promise((resolve) => setImmediate(resolve));
			}
		};
		const url = urlOf("/v2/app/blobs/uploads/1");
		const answer = await openTransport().send({ method: "PUT", url, body: { size: 10_000 * 65_536, read } });
		assert.equal(answer.status, 403);
		assert.ok((await readAll(answer, 1_000))?.length);
		assert.ok(made < 10_000, `sent ${made} chunks`);
	});

	it("makes no further bytes after a stop, and fails with its reason", async () => {
		const stop = new AbortController();
		const read = async function* () {
			yield Buffer.alloc(10);
			stop.abort();
			yield Buffer.alloc(10);
		};
		const request = {
			method: "PUT",
			url: urlOf("/v2/app/blobs/uploads/1"),
			body: { size: 1_000, read },
			signal: stop.signal,
		} as const;
		await assert.rejects(openTransport().send(request), { name: "AbortError" });
		await assert.rejects(openTransport().send(request), { name: "AbortError" });
	});

	it("fails with the error of the body", async () => {
		const defect = new TypeError("the file is gone");
		const read = async function* () {
			yield Buffer.alloc(10);
			throw defect;
		};
		const body = { size: 1_000, read };
		await assert.rejects(
			openTransport().send({ method: "PUT", url: urlOf("/v2/app/blobs/uploads/1"), body }),
			defect,
		);
	});

	it("fails when the connection is lost while it sends", async () => {
		standIn().interrupt = (_asked, response, request) => {
			request.once("data", () => response.destroy());
			return true;
		};
		const body = { size: 1_000 * 65_536, read: () => chunks(1_000) };
		await assert.rejects(
			openTransport().send({ method: "PUT", url: urlOf("/x"), body }),
			(error: NodeJS.ErrnoException) => ["ECONNRESET", "EPIPE"].includes(error.code ?? ""),
		);
	});

	it("keeps connections", async () => {
		const transport = openTransport();
		const ports = new Set<number | undefined>();
		standIn().interrupt = (_asked, _response, request) => {
			ports.add(request.socket.remotePort);
			return false;
		};
		for (let round = 0; round < 3; round++)
			await drop(await transport.send({ method: "GET", url: urlOf("/v2/") }));
		assert.equal(ports.size, 1);
	});

	it("reads no more than it was told to", async () => {
		standIn().blobs.set("app/x", Buffer.alloc(200_000));
		const get = () => openTransport().send({ method: "GET", url: urlOf("/v2/app/blobs/x") });
		assert.equal(await readAll(await get(), 100_000), undefined);
		assert.equal((await readAll(await get(), 200_000))?.length, 200_000);
	});
});
