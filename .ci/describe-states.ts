type Row = Readonly<Record<string, string>>;

/** The table of docs/stack-states.md: what each command does with a stack in each state, as a test holds it. */
export function describeStates(commands: readonly string[], rows: Readonly<Record<string, Row>>): string {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	const body = Object.entries(rows).map(([state, row]) =>
		line([state === "no stack" ? state : `\`${state}\``, ...commands.map((command) => row[command] ?? "")]),
	);
	const head = ["State", ...commands.map((command) => `\`${command}\``)];
	return [line(head), line(head.map(() => "---")).replaceAll(" ", ""), ...body].join("\n");
}
