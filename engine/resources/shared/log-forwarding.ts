import { logicalId } from "../../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackHash, stackName, type Target } from "../../names/target.ts";
import type { Static } from "../../schema/schema.ts";
import { accountId, getAtt, ref, sub, type Text } from "../../template/intrinsics.ts";
import type { Child, Deployed, Path } from "../kind.ts";
import { inlinePolicy, trustPolicy } from "./iam.ts";
import type { logForwarding } from "./log-schema.ts";

/** The `logForwarding` of a config, checked. */
export type LogForwarding = Deployed<Static<typeof logForwarding>>;

/** A log group whose events are sent on. */
export type ForwardedLogs = {
	/** Logical id of the log group. */
	readonly logGroup: string;
	readonly forwarding: LogForwarding;
	/** Path of `logForwarding`. */
	readonly origin: Path;
};

const BUCKET = "AWS::S3::Bucket";
const ROLE = "AWS::IAM::Role";
const bucketNames = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html";

const roleId = (owner: string) => logicalId({ owner, specifier: "LogForwardingS3", type: ROLE });
const bucketId = (owner: string) =>
	logicalId({ owner, specifier: "LogForwardingFailedRecords", type: BUCKET });

/** Name of the bucket for what could not be delivered: `{stack}-{name}-logs-{hash}` in lower case, at most 63 characters. */
function failedRecordsName(owner: string, target: Target): PhysicalName {
	return physicalName(
		[stackName(target), owner.toLowerCase(), "logs", stackHash(target)],
		{ maxLength: 63, source: bucketNames },
		{ provisional: target.account === undefined },
	);
}

type Endpoint = {
	readonly url: Text;
	readonly accessKey: Text | undefined;
	readonly encoding: "GZIP" | "NONE";
	readonly attributes: Readonly<Record<string, Text>>;
	/** How long a failed delivery is tried again, in seconds. */
	readonly retrySeconds: number;
	/** How much is gathered before it is sent, in megabytes. */
	readonly bufferMb: number;
};

const defaults = {
	highlight: "https://pub.highlight.io/v1/logs/firehose",
	datadog: "https://aws-kinesis-http-intake.logs.datadoghq.com/v1/input",
};

function endpointOf(forwarding: LogForwarding): Endpoint {
	switch (forwarding.type) {
		case "http-endpoint": {
			const {
				endpointUrl,
				gzipEncodingEnabled,
				parameters = {},
				retryDuration,
				accessKey,
			} = forwarding.properties;
			return {
				url: endpointUrl,
				accessKey,
				encoding: gzipEncodingEnabled ? "GZIP" : "NONE",
				attributes: parameters,
				retrySeconds: retryDuration ?? 300,
				bufferMb: 1,
			};
		}
		case "highlight":
			return {
				url: forwarding.properties.endpointUrl ?? defaults.highlight,
				accessKey: undefined,
				encoding: "GZIP",
				attributes: { "x-highlight-project": forwarding.properties.projectId },
				retrySeconds: 300,
				bufferMb: 1,
			};
		case "datadog":
			return {
				url: forwarding.properties.endpointUrl ?? defaults.datadog,
				accessKey: forwarding.properties.apiKey,
				encoding: "GZIP",
				attributes: {},
				retrySeconds: 60,
				bufferMb: 4,
			};
	}
}

function bucketRole(owner: string, origin: Path): Child {
	const bucket = getAtt(bucketId(owner), "Arn");
	return {
		id: roleId(owner),
		origin,
		resource: {
			Type: ROLE,
			Properties: {
				AssumeRolePolicyDocument: trustPolicy(["firehose.amazonaws.com"], {
					StringEquals: { "sts:ExternalId": accountId },
				}),
				Policies: [
					inlinePolicy("logs-to-s3", [
						{
							Effect: "Allow",
							Action: [
								"s3:AbortMultipartUpload",
								"s3:GetBucketLocation",
								"s3:GetObject",
								"s3:ListBucket",
								"s3:ListBucketMultipartUploads",
								"s3:PutObject",
							],
							Resource: [bucket, sub("${Arn}/*", { Arn: bucket })],
						},
					]),
				],
			},
		},
	};
}

function failedRecords(owner: string, target: Target, origin: Path): Child {
	const name = failedRecordsName(owner, target);
	return {
		id: bucketId(owner),
		name,
		origin,
		resource: {
			Type: BUCKET,
			Properties: {
				BucketName: name.text,
				BucketEncryption: {
					ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
				},
			},
		},
	};
}

function deliveryStream(owner: string, id: string, { forwarding, origin }: ForwardedLogs): Child {
	const { url, accessKey, encoding, attributes, retrySeconds, bufferMb } = endpointOf(forwarding);
	const commonAttributes = Object.entries(attributes).map(([AttributeName, AttributeValue]) => ({
		AttributeName,
		AttributeValue,
	}));
	return {
		id,
		origin,
		resource: {
			Type: "AWS::KinesisFirehose::DeliveryStream",
			Properties: {
				DeliveryStreamType: "DirectPut",
				HttpEndpointDestinationConfiguration: {
					BufferingHints: { SizeInMBs: bufferMb, IntervalInSeconds: 60 },
					EndpointConfiguration: {
						Url: url,
						Name: typeof url === "string" ? url.replace(/^https:\/\//, "") : undefined,
						AccessKey: accessKey,
					},
					RequestConfiguration: {
						ContentEncoding: encoding,
						...(commonAttributes.length > 0 && { CommonAttributes: commonAttributes }),
					},
					RetryOptions: { DurationInSeconds: retrySeconds },
					RoleARN: getAtt(roleId(owner), "Arn"),
					S3BackupMode: "FailedDataOnly",
					S3Configuration: {
						BucketARN: getAtt(bucketId(owner), "Arn"),
						RoleARN: getAtt(roleId(owner), "Arn"),
						BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
					},
				},
			},
		},
	};
}

function subscription(owner: string, logs: ForwardedLogs): readonly Child[] {
	const { logGroup, origin } = logs;
	const streamId = logicalId({ owner: logGroup, type: "AWS::KinesisFirehose::DeliveryStream" });
	const senderId = logicalId({ owner: logGroup, specifier: "CwToFirehose", type: ROLE });
	const stream = getAtt(streamId, "Arn");
	return [
		{
			id: senderId,
			origin,
			resource: {
				Type: ROLE,
				Properties: {
					AssumeRolePolicyDocument: trustPolicy(["logs.amazonaws.com"], {
						StringLike: {
							"aws:SourceArn": sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*"),
						},
					}),
					Policies: [
						inlinePolicy("logs-to-s3", [
							{ Effect: "Allow", Action: ["firehose:PutRecord"], Resource: [stream] },
						]),
					],
				},
			},
		},
		{
			id: logicalId({ owner: logGroup, type: "AWS::Logs::SubscriptionFilter" }),
			origin,
			resource: {
				Type: "AWS::Logs::SubscriptionFilter",
				Properties: {
					LogGroupName: ref(logGroup),
					DestinationArn: stream,
					FilterPattern: "",
					RoleArn: getAtt(senderId, "Arn"),
				},
			},
		},
		deliveryStream(owner, streamId, logs),
	];
}

/**
 * Sends the events of log groups of the resource `owner` on through Firehose: one stream for each group, and for the
 * resource one bucket that keeps what could not be delivered.
 */
export function forwardLogs(owner: string, target: Target, logs: readonly ForwardedLogs[]): readonly Child[] {
	const [first] = logs;
	if (!first) return [];
	return [
		bucketRole(owner, first.origin),
		failedRecords(owner, target, first.origin),
		...logs.flatMap((one) => subscription(owner, one)),
	];
}
