import assert from "node:assert/strict";
import {
	agentRole,
	agentRoleId,
	allow,
	logStatements,
	ownArn,
} from "../../../../../engine/resources/shared/agentcore/role.ts";
import { checkTemplate } from "../../../../support/aws-schema.ts";
import { resourcesOf, surroundings } from "../../../../support/placed.ts";

describe("a role of AgentCore", () => {
	const kind = { kind: "Runtime", suffix: "runtime" };

	it("is taken on by AgentCore, and has the policies that say something", () => {
		const statement = allow(["lambda:InvokeFunction"], [ownArn("lambda", "function:f")]);
		const policies = [
			["nothing", []],
			["something", [statement]],
		] as const;
		const Resources = resourcesOf([agentRole("agent", { ...kind, policies }, surroundings([], []))]);
		assert.deepEqual(checkTemplate({ Resources }), []);
		const { Properties } = Resources[agentRoleId("agent", "Runtime")] ?? {};
		assert.equal(agentRoleId("agent", "Runtime"), "AgentAgentCoreRuntimeRole");
		assert.deepEqual(Properties?.["Policies"], [
			{ PolicyName: "something", PolicyDocument: { Version: "2012-10-17", Statement: [statement] } },
		]);
		assert.ok(
			JSON.stringify(Properties?.["AssumeRolePolicyDocument"]).includes("bedrock-agentcore.amazonaws.com"),
		);
	});

	it("without policies has none", () => {
		const { Properties } = agentRole("agent", { ...kind, policies: [] }, surroundings([], [])).resource;
		assert.equal(Properties?.["Policies"], undefined);
	});

	it("writes logs into groups of its own kind", () => {
		for (const { Resource } of logStatements("browser"))
			assert.ok(JSON.stringify(Resource).includes("log-group:/aws/bedrock-agentcore/browser/*"));
	});
});
