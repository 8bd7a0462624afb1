import assert from "node:assert/strict";
import { digestOf, readBlob, readManifest } from "../../../../engine/cloud/registry/read.ts";
import { openRegistrySession } from "../../../../engine/cloud/registry/session.ts";
import { openTransport } from "../../../../engine/cloud/registry/transport.ts";
import { sha256, standInForEach } from "./stand-in.ts";

const standIn = standInForEach();
const session = () => openRegistrySession({ origin: standIn().url }, openTransport());
const type = "application/vnd.oci.image.manifest.v1+json";
const bytes = Buffer.from('{"schemaVersion":2}');

describe("reading from a registry", () => {
	it("gives a manifest with its digest and its kind", async () => {
		standIn().manifests.set("base/node/20", { type, bytes });
		const found = await readManifest(session(), "base/node", "20", {});
		assert.deepEqual(found && { ...found, bytes: Buffer.from(found.bytes) }, {
			digest: sha256(bytes),
			mediaType: type,
			bytes,
		});
		assert.match(standIn().asked[0]?.headers.accept ?? "", /image\.index.*manifest\.list/);
	});

	it("gives nothing where nothing is", async () => {
		assert.equal(await readManifest(session(), "base/node", "20", {}), undefined);
	});

	it("takes no manifest that is not the one that was named", async () => {
		const digest = sha256(Buffer.from("other"));
		standIn().manifests.set(`base/node/${digest}`, { type, bytes });
		await assert.rejects(readManifest(session(), "base/node", digest, {}), {
			code: "image-damaged",
			message: `${standIn().host}/base/node gives other bytes than those of ${digest}`,
		});
	});

	it("takes no manifest of any size", async () => {
		standIn().manifests.set("base/node/20", { type, bytes: Buffer.alloc(5 * 1024 * 1024) });
		await assert.rejects(readManifest(session(), "base/node", "20", {}), {
			message: "the manifest of base/node is larger than 4 MB",
		});
	});

	it("gives the bytes of a blob, and no others", async () => {
		const digest = digestOf(bytes);
		assert.equal(digest, sha256(bytes));
		standIn().blobs.set(`app/${digest}`, bytes);
		assert.deepEqual(Buffer.from(await readBlob(session(), "app", digest, {})), bytes);
		standIn().blobs.set(`app/${digest}`, Buffer.from("other"));
		await assert.rejects(readBlob(session(), "app", digest, {}), { code: "image-damaged" });
	});
});
