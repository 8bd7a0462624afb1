import assert from "node:assert/strict";
import type { Runtime } from "../../../../engine/resources/agentcore-runtime/properties.ts";
import { usedTools } from "../../../../engine/resources/agentcore-runtime/tools.ts";
import { placed } from "../../../support/placed.ts";

const tools = (values: object) =>
	usedTools(placed("agentcore-runtime", "helper", values) as unknown as Runtime);

describe("the tools of an agent", () => {
	it("are none unless the config names them", () => {
		assert.deepEqual(tools({}), {});
		assert.deepEqual(tools({ useMemory: { Ref: "A" } }), {});
	});

	it("are known to it by a variable each", () => {
		const used = tools({
			useMemory: "notes",
			useGateway: "tools",
			useBrowser: "web",
			useCodeInterpreter: "python",
		});
		assert.deepEqual(
			Object.values(used).map(({ variable, value }) => [variable, value]),
			[
				["STP_AGENTCORE_MEMORY_ID", { "Fn::GetAtt": ["NotesMemory", "MemoryId"] }],
				["STP_AGENTCORE_GATEWAY_URL", { "Fn::GetAtt": ["ToolsGateway", "GatewayUrl"] }],
				["STP_AGENTCORE_BROWSER_ID", { "Fn::GetAtt": ["WebBrowserCustom", "BrowserId"] }],
				[
					"STP_AGENTCORE_CODE_INTERPRETER_ID",
					{ "Fn::GetAtt": ["PythonCodeInterpreterCustom", "CodeInterpreterId"] },
				],
			],
		);
		assert.deepEqual(
			Object.values(used).map(({ arn }) => arn),
			[
				{ Ref: "NotesMemory" },
				{ "Fn::GetAtt": ["ToolsGateway", "GatewayArn"] },
				{ "Fn::GetAtt": ["WebBrowserCustom", "BrowserArn"] },
				{ "Fn::GetAtt": ["PythonCodeInterpreterCustom", "CodeInterpreterArn"] },
			],
		);
	});
});
