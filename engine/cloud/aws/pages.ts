/** One page of a paged answer and the marker of the next. */
export type Page<Item, Marker> = { readonly items: readonly Item[]; readonly next: Marker | undefined };

/** Reads every page of an answer, one after the other: each marker is in the page before it. */
export async function allPages<Item, Marker>(
	read: (marker: Marker | undefined) => Promise<Page<Item, Marker>>,
): Promise<Item[]> {
	const items: Item[] = [];
	let marker: Marker | undefined;
	do {
		const page = await read(marker);
		items.push(...page.items);
		marker = page.next;
	} while (marker !== undefined);
	return items;
}

/** `items` in groups of at most `size`. */
export function groupsOf<Item>(items: readonly Item[], size: number): Item[][] {
	const groups: Item[][] = [];
	for (let from = 0; from < items.length; from += size) groups.push(items.slice(from, from + size));
	return groups;
}

/** Gives `work`'s result, or `undefined` when it fails with an error that `isMissing` knows. */
export async function unlessMissing<T>(
	work: Promise<T>,
	isMissing: (error: unknown) => boolean,
): Promise<T | undefined> {
	try {
		return await work;
	} catch (error) {
		if (isMissing(error)) return undefined;
		throw error;
	}
}
