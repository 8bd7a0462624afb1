import type { Span } from "../text/span.ts";

/** A path of keys and list indexes. */
export type Path = readonly (string | number)[];

/** Where the parts of a checked value stand. */
export type Places = {
	add(path: Path, place: { readonly key: Span; readonly value: Span }): void;
	/** Where the value at `path` stands, or the nearest part above it that exists. */
	valueAt(path: Path): Span;
	/** Where the key at `path` stands, or the nearest part above it that exists. */
	keyAt(path: Path): Span;
};

/** An empty set of places; everything not added stands at `whole`. */
export function createPlaces(whole: Span): Places {
	const places = new Map<string, { readonly key: Span; readonly value: Span }>();
	const keyOf = (path: Path) => path.join("\u0000");
	const nearestPlace = (path: Path) => {
		for (let length = path.length; length > 0; length--) {
			const place = places.get(keyOf(path.slice(0, length)));
			if (place) return { place, exact: length === path.length };
		}
		return undefined;
	};
	return {
		add: (path, place) => void places.set(keyOf(path), place),
		valueAt: (path) => {
			const found = nearestPlace(path);
			if (!found) return whole;
			return found.exact ? found.place.value : found.place.key;
		},
		keyAt: (path) => nearestPlace(path)?.place.key ?? whole,
	};
}
