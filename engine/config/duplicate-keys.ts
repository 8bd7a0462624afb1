import type { Problem } from "../report/problem.ts";
import type { Entry } from "../text/tree.ts";

/** A problem for every key that a map has twice, at the second one, with the first as related place. */
export function duplicateKeys(entries: readonly Entry[]): Problem[] {
	const seen = new Map<string, Entry>();
	const problems: Problem[] = [];
	for (const entry of entries) {
		const first = seen.get(entry.key);
		if (!first) {
			seen.set(entry.key, entry);
			continue;
		}
		problems.push({
			code: "duplicate-key",
			severity: "error",
			message: `"${entry.key}" is already a key of this map`,
			span: entry.keySpan,
			hint: "remove or rename one of the two",
			related: [{ message: `"${entry.key}" is first here`, span: first.keySpan }],
		});
	}
	return problems;
}
