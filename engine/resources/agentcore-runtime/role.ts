import { logicalId } from "../../names/logical-id.ts";
import { getAtt, sub } from "../../template/intrinsics.ts";
import type { Child, Statement, Surroundings } from "../kind.ts";
import { underscoreName } from "../shared/agentcore/names.ts";
import { agentRole, allow, logStatements, ownArn } from "../shared/agentcore/role.ts";
import { writtenStatements } from "../shared/iam.ts";
import type { Runtime } from "./properties.ts";
import { usedTools } from "./tools.ts";

/** What of AgentCore an agent may use without a resource of its own: the browser and the interpreter that AWS keeps. */
const awsTool = (rest: string) => sub(`arn:\${AWS::Partition}:bedrock-agentcore:\${AWS::Region}:aws:${rest}`);

const browserActions = [
	"ConnectBrowserAutomationStream",
	"ConnectBrowserLiveViewStream",
	"GetBrowserSession",
	"ListBrowserSessions",
	"StartBrowserSession",
	"StopBrowserSession",
	"UpdateBrowserStream",
];
const interpreterActions = [
	"GetCodeInterpreterSession",
	"InvokeCodeInterpreter",
	"ListCodeInterpreterSessions",
	"StartCodeInterpreterSession",
	"StopCodeInterpreterSession",
];
const memoryActions = [
	"BatchCreateMemoryRecords",
	"BatchDeleteMemoryRecords",
	"BatchUpdateMemoryRecords",
	"CreateEvent",
	"DeleteEvent",
	"DeleteMemoryRecord",
	"GetEvent",
	"GetMemory",
	"GetMemoryRecord",
	"ListActors",
	"ListEvents",
	"ListMemoryRecords",
	"ListSessions",
	"RetrieveMemoryRecords",
];

const onAgentCore = (actions: readonly string[]) => actions.map((action) => `bedrock-agentcore:${action}`);

/** The statements for the tools that a config gives the agent, and for those that AWS keeps for everybody. */
function toolStatements(runtime: Runtime): readonly Statement[] {
	const { memory, gateway, browser, codeInterpreter } = usedTools(runtime);
	return [
		...(memory ? [allow(onAgentCore(memoryActions), [memory.arn])] : []),
		...(gateway ? [allow(onAgentCore(["InvokeGateway"]), [gateway.arn])] : []),
		allow(onAgentCore(browserActions), [
			awsTool("browser/aws.browser.v1"),
			...(browser ? [browser.arn] : []),
		]),
		allow(onAgentCore(interpreterActions), [
			awsTool("code-interpreter/aws.codeinterpreter.v1"),
			...(codeInterpreter ? [codeInterpreter.arn] : []),
		]),
	];
}

const pulls = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"];

/** Where the image lies: in the repository of the stack, or where a ready image says; those of the gallery are public. */
function imageStatements({ values: { packaging } }: Runtime): readonly Statement[] {
	const login = allow(["ecr:GetAuthorizationToken"], "*");
	if (packaging.type !== "prebuilt-image") {
		const repository = logicalId({ owner: undefined, specifier: "Container", type: "AWS::ECR::Repository" });
		return [login, allow(pulls, [getAtt(repository, "Arn")])];
	}
	const { image } = packaging.properties;
	if (typeof image !== "string") return [login, allow(pulls, [ownArn("ecr", "repository/*")])];
	const [, account, region, name] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[^/]+\/([^:@]+)/.exec(image) ?? [];
	if (name === undefined) return [];
	return [login, allow(pulls, [sub(`arn:\${AWS::Partition}:ecr:${region}:${account}:repository/${name}`)])];
}

/**
 * What an agent needs to run, as AWS documents it: its image, its logs, traces and measurements, tokens in its own
 * name, and models. A config does not say which models, guardrails and knowledge bases an agent asks for.
 *
 * https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-permissions.html
 */
function serviceStatements(runtime: Runtime, { target }: Surroundings): readonly Statement[] {
	const directory = "workload-identity-directory/default";
	const { text: name } = underscoreName([runtime.name], target);
	return [
		allow(
			["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
			[
				sub("arn:${AWS::Partition}:bedrock:*::foundation-model/*"),
				sub("arn:${AWS::Partition}:bedrock:*:${AWS::AccountId}:inference-profile/*"),
				sub("arn:${AWS::Partition}:bedrock:*:${AWS::AccountId}:application-inference-profile/*"),
			],
		),
		allow(["bedrock:ApplyGuardrail"], [ownArn("bedrock", "guardrail/*")]),
		allow(["bedrock:Retrieve"], [ownArn("bedrock", "knowledge-base/*")]),
		allow(
			onAgentCore([
				"GetWorkloadAccessToken",
				"GetWorkloadAccessTokenForJWT",
				"GetWorkloadAccessTokenForUserId",
			]),
			[
				ownArn("bedrock-agentcore", directory),
				ownArn("bedrock-agentcore", `${directory}/workload-identity/${name}-*`),
			],
		),
		...imageStatements(runtime),
		...logStatements("runtimes"),
		allow(
			[
				"xray:PutTraceSegments",
				"xray:PutTelemetryRecords",
				"xray:GetSamplingRules",
				"xray:GetSamplingTargets",
			],
			"*",
		),
		{
			...allow(["cloudwatch:PutMetricData"], "*"),
			Condition: { StringEquals: { "cloudwatch:namespace": "bedrock-agentcore" } },
		},
	];
}

/** What of the role's id and name is of a runtime. */
export const RUNTIME_ROLE = { kind: "Runtime", suffix: "runtime" };

/** The role of an agent. */
export function runtimeRole(runtime: Runtime, surroundings: Surroundings): Child {
	const policies = [
		["agentcore-service-access", [...serviceStatements(runtime, surroundings), ...toolStatements(runtime)]],
		["custom-iam-role-statements", writtenStatements(runtime.values.iamRoleStatements)],
		["custom-allow-access-to-policy-statements", surroundings.connections(runtime).statements],
	] as const;
	return agentRole(runtime.name, { ...RUNTIME_ROLE, policies }, surroundings);
}
