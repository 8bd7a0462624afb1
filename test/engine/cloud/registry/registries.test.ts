import assert from "node:assert/strict";
import { openRegistries } from "../../../../engine/cloud/registry/registries.ts";
import { sha256, standInForEach } from "./stand-in.ts";

const standIn = standInForEach();
const mirror = standInForEach();
const bytes = Buffer.from("{}");
const type = "application/vnd.oci.image.manifest.v1+json";
const own = async () => ({ origin: standIn().url });
const node = { registry: "public.ecr.aws", repository: "docker/library/node", reference: "24" };

describe("registries", () => {
	it("are asked under the names that images have", async () => {
		standIn().manifests.set("base/node/24", { type, bytes });
		const found = await openRegistries({ own }).manifest(
			{ registry: standIn().host, repository: "base/node", reference: "24" },
			{},
		);
		assert.equal(found?.digest, sha256(bytes));
	});

	it("are all replaced by the mirror, below its path", async () => {
		mirror().manifests.set("ecr/public/docker/library/node/24", { type, bytes });
		mirror().blobs.set(`ecr/public/docker/library/node/${sha256(bytes)}`, bytes);
		const registries = openRegistries({ own, mirror: new URL(`${mirror().url}/ecr/public/`) });
		assert.equal((await registries.manifest(node, {}))?.digest, sha256(bytes));
		assert.equal((await registries.blob(node, sha256(bytes), {})).length, 2);
	});

	it("give what an image is made of to the account's own, which the mirror does not replace", async () => {
		mirror().blobs.set(`docker/library/node/${sha256(bytes)}`, bytes);
		const registries = openRegistries({ own, mirror: new URL(mirror().url) });
		const blob = { digest: sha256(bytes), size: bytes.length, source: { kind: "stored" as const, at: node } };
		await registries.push("app", { blobs: [blob], manifests: [] }, {});
		assert.ok(standIn().blobs.has(`app/${sha256(bytes)}`));
	});

	it("remember what a repository has, and only that one", async () => {
		const registries = openRegistries({ own });
		const read = async function* () {
			yield bytes;
		};
		const image = {
			blobs: [{ digest: sha256(bytes), size: 2, source: { kind: "made" as const, read } }],
			manifests: [],
		};
		assert.equal((await registries.push("a", image, {})).sent, 2);
		standIn().asked.length = 0;
		assert.equal((await registries.push("a", image, {})).sent, 0);
		assert.equal(standIn().asked.length, 0);
		assert.equal((await registries.push("b", image, {})).sent, 2);
	});
});
