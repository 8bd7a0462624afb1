import assert from "node:assert/strict";
import {
	agentRoleName,
	gatewayName,
	gatewayTargetName,
	underscoreName,
} from "../../../../../engine/resources/shared/agentcore/names.ts";

const target = { project: "my-project", stage: "dev", region: "eu-west-1" };

describe("the names of AgentCore", () => {
	it("have letters, digits and _ only, and are those of the format when they are long", () => {
		assert.equal(underscoreName(["memory"], target).text, "stp_my_project_dev_memory");
		assert.equal(underscoreName(["agent", "prod-1"], target).text, "stp_my_project_dev_agent_prod_1");
		assert.equal(
			underscoreName(["supportAgentForInternalUseOnlyWithLongName"], target).text,
			"stp_my_project_dev_supportAgentForInterna_26d8ee",
		);
	});

	it("of gateways have single dashes", () => {
		assert.equal(gatewayName("toolsGateway", target).text, "stp-my-project-dev-toolsGateway");
		assert.equal(gatewayTargetName("gw", "look -- up", target).text, "stp-my-project-dev-gw-look-up");
		assert.equal(gatewayName("g".repeat(60), target).text.length, 48);
		assert.equal(gatewayTargetName("g", "t".repeat(120), target).text.length, 100);
	});

	it("of roles have the region", () => {
		assert.equal(agentRoleName("gw", "gateway", target).text, "my-project-dev-gw-gateway-eu-west-1");
	});
});
