import type { Static } from "../../../schema/schema.ts";
import { getAtt } from "../../../template/intrinsics.ts";
import type { Child, Deployed, Finding, Path } from "../../kind.ts";
import { checkEventInput, eventRuleId, RULE, ruleTargetId, targetInput } from "../../shared/event-rule.ts";
import { findScheduleFault } from "../../shared/events/schedule-expression.ts";
import type { scheduleProperties } from "../../shared/events/schedule-schema.ts";
import { functionArn } from "../names.ts";
import { eventPermission } from "./permission.ts";

/** Properties of a schedule. */
export type ScheduleEvent = Deployed<Static<typeof scheduleProperties>>;

/** The rule that calls the function named `owner` at the times of its event at `index`, and the rule's permission. */
export function compileSchedule(owner: string, event: ScheduleEvent, index: number): readonly Child[] {
	const ruleId = eventRuleId(owner, index);
	const origin: Path = ["events", index];
	const targetId = ruleTargetId([owner, "event", String(index), "event-rule"]);
	return [
		{
			id: ruleId,
			origin,
			resource: {
				Type: RULE,
				Properties: {
					State: "ENABLED",
					ScheduleExpression: event.scheduleRate,
					Targets: [{ Arn: functionArn(owner), Id: targetId, ...targetInput(event) }],
				},
			},
		},
		eventPermission({
			owner,
			index,
			principal: "events.amazonaws.com",
			sourceArn: getAtt(ruleId, "Arn"),
		}),
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
