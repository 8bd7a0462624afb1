import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { ImageBlob, ImageToPush, Manifest } from "../../engine/cloud/port.ts";
import type { Stage } from "./stage.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";

function digestOf(bytes: Uint8Array): string {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function blobOf(bytes: Uint8Array): ImageBlob {
	const read = async function* () {
		yield bytes;
	};
	return { digest: digestOf(bytes), size: bytes.length, source: { kind: "made", read } };
}

function manifestOf(mediaType: string, value: object): Manifest {
	const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...value }));
	return { digest: digestOf(bytes), mediaType, bytes };
}

/** An image of one layer. */
function imageOf(text: string, tag?: string): ImageToPush {
	const layer = blobOf(Buffer.from(`layer of ${text}`));
	const config = blobOf(Buffer.from(JSON.stringify({ architecture: "amd64", os: "linux", author: text })));
	const manifest = manifestOf(manifestType, {
		config: {
			mediaType: "application/vnd.oci.image.config.v1+json",
			digest: config.digest,
			size: config.size,
		},
		layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", digest: layer.digest, size: layer.size }],
	});
	return { blobs: [layer, config], manifests: [{ ...manifest, ...(tag !== undefined && { tag }) }] };
}

async function repositoryOf({ name, create }: Stage): Promise<string> {
	const repository = name("images");
	const properties = { RepositoryName: repository, EmptyOnDelete: true };
	await create(repository, {
		Resources: { Images: { Type: "AWS::ECR::Repository", Properties: properties } },
	});
	return repository;
}

/** Facts about images. */
export function imageFacts(at: () => Stage): void {
	it("has no tags in a repository that is not there, or that holds nothing", async () => {
		const { cloud, name } = at();
		assert.equal(await cloud.images.tags(name("images"), {}), undefined);
		assert.deepEqual(await cloud.images.tags(await repositoryOf(at()), {}), []);
	});

	it("stores an image under its tag, and sends no layer twice", async () => {
		const { cloud } = at();
		const repository = await repositoryOf(at());
		const image = imageOf("one", "app--1--v000001");
		const total = image.blobs.reduce((sum, { size }) => sum + size, 0);
		const told: number[] = [];
		const options = { uploaded: (bytes: number) => void told.push(bytes) };
		assert.deepEqual(await cloud.images.push(repository, image, options), { sent: total });
		assert.equal(told.at(-1), total);
		assert.deepEqual(await cloud.images.push(repository, imageOf("one", "app--1--v000002"), {}), { sent: 0 });
		const tags = (await cloud.images.tags(repository, {})) ?? [];
		assert.deepEqual([...tags].sort(), ["app--1--v000001", "app--1--v000002"]);
	});

	it("stores an index of images whose parts have no tags", async () => {
		const { cloud } = at();
		const repository = await repositoryOf(at());
		const parts = [imageOf("amd64"), imageOf("arm64")];
		const manifests = parts.flatMap((part) => part.manifests);
		const entries = manifests.map(({ digest, mediaType, bytes }) => ({
			mediaType,
			digest,
			size: bytes.length,
		}));
		const index = { ...manifestOf(indexType, { manifests: entries }), tag: "all" };
		const blobs = parts.flatMap((part) => part.blobs);
		await cloud.images.push(repository, { blobs, manifests: [...manifests, index] }, {});
		assert.deepEqual(await cloud.images.tags(repository, {}), ["all"]);
	});

	it("deletes tags, and ignores those that are not there", async () => {
		const { cloud } = at();
		const repository = await repositoryOf(at());
		for (const tag of ["a", "b", "c"]) await cloud.images.push(repository, imageOf(tag, tag), {});
		await cloud.images.untag(repository, ["a", "c", "nobody"], {});
		assert.deepEqual(await cloud.images.tags(repository, {}), ["b"]);
		assert.equal(await cloud.images.empty(repository, {}), 1);
	});

	it("says how a program that pushes by itself gets in", async () => {
		const { registry, username, password } = await at().cloud.images.login({});
		assert.match(registry, /^[\w.-]+(:\d+)?$/);
		assert.equal(username, "AWS");
		assert.notEqual(password, "");
	});
}
