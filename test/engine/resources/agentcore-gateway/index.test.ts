import assert from "node:assert/strict";
import { analyse } from "../../../../engine/index.ts";
import { agentCoreGateway } from "../../../../engine/resources/agentcore-gateway/index.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { assertProblems } from "../../../support/marked.ts";
import { accepted, compileRoom, resourcesOf, surroundings, target } from "../../../support/placed.ts";

const call = { name: "get", inputSchema: { type: "object" } };

const compiled = (values: object) => {
	const Resources = resourcesOf(compileRoom(agentCoreGateway, "tools", values));
	assert.deepEqual(checkTemplate({ Resources }), []);
	return Resources;
};

describe("an agentcore-gateway", () => {
	it("asks nobody for a token unless it is told to", () => {
		const open = compiled({})["ToolsGateway"]?.Properties;
		assert.deepEqual([open?.["AuthorizerType"], open?.["ProtocolConfiguration"]], ["NONE", undefined]);
		const discoveryUrl = "https://login.example.com/.well-known/openid-configuration";
		const closed = compiled({ authorizer: { discoveryUrl } })["ToolsGateway"]?.Properties;
		assert.equal(closed?.["AuthorizerType"], "CUSTOM_JWT");
	});

	it("may call the functions of its tools, each of them once", () => {
		const lambdaArn = "arn:aws:lambda:eu-west-1:123456789012:function:other";
		const tools = [
			{ name: "a", lambdaArn, toolSchema: [call] },
			{ name: "b", lambdaArn, toolSchema: [call] },
		];
		const resources = compiled({ tools });
		assert.deepEqual(Object.keys(resources), [
			"ToolsAgentCoreGatewayRole",
			"ToolsGateway",
			"ToolsAGatewayTarget",
			"ToolsBGatewayTarget",
		]);
		const role = JSON.stringify(resources["ToolsAgentCoreGatewayRole"]?.Properties?.["Policies"]);
		assert.equal(role.split(lambdaArn).length, 2, role);
		assert.equal(resources["ToolsAGatewayTarget"]?.Properties?.["Name"], "stp-proj-dev-tools-a");
	});

	it("describes a call by its tool, or by its name, because AWS asks for a description", () => {
		const described = (tool: object, own: object = {}) => {
			const tools = [
				{ name: "a", lambdaArn: "arn:aws:lambda:x", toolSchema: [{ ...call, ...own }], ...tool },
			];
			return JSON.stringify(compiled({ tools })["ToolsAGatewayTarget"])
				.match(/"Description":"[a-z ]+"/g)
				?.at(-1);
		};
		assert.equal(described({}), '"Description":"get"');
		assert.equal(described({ description: "a tool" }), '"Description":"a tool"');
		assert.equal(described({ description: "a tool" }, { description: "a call" }), '"Description":"a call"');
	});

	it("has an id, an ARN and an address", () => {
		const params = agentCoreGateway.params(accepted(agentCoreGateway, "tools", {}), surroundings([], []));
		assert.deepEqual(
			Object.values(params).map(({ value }) => value),
			[
				{ Ref: "ToolsGateway" },
				{ "Fn::GetAtt": ["ToolsGateway", "GatewayArn"] },
				{ "Fn::GetAtt": ["ToolsGateway", "GatewayUrl"] },
			],
		);
	});

	it("says what is wrong with its tools", () => {
		const text = `
resources:
  gateway:
    type: agentcore-gateway
    properties:
      tools:
        - name: lookUp
#               ^^^^^^ not-exactly-one: one of function or lambdaArn must be set
          toolSchema:
            - name: get
              inputSchema:
                type: object
                properties:
                  id:
                    type: text
#                         ^^^^ invalid-tool-schema: "text" is not a type that AgentCore knows
                  names:
                    type: array
                    items:
#                   ^^^^^ invalid-tool-schema: "type" is missing in items
                      description: A name
              outputSchema: string
#                           ^^^^^^ invalid-tool-schema: outputSchema must be an object of JSON Schema
        - name: look-up
#               ^^^^^^^ duplicate-tool: there is another tool "look-up"
          function: worker
          lambdaArn: arn:aws:lambda:eu-west-1:123456789012:function:elsewhere
#         ^^^^^^^^^ not-exactly-one: lambdaArn cannot be set together with function
          toolSchema:
            - name: get
              inputSchema:
                type: strng
#                     ^^^^^ invalid-tool-schema: "strng" is not a type that AgentCore knows
  worker:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: worker.ts
`;
		assertProblems(text, analyse({ path: "stacktape.yml", text }, target).problems);
	});
});
