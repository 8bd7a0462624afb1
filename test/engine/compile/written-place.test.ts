import assert from "node:assert/strict";
import { writtenPlace } from "../../../engine/compile/written-place.ts";
import { compileText } from "./compile-text.ts";

describe("the place of a property of a CloudFormation resource", () => {
	it("is the override that sets it, or what is around it", () => {
		const text = `
resources:
  jobs:
    type: sqs-queue
    overrides:
      JobsQueue:
        QueueName: x
        RedrivePolicy.maxReceiveCount: 3
`;
		const { graph } = compileText(text);
		const at = (path: readonly string[]) => {
			const { start, end } = writtenPlace("JobsQueue", path, graph, new Map());
			return text.slice(start, end);
		};
		assert.equal(at(["QueueName"]), "QueueName");
		assert.equal(at(["RedrivePolicy"]), "RedrivePolicy.maxReceiveCount");
		assert.equal(at(["RedrivePolicy", "maxReceiveCount"]), "RedrivePolicy.maxReceiveCount");
		assert.equal(at(["Tags"]), "");
	});
});
