import assert from "node:assert/strict";
import type { Use } from "../../../../engine/resources/kind.ts";
import {
	distinctSenders,
	failureSenders,
	ruleSender,
	senderStatement,
} from "../../../../engine/resources/shared/queue-senders.ts";
import { placed } from "../../../support/placed.ts";

const failure = { sqsQueueName: "dead" };
const use = (type: string, name: string, events: readonly object[], index = 0): Use => ({
	by: placed<unknown>(type, name, { events }),
	path: ["events", index, "properties", "onDeliveryFailure", "sqsQueueName"],
	holder: failure,
});
const busEvent = { type: "event-bus", properties: { onDeliveryFailure: failure } };
const snsEvent = (properties: object) => ({
	type: "sns",
	properties: { ...properties, onDeliveryFailure: failure },
});
const rule = (id: string) => ({ service: "events.amazonaws.com", sourceArn: { "Fn::GetAtt": [id, "Arn"] } });

describe("who sends failures to a queue", () => {
	const cases: readonly (readonly [string, Use, readonly object[]])[] = [
		["the rule of a function's event", use("function", "fn", [{}, busEvent], 1), [rule("FnEvent1Rule")]],
		[
			"the rule of a state machine's event",
			use("state-machine", "flow", [busEvent]),
			[rule("FlowEvent0Rule")],
		],
		["the rule of another queue's event", use("sqs-queue", "jobs", [busEvent]), [rule("JobsEvent0Rule")]],
		[
			"a topic of this config",
			use("function", "fn", [snsEvent({ snsTopicName: "news" })]),
			[{ service: "sns.amazonaws.com", sourceArn: { "Fn::GetAtt": ["NewsTopic", "TopicArn"] } }],
		],
		[
			"a topic from elsewhere",
			use("function", "fn", [snsEvent({ snsTopicArn: "arn:aws:sns:eu-west-1:1:news" })]),
			[{ service: "sns.amazonaws.com", sourceArn: "arn:aws:sns:eu-west-1:1:news" }],
		],
		[
			"a topic that CloudFormation names",
			use("function", "fn", [snsEvent({ snsTopicArn: { Ref: "News" } })]),
			[{ service: "sns.amazonaws.com", sourceArn: { Ref: "News" } }],
		],
		["nobody, while the topic is not written yet", use("function", "fn", [snsEvent({})]), []],
		[
			"nobody, when the queue feeds a function",
			{ ...use("function", "fn", [{}]), path: ["events", 0, "properties", "sqsQueueName"] },
			[],
		],
		[
			"nobody, when it takes dead letters",
			{ ...use("sqs-queue", "jobs", []), path: ["redrivePolicy", "targetSqsQueueName"] },
			[],
		],
	];

	for (const [why, one, expected] of cases) it(why, () => assert.deepEqual(failureSenders([one]), expected));

	it("is named once", () => {
		const senders = [ruleSender("a", 0), ruleSender("b", 0), ruleSender("a", 0)];
		assert.deepEqual(distinctSenders(senders), [rule("AEvent0Rule"), rule("BEvent0Rule")]);
	});

	it("may send, and nobody else by the same service", () => {
		assert.deepEqual(senderStatement("queue", ruleSender("a", 0)), {
			Effect: "Allow",
			Principal: { Service: "events.amazonaws.com" },
			Action: ["sqs:SendMessage"],
			Resource: "queue",
			Condition: { ArnEquals: { "aws:SourceArn": { "Fn::GetAtt": ["AEvent0Rule", "Arn"] } } },
		});
	});
});
