type ArtifactPart = "bucket" | "key" | "digest" | "image";

/** Stands in a template for the place of an artifact that is not uploaded yet. */
export class ArtifactSlot {
	readonly job: string;
	/**
	 * Which part is meant: of a zip the bucket, the object's key or the digest (hex SHA-256 of the bytes), of an image
	 * its URI or digest.
	 */
	readonly part: ArtifactPart;

	constructor(job: string, part: ArtifactPart) {
		this.job = job;
		this.part = part;
	}
}

/** Stands in a template for the version of the deploy (`v000001`). */
export class VersionSlot {
	readonly part = "version";
}

/** Stands in a template for what a resource of the companion stack in us-east-1 gives: an output of that stack. */
export class CompanionSlot {
	readonly logicalId: string;
	/** An attribute of `Fn::GetAtt`; absent: what `Ref` gives. */
	readonly attribute: string | undefined;

	constructor(logicalId: string, attribute?: string) {
		this.logicalId = logicalId;
		this.attribute = attribute;
	}

	/** Key of the output that has the value. */
	get output(): string {
		return `${this.logicalId}${(this.attribute ?? "Ref").replaceAll(/[^A-Za-z0-9]/g, "")}`;
	}
}

/**
 * Stands in a template for a digest of what a resource is when everything else is filled in: code, settings, all.
 * `bind` appends it to the logical id of the resource that holds it, so that a change of the one makes the other anew.
 */
export class SnapshotSlot {
	/** Logical id of the resource that the digest is of. */
	readonly of: string;

	constructor(of: string) {
		this.of = of;
	}
}

/**
 * Stands in the behaviour of a distribution for the paths of a website's own files, which only its build tells: the
 * behaviour is there once for each of them.
 */
export class FilePathsSlot {
	/** Reference of the website. */
	readonly site: string;
	/** The pattern as long as nothing is built. */
	readonly usual: string;

	constructor(site: string, usual: string) {
		this.site = site;
		this.usual = usual;
	}

	/** What a template that is only shown has. */
	toJSON(): string {
		return this.usual;
	}
}
