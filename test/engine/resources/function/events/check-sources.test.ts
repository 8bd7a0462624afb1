import assert from "node:assert/strict";
import { checkSources } from "../../../../../engine/resources/function/events/check-sources.ts";
import { assertMarked } from "../../../../support/analysed.ts";

describe("what a function reads twice", () => {
	it("is reported at the second event", () =>
		assertMarked(`
resources:
  jobs:
    type: sqs-queue
  clicks:
    type: kinesis-stream
  reader:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts } }
      events:
        - type: sqs
          properties:
            sqsQueueName: jobs
        - type: sqs
          properties:
            sqsQueueName: jobs
#                         ^^^^ duplicate-event-source: event 1 reads this already, and Lambda reads it for a function once only
        - type: kinesis-stream
          properties:
            kinesisStreamName: clicks
        - type: kinesis-stream
          properties:
            kinesisStreamName: clicks
            autoCreateConsumer: true
        - type: kinesis-stream
          properties:
            kinesisStreamName: clicks
#                              ^^^^^^ duplicate-event-source: event 3 reads this already, and Lambda reads it for a function once only
        - type: dynamo-db-stream
          properties:
            streamArn: arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/1
        - type: dynamo-db-stream
          properties:
            streamArn: arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/1
#                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ duplicate-event-source: event 6 reads this already, and Lambda reads it for a function once only
`));

	it("is what is known to be the same", () => {
		const source = (index: number, arn: string | undefined) => ({ index, key: "sqsQueueArn", arn });
		assert.deepEqual(
			checkSources([source(0, "a"), source(1, "b"), source(2, undefined), source(3, undefined)]),
			[],
		);
		const [finding] = checkSources([source(0, "a"), source(3, "a")]);
		assert.deepEqual(finding?.related?.[0]?.path, ["events", 0, "properties", "sqsQueueArn"]);
	});
});
