/** So many answers are kept; a config of 5,000 lines has about half as many names. */
const MOST = 20_000;

/** A function of a text that keeps its answers: names are asked for again at every edit, and words take time. */
export function remembered(make: (text: string) => string): (text: string) => string {
	const known = new Map<string, string>();
	return (text) => {
		const before = known.get(text);
		if (before !== undefined) return before;
		if (known.size >= MOST) known.clear();
		const made = make(text);
		known.set(text, made);
		return made;
	};
}
