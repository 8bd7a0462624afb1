import assert from "node:assert/strict";
import { readBaseImage } from "../../../../engine/package/image/base-image.ts";
import { addressOf, baseCloud } from "./base.ts";

const name = "base.example/node";
const at = addressOf(name, "24");

describe("a base image", () => {
	it("is the part for the processor that is asked for", async () => {
		const { images, addIndex } = baseCloud();
		addIndex(name, "24", ["amd64", "arm64"]);
		const [amd, arm] = await Promise.all(
			(["x86_64", "arm64"] as const).map((one) => readBaseImage(images, at, one)),
		);
		assert.equal(amd?.config.architecture, "amd64");
		assert.equal(arm?.config.architecture, "arm64");
		assert.notEqual(amd?.digest, arm?.digest);
		assert.notEqual(amd?.layers[0]?.digest, arm?.layers[0]?.digest);
	});

	it("may be for one processor only", async () => {
		const { images, addImage } = baseCloud();
		const manifest = addImage(name, "24", { architecture: "amd64" });
		assert.equal((await readBaseImage(images, at, "x86_64")).digest, manifest.digest);
		await assert.rejects(readBaseImage(images, at, "arm64"), {
			code: "base-image-unusable",
			message: "the base image base.example/node:24 is for linux/amd64, not for linux/arm64",
		});
	});

	it("may be written in Docker's words, which become those of OCI", async () => {
		const { images, addImage } = baseCloud();
		const layer = {
			mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip",
			digest: "sha256:1",
			size: 3,
		};
		const mediaType = "application/vnd.docker.distribution.manifest.v2+json";
		addImage(name, "24", { architecture: "amd64" }, { mediaType, manifest: { layers: [layer] } });
		const { layers } = await readBaseImage(images, at, "x86_64");
		assert.deepEqual(layers, [{ ...layer, mediaType: "application/vnd.oci.image.layer.v1.tar+gzip" }]);
	});

	it("says when it is not there", async () => {
		await assert.rejects(readBaseImage(baseCloud().images, at, "arm64"), {
			code: "base-image-unusable",
			kind: "package",
			message: "the base image base.example/node:24 does not exist",
			hint: "check its name and tag",
		});
	});

	it("says when it has no part for the processor", async () => {
		const { images, addIndex } = baseCloud();
		addIndex(name, "24", ["amd64"]);
		await assert.rejects(readBaseImage(images, at, "arm64"), {
			message: "the base image base.example/node:24 has no part for linux/arm64",
		});
	});

	const layer = { digest: "sha256:1", size: 3 };
	const zstd = { ...layer, mediaType: "application/vnd.oci.image.layer.v1.tar+zstd" };
	const broken: [why: string, changes: object, says: RegExp][] = [
		["zstd", { manifest: { layers: [zstd] } }, /has layers that zstd compressed/],
		[
			"a layer without a size",
			{ manifest: { layers: [{ mediaType: "x", digest: "y" }] } },
			/describes a layer in a way/,
		],
		["no configuration", { manifest: { config: 7 } }, /has no configuration/],
		[
			"too many layers",
			{ config: { rootfs: { diff_ids: ["a", "b"] } } },
			/has another number of layers than its configuration says/,
		],
		["another system", { config: { os: "windows" } }, /is for windows\/amd64, not for linux\/amd64/],
	];
	for (const [why, changes, says] of broken) {
		it(`is refused for ${why}`, async () => {
			const { images, addImage } = baseCloud();
			addImage(name, "24", { architecture: "amd64" }, changes);
			await assert.rejects(readBaseImage(images, at, "x86_64"), {
				code: "base-image-unusable",
				message: says,
			});
		});
	}

	it("is refused when its description is none", async () => {
		const { images, storeManifest } = baseCloud();
		storeManifest(name, "24", { mediaType: "text/html", bytes: Buffer.from("<html>") });
		await assert.rejects(readBaseImage(images, at, "x86_64"), {
			message: /has a description that is no JSON/,
		});
	});
});
