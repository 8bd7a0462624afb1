import type { ObjectSource } from "../cloud/port.ts";
import type { ArtifactPlan, ImagePlan, ZipPlan } from "../resources/kind.ts";
import type { Assembled } from "./image/assemble.ts";

/** Why an artifact has the size it has: its largest entries, in bytes, largest first. */
export type EntrySize = { readonly path: string; readonly size: number };

/** Whether an artifact had to be made, and why, in words; it was not when nothing had changed. */
export type Making = { readonly isReused: boolean; readonly because: readonly string[] };

/** A zip, ready to be sent. */
export type Packed = {
	readonly plan: ZipPlan;
	/** The zip: in memory, or a file of the cache. */
	readonly source: ObjectSource;
	/** SHA-256 of the bytes in hex: the artifact's identity in keys, tags and comparisons. */
	readonly digest: string;
	/** The same in base64, as S3 and Lambda (`CodeSha256`) give it. */
	readonly digestBase64: string;
	/** Absolute paths of every file whose content went in, so that a save can be matched to its artifacts. */
	readonly inputs: readonly string[];
	readonly unzippedSize: number;
	readonly largestEntries: readonly EntrySize[];
	readonly making: Making;
	readonly timing: { readonly bundleMs: number; readonly zipMs: number };
};

/** An image that a program on this machine has built and keeps. */
export type BuiltImage = {
	/** The program: `docker`, `podman`, … */
	readonly engine: string;
	/** What it calls the image, one for each processor. */
	readonly names: readonly string[];
};

/** An image, ready to be sent unless it is stored. */
export type PackedImage = {
	readonly plan: ImagePlan;
	/** Hex digest of all that decides what the image is: its identity in tags and comparisons. */
	readonly digest: string;
	readonly inputs: readonly string[];
	/** Why it is another than before; absent where nothing is remembered. */
	readonly making?: Making;
	readonly content: /** Nothing to send: an image of this digest is there, under this tag. */
		| { readonly kind: "stored"; readonly tag: string }
		| { readonly kind: "assembled"; readonly image: Assembled }
		| { readonly kind: "built"; readonly image: BuiltImage }
		/** Only its digest was asked for. */
		| { readonly kind: "planned" };
	readonly timing: { readonly bundleMs: number; readonly imageMs: number };
};

/** What packaging made of one plan. */
export type PackedArtifact = Packed | PackedImage;

/** What packaging makes of a plan of this kind. */
export type PackedOf<Plan extends ArtifactPlan> = Plan extends ZipPlan ? Packed : PackedImage;

/** Tells zips from images. */
export function isZip(packed: PackedArtifact): packed is Packed {
	return packed.plan.kind === "zip";
}

/** Tells images from zips. */
export function isImage(packed: PackedArtifact): packed is PackedImage {
	return packed.plan.kind === "image";
}

/** All bytes of a zip. */
export async function bytesOf({ source }: Pick<Packed, "source">): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of source.read(0, source.size)) chunks.push(chunk);
	const [only = new Uint8Array()] = chunks;
	return chunks.length > 1 ? Buffer.concat(chunks) : only;
}

/** Bytes in pieces as a source. */
export function sourceOfPieces(pieces: readonly Uint8Array[]): ObjectSource {
	return {
		size: pieces.reduce((total, { length }) => total + length, 0),
		read: async function* (from, to) {
			let start = 0;
			for (const piece of pieces) {
				const part = piece.subarray(Math.max(0, from - start), Math.max(0, to - start));
				if (part.length > 0) yield part;
				start += piece.length;
			}
		},
	};
}
