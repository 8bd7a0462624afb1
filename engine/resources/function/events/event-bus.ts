import { object, type Static, variant } from "../../../schema/schema.ts";
import { getAtt } from "../../../template/intrinsics.ts";
import type { Child, Deployed } from "../../kind.ts";
import { eventBusProperties } from "../../shared/event-bus-schema.ts";
import { eventBusRule, eventRuleId, ruleTargetId } from "../../shared/event-rule.ts";
import { functionArn } from "../names.ts";
import { eventPermission } from "./permission.ts";

const properties = object(
	"Which events of which bus, and what the function gets. Set exactly one of `eventBusName`, `eventBusArn` and `useDefaultBus`.",
	eventBusProperties,
);

/** Properties of an event of an event bus. */
type EventBusEvent = Deployed<Static<typeof properties>>;

/** An event of an event bus. */
export const eventBusVariant = variant("An event of an event bus.", "event-bus", properties, {
	source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html",
});

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
