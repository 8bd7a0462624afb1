import type { CallOptions, LogLine, StackResource, StackState } from "../../cloud/port.ts";
import { stackName, type Target } from "../../names/target.ts";
import { Failure, isAbort } from "../../report/failure.ts";
import { nearest } from "../../report/nearest.ts";
import { notDeployed } from "../delete.ts";
import type { Ports } from "../ports.ts";
import { requireIdentity } from "../prepare.ts";
import { ownersOf } from "../result.ts";
import { logGroupsOf } from "./groups.ts";
import { maskSecrets } from "./mask.ts";

export type LogsRequest = {
	readonly target: Target;
	/** Name of a resource of the config. */
	readonly resource: string;
	/** Milliseconds since 1970; lines before it are not shown. */
	readonly since: number;
	/** A text that lines contain, or a filter pattern of CloudWatch. */
	readonly filter?: string;
	/** Goes on with new lines until the signal says stop. */
	readonly follow?: boolean;
	/** Is given the lines as they are found, oldest first, with what looks like a secret hidden. */
	readonly show: (lines: readonly ShownLine[]) => void;
	readonly signal?: AbortSignal;
};

/** A line of a log as it is shown. */
export type ShownLine = Pick<LogLine, "at" | "text" | "stream"> & { readonly group: string };

export type LogsResult = { readonly groups: readonly string[]; readonly shown: number };

/** Lines of a group that are shown at once, the newest. */
const most = 1_000;
const waitMs = 2_000;
/** CloudWatch may show a line some seconds late, behind newer ones. */
const lateMs = 15_000;

/**
 * A filter as CloudWatch takes it: a plain text is quoted, so that it means what it says; patterns begin with a sign.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPattern(filter: string): string {
	return /^["{[%?]/.test(filter) ? filter : `"${filter.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function noGroups(stack: StackState, children: readonly StackResource[], resource: string): Failure {
	const names = [...new Set(ownersOf(stack).values())];
	const speaking = names.filter((name) => logGroupsOf(stack, children, name).length > 0);
	const isThere = names.includes(resource);
	const meant = isThere ? undefined : nearest(resource, names);
	const others =
		speaking.length > 0 ? `logs are kept by: ${speaking.join(", ")}` : "nothing in it keeps logs";
	return new Failure({
		code: isThere ? "no-logs" : "unknown-resource",
		kind: "usage",
		message: isThere ? `${resource} keeps no logs` : `the stack ${stack.name} has no resource "${resource}"`,
		hint: meant === undefined ? others : `did you mean ${meant}?`,
	});
}

async function groupsOf(ports: Pick<Ports, "cloud">, request: LogsRequest): Promise<readonly string[]> {
	const { target, resource, signal } = request;
	const options = signal ? { signal } : {};
	const name = stackName(target);
	const identity = await requireIdentity(ports, target.account, signal);
	const stack = await ports.cloud.stacks.read(name, options);
	if (!stack) throw notDeployed(name, { target }, identity);
	const children = await ports.cloud.stacks.resources(name, options);
	const groups = logGroupsOf(stack, children, resource);
	if (groups.length === 0) throw noGroups(stack, children, resource);
	return groups;
}

/** What was shown of the groups: no line twice, and from when on to ask. */
type Seen = { readonly ids: Map<string, number>; since: number };

async function look(
	{ cloud }: Pick<Ports, "cloud">,
	groups: readonly string[],
	request: LogsRequest,
	seen: Seen,
	options: CallOptions,
): Promise<number> {
	const pattern = request.filter === undefined ? {} : { pattern: filterPattern(request.filter) };
	const wanted = { since: seen.since, limit: most, ...pattern };
	const lists = await Promise.all(
		groups.map(async (group) => {
			const lines = await cloud.logs.lines(group, wanted, options);
			return lines.map((line) => ({ ...line, group }));
		}),
	);
	const fresh = lists
		.flat()
		.filter(({ id }) => !seen.ids.has(id))
		.toSorted((one, other) => one.at - other.at);
	for (const { id, at } of fresh) seen.ids.set(id, at);
	if (fresh.length > 0)
		request.show(
			fresh.map(({ at, text, stream, group }) => ({ at, text: maskSecrets(text), stream, group })),
		);
	return fresh.length;
}

/** Forgets lines that no answer can bring again. */
function moveOn(seen: Seen, now: number): void {
	seen.since = Math.max(seen.since, now - lateMs);
	for (const [id, at] of seen.ids) if (at < seen.since) seen.ids.delete(id);
}

async function followOn(
	ports: Pick<Ports, "cloud" | "host">,
	groups: readonly string[],
	request: LogsRequest,
	seen: Seen,
): Promise<number> {
	const { signal } = request;
	const options = signal ? { signal } : {};
	let shown = 0;
	while (!signal?.aborted) {
		const newest = Math.max(0, ...seen.ids.values());
		if (newest > 0) moveOn(seen, newest);
		await ports.host.sleep(waitMs, signal);
		shown += await look(ports, groups, request, seen, options);
	}
	return shown;
}

/**
 * Shows the logs of a resource: what was written since a time, the newest thousand lines of each of its groups, and on
 * request what is written from then on. A stop ends the following, and is no failure.
 */
export async function readLogs(
	ports: Pick<Ports, "cloud" | "host">,
	request: LogsRequest,
): Promise<LogsResult> {
	const groups = await groupsOf(ports, request);
	const seen: Seen = { ids: new Map(), since: request.since };
	const options = request.signal ? { signal: request.signal } : {};
	let shown = await look(ports, groups, request, seen, options);
	if (!request.follow) return { groups, shown };
	try {
		shown += await followOn(ports, groups, request, seen);
	} catch (error) {
		if (!isAbort(error)) throw error;
	}
	return { groups, shown };
}
