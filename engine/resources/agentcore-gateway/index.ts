import { logicalId } from "../../names/logical-id.ts";
import { getAtt, ref, type Text } from "../../template/intrinsics.ts";
import { type Child, defineResource, type Finding, type Surroundings } from "../kind.ts";
import { authorizerConfiguration } from "../shared/agentcore/authorizer.ts";
import { agentConsole } from "../shared/agentcore/console.ts";
import { agentRoleName, gatewayName, gatewayTargetName } from "../shared/agentcore/names.ts";
import { agentRole, agentRoleId, allow } from "../shared/agentcore/role.ts";
import { exactlyOne } from "../shared/exactly-one.ts";
import { tagMap } from "../shared/tag-map.ts";
import { type Gateway, properties, type Tool } from "./properties.ts";
import { agentSchema, checkToolSchema } from "./tool-schema.ts";

const GATEWAY = "AWS::BedrockAgentCore::Gateway";
const TARGET = "AWS::BedrockAgentCore::GatewayTarget";

const id = ({ name }: Gateway) => logicalId({ owner: name, type: GATEWAY });
const targetId = ({ name }: Gateway, tool: string) =>
	logicalId({ owner: name, specifier: tool, type: TARGET });

/** Name of a tool; the schema takes no directive there that only the deploy knows. */
const toolName = ({ name }: Tool) => (typeof name === "string" ? name : "");

/** ARN of the function of a tool. */
function functionOf({ function: name, lambdaArn }: Tool): Text | undefined {
	return typeof name === "string"
		? getAtt(logicalId({ owner: name, type: "AWS::Lambda::Function" }), "Arn")
		: lambdaArn;
}

function protocolOf({ values: { instructions, supportedVersions, searchType } }: Gateway) {
	if (instructions === undefined && supportedVersions === undefined && searchType === undefined)
		return undefined;
	return {
		Mcp: { Instructions: instructions, SupportedVersions: supportedVersions, SearchType: searchType },
	};
}

function gatewayChild(gateway: Gateway, surroundings: Surroundings): Child {
	const { values } = gateway;
	const name = gatewayName(gateway.name, surroundings.target);
	return {
		id: id(gateway),
		name,
		resource: {
			Type: GATEWAY,
			Properties: {
				Name: name.text,
				Description: values.description,
				AuthorizerType: values.authorizer ? "CUSTOM_JWT" : "NONE",
				AuthorizerConfiguration: values.authorizer && authorizerConfiguration(values.authorizer),
				ProtocolType: "MCP",
				ProtocolConfiguration: protocolOf(gateway),
				ExceptionLevel: values.exceptionLevel,
				RoleArn: getAtt(agentRoleId(gateway.name, "Gateway"), "Arn"),
				Tags: tagMap(surroundings, values.tags),
			},
		},
	};
}

function targetChild(gateway: Gateway, tool: Tool, index: number, { target }: Surroundings): Child {
	const name = gatewayTargetName(gateway.name, toolName(tool), target);
	const calls = tool.toolSchema.map((call) => ({
		Name: call.name,
		// AWS asks for one, the format does not.
		Description: call.description ?? tool.description ?? call.name,
		InputSchema: agentSchema(call.inputSchema),
		OutputSchema: call.outputSchema === undefined ? undefined : agentSchema(call.outputSchema),
	}));
	return {
		id: targetId(gateway, toolName(tool)),
		name,
		origin: ["tools", index],
		resource: {
			Type: TARGET,
			Properties: {
				GatewayIdentifier: ref(id(gateway)),
				Name: name.text,
				Description: tool.description,
				CredentialProviderConfigurations: [{ CredentialProviderType: "GATEWAY_IAM_ROLE" }],
				TargetConfiguration: {
					Mcp: { Lambda: { LambdaArn: functionOf(tool), ToolSchema: { InlinePayload: calls } } },
				},
			},
		},
	};
}

/** Tools by the names that their logical ids are made of; of two alike the first. */
function distinctTools(gateway: Gateway): readonly { readonly tool: Tool; readonly index: number }[] {
	const tools = gateway.values.tools ?? [];
	const ids = tools.map((tool) => targetId(gateway, toolName(tool)));
	return tools.flatMap((tool, index) => (ids.indexOf(ids[index] ?? "") === index ? [{ tool, index }] : []));
}

function compile(gateway: Gateway, surroundings: Surroundings): readonly Child[] {
	const tools = gateway.values.tools ?? [];
	const arns = tools.map(functionOf).filter((arn) => arn !== undefined);
	const distinct = arns.filter(
		(arn, index) => arns.findIndex((other) => JSON.stringify(other) === JSON.stringify(arn)) === index,
	);
	const statements = distinct.length > 0 ? [allow(["lambda:InvokeFunction"], distinct)] : [];
	return [
		agentRole(
			gateway.name,
			{ kind: "Gateway", suffix: "gateway", policies: [["custom-iam-role-statements", statements]] },
			surroundings,
		),
		gatewayChild(gateway, surroundings),
		...distinctTools(gateway).map(({ tool, index }) => targetChild(gateway, tool, index, surroundings)),
	];
}

function checkTool(gateway: Gateway, tool: Tool, index: number): readonly Finding[] {
	const tools = gateway.values.tools ?? [];
	const own = targetId(gateway, toolName(tool));
	const first = tools.findIndex((other) => targetId(gateway, toolName(other)) === own);
	const path = ["tools", index];
	const schemas = tool.toolSchema.flatMap((call, at) => [
		...checkToolSchema(call.inputSchema, [...path, "toolSchema", at, "inputSchema"]),
		...(call.outputSchema === undefined
			? []
			: checkToolSchema(call.outputSchema, [...path, "toolSchema", at, "outputSchema"])),
	]);
	return [
		// Nothing of the two is written, so that the name is where it is said.
		...exactlyOne(tool, ["function", "lambdaArn"], path).map((finding) =>
			finding.path === path ? { ...finding, path: [...path, "name"], atKey: false } : finding,
		),
		...(first < index
			? [
					{
						code: "duplicate-tool",
						message: `there is another tool "${toolName(tool)}"`,
						path: [...path, "name"],
						hint: "names must differ in more than punctuation and case: rename one of the two",
						related: [{ message: "the first one", path: ["tools", first, "name"] }],
					},
				]
			: []),
		...schemas,
	];
}

const paramDocs = { id: "Id of the gateway.", arn: "ARN of the gateway.", url: "Address that agents call." };

/** The room of `agentcore-gateway`. */
export const agentCoreGateway = defineResource({
	type: "agentcore-gateway",
	docs: "Functions as tools of agents (Amazon Bedrock AgentCore Gateway): agents find and call them by the Model Context Protocol.",
	source: "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway.html",
	properties,
	snippet: `type: agentcore-gateway
properties:
  tools:
    - name: \${1:tool}
      function: \${2:myFunction}
      toolSchema:
        - name: \${3:look_up}
          description: \${4:Looks something up}
          inputSchema:
            type: object
            properties:
              id:
                type: string`,
	names: (gateway, target) => ({
		[agentRoleId(gateway.name, "Gateway")]: agentRoleName(gateway.name, "gateway", target),
		[id(gateway)]: gatewayName(gateway.name, target),
		...Object.fromEntries(
			distinctTools(gateway).map(({ tool }) => [
				targetId(gateway, toolName(tool)),
				gatewayTargetName(gateway.name, toolName(tool), target),
			]),
		),
	}),
	paramDocs,
	params: (gateway) => ({
		id: { docs: paramDocs.id, value: ref(id(gateway)), shown: true },
		arn: { docs: paramDocs.arn, value: getAtt(id(gateway), "GatewayArn"), shown: true },
		url: { docs: paramDocs.url, value: getAtt(id(gateway), "GatewayUrl"), shown: true },
	}),
	check: (gateway) => (gateway.values.tools ?? []).flatMap((tool, index) => checkTool(gateway, tool, index)),
	compile,
	links: () => ({ console: agentConsole() }),
});
