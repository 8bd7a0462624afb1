import type { Static } from "../../../schema/schema.ts";
import { getAtt } from "../../../template/intrinsics.ts";
import type { Child, Deployed } from "../../kind.ts";
import type { eventBusEvent } from "../../shared/event-bus-schema.ts";
import { eventBusRule, eventRuleId, ruleTargetId } from "../../shared/event-rule.ts";
import { functionArn } from "../names.ts";
import { eventPermission } from "./permission.ts";

/** Properties of an event of an event bus. */
type EventBusEvent = Deployed<Static<typeof eventBusEvent>>;

/** The rule that calls the function named `owner` for its event at `index`, and the rule's permission. */
export function compileEventBus(owner: string, event: EventBusEvent, index: number): readonly Child[] {
	const target = {
		Arn: functionArn(owner),
		Id: ruleTargetId([owner, "event", String(index), "event-rule"]),
	};
	return [
		eventBusRule({ owner, index, event, target }),
		eventPermission({
			owner,
			index,
			principal: "events.amazonaws.com",
			sourceArn: getAtt(eventRuleId(owner, index), "Arn"),
		}),
	];
}
