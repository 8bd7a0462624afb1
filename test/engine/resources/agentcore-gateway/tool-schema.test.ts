import assert from "node:assert/strict";
import { agentSchema, checkToolSchema } from "../../../../engine/resources/agentcore-gateway/tool-schema.ts";

describe("the schema of a tool", () => {
	it("has the keywords that AgentCore knows, and the names of properties as they are", () => {
		const schema = {
			type: "object",
			properties: {
				type: { type: "string", enum: ["a"], description: "kind" },
				list: { type: "array", items: { type: "number", minimum: 1 } },
			},
			required: ["type"],
			additionalProperties: false,
		};
		assert.deepEqual(agentSchema(schema), {
			Type: "object",
			Properties: {
				type: { Type: "string", Description: "kind" },
				list: { Type: "array", Items: { Type: "number" } },
			},
			Required: ["type"],
		});
	});

	it("is taken over where it is none", () => assert.equal(agentSchema("x"), "x"));

	it("needs a type in every part", () => {
		const found = checkToolSchema({ properties: { a: {}, b: { type: 1 } }, items: [] }, ["inputSchema"]);
		assert.deepEqual(
			found.map(({ path, message }) => `${path.join(".")}: ${message}`),
			[
				'inputSchema: "type" is missing in inputSchema',
				'inputSchema.properties.a: "type" is missing in a',
				"inputSchema.properties.b.type: 1 is not a type that AgentCore knows",
				"inputSchema.items: items must be an object of JSON Schema",
			],
		);
	});
});
