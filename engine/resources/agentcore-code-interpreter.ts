import { logicalId } from "../names/logical-id.ts";
import { object, optional, type Static, text } from "../schema/schema.ts";
import { getAtt } from "../template/intrinsics.ts";
import { type Child, type Deployed, defineResource, type Placed, type Surroundings } from "./kind.ts";
import { agentConsole } from "./shared/agentcore/console.ts";
import { agentRoleName, underscoreName } from "./shared/agentcore/names.ts";
import { agentRole, agentRoleId, logStatements } from "./shared/agentcore/role.ts";
import { resourceTags } from "./shared/compute-schema.ts";
import { tagMap } from "./shared/tag-map.ts";

const INTERPRETER = "AWS::BedrockAgentCore::CodeInterpreterCustom";

const guide = "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide";

const properties = object("Settings of the code interpreter.", {
	description: optional(
		text("What the code interpreter is for.", {
			minLength: 1,
			maxLength: 200,
			source:
				"https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrockagentcore-codeinterpretercustom.html",
		}),
	),
	tags: optional(resourceTags),
});

type Interpreter = Placed<Deployed<Static<typeof properties>>>;

const id = ({ name }: Interpreter) => logicalId({ owner: name, type: INTERPRETER });
const KIND = { kind: "CodeInterpreter", suffix: "code-interpreter" };

function compile(interpreter: Interpreter, surroundings: Surroundings): readonly Child[] {
	const { name: owner, values } = interpreter;
	const name = underscoreName([owner], surroundings.target);
	const Properties = {
		Name: name.text,
		Description: values.description,
		ExecutionRoleArn: getAtt(agentRoleId(owner, KIND.kind), "Arn"),
		NetworkConfiguration: { NetworkMode: "PUBLIC" },
		Tags: tagMap(surroundings, values.tags),
	};
	const policies = [["agentcore-service-access", logStatements("code-interpreter")]] as const;
	const role = agentRole(owner, { ...KIND, policies }, surroundings);
	return [role, { id: id(interpreter), name, resource: { Type: INTERPRETER, Properties } }];
}

const paramDocs = { id: "Id of the code interpreter.", arn: "ARN of the code interpreter." };

/** The room of `agentcore-code-interpreter`. */
export const agentCoreCodeInterpreter = defineResource({
	type: "agentcore-code-interpreter",
	docs: "A place where agents run code that they have written (Amazon Bedrock AgentCore Code Interpreter).",
	source: `${guide}/code-interpreter-tool.html`,
	properties,
	snippet: `type: agentcore-code-interpreter
properties:
  description: \${1:Works with numbers}`,
	names: (interpreter, target) => ({
		[agentRoleId(interpreter.name, KIND.kind)]: agentRoleName(interpreter.name, KIND.suffix, target),
		[id(interpreter)]: underscoreName([interpreter.name], target),
	}),
	paramDocs,
	params: (interpreter) => ({
		id: { docs: paramDocs.id, value: getAtt(id(interpreter), "CodeInterpreterId"), shown: true },
		arn: { docs: paramDocs.arn, value: getAtt(id(interpreter), "CodeInterpreterArn"), shown: true },
	}),
	compile,
	links: () => ({ console: agentConsole() }),
});
