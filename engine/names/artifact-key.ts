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

/** Reads a key made by `zipKey`. */
export function readZipKey(
	key: string,
): { readonly job: string; readonly version: string; readonly digest: string } | undefined {
	const match = /^([^/]+)\/(v\d+)-([^/.]+)\.zip$/.exec(key);
	return match ? { job: match[1] ?? "", version: match[2] ?? "", digest: match[3] ?? "" } : undefined;
}

/** Key of the template of a version. */
export function templateKey(version: string): string {
	return `cf-template/${version}.yml`;
}

/** Key of the config of a version. */
export function configKey(version: string): string {
	return `stp-template/${version}.yml`;
}
