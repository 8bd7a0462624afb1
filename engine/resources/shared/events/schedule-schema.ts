import { object, optional, text, variant } from "../../../schema/schema.ts";
import { input, inputPath, inputTransformer } from "../event-bus-schema.ts";
import { scheduleSource } from "./schedule-expression.ts";

/** Properties of an event of type `schedule`. */
export const scheduleProperties = object("When, and what the function gets.", {
	scheduleRate: text(
		"When the function is called, in UTC: `rate(5 minutes)` or `cron(0 8 ? * MON-FRI *)`. A cron expression has six fields: minutes, hours, day of the month, month, day of the week, year.",
		{ source: scheduleSource, examples: ["rate(5 minutes)", "cron(0 8 * * ? *)"] },
	),
	input: optional(input),
	inputPath: optional(inputPath),
	inputTransformer: optional(inputTransformer),
});

/** A point of time, again and again. */
export const scheduleVariant = variant("A schedule.", "schedule", scheduleProperties, {
	source: scheduleSource,
});
