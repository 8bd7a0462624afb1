import assert from "node:assert/strict";
import {
	type At,
	checkKinesis,
	checkTableStream,
	compileKinesis,
	compileTableStream,
	kinesisStatements,
	tableStreamStatements,
} from "../../../../../engine/resources/function/events/streams.ts";
import { resourcesOf, target } from "../../../../support/placed.ts";
import { inShort } from "../example.ts";

type KinesisEvent = Parameters<typeof compileKinesis>[1]["event"];

const fn = { "Fn::GetAtt": ["ApiFunction", "Arn"] };
const clicks = { "Fn::GetAtt": ["ClicksStream", "Arn"] };
const stream = "arn:aws:kinesis:eu-west-1:123456789012:stream/other";
const consumer = `${stream}/consumer/mine:1700000000`;
const table = "arn:aws:dynamodb:eu-west-1:123456789012:table/a/stream/2026-01-01T00:00:00.000";
const queue = "arn:aws:sqs:eu-west-1:123456789012:failures";
const topic = "arn:aws:sns:eu-west-1:123456789012:failures";
const at = <Event>(event: Event, index = 0): At<Event> => ({ event, index });
const mapping = (Properties: object) => ({
	Type: "AWS::Lambda::EventSourceMapping",
	Properties: { FunctionName: fn, Enabled: true, ...Properties },
});

describe("an event of a Kinesis stream", () => {
	const compile = (event: KinesisEvent) => resourcesOf(compileKinesis("api", at(event, 1), target));

	it("reads from the beginning unless told otherwise", () =>
		assert.deepEqual(compile({ kinesisStreamName: "clicks" }), {
			ApiEvent1EventSourceMapping: mapping({ EventSourceArn: clicks, StartingPosition: "TRIM_HORIZON" }),
		}));

	it("hands over all its settings", () =>
		assert.deepEqual(
			compile({
				streamArn: stream,
				startingPosition: "LATEST",
				batchSize: 500,
				maxBatchWindowSeconds: 10,
				maximumRetryAttempts: -1,
				parallelizationFactor: 2,
				bisectBatchOnFunctionError: true,
				onFailure: { arn: queue, type: "sqs" },
			}),
			{
				ApiEvent1EventSourceMapping: mapping({
					EventSourceArn: stream,
					StartingPosition: "LATEST",
					BatchSize: 500,
					MaximumBatchingWindowInSeconds: 10,
					MaximumRetryAttempts: -1,
					ParallelizationFactor: 2,
					BisectBatchOnFunctionError: true,
					DestinationConfig: { OnFailure: { Destination: queue } },
				}),
			},
		));

	it("makes a consumer and reads from it", () => {
		const children = compileKinesis(
			"api",
			at({ kinesisStreamName: "clicks", autoCreateConsumer: true }, 1),
			target,
		);
		assert.equal(children[0]?.name?.text, "proj-dev-api-event1-kinesis-consumer");
		assert.deepEqual(resourcesOf(children), {
			ApiEvent1StreamConsumer: {
				Type: "AWS::Kinesis::StreamConsumer",
				Properties: { ConsumerName: "proj-dev-api-event1-kinesis-consumer", StreamARN: clicks },
			},
			ApiEvent1EventSourceMapping: mapping({
				EventSourceArn: { Ref: "ApiEvent1StreamConsumer" },
				StartingPosition: "TRIM_HORIZON",
			}),
		});
	});

	it("reads from a consumer that is there", () => {
		const children = compile({ streamArn: stream, consumerArn: consumer });
		assert.deepEqual(Object.keys(children), ["ApiEvent1EventSourceMapping"]);
		assert.equal(children["ApiEvent1EventSourceMapping"]?.Properties?.["EventSourceArn"], consumer);
	});

	it("needs statements by how it reads, each stream once", () => {
		assert.deepEqual(kinesisStatements("api", []), []);
		const events: readonly At<KinesisEvent>[] = [
			at({ kinesisStreamName: "clicks" }, 0),
			at({ kinesisStreamName: "clicks", onFailure: { arn: topic, type: "sns" } }, 1),
			at({ streamArn: stream, autoCreateConsumer: true, onFailure: { arn: queue, type: "sqs" } }, 2),
			at({ streamArn: stream, consumerArn: consumer }, 3),
		];
		const short = kinesisStatements("api", events).map(({ Action, Resource }) => [Action, Resource]);
		assert.deepEqual(short, [
			[["kinesis:SubscribeToShard"], [{ Ref: "ApiEvent2StreamConsumer" }, consumer]],
			[
				[
					"kinesis:GetRecords",
					"kinesis:GetShardIterator",
					"kinesis:DescribeStreamSummary",
					"kinesis:ListShards",
				],
				[stream],
			],
			[
				["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream", "kinesis:ListStreams"],
				[clicks],
			],
			[["sqs:ListQueues", "sqs:SendMessage"], [queue]],
			[["sns:Publish"], [topic]],
		]);
	});

	const cases: readonly (readonly [string, KinesisEvent, readonly string[]])[] = [
		["nothing in a stream", { kinesisStreamName: "clicks", autoCreateConsumer: true }, []],
		["no stream", { consumerArn: consumer }, ["not-exactly-one at at"]],
		["two streams", { kinesisStreamName: "clicks", streamArn: stream }, ["not-exactly-one at at.streamArn"]],
		[
			"two consumers",
			{ streamArn: stream, consumerArn: consumer, autoCreateConsumer: true },
			["not-exactly-one at at.autoCreateConsumer"],
		],
		[
			"nothing in a consumer of one's own beside one that is off",
			{ streamArn: stream, consumerArn: consumer, autoCreateConsumer: false },
			[],
		],
		[
			"a FIFO queue for failures",
			{ streamArn: stream, onFailure: { arn: `${queue}.fifo`, type: "sqs" } },
			["fifo-failure-queue at at.onFailure.arn"],
		],
	];
	for (const [name, event, expected] of cases) {
		it(`finds ${name}`, () => assert.deepEqual(inShort(checkKinesis(event, ["at"])), expected));
	}
});

describe("an event of a table's stream", () => {
	it("makes a mapping", () =>
		assert.deepEqual(resourcesOf([compileTableStream("api", at({ streamArn: table, batchSize: 5 }))]), {
			ApiEvent0EventSourceMapping: mapping({
				EventSourceArn: table,
				StartingPosition: "TRIM_HORIZON",
				BatchSize: 5,
			}),
		}));

	it("needs one statement for all tables", () => {
		assert.deepEqual(tableStreamStatements([]), []);
		const statements = tableStreamStatements([
			{ streamArn: table },
			{ streamArn: table, onFailure: { arn: queue, type: "sqs" } },
		]);
		assert.deepEqual(
			statements.map(({ Action, Resource }) => [Action, Resource]),
			[
				[
					[
						"dynamodb:GetRecords",
						"dynamodb:GetShardIterator",
						"dynamodb:DescribeStream",
						"dynamodb:ListStreams",
					],
					[table],
				],
				[["sqs:ListQueues", "sqs:SendMessage"], [queue]],
			],
		);
	});

	it("reports to standard queues only", () => {
		assert.deepEqual(checkTableStream({ onFailure: { arn: queue, type: "sqs" } }, []), []);
		assert.equal(checkTableStream({ onFailure: { arn: `${topic}.fifo`, type: "sns" } }, []).length, 1);
	});
});
