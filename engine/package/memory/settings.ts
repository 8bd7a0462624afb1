import { createHash } from "node:crypto";
import type { Host } from "../../host/port.ts";
import type { ArtifactPlan } from "../../resources/kind.ts";
import type { Bundler } from "../bundler.ts";

/** What decides an artifact beside the disk, by names that a user knows: settings and versions of tools. */
export type Settings = Readonly<Record<string, string>>;

function flatten(value: unknown, name: string): readonly (readonly [string, string])[] {
	if (typeof value !== "object" || value === null) return [[name, JSON.stringify(value) ?? "undefined"]];
	if (Array.isArray(value)) return [[name, JSON.stringify(value)]];
	return Object.entries(value).flatMap(([key, inner]) =>
		flatten(inner, name === "" ? key : `${name}.${key}`),
	);
}

/** The settings of an artifact, and the tools that make it. */
export async function settingsOf(
	host: Pick<Host, "states">,
	{ job: _job, span: _span, kind: _kind, packaging, ...others }: ArtifactPlan,
	bundler: Pick<Bundler, "version">,
): Promise<Settings> {
	// The file that this code is in: another version of Spool, or one that was built again.
	const [own] = await host.states([import.meta.filename]);
	const build = createHash("sha256")
		.update(own?.stamp ?? "")
		.digest("hex")
		.slice(0, 8);
	return {
		...Object.fromEntries([...flatten(packaging, ""), ...flatten(others, "")]),
		"the version of Spool": build,
		"the version of esbuild": await bundler.version(),
	};
}
