import assert from "node:assert/strict";
import { isFifoArn, isFifoTopic, topicArn } from "../../../../engine/resources/shared/topics.ts";
import { placed, surroundings } from "../../../support/placed.ts";

describe("topics, as others see them", () => {
	it("have an ARN by their name", () =>
		assert.deepEqual(topicArn("news"), { "Fn::GetAtt": ["NewsTopic", "TopicArn"] }));

	it("are FIFO by their own word, or by the end of their ARN", () => {
		const all = surroundings(
			[
				placed<unknown>("sns-topic", "plain", {}),
				placed<unknown>("sns-topic", "ordered", { fifoEnabled: true }),
				placed<unknown>("sqs-queue", "queue", { fifoEnabled: true }),
			],
			[],
		);
		const fifo = ["plain", "ordered", "queue", "nothing"].filter((name) => isFifoTopic(name, all));
		assert.deepEqual(fifo, ["ordered"]);
		assert.equal(isFifoArn("arn:aws:sns:eu-west-1:1:a.fifo"), true);
		assert.equal(isFifoArn("arn:aws:sns:eu-west-1:1:a"), false);
		assert.equal(isFifoArn({ Ref: "A" }), false);
		assert.equal(isFifoArn(undefined), false);
	});
});
