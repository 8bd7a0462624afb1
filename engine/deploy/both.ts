/**
 * Waits for two pieces of work that run at the same time. When one fails the other is still waited for, so that
 * nothing goes on unseen; of two failures the first one's is told.
 */
export async function both<A, B>(
	first: Promise<A>,
	second: Promise<B>,
): Promise<{ readonly first: A; readonly second: B }> {
	const [one, other] = await Promise.allSettled([first, second]);
	if (one.status === "rejected") throw one.reason;
	if (other.status === "rejected") throw other.reason;
	return { first: one.value, second: other.value };
}
