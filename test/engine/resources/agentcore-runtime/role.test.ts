import assert from "node:assert/strict";
import type { Runtime } from "../../../../engine/resources/agentcore-runtime/properties.ts";
import { runtimeRole } from "../../../../engine/resources/agentcore-runtime/role.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { placed, resourcesOf, surroundings } from "../../../support/placed.ts";

const prebuilt = (image: unknown) => ({ type: "prebuilt-image", properties: { image } });
const built = { type: "stacktape-image-buildpack", properties: { entryfilePath: "agent.py" } };

type Written = { readonly Action: readonly string[]; readonly Resource: unknown };
type Policy = {
	readonly PolicyName: string;
	readonly PolicyDocument: { readonly Statement: readonly Written[] };
};

function policies(values: object, around = surroundings([], [])): readonly Policy[] {
	const runtime = placed("agentcore-runtime", "helper", {
		packaging: built,
		...values,
	}) as unknown as Runtime;
	const Resources = resourcesOf([runtimeRole(runtime, around)]);
	assert.deepEqual(checkTemplate({ Resources }), []);
	return Object.values(Resources)[0]?.Properties?.["Policies"] as readonly Policy[];
}

const statements = (values: object) => policies(values)[0]?.PolicyDocument.Statement ?? [];

const resourceFor = (action: string, values: object) =>
	statements(values).find(({ Action }) => Action.includes(action))?.Resource;

describe("the role of an agent", () => {
	it("pulls the image from where it lies, and from nowhere else", () => {
		const from = (packaging: object) => resourceFor("ecr:BatchGetImage", { packaging });
		assert.deepEqual(from(built), [{ "Fn::GetAtt": ["StpContainerRepository", "Arn"] }]);
		assert.deepEqual(from(prebuilt("210987654321.dkr.ecr.eu-north-1.amazonaws.com/team/agent:1")), [
			{ "Fn::Sub": "arn:${AWS::Partition}:ecr:eu-north-1:210987654321:repository/team/agent" },
		]);
		assert.deepEqual(from(prebuilt({ Ref: "Image" })), [
			{ "Fn::Sub": "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/*" },
		]);
		assert.equal(from(prebuilt("public.ecr.aws/example/agent:1")), undefined);
	});

	it("has tokens of its own identity only", () => {
		assert.match(
			JSON.stringify(resourceFor("bedrock-agentcore:GetWorkloadAccessToken", {})),
			/workload-identity\/stp_proj_dev_helper-\*/,
		);
	});

	it("uses the tools that the config gives it, and those that AWS keeps for everybody", () => {
		const start = "bedrock-agentcore:StartBrowserSession";
		assert.match(JSON.stringify(resourceFor(start, {})), /^\[\{"Fn::Sub":"[^"]+browser\.v1"\}\]$/);
		assert.match(
			JSON.stringify(resourceFor(start, { useBrowser: "web" })),
			/"WebBrowserCustom","BrowserArn"/,
		);
		const used = { useMemory: "notes", useGateway: "tools", useCodeInterpreter: "python" };
		assert.deepEqual(resourceFor("bedrock-agentcore:CreateEvent", used), [{ Ref: "NotesMemory" }]);
		assert.deepEqual(resourceFor("bedrock-agentcore:InvokeGateway", used), [
			{ "Fn::GetAtt": ["ToolsGateway", "GatewayArn"] },
		]);
		assert.match(
			JSON.stringify(resourceFor("bedrock-agentcore:InvokeCodeInterpreter", used)),
			/"PythonCodeInterpreterCustom"/,
		);
		for (const action of ["CreateEvent", "InvokeGateway"])
			assert.equal(resourceFor(`bedrock-agentcore:${action}`, {}), undefined);
	});

	it("has the statements of the config, and those of its connections", () => {
		const around = surroundings([], [], {
			connections: () => ({
				statements: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::a/*"] }],
				environment: {},
				children: () => [],
			}),
		});
		const iamRoleStatements = [{ Action: ["polly:SynthesizeSpeech"], Resource: ["arn:aws:polly:x"] }];
		assert.deepEqual(
			policies({ iamRoleStatements }, around).map(({ PolicyName }) => PolicyName),
			["agentcore-service-access", "custom-iam-role-statements", "custom-allow-access-to-policy-statements"],
		);
		assert.equal(policies({}).length, 1);
	});
});
