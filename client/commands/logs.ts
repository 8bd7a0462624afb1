import { commands, type OutputChannel, type Uri, window, workspace } from "vscode";
import type { ShownLine } from "../../engine/effects.ts";
import { findConfig } from "../configs.ts";
import { openCloud } from "../open-cloud.ts";
import type { Session } from "../session.ts";
import { logGroupsOf } from "../stacks/log-groups.ts";
import { type ResourceRow, stackRows } from "../stacks/rows.ts";
import { viewOf } from "../stacks/stacks.ts";
import { engineTarget, stackOf, type Target } from "../target.ts";
import { sentences } from "../words.ts";

/** Lines from before the moment in which somebody looks. */
const BEFORE_MS = 15 * 60_000;
const following = "spool.followsLogs";

type Followed = { readonly channel: OutputChannel; readonly stop: AbortController };

/** What the command was called on: a row of the stacks, a lens, or nothing. */
type Wanted = { readonly target?: Target; readonly resource?: string };

function wantedOf(calledOn: unknown, detail: unknown): Wanted {
	if (typeof detail === "string") return { resource: detail };
	if (typeof calledOn !== "object" || calledOn === null || !("stack" in calledOn)) return {};
	const node = calledOn as { stack: { target: Target }; owner?: string; row?: { name?: string } };
	const resource = node.owner ?? node.row?.name;
	return { target: node.stack.target, ...(resource !== undefined && { resource }) };
}

/** The resources of a stack that have logs; why there are none is said. */
async function withLogs(session: Session, config: Uri, target: Target): Promise<readonly ResourceRow[]> {
	const { stacks } = session;
	if (stacks.known(config, target).kind !== "read") await stacks.read(config, target);
	const known = stacks.known(config, target);
	const stack = stackOf(target);
	if (known.kind === "failed") {
		void window.showErrorMessage(`Spool: ${stack} cannot be read. ${sentences([known.message])}`);
		return [];
	}
	const rows = stackRows(undefined, viewOf(known)).resources.filter((row) => logGroupsOf(row).length > 0);
	if (rows.length === 0)
		void window.showInformationMessage(
			`Spool: ${stack} has no logs, because nothing that writes some is deployed.`,
		);
	return rows;
}

async function chooseRow(rows: readonly ResourceRow[], wanted: string | undefined) {
	const named = rows.find(({ name }) => name === wanted);
	if (named || rows.length <= 1) return named ?? rows[0];
	const choices = rows.map((row) => ({ label: row.name, description: row.type, row }));
	return (await window.showQuickPick(choices, { title: "Whose logs?" }))?.row;
}

function lineOf({ at, group, text }: ShownLine, hasSeveral: boolean): string {
	const time = new Date(at).toISOString();
	return hasSeveral ? `${time} ${group} ${text}` : `${time} ${text}`;
}

/** The commands that follow logs, in an output channel for each resource: it has a filter of its own. */
export function logCommands(
	session: Session,
): Readonly<Record<string, (calledOn?: unknown, detail?: unknown) => Promise<unknown>>> {
	const { context, surroundings } = session;
	const followed = new Map<string, Followed>();
	const tell = () => commands.executeCommand("setContext", following, followed.size > 0);
	const end = (key: string) => {
		followed.get(key)?.stop.abort();
		followed.delete(key);
		void tell();
	};
	const channels = new Map<string, OutputChannel>();
	const channelOf = (name: string) => {
		const known = channels.get(name);
		if (known) return known;
		const channel = window.createOutputChannel(name, "log");
		context.subscriptions.push(channel);
		channels.set(name, channel);
		return channel;
	};
	const follow = async (target: Target, row: ResourceRow, filter: string | undefined) => {
		const key = [stackOf(target), target.region, target.profile, row.name, filter].join("|");
		const groups = logGroupsOf(row);
		const words = filter === undefined ? "" : ` · ${filter}`;
		const channel = channelOf(`Spool Logs: ${stackOf(target)} ${row.name}${words}`);
		channel.show(true);
		if (followed.has(key)) return;
		const stop = new AbortController();
		followed.set(key, { channel, stop });
		await tell();
		const effects = await session.effects();
		const ports = { cloud: openCloud(surroundings, effects, target), host: effects.openHost() };
		channel.appendLine(`following ${groups.join(", ")}${words}; Spool: Stop Following Logs ends it`);
		try {
			await effects.readLogs(ports, {
				target: engineTarget(target).target,
				resource: row.name,
				since: Date.now() - BEFORE_MS,
				follow: true,
				signal: stop.signal,
				...(filter !== undefined && { filter }),
				show: (lines) => {
					for (const line of lines) channel.appendLine(lineOf(line, groups.length > 1));
				},
			});
		} catch (error) {
			if (!effects.isAbort(error))
				channel.appendLine(`cannot be followed: ${error instanceof Error ? error.message : error}`);
		} finally {
			end(key);
			channel.appendLine("not followed any more");
		}
	};
	context.subscriptions.push({ dispose: () => [...followed.keys()].forEach(end) });
	const showLogs = async (calledOn: unknown, detail: unknown, isFiltered: boolean) => {
		if (!workspace.isTrusted) {
			void window.showWarningMessage("Spool asks AWS only in trusted workspaces.");
			return;
		}
		const config = await findConfig(calledOn);
		if (!config) return;
		const wanted = wantedOf(calledOn, detail);
		const target = wanted.target ?? (await session.target(config));
		const row = await chooseRow(await withLogs(session, config, target), wanted.resource);
		if (!row) return;
		const filter = isFiltered ? await askFilter() : undefined;
		if (!isFiltered || filter !== undefined) void follow(target, row, filter || undefined);
	};
	return {
		"spool.showLogs": (calledOn, detail) => showLogs(calledOn, detail, false),
		"spool.showFilteredLogs": (calledOn, detail) => showLogs(calledOn, detail, true),
		"spool.stopLogs": async () => {
			for (const key of [...followed.keys()]) end(key);
		},
	};
}

function askFilter(): Thenable<string | undefined> {
	return window.showInputBox({
		title: "Show only lines with …",
		prompt: 'A text, or a filter pattern of CloudWatch such as { $.level = "error" }. Empty: every line',
	});
}
