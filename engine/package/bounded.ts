/**
 * Applies `work` to every item, at most `limit` at a time, and gives the results in the order of the items.
 * The first rejection rejects the whole and keeps further items from starting.
 */
export async function mapBounded<T, R>(
	items: readonly T[],
	limit: number,
	work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
	const results: R[] = [];
	const queue = items.entries();
	let failed = false;
	const takeTurns = async (): Promise<void> => {
		for (const [index, item] of queue) {
			if (failed) return;
			try {
				results[index] = await work(item);
			} catch (error) {
				failed = true;
				throw error;
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, takeTurns));
	return results;
}
