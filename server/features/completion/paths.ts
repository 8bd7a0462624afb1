import type { Schema } from "../../../engine/index.ts";
import { exportsOf, isCode } from "./exports.ts";
import { CompletionItemKind, type Offer, type Spot } from "./offer.ts";
import { valueOffer } from "./value-offer.ts";

/** Folders that nobody means when a config names a path. */
const hidden = /^(node_modules\/|\.)/;

/** What is offered of a folder. */
type Wanted = {
	/** Files that fit; none when only folders are meant. */
	readonly file?: (name: string) => boolean;
	/** The folder that the path begins at, relative to the config; the config's own when left out. */
	readonly base?: string;
	/** A path without `./` at its beginning is usual. */
	readonly isBare?: boolean;
};

const joined = (base: string, folder: string) =>
	base === "." ? folder || "." : `${base.replace(/\/$/, "")}/${folder}`;

/** Files and folders, one level of the typed path at a time. */
export function entriesOffers(spot: Spot, { file, base = ".", isBare = false }: Wanted): readonly Offer[] {
	const { place, source } = spot;
	const cut = place.typed.lastIndexOf("/") + 1;
	const folder = place.typed.slice(0, cut);
	return source
		.list(joined(base, folder))
		.filter((name) => !hidden.test(name) && (name.endsWith("/") || file?.(name) === true))
		.toSorted()
		.map((name) => {
			const isFolder = name.endsWith("/");
			const path = folder === "" && !isBare ? `./${name}` : `${folder}${name}`;
			const ends = isFolder && file ? path : path.replace(/\/$/, "");
			return valueOffer(ends, spot, {
				label: name,
				kind: isFolder ? CompletionItemKind.Folder : CompletionItemKind.File,
				filter: `${place.quote}${folder}${name}`,
				group: isFolder && file ? 1 : 0,
				retriggers: isFolder,
			});
		});
}

/** Names in a file of code that is typed already, up to its colon. */
export function namesBehindColon(spot: Spot, base = "."): readonly Offer[] | undefined {
	const { typed } = spot.place;
	const [, path] = /^(.*\.\w+):[\w$]*$/.exec(typed) ?? [];
	if (path === undefined || !isCode(path)) return undefined;
	const text = spot.source.read(joined(base, path)) ?? "";
	return exportsOf(path, text).map((name) =>
		valueOffer(`${path}:${name}`, spot, {
			label: name,
			kind: CompletionItemKind.Function,
			filter: `${spot.place.quote}${path}:${name}`,
		}),
	);
}

/** Values of a property that names something on the disk. */
export function pathOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const namesVariables = schema.examples?.some((example) => /\.py:/.test(String(example)));
	const names = namesVariables && /\.py:/.test(spot.place.typed) ? namesBehindColon(spot) : undefined;
	return names ?? entriesOffers(spot, schema.pathTo === "directory" ? {} : { file: () => true });
}
