import { logicalId } from "../../../names/logical-id.ts";
import { physicalName } from "../../../names/physical-name.ts";
import type { Static } from "../../../schema/schema.ts";
import { getAtt } from "../../../template/intrinsics.ts";
import type { Child, Deployed, Finding, Path } from "../../kind.ts";
import { checkEventInput, eventRuleId, RULE, targetInput } from "../../shared/event-rule.ts";
import { functionArn, PERMISSION } from "../names.ts";
import { findScheduleFault } from "./schedule-expression.ts";
import type { scheduleProperties } from "./schedule-schema.ts";

/** Properties of a schedule. */
export type ScheduleEvent = Deployed<Static<typeof scheduleProperties>>;

/** The rule that calls the function named `owner` at the times of its event at `index`, and the rule's permission. */
export function compileSchedule(owner: string, event: ScheduleEvent, index: number): readonly Child[] {
	const ruleId = eventRuleId(owner, index);
	const origin: Path = ["events", index];
	const targetId = physicalName([owner, "event", String(index), "event-rule"], {
		maxLength: 64,
		source: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html",
	});
	return [
		{
			id: ruleId,
			origin,
			resource: {
				Type: RULE,
				Properties: {
					State: "ENABLED",
					ScheduleExpression: event.scheduleRate,
					Targets: [{ Arn: functionArn(owner), Id: targetId.text, ...targetInput(event) }],
				},
			},
		},
		{
			id: logicalId({ owner, specifier: `Event${index}`, type: PERMISSION }),
			origin,
			resource: {
				Type: PERMISSION,
				Properties: {
					FunctionName: functionArn(owner),
					Action: "lambda:InvokeFunction",
					Principal: "events.amazonaws.com",
					SourceArn: getAtt(ruleId, "Arn"),
				},
			},
		},
	];
}

/** Finds what is wrong with a schedule whose properties stand at `path`. */
export function checkSchedule(event: ScheduleEvent, path: Path): readonly Finding[] {
	const { scheduleRate } = event;
	const fault = typeof scheduleRate === "string" ? findScheduleFault(scheduleRate) : undefined;
	const findings = checkEventInput(event, path);
	if (!fault) return findings;
	const { message, hint, meant } = fault;
	return [
		{
			code: "invalid-schedule",
			message: `"${scheduleRate}" is not a schedule: ${message}`,
			path: [...path, "scheduleRate"],
			hint,
			...(meant !== undefined && { fix: { title: `Change to ${meant}`, text: JSON.stringify(meant) } }),
		},
		...findings,
	];
}
