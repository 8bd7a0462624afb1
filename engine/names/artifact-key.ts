import { physicalName } from "./physical-name.ts";

/** Version of artifacts that a hot swap sends: it is no deploy, so that it has no version of its own. */
export const SWAP_VERSION = "v000000";

/** The version after `version` (`v000009` → `v000010`); the first one without it. */
export function nextVersion(version: string | undefined): string {
	const number = version && /^v(\d+)$/.exec(version)?.[1];
	return `v${String(number ? Number(number) + 1 : 1).padStart(6, "0")}`;
}

/** Key of a function's zip in the deployment bucket. */
export function zipKey(job: string, version: string, digest: string): string {
	return `${job}/${version}-${digest}.zip`;
}

/** Key of what is remembered of the hot swaps of a function. */
export function ledgerKey(resource: string): string {
	return `hot-swap/${resource}.json`;
}

/** Reads a key made by `zipKey`. */
export function readZipKey(
	key: string,
): { readonly job: string; readonly version: string; readonly digest: string } | undefined {
	const match = /^([^/]+)\/(v\d+)-([^/.]+)\.zip$/.exec(key);
	return match ? { job: match[1] ?? "", version: match[2] ?? "", digest: match[3] ?? "" } : undefined;
}

/**
 * What is left for the name of a job in a tag with a digest of 40 digits and a version of 7.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html (300 characters; 128 in
 * the distribution specification, which everything that pulls follows)
 */
const jobInTag = {
	maxLength: 75,
	source: "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
};

function tagJob(job: string): string {
	return physicalName([job], jobInTag).text;
}

/** Tag of the image of a job in the stack's repository. */
export function imageTag(job: string, version: string, digest: string): string {
	return `${tagJob(job)}--${digest}--${version}`;
}

/** Reads a tag made by `imageTag`. */
export function readImageTag(
	tag: string,
): { readonly job: string; readonly version: string; readonly digest: string } | undefined {
	const match = /^(.+)--([0-9a-f]+)--(v\d+)$/.exec(tag);
	return match ? { job: match[1] ?? "", version: match[3] ?? "", digest: match[2] ?? "" } : undefined;
}

/** Tags of a job with this digest, oldest version first. */
export function tagsWith(tags: readonly string[], job: string, digest: string): readonly string[] {
	const found = tags.filter((tag) => {
		const parts = readImageTag(tag);
		return parts?.job === tagJob(job) && parts.digest === digest;
	});
	return found.toSorted();
}

/** Key of the template of a version. */
export function templateKey(version: string): string {
	return `cf-template/${version}.yml`;
}

/** Reads a key made by `templateKey`; nothing for the template of something that is no version. */
export function readTemplateKey(key: string): string | undefined {
	return /^cf-template\/(v\d+)\.yml$/.exec(key)?.[1];
}

/** Where the records of deploys lie. */
export const recordPrefix = "deploys/";

/** Key of the record of a deploy that began at a time in ISO 8601; keys are in the order of time. */
export function recordKey(at: string, version: string): string {
	return `${recordPrefix}${at.replaceAll(/[:.]/g, "-")}-${version}.json`;
}

/** The version in a key made by `recordKey`. */
export function readRecordKey(key: string): string | undefined {
	return /^deploys\/\d{4}-\d\d-\d\dT[\d-]+Z-(v\d+)\.json$/.exec(key)?.[1];
}

/** Key of what is known of the directories that were mirrored by the deploy of a version. */
export function manifestKey(version: string): string {
	return `bucket-sync-manifest/${version}.json`;
}

/** Key of the config of a version. */
export function configKey(version: string): string {
	return `stp-template/${version}.yml`;
}
