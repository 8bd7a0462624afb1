import { object, type Static, text, variant } from "../../../schema/schema.ts";
import { getAtt } from "../../../template/intrinsics.ts";
import type { Child, Deployed, Finding, Path, Surroundings } from "../../kind.ts";
import { alarmNamed } from "../../shared/alarms.ts";
import { eventRuleId, RULE, ruleTargetId } from "../../shared/event-rule.ts";
import { functionArn } from "../names.ts";
import { eventPermission } from "./permission.ts";

const properties = object("Which alarm.", {
	alarmName: text("The alarm by resource and position, for example `api.alarms.0`.", {
		pattern: "^[A-Za-z0-9]+(\\.[A-Za-z0-9]+)*\\.alarms\\.\\d+$",
		patternHint: "write the resource, `alarms` and the position in its list, such as `api.alarms.0`",
		knownBefore: true,
	}),
});

/** The event of an alarm that goes off. */
export const cloudwatchAlarmVariant = variant(
	"An alarm of this config goes off.",
	"cloudwatch-alarm",
	properties,
	{
		source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html",
	},
);

type AlarmEvent = Deployed<Static<typeof properties>>;

/** The rule that calls the function named `owner` when an alarm goes off, and the rule's permission. */
export function compileAlarmEvent(
	owner: string,
	{ alarmName }: AlarmEvent,
	index: number,
	surroundings: Surroundings,
): readonly Child[] {
	const alarm = alarmNamed(String(alarmName), surroundings);
	if (!alarm) return [];
	const id = eventRuleId(owner, index);
	return [
		{
			id,
			origin: ["events", index],
			resource: {
				Type: RULE,
				Properties: {
					State: "ENABLED",
					EventPattern: {
						source: ["aws.cloudwatch"],
						"detail-type": ["CloudWatch Alarm State Change"],
						resources: [getAtt(alarm.id, "Arn")],
						detail: { state: { value: ["ALARM"] } },
					},
					Targets: [
						{ Arn: functionArn(owner), Id: ruleTargetId([owner, "event", String(index), "event-rule"]) },
					],
				},
			},
		},
		eventPermission({
			owner,
			index,
			principal: "events.amazonaws.com",
			sourceArn: getAtt(id, "Arn"),
		}),
	];
}

/** Finds an event of an alarm that the config does not have. */
export function checkAlarmEvent(
	{ alarmName }: AlarmEvent,
	path: Path,
	surroundings: Surroundings,
): readonly Finding[] {
	if (alarmNamed(String(alarmName), surroundings)) return [];
	const known = surroundings.all().flatMap(({ reference, values }) => {
		const { alarms } = values as { readonly alarms?: readonly unknown[] };
		return (Array.isArray(alarms) ? alarms : []).map((_alarm, index) => `${reference}.alarms.${index}`);
	});
	return [
		{
			code: "unknown-alarm",
			message: `there is no alarm "${String(alarmName)}"`,
			path: [...path, "alarmName"],
			hint:
				known.length > 0 ? `the alarms are: ${known.join(", ")}` : "no resource of this config has alarms",
		},
	];
}
