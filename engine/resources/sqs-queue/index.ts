import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import {
	anything,
	flag,
	integer,
	list,
	object,
	optional,
	type Static,
	text,
	variant,
} from "../../schema/schema.ts";
import { getAtt, ref, sub, type Text } from "../../template/intrinsics.ts";
import { type Child, type Deployed, defineResource, type Placed, type Surroundings } from "../kind.ts";
import { sqsQueuePlan } from "../shared/alarm-plans.ts";
import { alarms, disabledGlobalAlarms, sqsQueueTriggers } from "../shared/alarm-schema.ts";
import { alarmChildren } from "../shared/alarms.ts";
import { eventBusProperties, queueArn } from "../shared/event-bus-schema.ts";
import { eventBusRule, ruleTargetId } from "../shared/event-rule.ts";
import { type PolicyStatement, policyDocument } from "../shared/iam.ts";
import { distinctSenders, failureSenders, ruleSender, senderStatement } from "../shared/queue-senders.ts";
import { checkQueue } from "./check.ts";

const QUEUE = "AWS::SQS::Queue";
const QUEUE_POLICY = "AWS::SQS::QueuePolicy";

const attributes =
	"https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html";
const queueQuotas =
	"https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html";
const deadLetters =
	"https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html";
const highThroughput =
	"https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html";
const accessPolicies =
	"https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-creating-custom-policies.html";

const redrivePolicy = object(
	"Moves messages that nobody could process to another queue. Set exactly one of the two targets.",
	{
		targetSqsQueueName: optional(
			text("Name of the queue of this config that gets the messages.", { references: ["sqs-queue"] }),
		),
		targetSqsQueueArn: optional(queueArn("ARN of the queue that gets the messages.")),
		maxReceiveCount: integer("How often a message may be received before it is moved.", {
			unit: "times",
			minimum: 1,
			maximum: 1000,
			source: deadLetters,
		}),
	},
	{ source: deadLetters },
);

const policyStatement = object(
	"A statement of the queue's policy; it is always about this queue.",
	{
		Effect: text("`Allow` or `Deny`.", {
			pattern: "^(Allow|Deny)$",
			patternHint: "write `Allow` or `Deny`",
			examples: ["Allow", "Deny"],
		}),
		Action: list(
			"Actions that the statement is about.",
			text("An action.", { examples: ["sqs:SendMessage"] }),
		),
		Principal: anything("Who the statement is about: `'*'`, or `AWS`, `Service` or `Federated` with names."),
		Condition: optional(anything("When the statement is in force, as IAM writes it.")),
	},
	{ source: accessPolicies },
);

const eventBusEvent = variant(
	"Puts events of an event bus into the queue.",
	"event-bus",
	object("Which events, and what of them.", {
		...eventBusProperties,
		messageGroupId: optional(
			text("Message group that the events belong to. A FIFO queue needs it.", {
				maxLength: 128,
				source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html",
			}),
		),
	}),
);

const properties = object("Settings of the queue.", {
	delayMessagesSecond: optional(
		integer("How many seconds a new message stays hidden from every consumer.", {
			unit: "seconds",
			minimum: 0,
			maximum: 900,
			default: 0,
			source: attributes,
		}),
	),
	maxMessageSizeBytes: optional(
		integer("How many bytes a message may have: 1 KiB to 1 MiB, the message's attributes included.", {
			unit: "bytes",
			minimum: 1024,
			maximum: 1_048_576,
			default: 262_144,
			source: attributes,
		}),
	),
	messageRetentionPeriodSeconds: optional(
		integer("How many seconds a message is kept when nobody deletes it: a minute to 14 days.", {
			unit: "seconds",
			minimum: 60,
			maximum: 1_209_600,
			default: 345_600,
			source: attributes,
		}),
	),
	longPollingSeconds: optional(
		integer(
			"How many seconds a call that receives messages waits for one to arrive, which saves empty answers.",
			{
				unit: "seconds",
				minimum: 0,
				maximum: 20,
				default: 0,
				source: attributes,
			},
		),
	),
	visibilityTimeoutSeconds: optional(
		integer("How many seconds a received message stays hidden from other consumers while one works on it.", {
			unit: "seconds",
			minimum: 0,
			maximum: 43_200,
			default: 30,
			source: attributes,
		}),
	),
	fifoEnabled: optional(
		flag(
			"Keep the order of messages and drop duplicates. It cannot be changed later: another kind is another queue.",
			{
				default: false,
			},
		),
	),
	fifoHighThroughput: optional(
		flag(
			"Keep the order within each message group only, which allows many more messages. Needs `fifoEnabled`.",
			{
				source: highThroughput,
			},
		),
	),
	contentBasedDeduplication: optional(
		flag("Tell duplicates by the message's body, so that senders need no id for it. Needs `fifoEnabled`.", {
			source: attributes,
		}),
	),
	redrivePolicy: optional(redrivePolicy),
	policyStatements: optional(
		list(
			"Statements of the queue's policy, for senders and receivers outside of this stack.",
			policyStatement,
		),
	),
	events: optional(list("Events that are put into the queue.", eventBusEvent)),
	alarms: optional(alarms("Alarms on the queue.", sqsQueueTriggers)),
	disabledGlobalAlarms: optional(disabledGlobalAlarms),
});

/** A queue of the config. */
export type Queue = Placed<Deployed<Static<typeof properties>>>;

const id = (queue: Queue) => logicalId({ owner: queue.name, type: QUEUE });
const arn = (queue: Queue) => getAtt(id(queue), "Arn");

/** AWS knows a FIFO queue by the ending of its name, so that the ending survives every shortening. */
function queueName(queue: Queue, target: Target) {
	const suffix = queue.values.fifoEnabled ? ".fifo" : "";
	return physicalName([stackName(target), queue.name], { maxLength: 80, source: queueQuotas }, { suffix });
}

function fifoAttributes({ values }: Queue) {
	if (!values.fifoEnabled) return {};
	return {
		FifoQueue: true,
		ContentBasedDeduplication: values.contentBasedDeduplication,
		DeduplicationScope: values.fifoHighThroughput ? "messageGroup" : "queue",
		FifoThroughputLimit: values.fifoHighThroughput ? "perMessageGroupId" : "perQueue",
	};
}

function redriveTarget({ values: { redrivePolicy } }: Queue): Text | undefined {
	const { targetSqsQueueName, targetSqsQueueArn } = redrivePolicy ?? {};
	if (typeof targetSqsQueueName !== "string") return targetSqsQueueArn;
	return getAtt(logicalId({ owner: targetSqsQueueName, type: QUEUE }), "Arn");
}

function compileQueue(queue: Queue, { target, tags }: Surroundings): Child {
	const { values } = queue;
	const name = queueName(queue, target);
	return {
		id: id(queue),
		name,
		resource: {
			Type: QUEUE,
			Properties: {
				QueueName: name.text,
				DelaySeconds: values.delayMessagesSecond,
				MaximumMessageSize: values.maxMessageSizeBytes,
				MessageRetentionPeriod: values.messageRetentionPeriodSeconds,
				ReceiveMessageWaitTimeSeconds: values.longPollingSeconds,
				VisibilityTimeout: values.visibilityTimeoutSeconds,
				...fifoAttributes(queue),
				RedrivePolicy: values.redrivePolicy && {
					deadLetterTargetArn: redriveTarget(queue),
					maxReceiveCount: values.redrivePolicy.maxReceiveCount,
				},
				Tags: tags,
			},
		},
	};
}

function compileEvents(queue: Queue): readonly Child[] {
	return (queue.values.events ?? []).map(({ properties: event }, index) => {
		const { messageGroupId } = event;
		const target = {
			Arn: arn(queue),
			Id: ruleTargetId([queue.name, "event-bus-target", String(index)]),
			SqsParameters: messageGroupId === undefined ? undefined : { MessageGroupId: messageGroupId },
		};
		return eventBusRule({ owner: queue.name, index, event, target });
	});
}

/** The queue's policy; absent when nobody but the stack's own roles, which need no statement here, uses the queue. */
function compilePolicy(queue: Queue, surroundings: Surroundings): readonly Child[] {
	const own = (queue.values.events ?? []).map((_, index) => ruleSender(queue.name, index));
	const senders = distinctSenders([...failureSenders(surroundings.usesOf(queue.name)), ...own]);
	const statements: readonly PolicyStatement[] = [
		...(queue.values.policyStatements ?? []).map((statement) => ({ ...statement, Resource: arn(queue) })),
		...senders.map((sender) => senderStatement(arn(queue), sender)),
	];
	if (statements.length === 0) return [];
	return [
		{
			id: logicalId({ owner: queue.name, type: QUEUE_POLICY }),
			resource: {
				Type: QUEUE_POLICY,
				Properties: {
					PolicyDocument: { ...policyDocument(statements), Id: "queue-policy" },
					Queues: [ref(id(queue))],
				},
			},
		},
	];
}

/** Address of the queue in the console, which names a queue by its URL in percent encoding. */
function consoleLink(queue: Queue) {
	const url = `https%3A%2F%2Fsqs.\${AWS::Region}.\${AWS::URLSuffix}%2F\${AWS::AccountId}%2F\${${id(queue)}.QueueName}`;
	return sub(
		`https://\${AWS::Region}.console.aws.amazon.com/sqs/v3/home?region=\${AWS::Region}#/queues/${url}`,
	);
}

const paramDocs = {
	arn: "ARN of the queue.",
	url: "URL by which messages are sent and received.",
	name: "Name of the queue.",
};

/** The room of `sqs-queue`. */
export const sqsQueue = defineResource({
	type: "sqs-queue",
	docs: "A message queue (Amazon SQS): senders put messages in, consumers take them out at their own pace.",
	source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html",
	properties,
	snippet: `type: sqs-queue
properties:
  visibilityTimeoutSeconds: \${1:30}`,
	names: (queue, target) => ({ [id(queue)]: queueName(queue, target) }),
	paramDocs,
	params: (queue) => ({
		arn: { docs: paramDocs.arn, value: arn(queue), shown: true },
		url: { docs: paramDocs.url, value: ref(id(queue)), shown: true },
		name: { docs: paramDocs.name, value: getAtt(id(queue), "QueueName"), shown: true },
	}),
	connect: (queue) => [
		{
			Effect: "Allow",
			Action: [
				"sqs:ChangeMessageVisibility",
				"sqs:DeleteMessage",
				"sqs:GetQueueAttributes",
				"sqs:GetQueueUrl",
				"sqs:ListQueueTags",
				"sqs:PurgeQueue",
				"sqs:ReceiveMessage",
				"sqs:SendMessage",
			],
			Resource: [arn(queue)],
		},
	],
	check: checkQueue,
	compile: (queue, surroundings) => [
		compileQueue(queue, surroundings),
		...compilePolicy(queue, surroundings),
		...compileEvents(queue),
		...alarmChildren(queue, surroundings, (trigger) => sqsQueuePlan(trigger, getAtt(id(queue), "QueueName"))),
	],
	links: (queue) => ({ console: consoleLink(queue) }),
});
