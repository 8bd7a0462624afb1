import { createHash } from "node:crypto";
import type { ImageAddress, ImageBlob, ImagePort, Manifest } from "../../engine/cloud/port.ts";
import type { Answers } from "./memory-cloud-stacks.ts";
import { awsFailure, type World } from "./memory-cloud-world.ts";

/** Every image that the in-memory cloud and the registries around it know. */
export type MemoryImages = {
	/** Digests by tag, by the name of their repository in the account. */
	readonly tags: Map<string, Map<string, string>>;
	/** Manifests of other registries, by `registry/repository:reference`. */
	readonly elsewhere: Map<string, Manifest>;
	/** By digest. */
	readonly manifests: Map<string, Manifest>;
	/** By digest; what a repository has is not told apart. */
	readonly blobs: Map<string, Uint8Array>;
};

/** No images at all. */
export function emptyImages(): MemoryImages {
	return { tags: new Map(), elsewhere: new Map(), manifests: new Map(), blobs: new Map() };
}

function digestOf(bytes: Uint8Array): string {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function addressText({ registry, repository, reference }: ImageAddress): string {
	return `${registry}/${repository}${reference.startsWith("sha256:") ? "@" : ":"}${reference}`;
}

function repositoryIn(world: World, name: string): Set<string> {
	const found = world.repositories.get(name);
	if (found) return found;
	const message = `The repository with name '${name}' does not exist in the registry with id '${world.account}'`;
	throw awsFailure("RepositoryNotFoundException", message);
}

/** Digests that a manifest names. */
function namedIn({ bytes }: Manifest): string[] {
	return [
		...Buffer.from(bytes)
			.toString("utf8")
			.matchAll(/"digest":"(sha256:[0-9a-f]{64})"/g),
	].map(([, digest = ""]) => digest);
}

/** Gives whether bytes were sent. */
async function storeBlob(images: MemoryImages, { digest, source }: ImageBlob): Promise<boolean> {
	if (source.kind !== "made" || images.blobs.has(digest)) return false;
	const chunks: Uint8Array[] = [];
	for await (const chunk of source.read()) chunks.push(chunk);
	const bytes = Buffer.concat(chunks);
	if (digestOf(bytes) !== digest) throw awsFailure("DigestInvalid", "digest did not match content");
	images.blobs.set(digest, bytes);
	return true;
}

function storeManifest(images: MemoryImages, manifest: Manifest): void {
	const missing = namedIn(manifest).find((one) => !images.blobs.has(one) && !images.manifests.has(one));
	if (missing) throw awsFailure("ManifestBlobUnknown", `manifest references the unknown blob ${missing}`);
	images.manifests.set(manifest.digest, manifest);
}

/** ECR of the in-memory cloud. */
export function memoryImages(world: World): Answers<ImagePort> {
	const { images } = world;
	return {
		empty: (repository) => {
			const digests = world.repositories.get(repository);
			const count = digests?.size ?? 0;
			digests?.clear();
			images.tags.delete(repository);
			return count;
		},
		tags: (repository) => {
			if (!world.repositories.has(repository)) return undefined;
			return [...(images.tags.get(repository)?.keys() ?? [])];
		},
		untag: (repository, tags) => {
			const digests = repositoryIn(world, repository);
			const tagged = images.tags.get(repository);
			for (const tag of tags) {
				const digest = tagged?.get(tag);
				tagged?.delete(tag);
				if (digest && ![...(tagged?.values() ?? [])].includes(digest)) digests.delete(digest);
			}
		},
		manifest: (address) => images.elsewhere.get(addressText(address)),
		blob: (_address, digest) => {
			const found = images.blobs.get(digest);
			if (found) return found;
			throw awsFailure("BlobUnknown", "blob unknown to registry");
		},
		push: async (repository, { blobs, manifests }, { uploaded }) => {
			const digests = repositoryIn(world, repository);
			let sent = 0;
			let arrived = 0;
			for (const blob of blobs) {
				if (await storeBlob(images, blob)) sent += blob.size;
				arrived += blob.size;
				uploaded?.(arrived);
			}
			const tagged = images.tags.get(repository) ?? new Map<string, string>();
			images.tags.set(repository, tagged);
			for (const { tag, ...manifest } of manifests) {
				storeManifest(images, manifest);
				digests.add(manifest.digest);
				if (tag !== undefined) tagged.set(tag, manifest.digest);
			}
			return { sent };
		},
		login: () => ({
			registry: `${world.account}.dkr.ecr.${world.region}.amazonaws.com`,
			isPlain: false,
			username: "AWS",
			password: "memory",
		}),
	};
}
