import type { Finding, Surroundings } from "../kind.ts";
import { checkAlarms } from "../shared/alarms.ts";
import { checkEventBusEvent, isFifoQueue } from "../shared/event-rule.ts";
import { exactlyOne } from "../shared/exactly-one.ts";
import type { Queue } from "./index.ts";

function checkFifo({ values }: Queue): readonly Finding[] {
	if (values.fifoEnabled) return [];
	return (["fifoHighThroughput", "contentBasedDeduplication"] as const)
		.filter((key) => values[key])
		.map((key) => ({
			code: "fifo-only",
			message: `${key} is for FIFO queues only, but fifoEnabled is not set`,
			path: [key],
			atKey: true,
			hint: "set fifoEnabled: true, or remove the property",
		}));
}

function checkRedrive(queue: Queue, surroundings: Surroundings): readonly Finding[] {
	const { redrivePolicy, fifoEnabled = false } = queue.values;
	if (!redrivePolicy) return [];
	const findings = exactlyOne(redrivePolicy, ["targetSqsQueueName", "targetSqsQueueArn"], ["redrivePolicy"]);
	const name = redrivePolicy.targetSqsQueueName;
	const path = ["redrivePolicy", "targetSqsQueueName"];
	if (typeof name !== "string" || surroundings.resource(name)?.type !== "sqs-queue") return findings;
	if (name === queue.name) {
		const message = `"${name}" cannot be its own dead-letter queue`;
		return [...findings, { code: "redrive-to-itself", message, path, hint: "name another queue" }];
	}
	if (isFifoQueue(name, surroundings) === fifoEnabled) return findings;
	const kind = fifoEnabled ? "FIFO" : "standard";
	return [
		...findings,
		{
			code: "redrive-kind-mismatch",
			message: `"${name}" must be a ${kind} queue, because "${queue.name}" is one`,
			path,
			hint: "SQS moves messages between queues of the same kind only: give both the same fifoEnabled",
		},
	];
}

/** What EventBridge wants of a FIFO queue: a group for the messages and a way to tell duplicates. */
function checkFifoEvents({ values }: Queue): readonly Finding[] {
	if (!values.fifoEnabled) return [];
	return (values.events ?? []).flatMap(({ properties: event }, index): readonly Finding[] => [
		...(event.messageGroupId === undefined
			? [
					{
						code: "message-group-missing",
						message: "an event of a FIFO queue needs messageGroupId",
						path: ["events", index, "properties"],
						atKey: true,
						hint: "set messageGroupId; events of one group keep their order",
					},
				]
			: []),
		...(values.contentBasedDeduplication
			? []
			: [
					{
						code: "deduplication-missing",
						severity: "warning" as const,
						message: "EventBridge can deliver to a FIFO queue with contentBasedDeduplication only",
						path: ["events", index],
						hint: "set contentBasedDeduplication: true",
					},
				]),
	]);
}

/** What is wrong with a queue beyond its schema. */
export function checkQueue(queue: Queue, surroundings: Surroundings): readonly Finding[] {
	return [
		...checkFifo(queue),
		...checkRedrive(queue, surroundings),
		...checkFifoEvents(queue),
		...(queue.values.events ?? []).flatMap(({ properties: event }, index) =>
			checkEventBusEvent(event, ["events", index, "properties"], surroundings),
		),
		...checkAlarms(queue.values.alarms),
	];
}
