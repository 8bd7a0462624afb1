/** A duration for people: `340 ms`, `4.2 s`, `3 min 5 s`. */
export function formatMs(ms: number): string {
	if (ms < 1_000) return `${Math.round(ms)} ms`;
	if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
	return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

/** A size for people, in the units of AWS's limits (1 KB = 1,024 bytes). */
export function formatBytes(bytes: number): string {
	if (bytes < 1_024) return `${bytes} B`;
	if (bytes < 1_024 * 1_024) return `${(bytes / 1_024).toFixed(1)} KB`;
	return `${(bytes / 1_024 / 1_024).toFixed(1)} MB`;
}

/** Rows as aligned columns. */
export function formatTable(rows: readonly (readonly string[])[], gap = "  "): string {
	const columns = Math.max(0, ...rows.map((row) => row.length));
	const widths = Array.from({ length: columns }, (_, column) =>
		Math.max(...rows.map((row) => row[column]?.length ?? 0)),
	);
	const line = (row: readonly string[]) =>
		row
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join(gap)
			.trimEnd();
	return rows.map((row) => `${line(row)}\n`).join("");
}
