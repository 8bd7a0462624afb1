import { logicalId } from "../../names/logical-id.ts";
import { getAtt, ref, type Text } from "../../template/intrinsics.ts";
import type { Runtime } from "./properties.ts";

/** A tool of an agent: its ARN for the role, and what the agent knows it by. */
export type Tool = { readonly arn: Text; readonly variable: string; readonly value: Text };

const idOf = (owner: string, type: string) => logicalId({ owner, type: `AWS::BedrockAgentCore::${type}` });

const known = (name: unknown): string | undefined => (typeof name === "string" ? name : undefined);

/** The memory, gateway, browser and code interpreter that a config gives an agent. */
export function usedTools({ values }: Runtime): {
	readonly memory?: Tool;
	readonly gateway?: Tool;
	readonly browser?: Tool;
	readonly codeInterpreter?: Tool;
} {
	const { useMemory, useGateway, useBrowser, useCodeInterpreter } = values;
	const tool = (name: unknown, type: string, make: (id: string) => Tool) => {
		const owner = known(name);
		return owner === undefined ? undefined : make(idOf(owner, type));
	};
	const memory = tool(useMemory, "Memory", (id) => ({
		arn: ref(id),
		variable: "STP_AGENTCORE_MEMORY_ID",
		value: getAtt(id, "MemoryId"),
	}));
	const gateway = tool(useGateway, "Gateway", (id) => ({
		arn: getAtt(id, "GatewayArn"),
		variable: "STP_AGENTCORE_GATEWAY_URL",
		value: getAtt(id, "GatewayUrl"),
	}));
	const browser = tool(useBrowser, "BrowserCustom", (id) => ({
		arn: getAtt(id, "BrowserArn"),
		variable: "STP_AGENTCORE_BROWSER_ID",
		value: getAtt(id, "BrowserId"),
	}));
	const codeInterpreter = tool(useCodeInterpreter, "CodeInterpreterCustom", (id) => ({
		arn: getAtt(id, "CodeInterpreterArn"),
		variable: "STP_AGENTCORE_CODE_INTERPRETER_ID",
		value: getAtt(id, "CodeInterpreterId"),
	}));
	return {
		...(memory && { memory }),
		...(gateway && { gateway }),
		...(browser && { browser }),
		...(codeInterpreter && { codeInterpreter }),
	};
}
