import { logicalId } from "../../../names/logical-id.ts";
import type { Static } from "../../../schema/schema.ts";
import { getAtt, type Text } from "../../../template/intrinsics.ts";
import type { Child, Deployed, Finding, Path, Statement, Surroundings } from "../../kind.ts";
import { isFifoQueue } from "../../shared/event-rule.ts";
import { sqsMappings, type sqsProperties } from "../../shared/events/sqs-schema.ts";
import { exactlyOne } from "../../shared/exactly-one.ts";
import { allowOn, eventSourceMapping } from "./mapping.ts";

const visibilityPage = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html";

/** How many seconds a received message stays hidden when its queue does not say, by SQS's own default. */
const DEFAULT_VISIBILITY_SECONDS = 30;

/** Properties of an event of a queue. */
export type SqsEvent = Deployed<Static<typeof sqsProperties>>;

/** ARN of the queue of an event. */
export function queueArn({ sqsQueueName, sqsQueueArn }: SqsEvent): Text | undefined {
	if (typeof sqsQueueName !== "string") return sqsQueueArn;
	return getAtt(logicalId({ owner: sqsQueueName, type: "AWS::SQS::Queue" }), "Arn");
}

/** What hands the messages of a queue to the function named `owner`, for its event at `index`. */
export function compileSqs(owner: string, event: SqsEvent, index: number): Child {
	return eventSourceMapping(owner, index, { EventSourceArn: queueArn(event) }, event);
}

/** The statement by which a function may take messages from the queues of its events; none without such events. */
export function sqsStatements(events: readonly SqsEvent[]): readonly Statement[] {
	const actions = [
		"sqs:ReceiveMessage",
		"sqs:ChangeMessageVisibility",
		"sqs:GetQueueUrl",
		"sqs:DeleteMessage",
		"sqs:GetQueueAttributes",
	];
	return allowOn(actions, events.map(queueArn));
}

/** Lambda refuses the mapping: messages would come back while they are still worked on. */
function checkVisibility(
	event: SqsEvent,
	fn: { readonly name: string; readonly timeoutSeconds: number },
	path: Path,
	surroundings: Surroundings,
): readonly Finding[] {
	const { sqsQueueName } = event;
	if (typeof sqsQueueName !== "string") return [];
	const queue = surroundings.resource(sqsQueueName);
	if (queue?.type !== "sqs-queue" || typeof queue.values !== "object" || queue.values === null) return [];
	const written =
		"visibilityTimeoutSeconds" in queue.values ? queue.values.visibilityTimeoutSeconds : undefined;
	const visibility = written === undefined ? DEFAULT_VISIBILITY_SECONDS : written;
	if (typeof visibility !== "number" || fn.timeoutSeconds <= visibility) return [];
	return [
		{
			code: "timeout-above-visibility",
			message: `"${fn.name}" may run for ${fn.timeoutSeconds} seconds, but "${sqsQueueName}" hides a message for ${visibility} seconds only`,
			path: [...path, "sqsQueueName"],
			hint: `set visibilityTimeoutSeconds of "${sqsQueueName}" to at least ${fn.timeoutSeconds} (AWS recommends ${Math.min(fn.timeoutSeconds * 6, 43_200)}), or lower the function's timeout, see ${visibilityPage}`,
		},
	];
}

function checkBatches(event: SqsEvent, path: Path, surroundings: Surroundings): readonly Finding[] {
	const { sqsQueueName, sqsQueueArn, batchSize = 10, maxBatchWindowSeconds = 0 } = event;
	const isFifo =
		(typeof sqsQueueName === "string" && isFifoQueue(sqsQueueName, surroundings)) ||
		(typeof sqsQueueArn === "string" && sqsQueueArn.endsWith(".fifo"));
	if (!isFifo) {
		if (batchSize <= 10 || maxBatchWindowSeconds > 0) return [];
		return [
			{
				code: "batch-window-missing",
				message: `a batch of ${batchSize} messages needs maxBatchWindowSeconds, because it is above 10`,
				path: [...path, "batchSize"],
				hint: `set maxBatchWindowSeconds to 1 or more, see ${sqsMappings}`,
			},
		];
	}
	const tooLarge: Finding = {
		code: "fifo-batch-too-large",
		message: `batchSize is ${batchSize} messages, but a FIFO queue gives at most 10`,
		path: [...path, "batchSize"],
		hint: `the limit is AWS's: ${sqsMappings}`,
	};
	const window: Finding = {
		code: "fifo-batch-window",
		message: "maxBatchWindowSeconds cannot be used with a FIFO queue",
		path: [...path, "maxBatchWindowSeconds"],
		atKey: true,
		hint: `remove it, see ${sqsMappings}`,
	};
	return [...(batchSize > 10 ? [tooLarge] : []), ...(maxBatchWindowSeconds > 0 ? [window] : [])];
}

/** Finds what is wrong with an event of a queue whose properties stand at `path`. */
export function checkSqs(
	event: SqsEvent,
	fn: { readonly name: string; readonly timeoutSeconds: number },
	path: Path,
	surroundings: Surroundings,
): readonly Finding[] {
	return [
		...exactlyOne(event, ["sqsQueueName", "sqsQueueArn"], path),
		...checkVisibility(event, fn, path, surroundings),
		...checkBatches(event, path, surroundings),
	];
}
