import { object, optional, text, variant } from "../../../schema/schema.ts";

/** Properties of an event of type `cloudwatch-log`. */
export const cloudwatchLogProperties = object(
	"Which lines of which log group. They arrive compressed and encoded. Do not name the function's own log group: what it logs would call it again.",
	{
		logGroupArn: text("ARN of the log group, for example `$ResourceParam('api', 'logGroupArn')`.", {
			pattern: "^(arn:[^:]+:logs:[^:]*:[^:]*:log-group:[^:*]+(:\\*)?$|\\{\\{resolve:)",
			patternHint:
				"write the ARN of a log group, such as `arn:aws:logs:eu-west-1:123456789012:log-group:/my/group`",
		}),
		filter: optional(
			text("Which lines count; all of them when left out.", {
				maxLength: 1024,
				default: "",
				source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html",
			}),
		),
	},
);

/** Lines of a log group. */
export const cloudwatchLogVariant = variant(
	"Lines of a log group.",
	"cloudwatch-log",
	cloudwatchLogProperties,
	{
		source: "https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html",
	},
);
