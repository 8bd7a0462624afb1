/**
 * Runs `make` at the first call and hands its result to every later one.
 *
 * A failed attempt is forgotten, so that the next call tries again: an editor keeps one cloud for hours, and
 * must recover when the user has signed in meanwhile.
 */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined;
	return () => {
		made ??= make().catch((error: unknown) => {
			made = undefined;
			throw error;
		});
		return made;
	};
}
