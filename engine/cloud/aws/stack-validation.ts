import {
	type CloudFormationClient,
	DescribeEventsCommand,
	type OperationEvent,
} from "@aws-sdk/client-cloudformation";
import type { StackEvent } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { allPages } from "./pages.ts";
import type { SendOptions } from "./session.ts";

/**
 * Puts what CloudFormation's validation found before the event that only says that it found something.
 *
 * Since 2026 a create or update first checks properties and names of resources. What is wrong is not told by a
 * stack's events ("Validation failed with 2 error(s). Call DescribeEvents …") but by another call. Here each
 * finding becomes a failed event of its resource, so that whoever looks for the cause of a failure finds it
 * where all others are.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 */
export async function withValidation(
	client: CloudFormationClient,
	events: readonly StackEvent[],
	operationOf: (eventId: string) => string | undefined,
	http: SendOptions,
): Promise<StackEvent[]> {
	const index = events.findIndex(({ reason }) => /^Validation failed with \d+ error/.test(reason ?? ""));
	const summary = events[index];
	if (!summary) return [...events];
	const findings = await findingsOf(client, summary, operationOf(summary.id), http);
	return [...events.slice(0, index), ...findings, ...events.slice(index)];
}

async function findingsOf(
	client: CloudFormationClient,
	summary: StackEvent,
	operation: string | undefined,
	http: SendOptions,
): Promise<StackEvent[]> {
	try {
		const events = await allPages(async (marker: string | undefined) => {
			const input = new DescribeEventsCommand({
				StackName: summary.physicalId ?? summary.logicalId,
				Filters: { FailedEvents: true },
				...(operation !== undefined && { OperationId: operation }),
				...(marker !== undefined && { NextToken: marker }),
			});
			const { OperationEvents: items = [], NextToken: next } = await client.send(input, http);
			return { items, next };
		});
		return findingsIn(events, operation).map((finding) => eventOf(finding, summary));
	} catch (error) {
		// A right that older policies do not give. The summary alone is little, but no reason to stop following.
		if (awsErrorOf(error)?.httpStatus === 403) return [];
		throw error;
	}
}

/** The findings of one operation; of the newest one that has any, if AWS did not say which it is. */
function findingsIn(events: readonly OperationEvent[], operation: string | undefined): OperationEvent[] {
	const findings = events.filter(
		({ EventType, ValidationFailureMode }) =>
			EventType === "VALIDATION_ERROR" && ValidationFailureMode !== "WARN",
	);
	const newest = findings.toSorted((a, b) => timeOf(b) - timeOf(a))[0]?.OperationId;
	return findings.filter(({ OperationId }) => OperationId === (operation ?? newest));
}

function timeOf(event: OperationEvent): number {
	return event.Timestamp?.getTime() ?? 0;
}

function eventOf(finding: OperationEvent, summary: StackEvent): StackEvent {
	const path = finding.ValidationPath;
	const reason = finding.ValidationStatusReason ?? finding.ValidationName ?? "not valid";
	// The path of a whole resource says no more than its logical id.
	const isInside = path?.startsWith(`/Resources/${finding.LogicalResourceId}/`) === true;
	return {
		id: finding.EventId ?? `${summary.id}-${finding.LogicalResourceId}`,
		logicalId: finding.LogicalResourceId ?? summary.logicalId,
		type: finding.ResourceType ?? "",
		status: summary.status,
		reason: isInside ? `${reason} (at ${path})` : reason,
		at: summary.at,
		...(summary.token !== undefined && { token: summary.token }),
	};
}
