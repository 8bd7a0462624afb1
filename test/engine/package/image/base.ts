import { createHash } from "node:crypto";
import type { ImageAddress, Manifest } from "../../../../engine/cloud/port.ts";
import { type MemoryCloud, memoryCloud } from "../../../support/memory-cloud.ts";

/** The digest of `bytes` as registries write it. */
export function sha256(bytes: Uint8Array): string {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

const types = {
	index: "application/vnd.oci.image.index.v1+json",
	manifest: "application/vnd.oci.image.manifest.v1+json",
	config: "application/vnd.oci.image.config.v1+json",
	layer: "application/vnd.oci.image.layer.v1.tar+gzip",
} as const;

function jsonOf(value: unknown): Buffer {
	return Buffer.from(JSON.stringify(value));
}

export type BaseCloud = ReturnType<typeof baseCloud>;

/** A cloud in memory, around which registries keep base images. */
export function baseCloud(cloud: MemoryCloud = memoryCloud()) {
	const { images } = cloud.world;
	const keep = (bytes: Buffer) => {
		images.blobs.set(sha256(bytes), bytes);
		return { digest: sha256(bytes), size: bytes.length };
	};
	const store = (name: string, reference: string, manifest: Omit<Manifest, "digest">) => {
		const stored = { ...manifest, digest: sha256(manifest.bytes) };
		images.elsewhere.set(`${name}:${reference}`, stored);
		images.elsewhere.set(`${name}@${stored.digest}`, stored);
		return stored;
	};
	/** Stores the image of one processor under `reference`; `changes` replace members of its manifest. */
	const addImage = (
		name: string,
		reference: string,
		platform: { architecture: string; os?: string; variant?: string },
		changes: { manifest?: object; mediaType?: string; config?: object; settings?: object } = {},
	): Manifest => {
		const layer = keep(Buffer.from(`layer of ${name}:${reference} for ${platform.architecture}`));
		const description = {
			os: "linux",
			...platform,
			config: { Env: ["PATH=/usr/local/bin:/usr/bin:/bin"], Cmd: ["node"], ...changes.settings },
			rootfs: { type: "layers", diff_ids: [layer.digest] },
			history: [{ created_by: "ADD" }],
			...changes.config,
		};
		const config = keep(jsonOf(description));
		const mediaType = changes.mediaType ?? types.manifest;
		const value = {
			schemaVersion: 2,
			mediaType,
			config: { mediaType: types.config, ...config },
			layers: [{ mediaType: types.layer, ...layer }],
			...changes.manifest,
		};
		return store(name, reference, { mediaType, bytes: jsonOf(value) });
	};
	/** Stores an index of images for these processors. */
	const addIndex = (
		name: string,
		reference: string,
		architectures: readonly string[],
		settings: object = {},
	): Manifest => {
		const parts = architectures.map((architecture) => {
			const { digest, bytes } = addImage(
				name,
				`${reference}-${architecture}`,
				{ architecture },
				{ settings },
			);
			return {
				mediaType: types.manifest,
				digest,
				size: bytes.length,
				platform: { architecture, os: "linux" },
			};
		});
		const statement = {
			mediaType: types.manifest,
			digest: `sha256:${"e".repeat(64)}`,
			size: 1,
			platform: { architecture: "unknown", os: "unknown" },
		};
		const bytes = jsonOf({ schemaVersion: 2, mediaType: types.index, manifests: [statement, ...parts] });
		return store(name, reference, { mediaType: types.index, bytes });
	};
	return { cloud, images: cloud.images, addImage, addIndex, storeManifest: store };
}

/** The address of `name` under `reference`, e.g. `base.example/node` and `24`. */
export function addressOf(name: string, reference: string): ImageAddress {
	const [registry = "", ...rest] = name.split("/");
	return { registry, repository: rest.join("/"), reference };
}
