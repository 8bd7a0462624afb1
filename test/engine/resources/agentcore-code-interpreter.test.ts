import assert from "node:assert/strict";
import { agentCoreCodeInterpreter } from "../../../engine/resources/agentcore-code-interpreter.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { accepted, compileRoom, resourcesOf, surroundings, tags } from "../../support/placed.ts";

describe("an agentcore-code-interpreter", () => {
	it("is a code interpreter with a role that writes logs", () => {
		const own = [{ name: "team", value: "support" }];
		const values = { description: "Works with numbers", tags: own };
		const Resources = resourcesOf(compileRoom(agentCoreCodeInterpreter, "numbers", values));
		assert.deepEqual(checkTemplate({ Resources }), []);
		assert.deepEqual(Resources["NumbersCodeInterpreterCustom"], {
			Type: "AWS::BedrockAgentCore::CodeInterpreterCustom",
			Properties: {
				Name: "stp_proj_dev_numbers",
				Description: "Works with numbers",
				ExecutionRoleArn: { "Fn::GetAtt": ["NumbersAgentCoreCodeInterpreterRole", "Arn"] },
				NetworkConfiguration: { NetworkMode: "PUBLIC" },
				Tags: { team: "support", ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) },
			},
		});
		assert.equal(
			Resources["NumbersAgentCoreCodeInterpreterRole"]?.Properties?.["RoleName"],
			"proj-dev-numbers-code-interpreter-eu-west-1",
		);
	});

	it("has an id and an ARN", () => {
		const placed = accepted(agentCoreCodeInterpreter, "numbers", {});
		assert.deepEqual(
			Object.values(agentCoreCodeInterpreter.params(placed, surroundings([], []))).map(({ value }) => value),
			["CodeInterpreterId", "CodeInterpreterArn"].map((attribute) => ({
				"Fn::GetAtt": ["NumbersCodeInterpreterCustom", attribute],
			})),
		);
	});
});
