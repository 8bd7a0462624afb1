import type { NameRow } from "../../server/protocol.ts";

function noteOf({ full, shortened, provisional }: NameRow): string {
	if (shortened) return `✂ from ${full}`;
	return provisional ? "… stands for a hash of the account, which is not known yet" : "";
}

/** The table of names, the names first: the view is half as wide as the window. */
export function namesText(rows: readonly NameRow[]): string {
	const table = [
		["RESOURCE", "NAME", "LOGICAL ID", "TYPE", ""],
		...rows.map((row) => [
			row.resource ?? "(stack)",
			row.name ?? "(AWS makes one)",
			row.logicalId,
			row.type,
			noteOf(row),
		]),
	];
	const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
	const lineOf = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
	return table.map((row) => `${lineOf(row).join("  ").trimEnd()}\n`).join("");
}
