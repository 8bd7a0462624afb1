import { logicalId } from "../../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { inlinePolicy } from "../shared/iam.ts";
import { jsonText } from "../shared/json-text.ts";
import { LOG_GROUP, logGroup } from "../shared/log-group.ts";
import { providerText } from "../shared/provider-settings.ts";
import { handlerCode } from "./handler.ts";

const FUNCTION = "AWS::Lambda::Function";
const ROLE = "AWS::IAM::Role";
const SECRET = "AWS::SecretsManager::Secret";

const own = (type: string) => logicalId({ owner: undefined, specifier: "Upstash", type });

const functionId = own(FUNCTION);
const roleId = own(ROLE);
const secretId = own(SECRET);

/** What CloudFormation calls to make a database. */
export const makerToken = getAtt(functionId, "Arn");

function functionName(target: Target): PhysicalName {
	// With a dash in its own part, which no resource of a config can have in its name.
	return physicalName([stackName(target), "stp-upstash"], {
		maxLength: 64,
		source: "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
	});
}

function logGroupName(target: Target): PhysicalName {
	return physicalName([`/aws/lambda/${functionName(target).text}`], {
		maxLength: 512,
		source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
	});
}

/** The account at Upstash, in a secret: a custom resource would show it to everyone who may read the stack. */
function secretChild(surroundings: Surroundings): Child {
	const account = {
		Email: providerText("upstash", "accountEmail", surroundings) ?? "",
		Key: providerText("upstash", "apiKey", surroundings) ?? "",
	};
	return {
		id: secretId,
		shared: true,
		resource: {
			Type: SECRET,
			Properties: {
				Description: sub("The account at Upstash of the stack ${AWS::StackName}."),
				SecretString: jsonText(account),
				Tags: surroundings.tags,
			},
		},
	};
}

function roleChild({ target }: Surroundings): Child {
	const logs = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${logGroupName(target).text}`;
	const statements = [
		{ Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: [sub(`${logs}:*`)] },
		{ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [ref(secretId)] },
	];
	return {
		id: roleId,
		shared: true,
		resource: {
			Type: ROLE,
			Properties: {
				AssumeRolePolicyDocument: {
					Version: "2012-10-17",
					Statement: [
						{ Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] }, Action: ["sts:AssumeRole"] },
					],
				},
				Policies: [inlinePolicy("make-upstash-databases", statements)],
			},
		},
	};
}

/** The function that makes the databases of the stack, with all that it needs. */
export function makerChildren(surroundings: Surroundings): readonly Child[] {
	const { target, tags } = surroundings;
	const name = functionName(target);
	const logs = logGroup({ owner: "", specifier: "Upstash", name: logGroupName(target), retentionDays: 90 });
	return [
		secretChild(surroundings),
		roleChild(surroundings),
		{ ...logs, id: own(LOG_GROUP), shared: true },
		{
			id: functionId,
			name,
			shared: true,
			resource: {
				Type: FUNCTION,
				// Without its role and its log group it could neither work nor say why.
				DependsOn: [roleId, own(LOG_GROUP)],
				Properties: {
					FunctionName: name.text,
					Description: "Makes databases at Upstash for this stack.",
					Code: { ZipFile: handlerCode },
					Handler: "index.handler",
					Runtime: "nodejs24.x",
					Architectures: ["arm64"],
					MemorySize: 256,
					Timeout: 120,
					Role: getAtt(roleId, "Arn"),
					Environment: { Variables: { SECRET_ARN: ref(secretId) } },
					Tags: tags,
				},
			},
		},
	];
}
