import assert from "node:assert/strict";
import type { Placed } from "../../../../engine/resources/kind.ts";
import { sqsQueue } from "../../../../engine/resources/sqs-queue/index.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import {
	accepted,
	compileRoom,
	findings,
	placed,
	resourcesOf,
	surroundings,
	tags,
	target,
} from "../../../support/placed.ts";

const compile = (values: object, others: readonly Placed[] = []) =>
	resourcesOf(compileRoom(sqsQueue, "jobs", values, { others }));

const arnOf = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });
const event = (properties: object) => ({
	type: "event-bus",
	properties: { eventPattern: { source: ["a"] }, ...properties },
});
const onDefaultBus = (properties: object = {}) => event({ useDefaultBus: true, ...properties });
const sendStatement = (service: string, sourceArn: unknown) => ({
	Effect: "Allow",
	Principal: { Service: service },
	Action: ["sqs:SendMessage"],
	Resource: arnOf("JobsQueue"),
	Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
});
const policy = (statements: readonly object[]) => ({
	Type: "AWS::SQS::QueuePolicy",
	Properties: {
		PolicyDocument: { Version: "2012-10-17", Id: "queue-policy", Statement: statements },
		Queues: [{ Ref: "JobsQueue" }],
	},
});

describe("the queue itself", () => {
	const base = { QueueName: "proj-dev-jobs", Tags: tags };

	const cases: readonly (readonly [string, object, object])[] = [
		["nothing set", {}, {}],
		[
			"every number",
			{
				delayMessagesSecond: 0,
				maxMessageSizeBytes: 1_048_576,
				messageRetentionPeriodSeconds: 60,
				longPollingSeconds: 20,
				visibilityTimeoutSeconds: 43_200,
			},
			{
				DelaySeconds: 0,
				MaximumMessageSize: 1_048_576,
				MessageRetentionPeriod: 60,
				ReceiveMessageWaitTimeSeconds: 20,
				VisibilityTimeout: 43_200,
			},
		],
		["a standard queue that says so", { fifoEnabled: false, contentBasedDeduplication: false }, {}],
		[
			"a FIFO queue",
			{ fifoEnabled: true },
			{
				QueueName: "proj-dev-jobs.fifo",
				FifoQueue: true,
				DeduplicationScope: "queue",
				FifoThroughputLimit: "perQueue",
			},
		],
		[
			"a FIFO queue with high throughput",
			{ fifoEnabled: true, fifoHighThroughput: true, contentBasedDeduplication: true },
			{
				QueueName: "proj-dev-jobs.fifo",
				FifoQueue: true,
				ContentBasedDeduplication: true,
				DeduplicationScope: "messageGroup",
				FifoThroughputLimit: "perMessageGroupId",
			},
		],
		[
			"a dead-letter queue of this config",
			{ redrivePolicy: { targetSqsQueueName: "failures", maxReceiveCount: 3 } },
			{ RedrivePolicy: { deadLetterTargetArn: arnOf("FailuresQueue"), maxReceiveCount: 3 } },
		],
		[
			"a dead-letter queue from elsewhere",
			{ redrivePolicy: { targetSqsQueueArn: "arn:aws:sqs:eu-west-1:1:x", maxReceiveCount: 1 } },
			{ RedrivePolicy: { deadLetterTargetArn: "arn:aws:sqs:eu-west-1:1:x", maxReceiveCount: 1 } },
		],
	];

	for (const [why, values, more] of cases) {
		it(why, () => {
			const resources = compile(values);
			assert.deepEqual(resources, {
				JobsQueue: { Type: "AWS::SQS::Queue", Properties: { ...base, ...more } },
			});
			assert.deepEqual(checkTemplate({ Resources: resources }), []);
		});
	}

	it("has an id without underscores", () => {
		assert.deepEqual(
			compileRoom(sqsQueue, "orders2fa", {}).map(({ id }) => id),
			["Orders2faQueue"],
		);
	});
});

describe("the name of a queue", () => {
	const long = "ordersThatWaitForTheirPaymentToBeConfirmedByTheBankOfTheCustomerInHisCountry";
	const cases: readonly (readonly [string, string, object, string])[] = [
		["keeps its capital letters", "orderEvents", {}, "my-project-dev-orderEvents"],
		["ends in .fifo", "orders", { fifoEnabled: true }, "my-project-dev-orders.fifo"],
		[
			"has 80 characters at most",
			long,
			{},
			"my-project-dev-ordersThatWaitForTheirPaymentToBeConfirmedByTheBankOfTheCu-67b7fc",
		],
		[
			"ends in .fifo also when it is shortened",
			long,
			{ fifoEnabled: true },
			"my-project-dev-ordersThatWaitForTheirPaymentToBeConfirmedByTheBankOf-dc02ce.fifo",
		],
	];

	for (const [why, resource, values, expected] of cases) {
		it(why, () => {
			const inProject = { ...target, project: "my-project" };
			const [name] = Object.values(sqsQueue.names(accepted(sqsQueue, resource, values), inProject));
			assert.equal(name?.text, expected);
			assert.ok(expected.length <= 80);
		});
	}
});

describe("the events of a queue", () => {
	const rule = (properties: object, more: object = {}, targetId = "jobs-event-bus-target-0") => ({
		Type: "AWS::Events::Rule",
		Properties: {
			State: "ENABLED",
			EventPattern: { source: ["a"] },
			Targets: [{ Arn: arnOf("JobsQueue"), Id: targetId, ...properties }],
			...more,
		},
	});

	const cases: readonly (readonly [string, object, object])[] = [
		["of the default bus", onDefaultBus(), rule({})],
		[
			"of a bus of this config",
			event({ eventBusName: "orders" }),
			rule({}, { EventBusName: arnOf("OrdersEventBus") }),
		],
		[
			"of a bus from elsewhere",
			event({ eventBusArn: "arn:aws:events:eu-west-1:1:event-bus/x" }),
			rule({}, { EventBusName: "arn:aws:events:eu-west-1:1:event-bus/x" }),
		],
		[
			"with a message group",
			onDefaultBus({ messageGroupId: "all" }),
			rule({ SqsParameters: { MessageGroupId: "all" } }),
		],
		["with a text as input", onDefaultBus({ input: '{"a":1}' }), rule({ Input: '{"a":1}' })],
		["with an object as input", onDefaultBus({ input: { a: [1, "b"] } }), rule({ Input: '{"a":[1,"b"]}' })],
		[
			"with an input that CloudFormation completes",
			onDefaultBus({ input: { url: { Ref: "Api" }, price: `5 \${currency}` } }),
			rule({
				Input: { "Fn::Sub": [`{"url":"\${Value0}","price":"5 \${!currency}"}`, { Value0: { Ref: "Api" } }] },
			}),
		],
		["with a part of the event", onDefaultBus({ inputPath: "$.detail" }), rule({ InputPath: "$.detail" })],
		[
			"with a template",
			onDefaultBus({ inputTransformer: { inputPathsMap: { id: "$.id" }, inputTemplate: { event: "<id>" } } }),
			rule({ InputTransformer: { InputPathsMap: { id: "$.id" }, InputTemplate: '{"event":"<id>"}' } }),
		],
		[
			"with a queue of this config for failures",
			onDefaultBus({ onDeliveryFailure: { sqsQueueName: "failures" } }),
			rule({ DeadLetterConfig: { Arn: arnOf("FailuresQueue") } }),
		],
		[
			"with a queue from elsewhere for failures",
			onDefaultBus({ onDeliveryFailure: { sqsQueueArn: "arn:aws:sqs:eu-west-1:1:x" } }),
			rule({ DeadLetterConfig: { Arn: "arn:aws:sqs:eu-west-1:1:x" } }),
		],
	];

	for (const [why, one, expected] of cases) {
		it(why, () => {
			const resources = compile({ events: [one] });
			const { JobsQueue, ...rest } = resources;
			assert.deepEqual(JobsQueue?.Type, "AWS::SQS::Queue");
			assert.deepEqual(rest, {
				JobsQueuePolicy: policy([sendStatement("events.amazonaws.com", arnOf("JobsEvent0Rule"))]),
				JobsEvent0Rule: expected,
			});
			assert.deepEqual(checkTemplate({ Resources: resources }), []);
		});
	}

	it("have their place as origin", () => {
		const children = compileRoom(sqsQueue, "jobs", { events: [onDefaultBus(), onDefaultBus()] });
		assert.deepEqual(
			children.map(({ id, origin }) => [id, origin]),
			[
				["JobsQueue", undefined],
				["JobsQueuePolicy", undefined],
				["JobsEvent0Rule", ["events", 0]],
				["JobsEvent1Rule", ["events", 1]],
			],
		);
	});
});

describe("the policy of a queue", () => {
	const failing = { onDeliveryFailure: { sqsQueueName: "jobs" } };

	it("lets in the user's statements first and its own events last", () => {
		const resources = compile({
			policyStatements: [
				{ Effect: "Allow", Action: ["sqs:SendMessage"], Principal: "*", Condition: { Bool: { a: true } } },
				{ Effect: "Deny", Action: ["sqs:*"], Principal: { AWS: "1" } },
			],
			events: [onDefaultBus(failing)],
		});
		const ownRule = sendStatement("events.amazonaws.com", arnOf("JobsEvent0Rule"));
		assert.deepEqual(
			resources["JobsQueuePolicy"],
			policy([
				{
					Effect: "Allow",
					Action: ["sqs:SendMessage"],
					Principal: "*",
					Condition: { Bool: { a: true } },
					Resource: arnOf("JobsQueue"),
				},
				{ Effect: "Deny", Action: ["sqs:*"], Principal: { AWS: "1" }, Resource: arnOf("JobsQueue") },
				ownRule,
			]),
		);
		assert.deepEqual(checkTemplate({ Resources: resources }), []);
	});

	it("lets in the rule of another queue whose failures it takes", () => {
		const other = accepted(sqsQueue, "mails", { events: [onDefaultBus(), onDefaultBus(failing)] });
		const { JobsQueuePolicy } = compile({}, [other]);
		assert.deepEqual(
			JobsQueuePolicy,
			policy([sendStatement("events.amazonaws.com", arnOf("MailsEvent1Rule"))]),
		);
	});

	it("needs none for the dead letters of another queue", () => {
		const other = accepted(sqsQueue, "mails", {
			redrivePolicy: { targetSqsQueueName: "jobs", maxReceiveCount: 2 },
		});
		assert.deepEqual(Object.keys(compile({}, [other])), ["JobsQueue"]);
	});
});

describe("what others see of a queue", () => {
	const queue = accepted(sqsQueue, "jobs", {});

	it("has parameters, each with its docs", () => {
		const params = sqsQueue.params(queue, surroundings([], []));
		assert.deepEqual(
			Object.entries(params).map(([key, { value, shown }]) => [key, value, shown]),
			[
				["arn", arnOf("JobsQueue"), true],
				["url", { Ref: "JobsQueue" }, true],
				["name", { "Fn::GetAtt": ["JobsQueue", "QueueName"] }, true],
			],
		);
		assert.deepEqual(Object.keys(sqsQueue.paramDocs), Object.keys(params));
	});

	it("lets those who connect send and receive", () => {
		assert.deepEqual(sqsQueue.connect?.(queue, target), [
			{
				Effect: "Allow",
				Action: [
					"sqs:ChangeMessageVisibility",
					"sqs:DeleteMessage",
					"sqs:GetQueueAttributes",
					"sqs:GetQueueUrl",
					"sqs:ListQueueTags",
					"sqs:PurgeQueue",
					"sqs:ReceiveMessage",
					"sqs:SendMessage",
				],
				Resource: [arnOf("JobsQueue")],
			},
		]);
	});

	it("has a link to the console", () => {
		const url = `https%3A%2F%2Fsqs.\${AWS::Region}.\${AWS::URLSuffix}%2F\${AWS::AccountId}%2F\${JobsQueue.QueueName}`;
		assert.deepEqual(sqsQueue.links?.(queue, target), {
			console: {
				"Fn::Sub": `https://\${AWS::Region}.console.aws.amazon.com/sqs/v3/home?region=\${AWS::Region}#/queues/${url}`,
			},
		});
	});
});

describe("problems of a queue", () => {
	const fifo = { fifoEnabled: true, contentBasedDeduplication: true };
	const redriveTo = (targetSqsQueueName: string) => ({
		redrivePolicy: { targetSqsQueueName, maxReceiveCount: 1 },
	});
	const arn = "arn:aws:sqs:eu-west-1:1:x";
	const others = [
		placed<unknown>("sqs-queue", "standardQueue", {}),
		placed<unknown>("sqs-queue", "fifoQueue", { fifoEnabled: true }),
		placed<unknown>("bucket", "files", { fifoEnabled: true }),
	];

	const cases: readonly (readonly [string, object, readonly string[]])[] = [
		["nothing", {}, []],
		["FIFO settings of a FIFO queue", { ...fifo, fifoHighThroughput: true }, []],
		[
			"FIFO settings of a standard queue",
			{ fifoHighThroughput: true, contentBasedDeduplication: true },
			[
				"fifo-only @ fifoHighThroughput: fifoHighThroughput is for FIFO queues only, but fifoEnabled is not set",
				"fifo-only @ contentBasedDeduplication: contentBasedDeduplication is for FIFO queues only, but fifoEnabled is not set",
			],
		],
		["FIFO settings that are off", { fifoHighThroughput: false }, []],
		["a dead-letter queue of the same kind", redriveTo("standardQueue"), []],
		["a dead-letter queue of the same kind, FIFO", { ...fifo, ...redriveTo("fifoQueue") }, []],
		["a name that is reported elsewhere", redriveTo("files"), []],
		[
			"no dead-letter queue",
			{ redrivePolicy: { maxReceiveCount: 1 } },
			["not-exactly-one @ redrivePolicy: one of targetSqsQueueName or targetSqsQueueArn must be set"],
		],
		[
			"two dead-letter queues",
			{ redrivePolicy: { targetSqsQueueName: "standardQueue", targetSqsQueueArn: arn, maxReceiveCount: 1 } },
			[
				"not-exactly-one @ redrivePolicy.targetSqsQueueArn: targetSqsQueueArn cannot be set together with targetSqsQueueName",
			],
		],
		[
			"a FIFO queue for the dead letters of a standard queue",
			redriveTo("fifoQueue"),
			[
				'redrive-kind-mismatch @ redrivePolicy.targetSqsQueueName: "fifoQueue" must be a standard queue, because "jobs" is one',
			],
		],
		[
			"a standard queue for the dead letters of a FIFO queue",
			{ ...fifo, ...redriveTo("standardQueue") },
			[
				'redrive-kind-mismatch @ redrivePolicy.targetSqsQueueName: "standardQueue" must be a FIFO queue, because "jobs" is one',
			],
		],
		[
			"a queue for its own dead letters",
			redriveTo("jobs"),
			['redrive-to-itself @ redrivePolicy.targetSqsQueueName: "jobs" cannot be its own dead-letter queue'],
		],
		["an event of the default bus", { events: [onDefaultBus()] }, []],
		[
			"a bus and an unused switch",
			{ events: [event({ eventBusArn: "arn:aws:events:a", useDefaultBus: false })] },
			[],
		],
		[
			"an event of no bus",
			{ events: [onDefaultBus(), event({ useDefaultBus: false })] },
			[
				"not-exactly-one @ events.1.properties: one of eventBusName, eventBusArn or useDefaultBus must be set",
			],
		],
		[
			"an event of two buses",
			{ events: [event({ eventBusName: "a", useDefaultBus: true })] },
			[
				"not-exactly-one @ events.0.properties.useDefaultBus: useDefaultBus cannot be set together with eventBusName",
			],
		],
		[
			"two inputs",
			{ events: [onDefaultBus({ input: {}, inputPath: "$.detail" })] },
			["not-exactly-one @ events.0.properties.inputPath: inputPath cannot be set together with input"],
		],
		[
			"an input that is no JSON",
			{ events: [onDefaultBus({ input: "hello" })] },
			['not-json @ events.0.properties.input: input is "hello", but must be an object or JSON text'],
		],
		[
			"a failure queue that is not named",
			{ events: [onDefaultBus({ onDeliveryFailure: {} })] },
			[
				"not-exactly-one @ events.0.properties.onDeliveryFailure: one of sqsQueueName or sqsQueueArn must be set",
			],
		],
		[
			"two failure queues",
			{ events: [onDefaultBus({ onDeliveryFailure: { sqsQueueName: "standardQueue", sqsQueueArn: arn } })] },
			[
				"not-exactly-one @ events.0.properties.onDeliveryFailure.sqsQueueArn: sqsQueueArn cannot be set together with sqsQueueName",
			],
		],
		[
			"a FIFO queue for failures",
			{ events: [onDefaultBus({ onDeliveryFailure: { sqsQueueName: "fifoQueue" } })] },
			[
				'fifo-failure-queue @ events.0.properties.onDeliveryFailure.sqsQueueName: "fifoQueue" is a FIFO queue, but EventBridge delivers failed events to standard queues only',
			],
		],
		["an event of a FIFO queue", { ...fifo, events: [onDefaultBus({ messageGroupId: "all" })] }, []],
		[
			"an event of a FIFO queue without a group",
			{ ...fifo, events: [onDefaultBus()] },
			["message-group-missing @ events.0.properties: an event of a FIFO queue needs messageGroupId"],
		],
		[
			"an event of a FIFO queue that cannot tell duplicates",
			{ fifoEnabled: true, events: [onDefaultBus({ messageGroupId: "all" })] },
			[
				"deduplication-missing @ events.0: EventBridge can deliver to a FIFO queue with contentBasedDeduplication only",
			],
		],
	];

	for (const [why, values, expected] of cases) {
		it(why, () => assert.deepEqual(findings(sqsQueue, "jobs", values, others), expected));
	}
});
