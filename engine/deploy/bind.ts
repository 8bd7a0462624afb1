import { createHash } from "node:crypto";
import type { Compiled } from "../compile/compiled.ts";
import { bug } from "../report/bug.ts";
import { renameResources } from "../template/references.ts";
import { ArtifactSlot, CompanionSlot, FilePathsSlot, SnapshotSlot, VersionSlot } from "../template/slot.ts";
import type { Template } from "../template/template.ts";

declare const bound: unique symbol;

/** A template without open slots. Only `bind` makes one, so that an unfilled template cannot be applied. */
export type Deployable = { readonly [bound]: true; readonly template: Template; readonly version: string };

/** Where a zip lies, or will lie before the template is applied. */
export type ArtifactPlace = { readonly bucket: string; readonly key: string; readonly digest: string };

/** What fills the slots of an artifact: the place of a zip, or the URI of an image. */
export type Place = Partial<ArtifactPlace> & { readonly digest: string; readonly image?: string };

/** What the slots of a template are filled with. */
type Filling = {
	readonly places: ReadonlyMap<string, Place>;
	readonly version: string;
	/** Outputs of the companion stack in us-east-1. */
	readonly companion: Readonly<Record<string, string>>;
};

function fillArtifact({ job, part }: ArtifactSlot, { places }: Filling): string {
	const place = places.get(job);
	if (!place) return bug(`the template names an artifact "${job}" that was not packaged`);
	return place[part] ?? bug(`the artifact "${job}" has no ${part}`);
}

function fill(value: unknown, filling: Filling): unknown {
	if (value instanceof ArtifactSlot) return fillArtifact(value, filling);
	if (value instanceof VersionSlot) return filling.version;
	// The site was built neither now nor before.
	if (value instanceof FilePathsSlot) return value.usual;
	if (value instanceof CompanionSlot)
		return filling.companion[value.output] ?? bug(`the companion stack has no output ${value.output}`);
	if (value instanceof SnapshotSlot) return value;
	if (Array.isArray(value)) return value.map((item) => fill(item, filling));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fill(member, filling)]));
}

/** Digits of a snapshot's digest in a logical id: enough for the versions of one function. */
const SNAPSHOT_DIGITS = 10;

function snapshotOf(template: Template, { of }: SnapshotSlot): string {
	const { Type, Properties = {} } =
		template.Resources[of] ?? bug(`there is no resource ${of} to take a picture of`);
	// Tags are no part of what Lambda keeps in a version.
	const { Tags: _, ...kept } = Properties;
	const hash = createHash("sha256").update(JSON.stringify([Type, kept]));
	return hash.digest("hex").slice(0, SNAPSHOT_DIGITS);
}

/** Fills in the digests of snapshots, and gives the resources that hold one their new logical ids. */
function takeSnapshots(template: Template): Template {
	const ids = new Map<string, string>();
	const resources = Object.entries(template.Resources).map(([id, resource]) => {
		const slots = Object.entries(resource.Properties ?? {}).filter(
			([, value]) => value instanceof SnapshotSlot,
		);
		const filled = slots.map(([key, slot]) => [key, snapshotOf(template, slot as SnapshotSlot)] as const);
		const [first] = filled;
		if (!first) return [id, resource] as const;
		ids.set(id, `${id}${first[1]}`);
		const Properties = { ...resource.Properties, ...Object.fromEntries(filled) };
		return [id, { ...resource, Properties }] as const;
	});
	return ids.size === 0
		? template
		: renameResources({ ...template, Resources: Object.fromEntries(resources) }, ids);
}

/** Fills the slots of a template: pure, the places of the artifacts are decided before they are sent. */
export function bind(
	template: Compiled["template"],
	places: ReadonlyMap<string, Place>,
	version: string,
	companion: Readonly<Record<string, string>> = {},
): Deployable {
	const filled = fill(template, { places, version, companion }) as Template;
	return { template: takeSnapshots(filled), version } as Deployable;
}
