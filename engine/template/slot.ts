/** Stands in a template for the place of an artifact that is not uploaded yet. */
export class ArtifactSlot {
	readonly job: string;
	/** Which part is meant: the bucket, the object's key, or the digest (hex SHA-256 of the bytes). */
	readonly part: "bucket" | "key" | "digest";

	constructor(job: string, part: "bucket" | "key" | "digest") {
		this.job = job;
		this.part = part;
	}
}

/** Stands in a template for the version of the deploy (`v000001`). */
export class VersionSlot {
	readonly part = "version";
}
