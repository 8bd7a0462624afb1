import assert from "node:assert/strict";
import {
	checkDeliveryFailure,
	checkEventBusEvent,
	checkEventInput,
	eventBusOf,
	eventBusRule,
	eventRuleId,
	failureQueueArn,
	isFifoQueue,
	ruleTargetId,
	targetInput,
} from "../../../../engine/resources/shared/event-rule.ts";
import { placed, surroundings } from "../../../support/placed.ts";

const queues = surroundings(
	[placed<unknown>("sqs-queue", "fifo", { fifoEnabled: true }), placed<unknown>("sqs-queue", "standard", {})],
	[],
);

describe("the rule of an event", () => {
	it("has an id of its owner and its place", () => {
		assert.equal(eventRuleId("myFn", 12), "MyFnEvent12Rule");
	});

	it("listens to a bus of the config, a bus from elsewhere, or the account's own", () => {
		assert.deepEqual(eventBusOf({ eventBusName: "orders" }), { "Fn::GetAtt": ["OrdersEventBus", "Arn"] });
		assert.deepEqual(eventBusOf({ eventBusArn: { Ref: "Bus" } }), { Ref: "Bus" });
		assert.equal(eventBusOf({ useDefaultBus: true }), undefined);
	});

	it("sends what cannot be delivered to a queue", () => {
		assert.deepEqual(failureQueueArn({ sqsQueueName: "dead" }), { "Fn::GetAtt": ["DeadQueue", "Arn"] });
		assert.equal(failureQueueArn({ sqsQueueArn: "arn" }), "arn");
		assert.equal(failureQueueArn(undefined), undefined);
	});

	it("has a target whose id has 64 characters at most", () => {
		assert.equal(ruleTargetId(["jobs", "event-bus-target", "0"]), "jobs-event-bus-target-0");
		assert.equal(ruleTargetId(["j".repeat(70), "0"]).length, 64);
	});

	it("is complete", () => {
		const event = {
			eventPattern: { source: ["a"] },
			eventBusArn: "bus",
			onDeliveryFailure: { sqsQueueArn: "dead" },
		};
		assert.deepEqual(eventBusRule({ owner: "fn", index: 1, event, target: { Arn: "arn", Id: "id" } }), {
			id: "FnEvent1Rule",
			origin: ["events", 1],
			resource: {
				Type: "AWS::Events::Rule",
				Properties: {
					State: "ENABLED",
					EventBusName: "bus",
					EventPattern: { source: ["a"] },
					Targets: [{ Arn: "arn", Id: "id", DeadLetterConfig: { Arn: "dead" } }],
				},
			},
		});
	});
});

describe("the input of a target", () => {
	const cases: readonly (readonly [string, Parameters<typeof targetInput>[0], object])[] = [
		["nothing", {}, {}],
		["a text, as it is", { input: '{ "a": 1 }' }, { Input: '{ "a": 1 }' }],
		["an object", { input: { a: 1 } }, { Input: '{"a":1}' }],
		["an intrinsic", { input: { Ref: "A" } }, { Input: { Ref: "A" } }],
		["a path", { inputPath: "$.detail" }, { InputPath: "$.detail" }],
		[
			"a template",
			{ inputTransformer: { inputPathsMap: { a: "$.a" }, inputTemplate: "{}" } },
			{ InputTransformer: { InputPathsMap: { a: "$.a" }, InputTemplate: "{}" } },
		],
	];

	for (const [why, event, expected] of cases) it(why, () => assert.deepEqual(targetInput(event), expected));
});

describe("problems of an event", () => {
	const codes = (found: readonly { readonly code: string; readonly path: readonly unknown[] }[]) =>
		found.map(({ code, path }) => `${code} @ ${path.join(".")}`);

	const inputs: readonly (readonly [string, Parameters<typeof checkEventInput>[0], readonly string[]])[] = [
		["no input", {}, []],
		["an object", { input: {} }, []],
		["a list", { input: [1] }, []],
		["JSON text", { input: '"hello"' }, []],
		["an intrinsic", { input: { "Fn::Sub": "a" } }, []],
		["a plain text", { input: "hello" }, ["not-json @ at.input"]],
		["a number", { input: 5 }, ["not-json @ at.input"]],
		["nothing at all", { input: null }, ["not-json @ at.input"]],
		["a template without quotes", { inputTransformer: { inputTemplate: '{"a": <time>}' } }, []],
		["a template with quotes", { inputTransformer: { inputTemplate: '{"a": "<time>"}' } }, []],
		["a template as an object", { inputTransformer: { inputTemplate: { a: "<time>" } } }, []],
		[
			"a template that is no JSON",
			{ inputTransformer: { inputTemplate: "at <time>" } },
			["not-json @ at.inputTransformer.inputTemplate"],
		],
		[
			"a path and a template",
			{ inputPath: "$", inputTransformer: { inputTemplate: {} } },
			["not-exactly-one @ at.inputTransformer"],
		],
	];
	for (const [why, event, expected] of inputs) {
		it(why, () => assert.deepEqual(codes(checkEventInput(event, ["at"])), expected));
	}

	it("sees a FIFO queue for failures, by name only", () => {
		const check = (failure: Parameters<typeof checkDeliveryFailure>[0]) =>
			codes(checkDeliveryFailure(failure, ["at"], queues));
		assert.deepEqual(check({ sqsQueueName: "fifo" }), ["fifo-failure-queue @ at.sqsQueueName"]);
		assert.deepEqual(check({ sqsQueueName: "standard" }), []);
		assert.deepEqual(check({ sqsQueueArn: "arn:aws:sqs:eu-west-1:1:x.fifo" }), []);
		assert.deepEqual(check({}), ["not-exactly-one @ at"]);
		assert.deepEqual(check(undefined), []);
	});

	it("knows FIFO queues by name", () => {
		assert.equal(isFifoQueue("fifo", queues), true);
		assert.equal(isFifoQueue("standard", queues), false);
		assert.equal(isFifoQueue("unknown", queues), false);
	});

	it("puts all of it together", () => {
		const event = { eventPattern: {}, input: "x", onDeliveryFailure: { sqsQueueName: "fifo" } };
		assert.deepEqual(codes(checkEventBusEvent(event, ["at"], queues)), [
			"not-exactly-one @ at",
			"invalid-event-pattern @ at.eventPattern",
			"not-json @ at.input",
			"fifo-failure-queue @ at.onDeliveryFailure.sqsQueueName",
		]);
	});
});
