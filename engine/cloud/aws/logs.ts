import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { LogLine, LogPort } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { allPages, unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type SendOptions, type Session } from "./session.ts";

const firstWindowMs = 60_000;
/** Each window further back is so many times as long as the one before it. */
const growth = 8;

/** Log lines through CloudWatch Logs. */
export function openLogs(session: Session): LogPort {
	const client = new CloudWatchLogsClient(clientSettings(session));
	const read: LogPort["lines"] = (group, wanted, options) =>
		onAws(session, "logs:FilterLogEvents", options, async (http) => {
			const lines = await unlessMissing(newest(client, group, wanted, http), isMissingGroup);
			return lines ?? [];
		});
	return {
		recent: async (group, since, limit, options) => {
			const lines = await read(group, { since, limit }, options);
			return lines.map(({ text }) => text);
		},
		lines: read,
	};
}

type Wanted = { readonly since: number; readonly limit: number; readonly pattern?: string };

/**
 * AWS gives lines oldest first and takes no "last n", so the newest are looked for in windows that go back in
 * time and grow: a busy group is not read from its beginning, a quiet one takes few calls.
 */
async function newest(
	client: CloudWatchLogsClient,
	group: string,
	wanted: Wanted,
	http: SendOptions,
): Promise<LogLine[]> {
	let lines: LogLine[] = [];
	let end: number | undefined;
	for (let length = firstWindowMs; lines.length < wanted.limit; length *= growth) {
		const start = Math.max(wanted.since, (end ?? Date.now()) - length);
		lines = [...(await linesBetween(client, group, wanted, { start, end }, http)), ...lines];
		if (start <= wanted.since) break;
		end = start - 1;
	}
	return wanted.limit === 0 ? [] : lines.slice(-wanted.limit);
}

/** Lines of a group between two times in milliseconds, both included, oldest first. */
async function linesBetween(
	client: CloudWatchLogsClient,
	logGroupName: string,
	{ pattern }: Wanted,
	{ start, end }: { readonly start: number; readonly end: number | undefined },
	http: SendOptions,
): Promise<LogLine[]> {
	const events = await allPages(async (marker: string | undefined) => {
		const input = {
			logGroupName,
			startTime: start,
			...(end !== undefined && { endTime: end }),
			...(pattern !== undefined && { filterPattern: pattern }),
			...(marker !== undefined && { nextToken: marker }),
		};
		const page = await client.send(new FilterLogEventsCommand(input), http);
		return { items: page.events ?? [], next: page.nextToken };
	});
	return events.map(({ eventId, timestamp = 0, message = "", logStreamName: stream = "" }) => {
		const text = message.trimEnd();
		// What stands in for CloudWatch may give no ids.
		return { id: eventId ?? `${stream} ${timestamp} ${text}`, at: timestamp, text, stream };
	});
}

function isMissingGroup(error: unknown): boolean {
	return awsErrorOf(error)?.name === "ResourceNotFoundException";
}
