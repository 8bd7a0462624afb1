import type { KindOfChange } from "../test/engine/template/changes/kinds-of-change.ts";

/** As far as the table reads it. */
type Verdict = {
	readonly kind: string;
	readonly id: string;
	readonly change: string;
	readonly property?: string;
	readonly reason?: string;
};

const plain: Readonly<Record<string, string>> = {
	added: "CloudFormation makes it",
	removed: "CloudFormation removes it",
	output: "outputs belong to CloudFormation",
	section: "it belongs to the template",
	changed: "CloudFormation changes it where it is",
};

function why({ kind, change, reason }: Verdict): string {
	return reason ?? (kind === "swap" ? "" : (plain[change] ?? ""));
}

const lineOf = ({ kind, id, property, change }: Verdict) => `${kind} ${id} ${property ?? change}`;

function describeKind(kind: KindOfChange, verdicts: readonly Verdict[]): string {
	const told = kind.lines.flatMap((line) => verdicts.find((verdict) => lineOf(verdict) === line) ?? []);
	const properties = [...new Set(told.flatMap(({ property }) => property?.replace(/^<(.*)>$/, "$1") ?? []))];
	const strongest = told.find((verdict) => verdict.kind === kind.verdict) ?? told[0];
	const cells = [
		kind.change,
		kind.verdict,
		properties.map((property) => `\`${property}\``).join(", "),
		strongest ? why(strongest) : "",
	];
	return `| ${cells.join(" | ")} |`;
}

/** The table of docs/hot-swap.md: every kind of change that a test holds, and what the engine says of it. */
export function describeChanges(
	kinds: readonly KindOfChange[],
	verdictsOn: (kind: KindOfChange) => readonly Verdict[],
): string {
	const groups = [...new Set(kinds.map(({ group }) => group))];
	const sections = groups.map((group) => {
		const rows = kinds
			.filter((kind) => kind.group === group)
			.map((kind) => describeKind(kind, verdictsOn(kind)));
		return `### ${group}\n\n| Change | Verdict | Property | Why |\n|---|---|---|---|\n${rows.join("\n")}`;
	});
	return sections.join("\n\n");
}
