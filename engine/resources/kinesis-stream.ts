import { logicalId } from "../names/logical-id.ts";
import { physicalName } from "../names/physical-name.ts";
import { stackName, type Target } from "../names/target.ts";
import { choice, flag, integer, object, optional, type Static, text } from "../schema/schema.ts";
import { getAtt, sub } from "../template/intrinsics.ts";
import {
	type Child,
	type Deployed,
	defineResource,
	type Finding,
	type Placed,
	type Surroundings,
} from "./kind.ts";

const STREAM = "AWS::Kinesis::Stream";

const guide = "https://docs.aws.amazon.com/streams/latest/dev";
const createStream = "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html";
const retention = `${guide}/kinesis-extended-retention.html`;
const modes = `${guide}/how-do-i-size-a-stream.html`;

/** The key that AWS keeps for Kinesis in every account. */
const AWS_KEY = "alias/aws/kinesis";

const encryption = object(
	"Encrypts the records where they are stored.",
	{
		enabled: flag("Encrypt the records.", { default: false }),
		kmsKeyArn: optional(
			text("ARN, id or alias of the key; the one that AWS keeps for Kinesis in your account when left out.", {
				maxLength: 2048,
				default: AWS_KEY,
				source: "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StartStreamEncryption.html",
			}),
		),
	},
	{ source: `${guide}/what-is-sse.html` },
);

const properties = object("Settings of the stream.", {
	capacityMode: optional(
		choice("How the stream grows and what it costs.", ["ON_DEMAND", "PROVISIONED"], {
			default: "ON_DEMAND",
			source: modes,
			valueDocs: {
				ON_DEMAND: "It grows by itself and is paid for by what goes through it.",
				PROVISIONED: "It has `shardCount` shards, each paid for by the hour.",
			},
		}),
	),
	shardCount: optional(
		integer(
			"How many shards the stream has: each takes 1 MB or 1000 records a second. Only with `PROVISIONED`.",
			{ unit: "shards", minimum: 1, default: 1, source: modes },
		),
	),
	retentionPeriodHours: optional(
		integer("How many hours a record can be read: a day to a year.", {
			unit: "hours",
			minimum: 24,
			maximum: 8760,
			default: 24,
			source: retention,
		}),
	),
	encryption: optional(encryption),
	enableEnhancedFanOut: optional(
		flag(
			"Accepted and without effect, as in the format: a consumer with a throughput of its own is made by `autoCreateConsumer` of a function's event.",
			{ default: false, source: `${guide}/enhanced-consumers.html` },
		),
	),
});

type Stream = Placed<Deployed<Static<typeof properties>>>;

const id = (stream: Stream) => logicalId({ owner: stream.name, type: STREAM });
const arn = (stream: Stream) => getAtt(id(stream), "Arn");

function streamName(stream: Stream, target: Target) {
	return physicalName([stackName(target), stream.name], { maxLength: 128, source: createStream });
}

function compile(stream: Stream, { target, tags }: Surroundings): readonly Child[] {
	const { capacityMode = "ON_DEMAND", shardCount = 1, retentionPeriodHours, encryption } = stream.values;
	const name = streamName(stream, target);
	const Properties = {
		Name: name.text,
		StreamModeDetails: { StreamMode: capacityMode },
		ShardCount: capacityMode === "PROVISIONED" ? shardCount : undefined,
		RetentionPeriodHours: retentionPeriodHours,
		StreamEncryption: encryption?.enabled
			? { EncryptionType: "KMS", KeyId: encryption.kmsKeyArn ?? AWS_KEY }
			: undefined,
		Tags: tags,
	};
	return [{ id: id(stream), name, resource: { Type: STREAM, Properties } }];
}

function check({ values }: Stream): readonly Finding[] {
	const { capacityMode = "ON_DEMAND", shardCount } = values;
	if (shardCount === undefined || capacityMode === "PROVISIONED") return [];
	return [
		{
			code: "shards-on-demand",
			severity: "warning",
			message: "shardCount has no effect: a stream on demand has as many shards as it needs",
			path: ["shardCount"],
			atKey: true,
			hint: "remove it, or set capacityMode: PROVISIONED",
		},
	];
}

const paramDocs = { arn: "ARN of the stream.", name: "Name of the stream." };

/** The room of `kinesis-stream`. */
export const kinesisStream = defineResource({
	type: "kinesis-stream",
	docs: "A stream of records (Amazon Kinesis Data Streams): senders append, readers follow in order and can go back as far as the stream remembers.",
	source: `${guide}/introduction.html`,
	properties,
	snippet: "type: kinesis-stream",
	names: (stream, target) => ({ [id(stream)]: streamName(stream, target) }),
	paramDocs,
	params: (stream, { target }) => ({
		arn: { docs: paramDocs.arn, value: arn(stream), shown: true },
		name: { docs: paramDocs.name, value: streamName(stream, target).text, shown: true },
	}),
	connect: (stream) => [
		{
			Effect: "Allow",
			Action: [
				"kinesis:DescribeStream",
				"kinesis:DescribeStreamSummary",
				"kinesis:GetRecords",
				"kinesis:GetShardIterator",
				"kinesis:ListShards",
				"kinesis:ListStreams",
				"kinesis:PutRecord",
				"kinesis:PutRecords",
			],
			Resource: [arn(stream)],
		},
	],
	check,
	compile,
	links: (stream, target) => ({
		console: sub(
			`https://\${AWS::Region}.console.aws.amazon.com/kinesis/home?region=\${AWS::Region}#/streams/details/${streamName(stream, target).text}/monitoring`,
		),
	}),
});
