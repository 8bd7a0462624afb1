import { logicalId } from "../../../names/logical-id.ts";
import type { Static } from "../../../schema/schema.ts";
import { splitPart, sub, type Text } from "../../../template/intrinsics.ts";
import type { Child, Deployed } from "../../kind.ts";
import type { cloudwatchLogProperties } from "../../shared/events/cloudwatch-log-schema.ts";
import { functionArn } from "../names.ts";
import { eventPermission, eventPermissionId } from "./permission.ts";

const SUBSCRIPTION_FILTER = "AWS::Logs::SubscriptionFilter";

/** Properties of an event of a log group. */
type LogEvent = Deployed<Static<typeof cloudwatchLogProperties>>;

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
