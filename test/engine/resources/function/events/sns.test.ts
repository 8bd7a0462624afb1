import assert from "node:assert/strict";
import { checkSns, compileSns } from "../../../../../engine/resources/function/events/sns.ts";
import { placed, resourcesOf } from "../../../../support/placed.ts";
import { around, exampleQueue, inShort } from "../example.ts";

const arn = { "Fn::GetAtt": ["ApiFunction", "Arn"] };
const news = { "Fn::GetAtt": ["NewsTopic", "TopicArn"] };
const other = "arn:aws:sns:eu-west-1:123456789012:other";

describe("an event of a topic", () => {
	it("subscribes the function and lets the topic call it", () =>
		assert.deepEqual(
			resourcesOf(
				compileSns(
					"api",
					{
						snsTopicName: "news",
						filterPolicy: { kind: ["a"] },
						onDeliveryFailure: { sqsQueueName: "jobs" },
					},
					1,
				),
			),
			{
				ApiEvent1Subscription: {
					Type: "AWS::SNS::Subscription",
					Properties: {
						Protocol: "lambda",
						TopicArn: news,
						Endpoint: arn,
						FilterPolicy: { kind: ["a"] },
						RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["JobsQueue", "Arn"] } },
					},
				},
				ApiEvent1Permission: {
					Type: "AWS::Lambda::Permission",
					Properties: {
						FunctionName: arn,
						Action: "lambda:InvokeFunction",
						Principal: "sns.amazonaws.com",
						SourceArn: news,
					},
				},
			},
		));

	it("takes a topic of another stack by its ARN", () => {
		const children = resourcesOf(compileSns("api", { snsTopicArn: other }, 0));
		assert.deepEqual(children["ApiEvent0Subscription"]?.Properties, {
			Protocol: "lambda",
			TopicArn: other,
			Endpoint: arn,
		});
		assert.equal(children["ApiEvent0Permission"]?.Properties?.["SourceArn"], other);
	});
});

describe("the check of a topic's event", () => {
	type Event = Parameters<typeof checkSns>[0];
	const topic = (name: string, values: object) => placed<unknown>("sns-topic", name, values);
	const others = [
		topic("news", {}),
		topic("ordered", { fifoEnabled: true }),
		exampleQueue(),
		exampleQueue({ fifoEnabled: true }, "orderedJobs"),
	];

	const cases: readonly (readonly [string, Event, readonly string[]])[] = [
		["nothing in a standard topic", { snsTopicName: "news", filterPolicy: {} }, []],
		["nothing in a topic of another stack", { snsTopicArn: other }, []],
		["no topic", {}, ["not-exactly-one at at"]],
		["two topics", { snsTopicName: "news", snsTopicArn: other }, ["not-exactly-one at at.snsTopicArn"]],
		["a FIFO topic", { snsTopicName: "ordered" }, ["fifo-topic at at.snsTopicName"]],
		["a FIFO topic by its ARN", { snsTopicArn: `${other}.fifo` }, ["fifo-topic at at.snsTopicArn"]],
		[
			"a filter that is no map",
			{ snsTopicName: "news", filterPolicy: "a" },
			["wrong-type at at.filterPolicy"],
		],
		["a list as a filter", { snsTopicName: "news", filterPolicy: ["a"] }, ["wrong-type at at.filterPolicy"]],
		[
			"nothing in a standard queue for failures",
			{ snsTopicName: "news", onDeliveryFailure: { sqsQueueName: "jobs" } },
			[],
		],
		[
			"no queue for failures",
			{ snsTopicName: "news", onDeliveryFailure: {} },
			["not-exactly-one at at.onDeliveryFailure"],
		],
		[
			"a FIFO queue for failures",
			{ snsTopicName: "news", onDeliveryFailure: { sqsQueueName: "orderedJobs" } },
			["fifo-failure-queue at at.onDeliveryFailure.sqsQueueName"],
		],
	];
	for (const [name, event, expected] of cases) {
		it(`finds ${name}`, () => assert.deepEqual(inShort(checkSns(event, ["at"], around(others))), expected));
	}

	it("says who does not take a FIFO queue", () => {
		const event = { snsTopicName: "news", onDeliveryFailure: { sqsQueueName: "orderedJobs" } };
		assert.match(checkSns(event, [], around(others))[0]?.message ?? "", /but SNS delivers failed events/);
	});
});
