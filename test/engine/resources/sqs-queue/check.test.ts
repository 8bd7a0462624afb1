import assert from "node:assert/strict";
import { checkQueue } from "../../../../engine/resources/sqs-queue/check.ts";
import { sqsQueue } from "../../../../engine/resources/sqs-queue/index.ts";
import { findings, placed, surroundings } from "../../../support/placed.ts";

describe("what is wrong with a queue", () => {
	it("is nothing for a plain one", () =>
		assert.deepEqual(checkQueue(placed("sqs-queue", "jobs", {}), surroundings([], [])), []));

	it("is also what is wrong with its alarms", () =>
		assert.deepEqual(
			findings(sqsQueue, "jobs", {
				alarms: [{ trigger: { type: "sqs-queue-not-empty" }, evaluation: { period: 100 } }],
			}),
			["alarm-period @ alarms.0.evaluation.period: period is 100 seconds, but must be a multiple of 60"],
		));
});
