import { readLogs, type ShownLine } from "../effects.ts";
import { Failure } from "../report/failure.ts";
import { exitCodes } from "./exit-codes.ts";
import { plainText } from "./plain.ts";
import { type Program, portsOf, targetWithoutConfig } from "./setting.ts";

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const usualMs = 10 * 60_000;

/** The time that `--since` means: some time ago (`15m`, `2h`, `3d`), or a date. */
export function sinceOf(text: string | undefined, now: number): number {
	if (text === undefined) return now - usualMs;
	const [, amount, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
	if (amount !== undefined) return now - Number(amount) * (unitMs[unit] ?? 0);
	const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
	if (Number.isFinite(at)) return at;
	throw new Failure({
		code: "bad-usage",
		kind: "usage",
		message: `--since is "${text}", but must be a time`,
		hint: "for example 15m, 2h, 3d or 2026-01-15T12:00:00Z",
	});
}

function lineText({ at, text, group }: ShownLine, isSeveral: boolean): string {
	const time = new Date(at).toISOString().replace("T", " ").replace("Z", "");
	const from = isSeveral ? `${group}  ` : "";
	return `${time}  ${from}${plainText(text)}\n`;
}

/** `spool logs RESOURCE`. */
export async function logsCommand(program: Program): Promise<number> {
	const { host, target } = await targetWithoutConfig(program);
	const { output, args, signal } = program;
	const [resource = ""] = args.words;
	const { groups, shown } = await readLogs(portsOf(program, host, target.region), {
		target,
		resource,
		since: sinceOf(args.since, host.now()),
		...(args.filter !== undefined && { filter: args.filter }),
		follow: args.follow,
		signal,
		show: (lines) => {
			const isSeveral = new Set(lines.map(({ group }) => group)).size > 1;
			output.result({ lines }, lines.map((line) => lineText(line, isSeveral)).join(""));
		},
	});
	if (shown === 0 && !args.follow) {
		const message = `${groups.join(" and ")} ${groups.length === 1 ? "has" : "have"} no such lines since then`;
		output.emit({ kind: "note", level: "note", message });
	}
	return exitCodes.done;
}
