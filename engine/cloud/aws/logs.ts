import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { LogPort } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { allPages, unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type SendOptions, type Session } from "./session.ts";

const firstWindowMs = 60_000;
/** Each window further back is so many times as long as the one before it. */
const growth = 8;

/** Log lines through CloudWatch Logs. */
export function openLogs(session: Session): LogPort {
	const client = new CloudWatchLogsClient(clientSettings(session));
	return {
		recent: (group, since, limit, options) =>
			onAws(session, "logs:FilterLogEvents", options, async (http) => {
				const lines = await unlessMissing(newest(client, { group, since, limit }, http), isMissingGroup);
				return lines ?? [];
			}),
	};
}

type Wanted = { readonly group: string; readonly since: number; readonly limit: number };

/**
 * AWS gives lines oldest first and takes no "last n", so the newest are looked for in windows that go back in
 * time and grow: a busy group is not read from its beginning, a quiet one takes few calls.
 */
async function newest(client: CloudWatchLogsClient, wanted: Wanted, http: SendOptions): Promise<string[]> {
	let lines: string[] = [];
	let end: number | undefined;
	for (let length = firstWindowMs; lines.length < wanted.limit; length *= growth) {
		const start = Math.max(wanted.since, (end ?? Date.now()) - length);
		lines = [...(await linesBetween(client, wanted.group, start, end, http)), ...lines];
		if (start <= wanted.since) break;
		end = start - 1;
	}
	return wanted.limit === 0 ? [] : lines.slice(-wanted.limit);
}

/** Lines of a group between two times in milliseconds, both included, oldest first. */
async function linesBetween(
	client: CloudWatchLogsClient,
	logGroupName: string,
	startTime: number,
	endTime: number | undefined,
	http: SendOptions,
): Promise<string[]> {
	const events = await allPages(async (marker: string | undefined) => {
		const input = {
			logGroupName,
			startTime,
			...(endTime !== undefined && { endTime }),
			...(marker !== undefined && { nextToken: marker }),
		};
		const page = await client.send(new FilterLogEventsCommand(input), http);
		return { items: page.events ?? [], next: page.nextToken };
	});
	return events.map(({ message }) => (message ?? "").trimEnd());
}

function isMissingGroup(error: unknown): boolean {
	return awsErrorOf(error)?.name === "ResourceNotFoundException";
}
