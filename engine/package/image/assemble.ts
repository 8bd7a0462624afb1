import { createHash } from "node:crypto";
import type { ImageBlob, ImagePort, ImageToPush, Manifest } from "../../cloud/port.ts";
import type { Host } from "../../host/port.ts";
import { bug } from "../../report/bug.ts";
import { Failure } from "../../report/failure.ts";
import type { ImagePlan } from "../../resources/kind.ts";
import type { BaseImage } from "./base-image.ts";
import type { ImageMemory } from "./image-memory.ts";
import { readImageName } from "./image-name.ts";
import type { Layer } from "./layer.ts";
import {
	type Architecture,
	changeConfig,
	configBlob,
	type Descriptor,
	type ImageConfig,
	imageIndex,
	imageManifest,
	mediaTypes,
} from "./oci.ts";
import type { LayerEntry } from "./tar.ts";

/** Files that go into an image together. */
export type LayerPlan = {
	/** Said in the image's history. */
	readonly comment: "dependencies" | "code";
	readonly entries: readonly LayerEntry[];
};

/** An application that is put on a base image, without running anything in it. */
export type Application = {
	/** Name of the base image. */
	readonly base: string;
	/** In order: what changes least first. */
	layersFor(architecture: Architecture): Promise<readonly LayerPlan[]>;
	readonly command: readonly string[];
	readonly workingDirectory: string;
	readonly environment: Readonly<Record<string, string>>;
	/** Absolute paths of every file that had part in it. */
	readonly inputs: readonly string[];
	readonly bundleMs: number;
};

/** What it takes to put images together. */
export type Assembly = {
	readonly plan: ImagePlan;
	readonly host: Host;
	readonly images: ImagePort;
	readonly memory: ImageMemory;
	readonly signal: AbortSignal | undefined;
};

/** An image that is ready to be pushed. */
export type Assembled = {
	/**
	 * Hex digest of all that decides what the image is; unlike that of the manifest the same for every zlib. 40 digits,
	 * so that names of some length fit into a tag beside it.
	 */
	readonly digest: string;
	/** Bytes of the application's own layers, compressed. */
	readonly size: number;
	readonly blobs: readonly ImageBlob[];
	/** The last one is the image, the ones before it its parts. */
	readonly manifests: readonly Manifest[];
};

type Part = {
	readonly base: BaseImage;
	readonly layers: readonly Layer[];
	readonly config: ImageConfig;
	readonly configDigest: string;
	readonly manifest: Manifest;
	readonly blobs: readonly ImageBlob[];
};

/** Part of every digest: a change of how images are put together makes new ones of the same files. */
const assemblyVersion = 1;
const digestLength = 40;

function descriptorOf({ digest, size }: Layer): Descriptor {
	return { mediaType: mediaTypes.layer, digest, size };
}

function madeBlob({ digest, size, read }: Layer): ImageBlob {
	return { digest, size, source: { kind: "made", read } };
}

async function assemblePart(
	assembly: Assembly,
	application: Application,
	architecture: Architecture,
): Promise<Part> {
	const { host, images, memory, signal } = assembly;
	const address = readImageName(application.base) ?? bug(`"${application.base}" is no name of an image`);
	const [base, plans] = await Promise.all([
		memory.base(images, address, architecture, signal),
		application.layersFor(architecture),
	]);
	const wanted = plans.filter(({ entries }) => entries.length > 0);
	const layers = await Promise.all(wanted.map((plan) => memory.layer(host, plan, signal)));
	const config = changeConfig(base.config, {
		...application,
		layers: layers.map(({ diffId }, index) => ({ diffId, comment: wanted[index]?.comment ?? "code" })),
	});
	const described = configBlob(config);
	const manifest = imageManifest(described.descriptor, [...base.layers, ...layers.map(descriptorOf)]);
	const { digest, size } = described.descriptor;
	const read = async function* () {
		yield described.bytes;
	};
	const blobs: readonly ImageBlob[] = [
		...base.layers.map((layer): ImageBlob => ({ ...layer, source: { kind: "stored", at: base.address } })),
		...layers.map(madeBlob),
		{ digest, size, source: { kind: "made", read } },
	];
	return { base, layers, config, configDigest: digest, manifest, blobs };
}

/** A configuration names every layer by its content, so that it stands for all files and settings of a part. */
function digestOf(parts: readonly Part[]): string {
	const facts = parts.map(({ base, configDigest }) => [base.digest, configDigest]);
	return createHash("sha256")
		.update(JSON.stringify(["image", assemblyVersion, ...facts]))
		.digest("hex")
		.slice(0, digestLength);
}

/**
 * Puts `application` on its base image, once for each processor of the plan: an index of several, a single manifest
 * of one, and for Lambda, which takes no index, of nothing else. Layers that are the same for all are made once.
 */
export async function assembleImage(assembly: Assembly, application: Application): Promise<Assembled> {
	const { plan } = assembly;
	const parts = await Promise.all(
		plan.architectures.map((architecture) => assemblePart(assembly, application, architecture)),
	);
	if (plan.runsOn === "lambda" && parts.length > 1) {
		throw new Failure({
			code: "image-for-several-processors",
			kind: "package",
			message: `"${plan.job}" is an image for ${plan.architectures.join(" and ")}, but Lambda takes one for a single processor`,
			origin: plan.span,
		});
	}
	const manifests = parts.map(({ manifest }) => manifest);
	const own = new Map(parts.flatMap(({ layers }) => layers.map((layer) => [layer.digest, layer.size])));
	return {
		digest: digestOf(parts),
		size: [...own.values()].reduce((total, size) => total + size, 0),
		blobs: [...new Map(parts.flatMap(({ blobs }) => blobs.map((blob) => [blob.digest, blob]))).values()],
		manifests: parts.length > 1 ? [...manifests, imageIndex(parts)] : manifests,
	};
}

/** The image as it is stored under `tag`. */
export function imageToPush({ blobs, manifests }: Assembled, tag: string): ImageToPush {
	const last = manifests.length - 1;
	return {
		blobs,
		manifests: manifests.map((manifest, index) => (index === last ? { ...manifest, tag } : manifest)),
	};
}
