import assert from "node:assert/strict";
import { agentConsole } from "../../../../../engine/resources/shared/agentcore/console.ts";

describe("the console of AgentCore", () => {
	it("is that of the region", () =>
		assert.ok(JSON.stringify(agentConsole()).includes("region=${AWS::Region}")));
});
