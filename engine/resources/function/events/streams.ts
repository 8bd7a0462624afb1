import { logicalId } from "../../../names/logical-id.ts";
import { physicalName } from "../../../names/physical-name.ts";
import { stackName, type Target } from "../../../names/target.ts";
import type { Static } from "../../../schema/schema.ts";
import { getAtt, ref, type Text } from "../../../template/intrinsics.ts";
import type { Child, Deployed, Finding, Path, Statement } from "../../kind.ts";
import type { kinesisProperties, tableStreamProperties } from "../../shared/events/stream-schema.ts";
import { exactlyOne } from "../../shared/exactly-one.ts";
import { isFifoArn } from "../../shared/topics.ts";
import { allowOn, eventSourceMapping } from "./mapping.ts";

const CONSUMER = "AWS::Kinesis::StreamConsumer";

/** Properties of an event of a Kinesis stream. */
type KinesisEvent = Deployed<Static<typeof kinesisProperties>>;
/** Properties of an event of a table's stream. */
type TableStreamEvent = Deployed<Static<typeof tableStreamProperties>>;

/** An event with its place in the `events` of its function. */
export type At<Event> = { readonly event: Event; readonly index: number };

/** ARN of the Kinesis stream of an event. */
export function streamArn({ kinesisStreamName, streamArn: arn }: KinesisEvent): Text | undefined {
	if (typeof kinesisStreamName !== "string") return arn;
	return getAtt(logicalId({ owner: kinesisStreamName, type: "AWS::Kinesis::Stream" }), "Arn");
}

const consumerId = (owner: string, index: number) =>
	logicalId({ owner, specifier: `Event${index}`, type: CONSUMER });

function consumerArn(owner: string, { event, index }: At<KinesisEvent>): Text | undefined {
	return event.autoCreateConsumer ? ref(consumerId(owner, index)) : event.consumerArn;
}

/** A consumer with a throughput of its own, when the event asks for one. */
function consumer(owner: string, { event, index }: At<KinesisEvent>, target: Target): readonly Child[] {
	if (!event.autoCreateConsumer) return [];
	const name = physicalName([stackName(target), owner, `event${index}`, "kinesis-consumer"], {
		maxLength: 128,
		source: "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html",
	});
	return [
		{
			id: consumerId(owner, index),
			name,
			origin: ["events", index, "properties", "autoCreateConsumer"],
			resource: {
				Type: CONSUMER,
				Properties: { ConsumerName: name.text, StreamARN: streamArn(event) },
			},
		},
	];
}

function mapping(
	owner: string,
	arn: Text | undefined,
	{ event, index }: At<KinesisEvent | TableStreamEvent>,
) {
	const source = {
		EventSourceArn: arn,
		StartingPosition: event.startingPosition ?? "TRIM_HORIZON",
		MaximumRetryAttempts: event.maximumRetryAttempts,
		ParallelizationFactor: event.parallelizationFactor,
		BisectBatchOnFunctionError: event.bisectBatchOnFunctionError,
		DestinationConfig: event.onFailure && { OnFailure: { Destination: event.onFailure.arn } },
	};
	return eventSourceMapping(owner, index, source, event);
}

/** What hands the records of a Kinesis stream to the function named `owner`. */
export function compileKinesis(owner: string, at: At<KinesisEvent>, target: Target): readonly Child[] {
	const arn = consumerArn(owner, at) ?? streamArn(at.event);
	return [...consumer(owner, at, target), mapping(owner, arn, at)];
}

/** What hands the changes of a table to the function named `owner`. */
export function compileTableStream(owner: string, at: At<TableStreamEvent>): Child {
	return mapping(owner, at.event.streamArn, at);
}

/** Statements for reporting records that were given up. */
function failureStatements(events: readonly (KinesisEvent | TableStreamEvent)[]): readonly Statement[] {
	const arns = (wanted: "sns" | "sqs") =>
		events.map(({ onFailure }) => (onFailure?.type === wanted ? onFailure.arn : undefined));
	return [
		...allowOn(["sqs:ListQueues", "sqs:SendMessage"], arns("sqs")),
		...allowOn(["sns:Publish"], arns("sns")),
	];
}

/** Statements by which the function named `owner` may read the Kinesis streams of its events. */
export function kinesisStatements(owner: string, ats: readonly At<KinesisEvent>[]): readonly Statement[] {
	const consumers = ats.map((at) => consumerArn(owner, at));
	const streams = (withConsumer: boolean) =>
		ats
			.filter((at) => (consumerArn(owner, at) !== undefined) === withConsumer)
			.map(({ event }) => streamArn(event));
	return [
		...allowOn(["kinesis:SubscribeToShard"], consumers),
		...allowOn(
			[
				"kinesis:GetRecords",
				"kinesis:GetShardIterator",
				"kinesis:DescribeStreamSummary",
				"kinesis:ListShards",
			],
			streams(true),
		),
		...allowOn(
			["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream", "kinesis:ListStreams"],
			streams(false),
		),
		...failureStatements(ats.map(({ event }) => event)),
	];
}

/** Statements by which a function may read the streams of tables. */
export function tableStreamStatements(events: readonly TableStreamEvent[]): readonly Statement[] {
	return [
		...allowOn(
			["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams"],
			events.map((event) => event.streamArn),
		),
		...failureStatements(events),
	];
}

/** Finds what is wrong with the event of a table's stream whose properties stand at `path`. */
export function checkTableStream(
	{ onFailure }: Pick<TableStreamEvent, "onFailure">,
	path: Path,
): readonly Finding[] {
	if (!onFailure || !isFifoArn(onFailure.arn)) return [];
	return [
		{
			code: "fifo-failure-queue",
			message: "Lambda reports to standard queues and topics only, but this one is FIFO",
			path: [...path, "onFailure", "arn"],
			hint: "name a queue or topic without fifoEnabled",
		},
	];
}

/** Finds what is wrong with the event of a Kinesis stream whose properties stand at `path`. */
export function checkKinesis(event: KinesisEvent, path: Path): readonly Finding[] {
	const hasTwoConsumers = event.autoCreateConsumer && event.consumerArn !== undefined;
	return [
		...exactlyOne(event, ["kinesisStreamName", "streamArn"], path),
		...(hasTwoConsumers ? exactlyOne(event, ["consumerArn", "autoCreateConsumer"], path) : []),
		...checkTableStream(event, path),
	];
}
