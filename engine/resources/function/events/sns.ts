import { logicalId } from "../../../names/logical-id.ts";
import type { Static } from "../../../schema/schema.ts";
import type { Text } from "../../../template/intrinsics.ts";
import type { Child, Deployed, Finding, Path, Surroundings } from "../../kind.ts";
import { checkDeliveryFailure, failureQueueArn } from "../../shared/event-rule.ts";
import type { snsProperties } from "../../shared/events/sns-schema.ts";
import { exactlyOne } from "../../shared/exactly-one.ts";
import { isFifoArn, isFifoTopic, topicArn } from "../../shared/topics.ts";
import { functionArn } from "../names.ts";
import { eventPermission } from "./permission.ts";

const SUBSCRIPTION = "AWS::SNS::Subscription";

const fifoTopics = "https://docs.aws.amazon.com/sns/latest/dg/sns-fifo-topics.html";

/** Properties of an event of a topic. */
type SnsEvent = Deployed<Static<typeof snsProperties>>;

function arnOf({ snsTopicName, snsTopicArn }: SnsEvent): Text | undefined {
	return typeof snsTopicName === "string" ? topicArn(snsTopicName) : snsTopicArn;
}

/** The subscription of the function named `owner` for its event at `index`, and the topic's permission. */
export function compileSns(owner: string, event: SnsEvent, index: number): readonly Child[] {
	const failureArn = failureQueueArn(event.onDeliveryFailure);
	return [
		{
			id: logicalId({ owner, specifier: `Event${index}`, type: SUBSCRIPTION }),
			origin: ["events", index],
			resource: {
				Type: SUBSCRIPTION,
				Properties: {
					Protocol: "lambda",
					TopicArn: arnOf(event),
					Endpoint: functionArn(owner),
					FilterPolicy: event.filterPolicy,
					RedrivePolicy: failureArn && { deadLetterTargetArn: failureArn },
				},
			},
		},
		eventPermission({ owner, index, principal: "sns.amazonaws.com", sourceArn: arnOf(event) }),
	];
}

function checkFifo(event: SnsEvent, path: Path, surroundings: Surroundings): readonly Finding[] {
	const { snsTopicName: name, snsTopicArn: arn } = event;
	const isFifoName = typeof name === "string" && isFifoTopic(name, surroundings);
	if (!isFifoName && !isFifoArn(arn)) return [];
	return [
		{
			code: "fifo-topic",
			message: `"${isFifoName ? name : String(arn)}" is a FIFO topic, to which functions cannot subscribe`,
			path: [...path, isFifoName ? "snsTopicName" : "snsTopicArn"],
			hint: `use a topic without fifoEnabled, or let a queue subscribe and call the function, see ${fifoTopics}`,
		},
	];
}

function checkFilter({ filterPolicy }: SnsEvent, path: Path): readonly Finding[] {
	const isMap = typeof filterPolicy === "object" && filterPolicy !== null && !Array.isArray(filterPolicy);
	if (filterPolicy === undefined || isMap) return [];
	return [
		{
			code: "wrong-type",
			message: "filterPolicy must be a map of attributes",
			path: [...path, "filterPolicy"],
			hint: "write for example kind: [invoice, reminder]",
		},
	];
}

/** Finds what is wrong with an event of a topic whose properties stand at `path`. */
export function checkSns(event: SnsEvent, path: Path, surroundings: Surroundings): readonly Finding[] {
	return [
		...exactlyOne(event, ["snsTopicName", "snsTopicArn"], path),
		...checkFifo(event, path, surroundings),
		...checkFilter(event, path),
		...checkDeliveryFailure(event.onDeliveryFailure, [...path, "onDeliveryFailure"], surroundings, "SNS"),
	];
}
