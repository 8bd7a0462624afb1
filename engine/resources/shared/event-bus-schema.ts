import { anything, flag, object, optional, text, variant } from "../../schema/schema.ts";

const patterns = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html";
const transformation =
	"https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html";

const field = (docs: string) => optional(anything(docs, { source: patterns }));

/** Which events of a bus count. */
export const eventPattern = object(
	"Which events count: those whose fields match every key given here. A list means that one of its values must match.",
	{
		version: field("Versions of the event's envelope, today always `0`."),
		"detail-type": field("Kinds of events, as their senders name them."),
		source: field("Who sent the event, for example `aws.s3` or a name of your own."),
		account: field("Ids of the AWS accounts that the event comes from."),
		region: field("Regions that the event comes from."),
		resources: field("ARNs of the resources that the event is about."),
		detail: field("Fields of the event itself, as deep as needed."),
		"replay-name": field("Names of the replays that the event comes from, when an archive is played again."),
	},
	{ source: patterns },
);

/** A text in place of the event, with parts of it. */
export const inputTransformer = object(
	"Sends a text of your own in place of the event, filled with parts of it.",
	{
		inputPathsMap: optional(
			anything("Names for parts of the event, each with a JSON path: `instance: $.detail.instance-id`.", {
				source: transformation,
			}),
		),
		inputTemplate: anything(
			"What is sent: an object or JSON text in which `<name>` stands for a part of the event.",
			{
				source: transformation,
			},
		),
	},
	{ source: transformation },
);

/** What is sent in place of the event; also of a schedule. */
export const input = anything(
	"What is sent in place of the event: an object or JSON text. Not with `inputPath` or `inputTransformer`.",
);

/** The part of the event that is sent. */
export const inputPath = text(
	"JSON path of the part of the event that is sent, for example `$.detail`. Not with `input` or `inputTransformer`.",
	{
		source: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html",
		maxLength: 256,
		pattern: "^(\\$|\\{\\{resolve:)",
		patternHint: "a path begins at the event, `$`: for example `$.detail`",
		examples: ["$.detail"],
	},
);

/** ARN of a queue outside of this config. */
export const queueArn = (docs: string) =>
	text(docs, {
		pattern: "^(arn:[^:]+:sqs:|\\{\\{resolve:)",
		patternHint: "write the ARN of a queue, such as `arn:aws:sqs:eu-west-1:123456789012:failures`",
	});

/** A queue for what cannot be delivered; of event-bus and SNS events. */
export const onDeliveryFailure = object(
	"Where an event goes that could not be delivered. Set exactly one of the keys.",
	{
		sqsQueueName: optional(text("Name of a queue of this config.", { references: ["sqs-queue"] })),
		sqsQueueArn: optional(queueArn("ARN of a queue. The queue's own policy must let the sender in.")),
	},
	{ source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html" },
);

/** Properties of every event of type `event-bus`, whatever it sets off. */
export const eventBusProperties = {
	eventBusName: optional(
		text("Name of the `event-bus` of this config that is listened to.", { references: ["event-bus"] }),
	),
	eventBusArn: optional(
		text("ARN of the event bus that is listened to.", {
			pattern: "^(arn:[^:]+:events:|\\{\\{resolve:)",
			patternHint:
				"write the ARN of an event bus, such as `arn:aws:events:eu-west-1:123456789012:event-bus/orders`",
		}),
	),
	useDefaultBus: optional(flag("Listen to the default bus of the account, where AWS's own events arrive.")),
	eventPattern,
	input: optional(input),
	inputPath: optional(inputPath),
	inputTransformer: optional(inputTransformer),
	onDeliveryFailure: optional(onDeliveryFailure),
};

/** Properties of an event of type `event-bus` that code is called by. */
export const eventBusEvent = object(
	"Which events of which bus, and what the function gets. Set exactly one of `eventBusName`, `eventBusArn` and `useDefaultBus`.",
	eventBusProperties,
);

/** An event of an event bus. */
export const eventBusVariant = variant("An event of an event bus.", "event-bus", eventBusEvent, {
	source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html",
});
