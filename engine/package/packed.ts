import type { ArtifactPlan } from "../resources/kind.ts";

/** Why an artifact has the size it has: its largest entries, in bytes, largest first. */
export type EntrySize = { readonly path: string; readonly size: number };

/** An artifact as bytes, ready to be sent. */
export type Packed = {
	readonly plan: ArtifactPlan;
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
