import { integer, object, optional, text, variant } from "../../../schema/schema.ts";

export const sqsMappings = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html";

/** Properties of an event of type `sqs`. */
export const sqsProperties = object(
	"Which queue, and how its messages are handed over. Set exactly one of `sqsQueueName` and `sqsQueueArn`.",
	{
		sqsQueueName: optional(text("Name of a queue of this config.", { references: ["sqs-queue"] })),
		sqsQueueArn: optional(
			text("ARN of a queue.", {
				pattern: "^(arn:[^:]+:sqs:|\\{\\{resolve:)",
				patternHint: "write the ARN of a queue, such as `arn:aws:sqs:eu-west-1:123456789012:jobs`",
			}),
		),
		batchSize: optional(
			integer(
				"Messages that the function is called with at most. A FIFO queue gives at most 10; more than 10 need `maxBatchWindowSeconds`.",
				{ unit: "messages", default: 10, minimum: 1, maximum: 10_000, source: sqsMappings },
			),
		),
		maxBatchWindowSeconds: optional(
			integer(
				"How long messages are collected before the function is called with them. Not with a FIFO queue.",
				{
					unit: "seconds",
					minimum: 0,
					maximum: 300,
					source: sqsMappings,
				},
			),
		),
	},
);

/** Messages of a queue. */
export const sqsVariant = variant("Messages of an SQS queue.", "sqs", sqsProperties, {
	source: "https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html",
});
