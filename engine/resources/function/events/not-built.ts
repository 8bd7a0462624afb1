import {
	anything,
	choice,
	flag,
	integer,
	list,
	number,
	object,
	optional,
	text,
	variant,
	variants,
} from "../../../schema/schema.ts";
import { eventBusProperties, onDeliveryFailure } from "../../shared/event-bus-schema.ts";

/*
 * Events of the format that Spool does not build yet. Their schemas are complete, so that a config of the format is
 * checked as a whole; `notBuilt` makes any use of them a problem, never silence.
 */

const loadBalancers = "https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html";
const topics = "https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html";
const streams = "https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html";
const tableStreams = "https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html";
const kafka = "https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html";
const bucketEvents =
	"https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html";
const ruleConditions =
	"https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html";

const texts = (docs: string, item: string) => optional(list(docs, text(item), { source: ruleConditions }));

const applicationLoadBalancer = variant(
	"A request to an application load balancer.",
	"application-load-balancer",
	object("Which requests, at which load balancer. At least one condition is needed.", {
		loadBalancerName: text("Name of the load balancer.", { references: ["application-load-balancer"] }),
		listenerPort: optional(
			integer("Port of the load balancer's listener, when it has listeners of its own.", {
				minimum: 1,
				maximum: 65_535,
			}),
		),
		priority: integer("Rules are tried from the lowest priority to the highest; each has its own.", {
			minimum: 1,
			maximum: 50_000,
			source: ruleConditions,
		}),
		paths: texts(
			"Paths of the request that fit; `*` and `?` are wildcards.",
			"A path, for example `/invoices/*`.",
		),
		methods: texts("Methods that fit.", "A method."),
		hosts: texts("Host names that fit; `*` and `?` are wildcards.", "A host name."),
		headers: optional(
			list(
				"Headers that the request must have.",
				object("A header.", {
					headerName: text("Name of the header."),
					values: list("Values that fit; `*` and `?` are wildcards.", text("A value.")),
				}),
				{ source: ruleConditions },
			),
		),
		queryParams: optional(
			list(
				"Query parameters that the request must have.",
				object("A query parameter.", {
					paramName: text("Name of the parameter."),
					values: list("Values that fit; `*` and `?` are wildcards.", text("A value.")),
				}),
				{ source: ruleConditions },
			),
		),
		sourceIps: texts(
			"Addresses that the request may come from.",
			"A range of addresses, for example `10.0.0.0/16`.",
		),
	}),
	{ notBuilt: "application-load-balancer event", source: loadBalancers },
);

const sns = variant(
	"A message of an SNS topic.",
	"sns",
	object("Which topic, and which of its messages. Set exactly one of `snsTopicName` and `snsTopicArn`.", {
		snsTopicName: optional(text("Name of a topic of this config.", { references: ["sns-topic"] })),
		snsTopicArn: optional(text("ARN of a topic.")),
		filterPolicy: optional(
			anything("Which messages are delivered, by their attributes.", {
				source: "https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html",
			}),
		),
		onDeliveryFailure: optional(onDeliveryFailure),
	}),
	{ notBuilt: "sns event", source: topics },
);

const destinationOnFailure = object("Where records go that cannot be handled.", {
	arn: text("ARN of the topic or queue."),
	type: choice("What the ARN stands for.", ["sns", "sqs"]),
});

/** Settings that the mappings of all streams share. */
const streamTuning = (source: string) => ({
	maxBatchWindowSeconds: optional(
		integer("How long records are collected before the function is called with them.", {
			unit: "seconds",
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
	onFailure: optional(destinationOnFailure),
	parallelizationFactor: optional(
		integer("How many batches of one shard are handled at once.", { minimum: 1, maximum: 10, source }),
	),
	bisectBatchOnFunctionError: optional(
		flag("Split a batch in two before it is tried again, to find the record that fails.", { source }),
	),
});

const kinesisStream = variant(
	"Records of a Kinesis stream.",
	"kinesis-stream",
	object("Which stream, and how its records are handed over.", {
		kinesisStreamName: optional(text("Name of a stream of this config.", { references: ["kinesis-stream"] })),
		streamArn: optional(text("ARN of a stream.")),
		consumerArn: optional(
			text("ARN of a consumer with a throughput of its own. Not with `autoCreateConsumer`."),
		),
		autoCreateConsumer: optional(
			flag("Make a consumer with a throughput of its own. Not with `consumerArn`."),
		),
		batchSize: optional(
			integer("Records that the function is called with at most.", {
				unit: "records",
				default: 10,
				minimum: 1,
				maximum: 10_000,
				source: streams,
			}),
		),
		startingPosition: optional(
			choice("Which records come first when the mapping is made.", ["LATEST", "TRIM_HORIZON"], {
				default: "TRIM_HORIZON",
				source: streams,
				valueDocs: {
					LATEST: "Only records that arrive from then on.",
					TRIM_HORIZON: "All records that the stream still has.",
				},
			}),
		),
		...streamTuning(streams),
	}),
	{ notBuilt: "kinesis-stream event", source: streams },
);

const dynamoDbStream = variant(
	"Changes of the items of a DynamoDB table.",
	"dynamo-db-stream",
	object("Which stream, and how its records are handed over.", {
		streamArn: text("ARN of the table's stream: `$ResourceParam('table', 'streamArn')`."),
		batchSize: optional(
			integer("Records that the function is called with at most.", {
				unit: "records",
				default: 100,
				minimum: 1,
				maximum: 10_000,
				source: tableStreams,
			}),
		),
		startingPosition: optional(
			text("Which records come first when the mapping is made: `LATEST` or `TRIM_HORIZON`.", {
				default: "TRIM_HORIZON",
				source: tableStreams,
				pattern: "^(LATEST|TRIM_HORIZON)$",
				patternHint: "write `LATEST` or `TRIM_HORIZON`",
				examples: ["TRIM_HORIZON", "LATEST"],
			}),
		),
		...streamTuning(tableStreams),
	}),
	{ notBuilt: "dynamo-db-stream event", source: tableStreams },
);

const secretProperties = object("Where the credentials are.", {
	authenticationSecretArn: text("ARN of the secret with user name and password."),
});

const kafkaTopic = variant(
	"Messages of a Kafka topic.",
	"kafka-topic",
	object("Which topic, and how its messages are handed over.", {
		customKafkaConfiguration: optional(
			object("A Kafka cluster of your own.", {
				bootstrapServers: list(
					"Addresses of the brokers.",
					text("Host and port, for example `broker1.example.com:9092`."),
				),
				topicName: text("Name of the topic."),
				authentication: variants("How the function's mapping authenticates itself.", [
					variant("User name and password.", "BASIC_AUTH", secretProperties),
					variant("SASL/SCRAM with SHA-256.", "SASL_SCRAM_256_AUTH", secretProperties),
					variant("SASL/SCRAM with SHA-512.", "SASL_SCRAM_512_AUTH", secretProperties),
					variant(
						"Certificates on both sides.",
						"MTLS",
						object("Where the certificates are.", {
							clientCertificate: text("ARN of the secret with the client's certificate and key."),
							serverRootCaCertificate: optional(
								text("ARN of the secret with the authority that signed the brokers' certificates."),
							),
						}),
					),
				]),
			}),
		),
		batchSize: optional(
			integer("Messages that the function is called with at most.", {
				unit: "messages",
				default: 100,
				minimum: 1,
				maximum: 10_000,
				source: kafka,
			}),
		),
		maxBatchWindowSeconds: optional(
			number("How long messages are collected before the function is called with them.", {
				unit: "seconds",
				default: 0.5,
				minimum: 0,
				maximum: 300,
				source: kafka,
			}),
		),
	}),
	{ notBuilt: "kafka-topic event", source: kafka },
);

const s3 = variant(
	"A change in a bucket.",
	"s3",
	object("Which changes of which bucket.", {
		bucketArn: text("ARN of the bucket: `$ResourceParam('bucket', 'arn')`."),
		s3EventType: choice(
			"What happens to an object.",
			[
				"s3:ObjectCreated:*",
				"s3:ObjectCreated:CompleteMultipartUpload",
				"s3:ObjectCreated:Copy",
				"s3:ObjectCreated:Post",
				"s3:ObjectCreated:Put",
				"s3:ObjectRemoved:*",
				"s3:ObjectRemoved:Delete",
				"s3:ObjectRemoved:DeleteMarkerCreated",
				"s3:ObjectRestore:*",
				"s3:ObjectRestore:Completed",
				"s3:ObjectRestore:Post",
				"s3:ReducedRedundancyLostObject",
				"s3:Replication:*",
				"s3:Replication:OperationFailedReplication",
				"s3:Replication:OperationMissedThreshold",
				"s3:Replication:OperationNotTracked",
				"s3:Replication:OperationReplicatedAfterThreshold",
			],
			{ source: bucketEvents },
		),
		filterRule: optional(
			object("Which objects count, by their keys.", {
				prefix: optional(text("What the key begins with.")),
				suffix: optional(text("What the key ends with.")),
			}),
		),
	}),
	{ notBuilt: "s3 event", source: bucketEvents },
);

const cloudwatchAlarm = variant(
	"An alarm of this config goes off.",
	"cloudwatch-alarm",
	object("Which alarm.", {
		alarmName: text("The alarm by resource and position, for example `api.alarms.0`."),
	}),
	{
		notBuilt: "cloudwatch-alarm event",
		source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html",
	},
);

const cloudwatchLog = variant(
	"Lines of a log group.",
	"cloudwatch-log",
	object("Which lines of which log group. They arrive compressed and encoded.", {
		logGroupArn: text("ARN of the log group."),
		filter: optional(
			text("Which lines count; all of them when left out.", {
				source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html",
			}),
		),
	}),
	{
		notBuilt: "cloudwatch-log event",
		source: "https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html",
	},
);

const eventBus = variant(
	"An event of an event bus.",
	"event-bus",
	object("Which events of which bus, and what the function gets.", eventBusProperties),
	{
		notBuilt: "event-bus event",
		source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html",
	},
);

/** Events that are not built yet, in the order of the docs. */
export const notBuiltEvents = [
	applicationLoadBalancer,
	eventBus,
	sns,
	s3,
	kinesisStream,
	dynamoDbStream,
	kafkaTopic,
	cloudwatchAlarm,
	cloudwatchLog,
] as const;
