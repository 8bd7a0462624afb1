import assert from "node:assert/strict";
import type { ImageBlob, ImageToPush } from "../../../../engine/cloud/port.ts";
import { type PushTarget, pushImage } from "../../../../engine/cloud/registry/push.ts";
import { openRegistrySession } from "../../../../engine/cloud/registry/session.ts";
import { openTransport } from "../../../../engine/cloud/registry/transport.ts";
import { type Asked, refuse, sha256, standInForEach } from "./stand-in.ts";

const standIn = standInForEach();
const other = standInForEach();
const layer = Buffer.alloc(300_000, "layer");
const config = Buffer.from('{"architecture":"amd64"}');
const mediaType = "application/vnd.oci.image.manifest.v1+json";

function targetOn(known = new Set<string>()): PushTarget {
	const transport = openTransport();
	return {
		session: openRegistrySession({ origin: standIn().url }, transport),
		repository: "app",
		known,
		sessionFor: (registry, repository) => ({
			session: openRegistrySession({ origin: `http://${registry}` }, transport),
			repository,
		}),
	};
}

function made(bytes: Buffer): ImageBlob {
	const read = async function* () {
		for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
	};
	return { digest: sha256(bytes), size: bytes.length, source: { kind: "made", read } };
}

function stored(bytes: Buffer, registry: string): ImageBlob {
	const at = { registry, repository: "base/node", reference: "20" };
	return { digest: sha256(bytes), size: bytes.length, source: { kind: "stored", at } };
}

function imageOf(blobs: readonly ImageBlob[] = [made(layer), made(config)]): ImageToPush {
	const named = blobs.map(({ digest, size }) => `{"digest":"${digest}","size":${size}}`).join(",");
	const bytes = Buffer.from(`{"schemaVersion":2,"layers":[${named}]}`);
	return { blobs, manifests: [{ digest: sha256(bytes), mediaType, bytes, tag: "v1" }] };
}

const calls = (asked: readonly Asked[]) =>
	asked.map(({ method, path }) => `${method} ${path.replace(/^\/v2\/|sha256:.*/g, "")}`).sort();

describe("pushing an image", () => {
	it("sends each blob by one POST and one PUT, then the manifest", async () => {
		const image = imageOf();
		assert.deepEqual(await pushImage(targetOn(), image, {}), { sent: layer.length + config.length });
		assert.deepEqual(standIn().blobs.get(`app/${sha256(layer)}`), layer);
		assert.equal(standIn().manifests.get("app/v1")?.type, mediaType);
		assert.deepEqual(calls(standIn().asked), [
			"HEAD app/blobs/",
			"HEAD app/blobs/",
			"POST app/blobs/uploads/",
			"POST app/blobs/uploads/",
			"PUT app/blobs/uploads/1",
			"PUT app/blobs/uploads/1",
			"PUT app/manifests/v1",
		]);
	});

	it("sends nothing that is there, and asks for nothing that it knows", async () => {
		const known = new Set<string>();
		await pushImage(targetOn(known), imageOf(), {});
		standIn().asked.length = 0;
		assert.deepEqual(await pushImage(targetOn(), imageOf(), {}), { sent: 0 });
		assert.deepEqual(calls(standIn().asked), ["HEAD app/blobs/", "HEAD app/blobs/", "PUT app/manifests/v1"]);
		standIn().asked.length = 0;
		assert.deepEqual(await pushImage(targetOn(known), imageOf(), {}), { sent: 0 });
		assert.deepEqual(calls(standIn().asked), ["PUT app/manifests/v1"]);
	});

	it("sends everything when what it knew is gone", async () => {
		const known = new Set([sha256(layer), sha256(config)]);
		assert.deepEqual(await pushImage(targetOn(known), imageOf(), {}), { sent: layer.length + config.length });
	});

	it("fails with the registry's words when it was not wrong about the blobs", async () => {
		standIn().interrupt = (asked, response) =>
			asked.path.includes("manifests") &&
			refuse(response, 400, "TAG_INVALID", "the tag exists and is immutable");
		await assert.rejects(pushImage(targetOn(), imageOf(), {}), {
			message: /the tag exists and is immutable/,
		});
	});

	it("mounts what another repository of the registry has", async () => {
		standIn().blobs.set(`base/node/${sha256(layer)}`, layer);
		const result = await pushImage(targetOn(), imageOf([stored(layer, standIn().host)]), {});
		assert.deepEqual(result, { sent: 0 });
		const post = standIn().asked.find(({ method }) => method === "POST");
		assert.deepEqual([post?.query.get("from"), post?.query.get("mount")], ["base/node", sha256(layer)]);
		assert.ok(standIn().blobs.has(`app/${sha256(layer)}`));
	});

	it("sends it where mounting is not allowed, by the upload that was begun instead", async () => {
		standIn().mounts = false;
		standIn().blobs.set(`base/node/${sha256(layer)}`, layer);
		const result = await pushImage(targetOn(), imageOf([stored(layer, standIn().host)]), {});
		assert.deepEqual(result, { sent: layer.length });
		assert.equal(standIn().asked.filter(({ method }) => method === "POST").length, 1);
	});

	it("carries the layer of another registry over", async () => {
		other().blobs.set(`base/node/${sha256(layer)}`, layer);
		assert.deepEqual(await pushImage(targetOn(), imageOf([stored(layer, other().host)]), {}), {
			sent: layer.length,
		});
		assert.deepEqual(standIn().blobs.get(`app/${sha256(layer)}`), layer);
	});

	it("stores no layer that the other registry damaged, nor a manifest that names it", async () => {
		for (const wrong of [
			Buffer.alloc(layer.length, "x"),
			layer.subarray(1),
			Buffer.concat([layer, config]),
		]) {
			other().blobs.set(`base/node/${sha256(layer)}`, wrong);
			await assert.rejects(pushImage(targetOn(), imageOf([stored(layer, other().host)]), {}), {
				code: "image-damaged",
			});
			assert.equal(standIn().blobs.size + standIn().manifests.size, 0);
		}
	});

	it("fails when what it sends is not what it was", async () => {
		const blob = { ...made(layer), digest: sha256(config) };
		await assert.rejects(pushImage(targetOn(), imageOf([blob]), {}), {
			code: "file-changed",
			kind: "package",
		});
		assert.equal(standIn().blobs.size, 0);
	});

	it("begins a blob again that broke off, and counts no byte twice", async () => {
		let broken = 0;
		standIn().interrupt = (asked, response, request) => {
			if (asked.method !== "PUT" || asked.path.includes("manifests") || broken === 2) return false;
			broken++;
			request.once("data", () => response.destroy());
			return true;
		};
		const told: number[] = [];
		await pushImage(targetOn(), imageOf([made(layer)]), { uploaded: (bytes) => told.push(bytes) });
		assert.equal(broken, 2);
		assert.equal(told.at(-1), layer.length);
		assert.deepEqual(
			told,
			told.toSorted((a, b) => a - b),
		);
	});

	it("begins again when the other registry breaks off", async () => {
		other().blobs.set(`base/node/${sha256(layer)}`, layer);
		let broken = 0;
		other().interrupt = (_asked, response) => {
			if (broken++ > 0) return false;
			response.writeHead(200, { "Content-Length": String(layer.length) });
			response.write(layer.subarray(0, 1000), () => response.destroy());
			return true;
		};
		assert.deepEqual(await pushImage(targetOn(), imageOf([stored(layer, other().host)]), {}), {
			sent: layer.length,
		});
	});

	it("goes on after a server that broke down and one that wants a pause", async () => {
		let refusals = 0;
		standIn().interrupt = (asked, response) => {
			if (refusals > 3 || asked.method === "HEAD") return false;
			refusals++;
			return refusals % 2 === 0
				? refuse(response, 500, "UNKNOWN", "")
				: refuse(response, 503, "UNAVAILABLE", "");
		};
		await pushImage(targetOn(), imageOf([made(config)]), {});
		assert.ok(standIn().manifests.has("app/v1"));
	});

	it("ends at a stop, and stores no manifest", async () => {
		const stop = new AbortController();
		const read = async function* () {
			yield layer.subarray(0, 1000);
			stop.abort();
			yield layer.subarray(1000);
		};
		const blob: ImageBlob = { ...made(layer), source: { kind: "made", read } };
		await assert.rejects(pushImage(targetOn(), imageOf([blob, made(config)]), { signal: stop.signal }), {
			name: "AbortError",
		});
		assert.equal(standIn().manifests.size, 0);
	});

	it("says so when the registry does not tell where to send", async () => {
		standIn().interrupt = (asked, response) => {
			if (asked.method !== "POST") return false;
			response.writeHead(202).end();
			return true;
		};
		await assert.rejects(pushImage(targetOn(), imageOf(), {}), {
			message: `the registry ${standIn().host} does not say where to upload to`,
		});
	});
});
