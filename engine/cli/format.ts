/** A duration for people: `340 ms`, `4.2 s`, `3 min 5 s`. Rounded first, so that nothing reads `60.0 s`. */
export function formatMs(ms: number): string {
	if (Math.round(ms) < 1_000) return `${Math.round(ms)} ms`;
	if (Math.round(ms / 100) < 600) return `${(Math.round(ms / 100) / 10).toFixed(1)} s`;
	const seconds = Math.round(ms / 1_000);
	return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A size for people, in the units of AWS's limits (1 KB = 1,024 bytes). */
export function formatBytes(bytes: number): string {
	if (bytes < 1_024) return `${bytes} B`;
	const tenths = Math.round((bytes / 1_024) * 10);
	if (tenths < 10_240) return `${(tenths / 10).toFixed(1)} KB`;
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
