import { Type } from "typebox";
import {
	choice,
	flag,
	integer,
	list,
	mapOf,
	number,
	object,
	optional,
	type TSchema,
	text,
	variant,
	variants,
} from "../../schema/schema.ts";

const alarmSource =
	"https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html";

/** How a measured value can be compared with a threshold. */
export const comparisonOperators = [
	"GreaterThanOrEqualToThreshold",
	"GreaterThanThreshold",
	"LessThanOrEqualToThreshold",
	"LessThanThreshold",
] as const;

/** `comparisonOperator` of a trigger; `GreaterThanThreshold` unless the trigger says otherwise. */
export const comparisonWith = (defaultValue: (typeof comparisonOperators)[number] = "GreaterThanThreshold") =>
	optional(
		choice("How the measured value is compared with the threshold.", comparisonOperators, {
			default: defaultValue,
			source: alarmSource,
		}),
	);

const comparisonOperator = comparisonWith();

/** How the values of one period can become one. */
export const statistics = ["avg", "max", "min", "p90", "p95", "p99", "sum"] as const;

/** `statistic` of a trigger; `avg` unless the trigger says otherwise. */
export const statisticWith = (defaultValue: (typeof statistics)[number] = "avg") =>
	optional(
		choice("How the values of one period become one value.", statistics, {
			default: defaultValue,
			source: alarmSource,
			valueDocs: {
				avg: "The average.",
				max: "The highest value.",
				min: "The lowest value.",
				p90: "The value that 90 of 100 measurements stay below.",
				p95: "The value that 95 of 100 measurements stay below.",
				p99: "The value that 99 of 100 measurements stay below.",
				sum: "The sum.",
			},
		}),
	);

const statistic = statisticWith();

/** `evaluation` of an alarm. */
export const evaluation = object("How long and how often the threshold must be crossed.", {
	period: optional(
		integer("Length of one period in seconds: a multiple of 60.", {
			unit: "seconds",
			default: 60,
			minimum: 60,
			source: alarmSource,
		}),
	),
	evaluationPeriods: optional(
		integer("How many of the last periods are looked at.", { default: 1, minimum: 1, source: alarmSource }),
	),
	breachedPeriods: optional(
		integer("In how many of these periods the threshold must be crossed.", {
			default: 1,
			minimum: 1,
			source: alarmSource,
		}),
	),
});

/** A kind of notification target; the format lets most of them leave `properties` out. */
const target = <const N extends string, P extends TSchema>(docs: string, name: N, properties: P) =>
	Type.Object({ type: Type.Literal(name), properties }, { description: docs, additionalProperties: false });

const address = (docs: string) =>
	text(docs, {
		pattern: "^(https://[^\\s]+|\\{\\{resolve:.*)$",
		patternHint: "write a full address with https://, which is all that EventBridge sends to",
		source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html",
	});

const notificationTarget = variants("Who is told.", [
	target(
		"A channel of Microsoft Teams.",
		"ms-teams",
		optional(object("Which channel.", { webhookUrl: address("Address of the channel's incoming webhook.") })),
	),
	target(
		"A channel of Slack.",
		"slack",
		optional(
			object("Which channel.", {
				conversationId: text("Id of the channel."),
				accessToken: text("Token of the Slack app that writes the message; take it from a secret."),
			}),
		),
	),
	target(
		"A mail.",
		"email",
		object("From whom to whom.", {
			sender: text("Has no effect: the mail comes from Amazon SNS.", { examples: ["alarms@example.com"] }),
			recipient: text("Address that the mail goes to; AWS asks its owner once.", {
				pattern: "^([^@\\s]+@[^@\\s]+|\\{\\{resolve:.*)$",
				patternHint: "write a mail address, such as `alarms@example.com`",
			}),
		}),
	),
	target(
		"A channel of Discord.",
		"discord",
		optional(object("Which channel.", { webhookUrl: address("Address of the channel's webhook.") })),
	),
	target(
		"An HTTP request to an address of your own.",
		"webhook",
		optional(
			object("What is called.", {
				url: address("Address that is called."),
				secret: optional(text("Secret that signs the request.")),
				headers: optional(mapOf("Headers of the request, by name.", text("Value of the header."))),
			}),
		),
	),
]);

/** `notificationTargets` of an alarm. */
export const notificationTargets = list("Who is told when the alarm changes its state.", notificationTarget);

/** The `alarms` of a resource that has these triggers. */
export function alarms<const T extends TSchema[]>(docs: string, triggers: [...T]) {
	return list(
		docs,
		object("An alarm.", {
			trigger: variants("What sets the alarm off.", triggers),
			evaluation: optional(evaluation),
			notificationTargets: optional(notificationTargets),
			includeInHistory: optional(
				flag("Tell also when the alarm is over, not only when it goes off.", { default: true }),
			),
			description: optional(text("What the alarm means; one is written when left out.", { maxLength: 1024 })),
		}),
		{ source: alarmSource },
	);
}

/** Names of account-wide alarms that a resource does not want. */
export const disabledGlobalAlarms = list(
	"Names of account-wide alarms to leave out. Spool has none, so this has no effect.",
	text("Name of an alarm."),
);

const percent = (docs: string) => number(docs, { unit: "percent", minimum: 0, maximum: 100 });
const milliseconds = (docs: string) => number(docs, { unit: "milliseconds", minimum: 0 });

/** Triggers of the alarms of a function. */
export const functionTriggers = [
	variant(
		"Too many calls of the function fail.",
		"lambda-error-rate",
		object("When there are too many.", {
			thresholdPercent: percent("How many of 100 calls must fail."),
			comparisonOperator,
		}),
	),
	variant(
		"The function runs too long.",
		"lambda-duration",
		object("How long is too long.", {
			thresholdMilliseconds: milliseconds("Duration of a call in milliseconds."),
			comparisonOperator,
			statistic,
		}),
	),
] satisfies TSchema[];

/** Triggers of the alarms of an HTTP API gateway. */
export const httpApiGatewayTriggers = [
	variant(
		"Too many requests are answered with a 4xx or 5xx status.",
		"http-api-gateway-error-rate",
		object("When there are too many.", {
			thresholdPercent: percent("How many of 100 requests must fail."),
			comparisonOperator,
		}),
	),
	variant(
		"Answers take too long.",
		"http-api-gateway-latency",
		object("How long is too long.", {
			thresholdMilliseconds: milliseconds("Time between a request and its answer in milliseconds."),
			comparisonOperator,
			statistic,
		}),
	),
] satisfies TSchema[];

/** Measurements of an application load balancer that an alarm can be about. */
const loadBalancerMetrics = [
	"ActiveConnectionCount",
	"AnomalousHostCount",
	"ClientTLSNegotiationErrorCount",
	"ConsumedLCUs",
	"DesyncMitigationMode_NonCompliant_Request_Count",
	"DroppedInvalidHeaderRequestCount",
	"ELBAuthError",
	"ELBAuthFailure",
	"ELBAuthLatency",
	"ELBAuthRefreshTokenSuccess",
	"ELBAuthSuccess",
	"ELBAuthUserClaimsSizeExceeded",
	"ForwardedInvalidHeaderRequestCount",
	"GrpcRequestCount",
	"HTTPCode_ELB_3XX_Count",
	"HTTPCode_ELB_4XX_Count",
	"HTTPCode_ELB_500_Count",
	"HTTPCode_ELB_502_Count",
	"HTTPCode_ELB_503_Count",
	"HTTPCode_ELB_504_Count",
	"HTTPCode_ELB_5XX_Count",
	"HTTPCode_Target_2XX_Count",
	"HTTPCode_Target_3XX_Count",
	"HTTPCode_Target_4XX_Count",
	"HTTPCode_Target_5XX_Count",
	"HTTP_Fixed_Response_Count",
	"HTTP_Redirect_Count",
	"HTTP_Redirect_Url_Limit_Exceeded_Count",
	"HealthyHostCount",
	"HealthyStateDNS",
	"HealthyStateRouting",
	"IPv6ProcessedBytes",
	"IPv6RequestCount",
	"LambdaInternalError",
	"LambdaTargetProcessedBytes",
	"LambdaUserError",
	"MitigatedHostCount",
	"NewConnectionCount",
	"NonStickyRequestCount",
	"ProcessedBytes",
	"RejectedConnectionCount",
	"RequestCount",
	"RequestCountPerTarget",
	"RuleEvaluations",
	"TargetConnectionErrorCount",
	"TargetResponseTime",
	"TargetTLSNegotiationErrorCount",
	"UnHealthyHostCount",
	"UnhealthyRoutingRequestCount",
	"UnhealthyStateDNS",
	"UnhealthyStateRouting",
];

/** Triggers of the alarms of an application load balancer. */
export const loadBalancerTriggers = [
	variant(
		"Too many requests are answered with a 4xx or 5xx status by the targets.",
		"application-load-balancer-error-rate",
		object("When there are too many.", {
			thresholdPercent: percent("How many of 100 requests must fail."),
			comparisonOperator,
		}),
	),
	variant(
		"Too many containers behind the load balancer are not healthy.",
		"application-load-balancer-unhealthy-targets",
		object("When there are too many.", {
			thresholdPercent: percent("How many of 100 containers of a target must be unhealthy."),
			onlyIncludeTargets: optional(
				list(
					"Names of the resources whose containers count; all of them when left out.",
					text("Name of a resource with containers behind the load balancer."),
				),
			),
			comparisonOperator,
		}),
	),
	variant(
		"Any measurement of the load balancer.",
		"application-load-balancer-custom",
		object("Which measurement, and when.", {
			metric: choice("Name of the measurement.", loadBalancerMetrics, {
				source:
					"https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html",
			}),
			threshold: number("The value that it is compared with."),
			comparisonOperator,
			statistic,
		}),
	),
] satisfies TSchema[];

/** Triggers of the alarms of a queue. */
export const sqsQueueTriggers = [
	variant(
		"Consumers receive too many messages.",
		"sqs-queue-received-messages-count",
		object("How many are too many.", {
			thresholdCount: number("Number of received messages.", { unit: "messages", minimum: 0 }),
			comparisonOperator,
			statistic,
		}),
	),
	Type.Object(
		{ type: Type.Literal("sqs-queue-not-empty") },
		{
			description: "A message is in the queue, as it should never be in a dead-letter queue.",
			additionalProperties: false,
		},
	),
] satisfies TSchema[];

const latency = <const N extends "database-read-latency" | "database-write-latency">(docs: string, name: N) =>
	variant(
		docs,
		name,
		object("How long is too long.", {
			thresholdSeconds: number("Duration of an operation of the disk in seconds.", {
				unit: "seconds",
				minimum: 0,
			}),
			comparisonOperator,
			statistic,
		}),
	);

const freeMegabytes = (docs: string) => number(docs, { unit: "MB", minimum: 0 });

/** Triggers of the alarms of a relational database. */
export const databaseTriggers = [
	latency("Reading from the disk takes too long.", "database-read-latency"),
	latency("Writing to the disk takes too long.", "database-write-latency"),
	variant(
		"The processor is too busy.",
		"database-cpu-utilization",
		object("How busy is too busy.", {
			thresholdPercent: percent("Share of the processor's time that is in use."),
			comparisonOperator,
			statistic,
		}),
	),
	variant(
		"The disk fills up. Not for Aurora, whose disk grows by itself.",
		"database-free-storage",
		object("How little is too little.", {
			thresholdMB: freeMegabytes("Space that is left on the disk."),
			comparisonOperator: comparisonWith("LessThanThreshold"),
			statistic: statisticWith("min"),
		}),
	),
	variant(
		"Memory runs out. Not for Aurora Serverless, which adds memory by itself.",
		"database-free-memory",
		object("How little is too little.", {
			thresholdMB: freeMegabytes("Memory that is left."),
			comparisonOperator: comparisonWith("LessThanThreshold"),
			statistic,
		}),
	),
	variant(
		"Too many connections are open.",
		"database-connection-count",
		object("How many are too many.", {
			thresholdCount: number("Number of open connections.", { unit: "connections", minimum: 0 }),
			comparisonOperator,
			statistic,
		}),
	),
] satisfies TSchema[];
