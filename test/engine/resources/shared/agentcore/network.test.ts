import assert from "node:assert/strict";
import {
	agentGroup,
	agentGroupId,
	isAgentInNetwork,
} from "../../../../../engine/resources/shared/agentcore/network.ts";
import { placed, surroundings } from "../../../../support/placed.ts";

const around = surroundings(
	[
		placed("redis-cluster", "cache", {}),
		placed("relational-database", "open", {}),
		placed("open-search-domain", "search", {}),
		placed("open-search-domain", "inner", { accessibility: { accessibilityMode: "vpc" } }),
		placed("bucket", "files", {}),
	],
	[],
);

const isIn = (connectTo: unknown, type = "agentcore-runtime") =>
	isAgentInNetwork(placed(type, "agent", { connectTo }), around);

describe("an agent in the network", () => {
	it("connects to something there, or to a database wherever it is", () => {
		for (const name of ["cache", "open", "inner"]) assert.ok(isIn([name]), name);
		assert.ok(isIn(["files", "cache"]));
	});

	it("is not every agent, and nothing else", () => {
		assert.ok(!isIn(undefined));
		assert.ok(!isIn([]));
		for (const name of ["search", "files", "nothing"]) assert.ok(!isIn([name]), name);
		assert.ok(!isIn(["cache"], "function"));
	});

	it("has a security group", () => {
		assert.equal(agentGroupId("agent"), "AgentSecurityGroup");
		assert.deepEqual(agentGroup("agent"), { Ref: "AgentSecurityGroup" });
	});
});
