import { choice, flag, integer, object, optional, text, variant } from "../../../schema/schema.ts";

const kinesisParameters = "https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html";
const tableParameters = "https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html";

const onFailure = object(
	"Where Lambda reports records that were given up: where they stand in the stream, not the records themselves.",
	{
		arn: text("ARN of the topic or queue, neither of them FIFO.", {
			pattern: "^(arn:[^:]+:(sns|sqs):|\\{\\{resolve:)",
			patternHint:
				"write the ARN of a topic or queue, such as `arn:aws:sqs:eu-west-1:123456789012:failures`, or `$ResourceParam('queue', 'arn')`",
		}),
		type: choice("What the ARN stands for.", ["sns", "sqs"]),
	},
	{ source: "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html" },
);

/** Settings that the mappings of all streams share. */
const streamTuning = (source: string) => ({
	batchSize: optional(
		integer("Records that the function is called with at most.", {
			unit: "records",
			default: 100,
			minimum: 1,
			maximum: 10_000,
			source,
		}),
	),
	maxBatchWindowSeconds: optional(
		integer("How long records are collected before the function is called with them.", {
			unit: "seconds",
			default: 0,
			minimum: 0,
			maximum: 300,
			source,
		}),
	),
	maximumRetryAttempts: optional(
		integer("How often a batch is tried again; -1 or left out: until its records expire.", {
			minimum: -1,
			maximum: 10_000,
			source,
		}),
	),
	onFailure: optional(onFailure),
	parallelizationFactor: optional(
		integer("How many batches of one shard are handled at once.", { minimum: 1, maximum: 10, source }),
	),
	bisectBatchOnFunctionError: optional(
		flag("Split a batch in two before it is tried again, to find the record that fails.", { source }),
	),
});

/** Properties of an event of type `kinesis-stream`. */
export const kinesisProperties = object(
	"Which stream, and how its records are handed over. Set exactly one of `kinesisStreamName` and `streamArn`.",
	{
		kinesisStreamName: optional(text("Name of a stream of this config.", { references: ["kinesis-stream"] })),
		streamArn: optional(
			text("ARN of a stream.", {
				pattern: "^(arn:[^:]+:kinesis:|\\{\\{resolve:)",
				patternHint:
					"write the ARN of a stream, such as `arn:aws:kinesis:eu-west-1:123456789012:stream/clicks`",
			}),
		),
		consumerArn: optional(
			text("ARN of a consumer with a throughput of its own. Not with `autoCreateConsumer`.", {
				pattern: "^(arn:[^:]+:kinesis:|\\{\\{resolve:)",
				patternHint:
					"write the ARN of a consumer, such as `arn:aws:kinesis:eu-west-1:123456789012:stream/clicks/consumer/mine:1700000000`",
			}),
		),
		autoCreateConsumer: optional(
			flag("Make a consumer with a throughput of its own. Not with `consumerArn`.", {
				source: "https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html",
			}),
		),
		startingPosition: optional(
			choice("Which records come first when the mapping is made.", ["LATEST", "TRIM_HORIZON"], {
				default: "TRIM_HORIZON",
				source: kinesisParameters,
				valueDocs: {
					LATEST: "Only records that arrive from then on.",
					TRIM_HORIZON: "All records that the stream still has.",
				},
			}),
		),
		...streamTuning(kinesisParameters),
	},
);

/** Properties of an event of type `dynamo-db-stream`. */
export const tableStreamProperties = object("Which stream, and how its records are handed over.", {
	streamArn: text(
		"ARN of the table's stream: `$ResourceParam('table', 'streamArn')`, for a table with `streamType`.",
		{
			pattern: "^(arn:[^:]+:dynamodb:[^:]*:[^:]*:table/[^/]+/stream/|\\{\\{resolve:)",
			patternHint: "write `$ResourceParam('table', 'streamArn')`, or the ARN of a stream of a table",
		},
	),
	startingPosition: optional(
		text("Which records come first when the mapping is made: `LATEST` or `TRIM_HORIZON`.", {
			default: "TRIM_HORIZON",
			source: tableParameters,
			pattern: "^(LATEST|TRIM_HORIZON)$",
			patternHint: "write `LATEST` or `TRIM_HORIZON`",
			examples: ["TRIM_HORIZON", "LATEST"],
		}),
	),
	...streamTuning(tableParameters),
});

/** Records of a stream. */
export const kinesisVariant = variant("Records of a Kinesis stream.", "kinesis-stream", kinesisProperties, {
	source: "https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html",
});

/** Changes of the items of a table. */
export const tableStreamVariant = variant(
	"Changes of the items of a DynamoDB table.",
	"dynamo-db-stream",
	tableStreamProperties,
	{ source: "https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html" },
);
