import { object, text, variant } from "../../../schema/schema.ts";

/*
 * Events of the format that Spool does not build yet. Their schemas are complete, so that a config of the format is
 * checked as a whole; `notBuilt` makes any use of them a problem, never silence.
 */

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

/** Events that are not built yet, in the order of the docs. */
export const notBuiltEvents = [cloudwatchAlarm] as const;
