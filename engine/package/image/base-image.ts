import type { ImageAddress, ImagePort, Manifest } from "../../cloud/port.ts";
import { Failure } from "../../report/failure.ts";
import { listOf as listOfTexts, type Values, valuesOf } from "../packaging-values.ts";
import { imageName } from "./image-name.ts";
import { type Architecture, type Descriptor, type ImageConfig, mediaTypes, platforms } from "./oci.ts";

/** An image that others stand on, for one processor. */
export type BaseImage = {
	/** Where its layers lie. */
	readonly address: ImageAddress;
	/** Digest of its manifest. */
	readonly digest: string;
	readonly config: ImageConfig;
	readonly layers: readonly Descriptor[];
};

function listOf(value: unknown): readonly Values[] {
	return Array.isArray(value) ? value.map(valuesOf) : [];
}

function unusable(address: ImageAddress, reason: string, hint?: string): Failure {
	return new Failure({
		code: "base-image-unusable",
		kind: "package",
		message: `the base image ${imageName(address)} ${reason}`,
		...(hint !== undefined && { hint }),
	});
}

function parse(address: ImageAddress, bytes: Uint8Array): Values {
	try {
		return valuesOf(JSON.parse(Buffer.from(bytes).toString("utf8")));
	} catch {
		throw unusable(address, "has a description that is no JSON");
	}
}

function isIndex({ mediaType }: Manifest, value: Values): boolean {
	return /image\.index|manifest\.list/.test(mediaType) || "manifests" in value;
}

/** The part of an index for a processor. Statements about a build are parts of an index too, of no platform. */
function partFor(value: Values, architecture: Architecture): string | undefined {
	const wanted = platforms[architecture];
	const fitting = listOf(value["manifests"]).filter((part) => {
		const platform = valuesOf(part["platform"]);
		return platform["os"] === "linux" && platform["architecture"] === wanted;
	});
	const digest = fitting[0]?.["digest"];
	return typeof digest === "string" ? digest : undefined;
}

/** A layer in the words of OCI: Docker's own name says the same of the same bytes. */
function layerOf(address: ImageAddress, value: Values): Descriptor {
	const { mediaType, digest, size } = value;
	if (typeof mediaType !== "string" || typeof digest !== "string" || typeof size !== "number")
		throw unusable(address, "describes a layer in a way that Spool does not know");
	if (/zstd/.test(mediaType)) {
		// Readers that expect one compression for all layers of an image fail at a mixture.
		throw unusable(
			address,
			"has layers that zstd compressed",
			"name a base image whose layers gzip compressed",
		);
	}
	const isOwnName = mediaType === "application/vnd.docker.image.rootfs.diff.tar.gzip";
	return { mediaType: isOwnName ? mediaTypes.layer : mediaType, digest, size };
}

function configOf(address: ImageAddress, value: Values, architecture: Architecture): ImageConfig {
	const { architecture: processor, os, variant } = value;
	if (processor !== platforms[architecture] || typeof processor !== "string" || os !== "linux") {
		throw unusable(
			address,
			`is for ${String(os)}/${String(processor)}, not for linux/${platforms[architecture]}`,
		);
	}
	return {
		architecture: processor,
		os,
		...(typeof variant === "string" && { variant }),
		config: valuesOf(value["config"]),
		rootfs: { type: "layers", diff_ids: listOfTexts(valuesOf(value["rootfs"]), "diff_ids") },
		history: listOf(value["history"]),
	};
}

async function manifestAt(images: ImagePort, address: ImageAddress, signal?: AbortSignal): Promise<Manifest> {
	const found = await images.manifest(address, signal ? { signal } : {});
	if (found) return found;
	throw unusable(address, "does not exist", "check its name and tag");
}

/**
 * Reads what a base image says of itself; its layers stay where they are. Of an image for several processors the
 * part for `architecture` is taken. Fails with `base-image-unusable`, and as the port does.
 */
export async function readBaseImage(
	images: ImagePort,
	address: ImageAddress,
	architecture: Architecture,
	signal?: AbortSignal,
): Promise<BaseImage> {
	const first = await manifestAt(images, address, signal);
	const described = parse(address, first.bytes);
	const isList = isIndex(first, described);
	const part = isList ? partFor(described, architecture) : undefined;
	if (isList && part === undefined)
		throw unusable(address, `has no part for linux/${platforms[architecture]}`);
	const manifest =
		part === undefined ? first : await manifestAt(images, { ...address, reference: part }, signal);
	const value = part === undefined ? described : parse(address, manifest.bytes);
	const layers = listOf(value["layers"]).map((layer) => layerOf(address, layer));
	const digest = valuesOf(value["config"])["digest"];
	if (typeof digest !== "string") throw unusable(address, "has no configuration");
	const bytes = await images.blob(address, digest, signal ? { signal } : {});
	const config = configOf(address, parse(address, bytes), architecture);
	if (config.rootfs.diff_ids.length !== layers.length)
		throw unusable(address, "has another number of layers than its configuration says");
	return { address, digest: manifest.digest, config, layers };
}
