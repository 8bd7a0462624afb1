import type { StoredObject } from "../cloud/port.ts";
import { readZipKey, SWAP_VERSION, zipKey } from "../names/artifact-key.ts";
import type { Packed } from "../package/packed.ts";
import type { ArtifactPlace } from "./bind.ts";

/** What has to be done so that an artifact lies at its place. */
export type Placement = {
	readonly packed: Packed;
	readonly place: ArtifactPlace;
	/** `present`: nothing. `copy`: S3 has the bytes under another key. `upload`: they must be sent. */
	readonly step:
		| { readonly kind: "present" }
		| { readonly kind: "copy"; readonly from: string }
		| { readonly kind: "upload" };
};

/** What decides the key of an artifact. */
export type KeyChoice = {
	readonly bucket: string;
	/** Keys in the bucket. */
	readonly stored: readonly StoredObject[];
	/** Version for what is sent now. */
	readonly version: string;
	/** Key that the deployed template names, by job. */
	readonly deployedKeys: ReadonlyMap<string, string>;
	/** Jobs whose deployed code is not the template's, because they were hot-swapped. */
	readonly swapped: ReadonlySet<string>;
};

function versionsWith(stored: readonly StoredObject[], job: string, digest: string): string[] {
	return stored
		.map((object) => object.key)
		.filter((key) => {
			const parts = readZipKey(key);
			return parts?.job === job && parts.digest === digest;
		})
		.toSorted();
}

/**
 * Decides under which key an artifact will be named. What has the digest of something already sent keeps that
 * key, so that an unchanged function is unchanged to CloudFormation. A function that is hot-swapped at the moment
 * gets a key of its own even if its bytes are known: only a changed key makes CloudFormation write the function,
 * also when the code went back to what the template already has.
 */
export function placeArtifact(packed: Packed, choice: KeyChoice): Placement {
	const { bucket, stored, version, deployedKeys, swapped } = choice;
	const { job } = packed.plan;
	const { digest } = packed;
	const known = versionsWith(stored, job, digest);
	const at = (key: string): ArtifactPlace => ({ bucket, key, digest });
	const deployed = deployedKeys.get(job);
	const fresh = zipKey(job, version, digest);
	if (swapped.has(job)) {
		const [source] = known.toReversed();
		if (known.includes(fresh)) return { packed, place: at(fresh), step: { kind: "present" } };
		return { packed, place: at(fresh), step: source ? { kind: "copy", from: source } : { kind: "upload" } };
	}
	if (deployed && known.includes(deployed)) return { packed, place: at(deployed), step: { kind: "present" } };
	const newest = known.findLast((key) => readZipKey(key)?.version !== SWAP_VERSION);
	if (newest) return { packed, place: at(newest), step: { kind: "present" } };
	const [swap] = known;
	return { packed, place: at(fresh), step: swap ? { kind: "copy", from: swap } : { kind: "upload" } };
}
