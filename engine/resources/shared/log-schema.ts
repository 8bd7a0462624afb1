import {
	flag,
	integer,
	mapOf,
	numberChoice,
	object,
	optional,
	text,
	variant,
	variants,
} from "../../schema/schema.ts";

const firehose = "https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html";

/** Days that CloudWatch Logs can keep log events for, as far as the format offers them. */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653] as const;

/** How many days logs are kept; `defaultDays` when the config does not say. */
export function retentionDays(defaultDays: (typeof RETENTION_DAYS)[number]) {
	return numberChoice("How many days logs are kept before CloudWatch deletes them.", RETENTION_DAYS, {
		unit: "days",
		default: defaultDays,
		source:
			"https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
	});
}

/** Where logs are sent besides CloudWatch. */
export const logForwarding = variants(
	"Sends the logs to another system as well, through Amazon Data Firehose. What cannot be delivered is kept in a bucket.",
	[
		variant(
			"Any HTTPS endpoint that speaks Firehose's delivery protocol.",
			"http-endpoint",
			object("Where to send to.", {
				endpointUrl: text("Address of the endpoint; it must begin with `https://`.", {
					source: firehose,
					pattern: "^https://",
					patternHint: "Firehose delivers to `https://` addresses only",
				}),
				gzipEncodingEnabled: optional(flag("Compress what is sent by gzip.", { default: false })),
				parameters: optional(
					mapOf("Attributes that are sent with every delivery, by name.", text("Value of the attribute.")),
				),
				retryDuration: optional(
					integer("For how many seconds a failed delivery is tried again before it goes to the bucket.", {
						unit: "seconds",
						default: 300,
						minimum: 0,
						maximum: 7200,
						source:
							"https://docs.aws.amazon.com/firehose/latest/APIReference/API_HttpEndpointRetryOptions.html",
					}),
				),
				accessKey: optional(text("Key by which the endpoint knows who sends.")),
			}),
		),
		variant(
			"The log collection of Highlight.",
			"highlight",
			object("Where to send to.", {
				projectId: text("Id of the Highlight project."),
				endpointUrl: optional(
					text("Address of the log collection.", { default: "https://pub.highlight.io/v1/logs/firehose" }),
				),
			}),
		),
		variant(
			"The log collection of Datadog.",
			"datadog",
			object("Where to send to.", {
				apiKey: text("Datadog API key; take it from a secret."),
				endpointUrl: optional(
					text("Address of the log collection, which differs by Datadog site.", {
						default: "https://aws-kinesis-http-intake.logs.datadoghq.com/v1/input",
					}),
				),
			}),
		),
	],
	{ source: firehose },
);
