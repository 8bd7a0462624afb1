import type { Compiled } from "../compile/compiled.ts";
import { bug } from "../report/bug.ts";
import { ArtifactSlot, VersionSlot } from "../template/slot.ts";
import type { Template } from "../template/template.ts";

declare const bound: unique symbol;

/** A template without open slots. Only `bind` makes one, so that an unfilled template cannot be applied. */
export type Deployable = { readonly [bound]: true; readonly template: Template; readonly version: string };

/** Where the bytes of an artifact lie, or will lie before the template is applied. */
export type ArtifactPlace = {
	readonly bucket: string;
	readonly key: string;
	readonly digest: string;
	/** URI of an image. */
	readonly image?: string;
};

function fill(value: unknown, places: ReadonlyMap<string, ArtifactPlace>, version: string): unknown {
	if (value instanceof ArtifactSlot) {
		const place = places.get(value.job);
		if (!place) return bug(`the template names an artifact "${value.job}" that was not packaged`);
		return place[value.part] ?? bug(`the artifact "${value.job}" has no ${value.part}`);
	}
	if (value instanceof VersionSlot) return version;
	if (Array.isArray(value)) return value.map((item) => fill(item, places, version));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [key, fill(member, places, version)]),
	);
}

/** Fills the slots of a template: pure, the places of the artifacts are decided before they are sent. */
export function bind(
	template: Compiled["template"],
	places: ReadonlyMap<string, ArtifactPlace>,
	version: string,
): Deployable {
	return { template: fill(template, places, version) as Template, version } as Deployable;
}
