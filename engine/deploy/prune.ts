import type { StoredObject } from "../cloud/port.ts";
import { readImageTag, readRecordKey } from "../names/artifact-key.ts";

/** An object of the deployment bucket, or a tag of the repository, by the name that its versions share. */
type Versioned = { readonly key: string; readonly name: string; readonly version: string };

/** `api/v000003-….zip` belongs to `api`, `cf-template/v000003.yml` to `cf-template`; others are not Spool's. */
function readKey(key: string): Versioned | undefined {
	const match = /^([^/]+)\/(v\d+)(?:-[^/]+)?\.(?:zip|yml|json)$/.exec(key);
	return match ? { key, name: match[1] ?? "", version: match[2] ?? "" } : undefined;
}

function readTag(tag: string): Versioned | undefined {
	const parts = readImageTag(tag);
	return parts && { key: tag, name: parts.job, version: parts.version };
}

/** What decides whether something is still needed. */
type Needs = {
	/** Keys or tags that the deployed stack uses. */
	readonly used: ReadonlySet<string>;
	/** Those that this deploy has sent; a deploy that failed before may have sent the same ones. */
	readonly sent: readonly string[];
	/** How many versions are kept beside the deployed one. */
	readonly previous: number;
};

/** Records of deploys that are kept; they are small, and each deploy lists them. */
const mostRecords = 100;

function obsoleteOf(known: readonly Versioned[], { used, sent, previous }: Needs): readonly string[] {
	const names = new Set(known.map(({ name }) => name));
	return [...names].flatMap((name) => {
		const newestFirst = known
			.filter((one) => one.name === name)
			.toSorted((left, right) => (left.version < right.version ? 1 : left.version > right.version ? -1 : 0));
		const versions = [...new Set(newestFirst.map(({ version }) => version))];
		const kept = new Set(versions.slice(0, previous + 1));
		return newestFirst
			.filter(({ version }) => !kept.has(version))
			.map(({ key }) => key)
			.filter((key) => !used.has(key) && !sent.includes(key));
	});
}

/**
 * Keys that a successful deploy leaves behind for nobody: of every name the newest versions stay, as many as are
 * kept and the deployed one. Versions count and not objects: deploys that failed have sent several of one version,
 * and must not push out the code of a version that can be rolled back to. What the deployed template names stays, however old; objects that are no artifacts
 * are never touched. Versions of hot swaps (`v000000`) are the oldest.
 */
export function obsoleteKeys(stored: readonly StoredObject[], needs: Needs): readonly string[] {
	const keys = new Set([...stored.map(({ key }) => key), ...needs.sent]);
	const records = stored.map(({ key }) => key).filter((key) => readRecordKey(key) !== undefined);
	return [
		...obsoleteOf(
			[...keys].flatMap((key) => readKey(key) ?? []),
			needs,
		),
		...records.toSorted().slice(0, -mostRecords),
	];
}

/** Tags of images that are left behind for nobody, by the same rules; tags that are not Spool's are never touched. */
export function obsoleteTags(stored: readonly string[], needs: Needs): readonly string[] {
	return obsoleteOf(
		stored.flatMap((tag) => readTag(tag) ?? []),
		needs,
	);
}
