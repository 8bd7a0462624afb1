import assert from "node:assert/strict";
import { checkSqs, compileSqs, sqsStatements } from "../../../../../engine/resources/function/events/sqs.ts";
import { resourcesOf } from "../../../../support/placed.ts";
import { around, exampleFunction, exampleQueue, inShort } from "../example.ts";

const other = "arn:aws:sqs:eu-west-1:123456789012:other";
const fifo = `${other}.fifo`;

describe("an event of a queue", () => {
	it("makes a mapping", () =>
		assert.deepEqual(
			resourcesOf([compileSqs("api", { sqsQueueName: "jobs", batchSize: 20, maxBatchWindowSeconds: 5 }, 1)]),
			{
				ApiEvent1EventSourceMapping: {
					Type: "AWS::Lambda::EventSourceMapping",
					Properties: {
						EventSourceArn: { "Fn::GetAtt": ["JobsQueue", "Arn"] },
						FunctionName: { "Fn::GetAtt": ["ApiFunction", "Arn"] },
						Enabled: true,
						BatchSize: 20,
						MaximumBatchingWindowInSeconds: 5,
					},
				},
			},
		));

	it("leaves out what is not written", () => {
		const { Properties } = compileSqs("api", { sqsQueueArn: other }, 0).resource;
		assert.deepEqual(JSON.parse(JSON.stringify(Properties)), {
			EventSourceArn: other,
			FunctionName: { "Fn::GetAtt": ["ApiFunction", "Arn"] },
			Enabled: true,
		});
	});

	it("needs one statement for all queues, each once", () => {
		assert.deepEqual(sqsStatements([]), []);
		const [statement, ...more] = sqsStatements([
			{ sqsQueueName: "jobs" },
			{ sqsQueueArn: other },
			{ sqsQueueName: "jobs" },
		]);
		assert.deepEqual(more, []);
		assert.deepEqual(statement?.Resource, [{ "Fn::GetAtt": ["JobsQueue", "Arn"] }, other]);
	});
});

describe("the check of a queue's event", () => {
	type Event = Parameters<typeof checkSqs>[0];
	const check = (event: Event, queue: Readonly<Record<string, unknown>>, timeoutSeconds: number) =>
		checkSqs(
			event,
			{ name: "api", timeoutSeconds },
			["at"],
			around([exampleQueue(queue), exampleFunction()]),
		);

	const cases: readonly (readonly [
		string,
		Event,
		Readonly<Record<string, unknown>>,
		number,
		readonly string[],
	])[] = [
		["nothing in a queue with its defaults", { sqsQueueName: "jobs" }, {}, 20, []],
		["nothing in a function as slow as the queue is patient", { sqsQueueName: "jobs" }, {}, 30, []],
		["no queue", {}, {}, 20, ["not-exactly-one at at"]],
		[
			"two queues",
			{ sqsQueueName: "jobs", sqsQueueArn: other },
			{},
			20,
			["not-exactly-one at at.sqsQueueArn"],
		],
		[
			"a function slower than a queue by default is patient",
			{ sqsQueueName: "jobs" },
			{},
			31,
			["timeout-above-visibility at at.sqsQueueName"],
		],
		[
			"a function slower than its queue is patient",
			{ sqsQueueName: "jobs" },
			{ visibilityTimeoutSeconds: 60 },
			61,
			["timeout-above-visibility at at.sqsQueueName"],
		],
		["nothing in a patient queue", { sqsQueueName: "jobs" }, { visibilityTimeoutSeconds: 900 }, 900, []],
		["nothing in a queue of another stack", { sqsQueueArn: other }, {}, 900, []],
		["nothing in a name that leads nowhere", { sqsQueueName: "nothing" }, {}, 900, []],
		[
			"a large batch without a window",
			{ sqsQueueName: "jobs", batchSize: 11 },
			{},
			20,
			["batch-window-missing at at.batchSize"],
		],
		[
			"nothing in a large batch with a window",
			{ sqsQueueName: "jobs", batchSize: 11, maxBatchWindowSeconds: 1 },
			{},
			20,
			[],
		],
		[
			"a large batch and a window of a FIFO queue",
			{ sqsQueueName: "jobs", batchSize: 11, maxBatchWindowSeconds: 1 },
			{ fifoEnabled: true },
			20,
			["fifo-batch-too-large at at.batchSize", "fifo-batch-window at at.maxBatchWindowSeconds"],
		],
		[
			"the same by the end of an ARN",
			{ sqsQueueArn: fifo, maxBatchWindowSeconds: 1 },
			{},
			20,
			["fifo-batch-window at at.maxBatchWindowSeconds"],
		],
		["nothing in a FIFO queue", { sqsQueueName: "jobs", batchSize: 10 }, { fifoEnabled: true }, 20, []],
	];
	for (const [name, event, queue, timeout, expected] of cases) {
		it(`finds ${name}`, () => assert.deepEqual(inShort(check(event, queue, timeout)), expected));
	}

	it("says how patient the queue should be", () => {
		const [finding] = check({ sqsQueueName: "jobs" }, {}, 60);
		assert.equal(
			finding?.message,
			'"api" may run for 60 seconds, but "jobs" hides a message for 30 seconds only',
		);
		assert.equal(
			finding?.hint,
			'set visibilityTimeoutSeconds of "jobs" to at least 60 (AWS recommends 360), or lower the function\'s timeout, see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
		);
	});
});
