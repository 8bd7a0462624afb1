import assert from "node:assert/strict";
import { endpointId, groupName, runtimeId } from "../../../../engine/resources/agentcore-runtime/names.ts";
import { target } from "../../../support/placed.ts";

describe("names of an agent", () => {
	it("are made of its own, and those of its endpoints", () => {
		assert.equal(runtimeId("my-agent"), "MyAgentRuntime");
		assert.equal(endpointId("my-agent", "live"), "MyAgentLiveRuntimeEndpoint");
	});

	it("of the security group are those of other security groups", () => {
		assert.equal(groupName("agent", target).text, "proj-dev-agent-sg");
		assert.equal(groupName("a".repeat(300), target).text.length, 255);
	});
});
