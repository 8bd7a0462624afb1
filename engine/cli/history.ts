import { type HistoryEntry, readHistory, rollback } from "../effects.ts";
import { exitCodes } from "./exit-codes.ts";
import { formatTable } from "./format.ts";
import { endpointOf, type Program, portsOf, targetWithoutConfig } from "./setting.ts";

/** Who it was, without what all ARNs of an account share. */
function callerOf({ by }: HistoryEntry): string {
	return by?.split(":").slice(5).join(":") ?? "";
}

function commitOf({ commit, isDirty }: HistoryEntry): string {
	if (commit === undefined) return "";
	return `${commit.slice(0, 10)}${isDirty ? " and changes" : ""}`;
}

function howOf({ outcome, action, to, isCurrent, canRollBack, reason }: HistoryEntry): string {
	const what = action === "rollback" && to !== undefined ? `, back to ${to}` : "";
	const state = isCurrent ? " (deployed)" : canRollBack ? " (kept)" : "";
	return `${outcome}${what}${state}${reason === undefined ? "" : `: ${reason}`}`;
}

/** `spool history`. */
export async function historyCommand(program: Program): Promise<number> {
	const { host, target } = await targetWithoutConfig(program);
	const history = await readHistory(portsOf(program, host, target.region), target, program.signal);
	const rows = history.entries.map((entry) => [
		entry.version,
		entry.at.replace("T", " ").replace(/(:\d\d)(\.\d+)?Z$/, "$1 UTC"),
		callerOf(entry),
		commitOf(entry),
		howOf(entry),
	]);
	const head = `${history.stack}  ${history.status}\n`;
	program.output.result(
		history,
		head + formatTable([["version", "when", "who", "commit", "outcome"], ...rows]),
	);
	return exitCodes.done;
}

/** `spool rollback [VERSION]`. */
export async function rollbackCommand(program: Program): Promise<number> {
	const { host, target, folder } = await targetWithoutConfig(program);
	const [version] = program.args.words;
	const result = await rollback(portsOf(program, host, target.region), {
		target,
		folder,
		...endpointOf(program),
		...(version !== undefined && { version }),
		mayLose: program.args.mayLose,
		noRollback: program.args.noRollback,
		signal: program.signal,
	});
	const { outcome, stack, from, to, links } = result;
	const text =
		outcome === "unchanged"
			? `${stack.name} is what ${to} was: nothing to do\n`
			: `${stack.name} went from ${from} back to ${to}, as ${result.version}\n`;
	const data = { outcome, stack: stack.name, status: stack.status, from, to, version: result.version, links };
	program.output.result(
		data,
		text + links.map(({ resource, name, url }) => `  ${resource} ${name}  ${url}\n`).join(""),
	);
	return exitCodes.done;
}
