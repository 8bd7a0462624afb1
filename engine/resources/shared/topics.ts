import { logicalId } from "../../names/logical-id.ts";
import { getAtt, type Intrinsic, type Text } from "../../template/intrinsics.ts";
import type { Surroundings } from "../kind.ts";

/** ARN of the topic of this config named `name`. */
export function topicArn(name: string): Intrinsic {
	return getAtt(logicalId({ owner: name, type: "AWS::SNS::Topic" }), "TopicArn");
}

/** True when `name` is a topic of this config with `fifoEnabled`. */
export function isFifoTopic(name: string, surroundings: Surroundings): boolean {
	const topic = surroundings.resource(name);
	if (topic?.type !== "sns-topic" || typeof topic.values !== "object" || topic.values === null) return false;
	return "fifoEnabled" in topic.values && topic.values.fifoEnabled === true;
}

/** True for the ARN of a FIFO topic or queue: AWS knows both by their ending. */
export function isFifoArn(arn: Text | undefined): boolean {
	return typeof arn === "string" && arn.endsWith(".fifo");
}
