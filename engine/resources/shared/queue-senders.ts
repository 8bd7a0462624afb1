import { getAtt, type Text } from "../../template/intrinsics.ts";
import type { Statement, Use } from "../kind.ts";
import { eventRuleId } from "./event-rule.ts";
import { eventAt, member } from "./event-use.ts";
import { isKnownAtDeploy } from "./json-text.ts";
import { topicArn } from "./topics.ts";

/** A rule or topic that sends to a queue without a role of its own. */
export type Sender = { readonly service: string; readonly sourceArn: Text };

function senderOf(use: Use): Sender | undefined {
	const [list, index, , failure, key] = use.path;
	if (list !== "events" || typeof index !== "number") return undefined;
	if (failure !== "onDeliveryFailure" || key !== "sqsQueueName") return undefined;

	const event = eventAt(use);
	if (member(event, "type") !== "sns") return ruleSender(use.by.name, index);
	const properties = member(event, "properties");
	const topic = member(properties, "snsTopicName");
	const service = "sns.amazonaws.com";
	if (typeof topic === "string") return { service, sourceArn: topicArn(topic) };
	const sourceArn = member(properties, "snsTopicArn");
	return typeof sourceArn === "string" || isKnownAtDeploy(sourceArn) ? { service, sourceArn } : undefined;
}

/**
 * The rules and topics that send undeliverable events to a queue, out of all `uses` of the queue. They belong to
 * events of functions, batch jobs, state machines and queues, and each needs a statement in the queue's policy:
 * EventBridge and SNS have no role of their own there.
 */
export function failureSenders(uses: readonly Use[]): readonly Sender[] {
	return uses.flatMap((use) => senderOf(use) ?? []);
}

/** Each of `senders` once, in the order of their first mention: a topic may fail over from several events. */
export function distinctSenders(senders: readonly Sender[]): readonly Sender[] {
	return [...new Map(senders.map((sender) => [JSON.stringify(sender), sender])).values()];
}

/** Lets a rule or topic send to the queue with `queueArn`, and nobody else by the same service. */
export function senderStatement(queueArn: Text, { service, sourceArn }: Sender): Statement {
	return {
		Effect: "Allow",
		Principal: { Service: service },
		Action: ["sqs:SendMessage"],
		Resource: queueArn,
		Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
	};
}

/** The rule of an event as a sender. */
export function ruleSender(owner: string, index: number): Sender {
	return { service: "events.amazonaws.com", sourceArn: getAtt(eventRuleId(owner, index), "Arn") };
}
