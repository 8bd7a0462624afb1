import { anything, object, optional, text, variant } from "../../../schema/schema.ts";
import { onDeliveryFailure } from "../event-bus-schema.ts";

/** Properties of an event of type `sns`. */
export const snsProperties = object(
	"Which topic, and which of its messages. Set exactly one of `snsTopicName` and `snsTopicArn`.",
	{
		snsTopicName: optional(
			text("Name of a topic of this config, which must not be a FIFO topic.", { references: ["sns-topic"] }),
		),
		snsTopicArn: optional(
			text("ARN of a topic, which must not be a FIFO topic.", {
				pattern: "^(arn:[^:]+:sns:|\\{\\{resolve:)",
				patternHint: "write the ARN of a topic, such as `arn:aws:sns:eu-west-1:123456789012:news`",
			}),
		),
		filterPolicy: optional(
			anything("Which messages are delivered, by their attributes: `{ kind: [invoice, reminder] }`.", {
				source: "https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html",
			}),
		),
		onDeliveryFailure: optional(onDeliveryFailure),
	},
);

/** A message of a topic. */
export const snsVariant = variant("A message of an SNS topic.", "sns", snsProperties, {
	source: "https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html",
});
