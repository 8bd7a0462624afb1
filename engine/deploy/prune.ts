import type { StoredObject } from "../cloud/port.ts";

/** An object of the deployment bucket by the name that its versions share. */
type Versioned = { readonly key: string; readonly name: string; readonly version: string };

/** `api/v000003-….zip` belongs to `api`, `cf-template/v000003.yml` to `cf-template`; others are not Spool's. */
function readKey(key: string): Versioned | undefined {
	const match = /^([^/]+)\/(v\d+)(?:-[^/]+)?\.(?:zip|yml)$/.exec(key);
	return match ? { key, name: match[1] ?? "", version: match[2] ?? "" } : undefined;
}

/**
 * Keys that a successful deploy leaves behind for nobody: of every name the newest versions stay, as many as are
 * kept and the deployed one. What the deployed template names stays, however old; objects that are no artifacts
 * are never touched. Versions of hot swaps (`v000000`) are the oldest.
 */
export function obsoleteKeys(
	stored: readonly StoredObject[],
	deploy: {
		/** Keys that the deployed stack uses. */
		readonly used: ReadonlySet<string>;
		/** Keys that this deploy has sent; a deploy that failed before may have sent the same ones. */
		readonly sent: readonly string[];
		/** How many versions are kept beside the deployed one. */
		readonly previous: number;
	},
): readonly string[] {
	const keys = new Set([...stored.map(({ key }) => key), ...deploy.sent]);
	const known = [...keys].flatMap((key) => readKey(key) ?? []);
	const names = new Set(known.map(({ name }) => name));
	return [...names].flatMap((name) => {
		const newestFirst = known
			.filter((one) => one.name === name)
			.toSorted((left, right) => (left.version < right.version ? 1 : left.version > right.version ? -1 : 0));
		return newestFirst
			.slice(deploy.previous + 1)
			.map(({ key }) => key)
			.filter((key) => !deploy.used.has(key) && !deploy.sent.includes(key));
	});
}
