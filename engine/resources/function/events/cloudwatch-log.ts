import { logicalId } from "../../../names/logical-id.ts";
import { object, optional, type Static, text, variant } from "../../../schema/schema.ts";
import { splitPart, sub, type Text } from "../../../template/intrinsics.ts";
import type { Child, Deployed } from "../../kind.ts";
import { functionArn } from "../names.ts";
import { eventPermission, eventPermissionId } from "./permission.ts";

const SUBSCRIPTION_FILTER = "AWS::Logs::SubscriptionFilter";

const properties = object(
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

/** Properties of an event of a log group. */
type LogEvent = Deployed<Static<typeof properties>>;

/** Lines of a log group. */
export const cloudwatchLogVariant = variant("Lines of a log group.", "cloudwatch-log", properties, {
	source: "https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html",
});

/** A log group calls with `:*` at the end of its ARN, which a written ARN may lack. */
const callerArn = (arn: Text): Text =>
	typeof arn === "string" && arn.startsWith("arn:") && !arn.endsWith(":*") ? `${arn}:*` : arn;

/** What hands the lines of a log group to the function named `owner`, for its event at `index`. */
export function compileCloudwatchLog(owner: string, event: LogEvent, index: number): readonly Child[] {
	return [
		eventPermission({
			owner,
			index,
			principal: sub(`logs.\${AWS::Region}.amazonaws.com`),
			sourceArn: callerArn(event.logGroupArn),
		}),
		{
			id: logicalId({ owner, specifier: `Event${index}`, type: SUBSCRIPTION_FILTER }),
			origin: ["events", index],
			resource: {
				Type: SUBSCRIPTION_FILTER,
				// CloudWatch Logs calls the function once before it accepts the filter.
				DependsOn: [eventPermissionId(owner, index)],
				Properties: {
					LogGroupName: splitPart(event.logGroupArn, ":", 6),
					FilterPattern: event.filter ?? "",
					DestinationArn: functionArn(owner),
				},
			},
		},
	];
}
