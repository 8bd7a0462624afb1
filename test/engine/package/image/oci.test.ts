import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
	changeConfig,
	configBlob,
	type ImageConfig,
	imageIndex,
	imageManifest,
	mediaTypes,
} from "../../../../engine/package/image/oci.ts";

const base: ImageConfig = {
	architecture: "arm64",
	os: "linux",
	variant: "v8",
	config: {
		Env: ["PATH=/usr/bin", "NODE_VERSION=24.1.0"],
		Entrypoint: ["docker-entrypoint.sh"],
		Cmd: ["node"],
		Labels: { a: "b" },
	},
	rootfs: { type: "layers", diff_ids: ["sha256:1"] },
	history: [{ created_by: "ADD" }, { created_by: "CMD", empty_layer: true }],
};

const change = {
	command: ["node", "index.js"],
	workingDirectory: "/app",
	environment: { NODE_ENV: "production", PATH: "/app/bin:/usr/bin" },
	layers: [{ diffId: "sha256:2", comment: "code" }],
};

describe("the description of an image", () => {
	it("is that of its base, with what the application changes", () => {
		assert.deepEqual(changeConfig(base, change), {
			architecture: "arm64",
			os: "linux",
			variant: "v8",
			config: {
				Env: ["PATH=/app/bin:/usr/bin", "NODE_VERSION=24.1.0", "NODE_ENV=production"],
				Entrypoint: ["docker-entrypoint.sh"],
				Cmd: ["node", "index.js"],
				Labels: { a: "b" },
				WorkingDir: "/app",
			},
			rootfs: { type: "layers", diff_ids: ["sha256:1", "sha256:2"] },
			history: [...base.history, { created: "1970-01-01T00:00:00Z", created_by: "spool", comment: "code" }],
		});
	});

	it("has a step of history for each layer, also where the base tells of none", () => {
		const { history, rootfs } = changeConfig({ ...base, history: [] }, change);
		assert.equal(history.filter((step) => step["empty_layer"] !== true).length, rootfs.diff_ids.length);
	});

	it("is named by the digest of its bytes, and holds no date", () => {
		const { bytes, descriptor } = configBlob(base);
		assert.equal(descriptor.digest, `sha256:${createHash("sha256").update(bytes).digest("hex")}`);
		assert.equal(descriptor.size, bytes.length);
		assert.equal(JSON.parse(Buffer.from(bytes).toString()).created, "1970-01-01T00:00:00Z");
	});

	it("is a manifest for one processor and an index for several", () => {
		const config = configBlob(base).descriptor;
		const layer = { mediaType: mediaTypes.layer, digest: "sha256:3", size: 9 };
		const manifest = imageManifest(config, [layer]);
		assert.deepEqual(JSON.parse(Buffer.from(manifest.bytes).toString()), {
			schemaVersion: 2,
			mediaType: "application/vnd.oci.image.manifest.v1+json",
			config,
			layers: [layer],
		});
		const index = imageIndex([{ manifest, config: base }]);
		assert.equal(index.mediaType, "application/vnd.oci.image.index.v1+json");
		assert.deepEqual(JSON.parse(Buffer.from(index.bytes).toString()).manifests, [
			{
				mediaType: manifest.mediaType,
				digest: manifest.digest,
				size: manifest.bytes.length,
				platform: { architecture: "arm64", os: "linux", variant: "v8" },
			},
		]);
	});
});
