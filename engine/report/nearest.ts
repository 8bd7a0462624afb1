/**
 * Levenshtein distance as far as `limit`; more than it stands for any larger one. Only the cells that are near enough
 * to the diagonal to matter are computed: a config with many wrong names compares each of them with all others.
 */
function distance(from: string, to: string, limit: number): number {
	const far = limit + 1;
	let row = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (let i = 1; i <= from.length; i++) {
		const next = new Array<number>(to.length + 1).fill(far);
		next[0] = i;
		let least = i;
		for (let j = Math.max(1, i - limit); j <= Math.min(to.length, i + limit); j++) {
			const substitution = (row[j - 1] ?? far) + (from[i - 1] === to[j - 1] ? 0 : 1);
			const found = Math.min((row[j] ?? far) + 1, (next[j - 1] ?? far) + 1, substitution);
			next[j] = found;
			least = Math.min(least, found);
		}
		if (least > limit) return far;
		row = next;
	}
	return row[to.length] ?? far;
}

/** The only candidate of which `word` is the beginning or the end; `undefined` when there are several, or none. */
function completed(wanted: string, candidates: readonly string[]): string | undefined {
	if (wanted.length < 3) return undefined;
	const [first, second] = candidates.filter((candidate) => {
		const whole = candidate.toLowerCase();
		return whole.startsWith(wanted) || whole.endsWith(wanted);
	});
	return second === undefined ? first : undefined;
}

/**
 * The candidate that a misspelled `word` most likely means: Levenshtein distance of at most 3, ignoring case;
 * the first of the candidates at equal distance. Words of up to 3 letters must be nearer, because at distance 3
 * any of them would match any other.
 *
 * When none is that near, the one candidate that `word` begins or ends: people leave words out as often as letters
 * (`http-api` for `http-api-gateway`, `certificateArn` for `customCertificateArn`).
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
	const all = [...candidates];
	const wanted = word.toLowerCase();
	const limit = Math.min(3, Math.max(1, Math.floor(word.length / 2)));
	let best: { readonly candidate: string; readonly distance: number } | undefined;
	for (const candidate of all) {
		if (Math.abs(candidate.length - word.length) > limit) continue;
		const found = distance(wanted, candidate.toLowerCase(), limit);
		if (found <= limit && (best === undefined || found < best.distance))
			best = { candidate, distance: found };
	}
	return best?.candidate ?? completed(wanted, all);
}
