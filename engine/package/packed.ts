import type { ArtifactPlan, ImagePlan, ZipPlan } from "../resources/kind.ts";
import type { Assembled } from "./image/assemble.ts";

/** Why an artifact has the size it has: its largest entries, in bytes, largest first. */
export type EntrySize = { readonly path: string; readonly size: number };

/** A zip as bytes, ready to be sent. */
export type Packed = {
	readonly plan: ZipPlan;
	/** The zip. */
	readonly bytes: Uint8Array;
	/** SHA-256 of the bytes in hex: the artifact's identity in keys, tags and comparisons. */
	readonly digest: string;
	/** The same in base64, as S3 and Lambda (`CodeSha256`) give it. */
	readonly digestBase64: string;
	/** Absolute paths of every file whose content went in, so that a save can be matched to its artifacts. */
	readonly inputs: readonly string[];
	readonly unzippedSize: number;
	readonly largestEntries: readonly EntrySize[];
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
