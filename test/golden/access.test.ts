import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Analysis } from "../../engine/analyse.ts";
import { realConfigs } from "../corpus/corpus.ts";
import { actionsOfTheConfig, connectionStatements, type Granted, roleStatements } from "../support/access.ts";
import { analysed } from "../support/analysed.ts";

/** Actions on everything, and why nothing smaller can be named. */
const onEverything: Readonly<Record<string, string>> = {
	"sns:publish": "a message to a telephone goes to no resource that could be named",
	"sns:Publish": "a step of a state machine that sends to a telephone",
	"batch:DescribeJobs": "Batch knows no smaller resource for it",
	"batch:ListJobs": "Batch knows no smaller resource for it",
	"batch:TerminateJob": "jobs get their names when they are started",
	"ecs:StopTask": "tasks get their names when they are started",
	"ecs:DescribeTasks": "tasks get their names when they are started",
	"ec2:CreateNetworkInterface": "Lambda makes interfaces in the network by the role of the function",
	"ec2:DeleteNetworkInterface": "Lambda makes interfaces in the network by the role of the function",
	"ec2:DescribeNetworkInterfaces": "Lambda makes interfaces in the network by the role of the function",
	"elasticfilesystem:DescribeFileSystems": "the call takes no file system",
	"ecs:ListServices": "the condition of the statement names the cluster",
	"elasticloadbalancing:DescribeListeners": "describing load balancers knows no resources",
	"elasticloadbalancing:DescribeRules": "describing load balancers knows no resources",
	"elasticloadbalancing:DescribeTargetGroups": "describing load balancers knows no resources",
	"elasticloadbalancing:DescribeTargetHealth": "describing load balancers knows no resources",
	"ssmmessages:CreateControlChannel": "channels of a session are no resources",
	"ssmmessages:CreateDataChannel": "channels of a session are no resources",
	"ssmmessages:OpenControlChannel": "channels of a session are no resources",
	"ssmmessages:OpenDataChannel": "channels of a session are no resources",
	"s3files:ClientMount": "the condition of the statement names the access point",
	"s3files:ClientWrite": "the condition of the statement names the access point",
	"bedrock:InvokeModel": "a config does not say which models an agent asks",
	"bedrock:InvokeModelWithResponseStream": "a config does not say which models an agent asks",
	"bedrock:ApplyGuardrail": "a config does not say which guardrails an agent uses",
	"bedrock:Retrieve": "a config does not say which knowledge bases an agent reads",
	"ecr:GetAuthorizationToken": "the call takes no repository",
	"xray:PutTraceSegments": "traces are no resources",
	"xray:PutTelemetryRecords": "traces are no resources",
	"xray:GetSamplingRules": "traces are no resources",
	"xray:GetSamplingTargets": "traces are no resources",
	"cloudwatch:PutMetricData": "the condition of the statement names the namespace",
	"codedeploy:PutLifecycleEventHookExecutionStatus": "the deployment that asks has no name before it begins",
	"ses:SendEmail": "a config names no sender: it may be any that the account has verified",
	"ses:SendRawEmail": "a config names no sender: it may be any that the account has verified",
	"ses:SendTemplatedEmail": "a config names no sender: it may be any that the account has verified",
	"ses:SendBulkEmail": "a config names no sender: it may be any that the account has verified",
	"ses:SendBulkTemplatedEmail": "a config names no sender: it may be any that the account has verified",
};

/** Actions that are given by a pattern, and why they are not written out. */
const byPattern: Readonly<Record<string, string>> = {
	"dynamodb:BatchGet*": "reads of one table; AWS adds variants of the same read",
	"dynamodb:Get*": "reads of one table; AWS adds variants of the same read",
	"dynamodb:BatchWrite*": "writes to one table; AWS adds variants of the same write",
	"cognito-idp:Admin*": "the users of one pool, whom dozens of actions look after",
	"cognito-idp:Describe*": "reads of one pool",
	"cognito-idp:Get*": "reads of one pool",
	"cognito-idp:List*": "reads of one pool",
	"es:ESHttp*": "requests to one domain: there is an action for each method",
	"s3:GetBucket*": "settings of one bucket, which are dozens of actions",
	"s3:*Object*": "objects of one bucket: versions, tags, ACLs and their like are dozens of actions",
	"s3:Abort*": "uploads to one bucket",
	"s3:*MultipartUpload*": "uploads to one bucket",
};

/** What of it a `connectTo` may bring; everything else that roles have is the work of the resource itself. */
const byConnection = /^((ses|batch):|ecs:ListServices$)/;

const root = fileURLToPath(new URL("../../", import.meta.url));

const goldens = globSync("test/golden/*/stacktape.yml", { cwd: root }).map((file) => ({
	name: file.split(/[\\/]/).at(-2) ?? file,
	analyse: () => analysed(readFileSync(`${root}${file}`, "utf8")),
}));

const text = (resource: unknown) => (typeof resource === "string" ? resource : JSON.stringify(resource));

/**
 * True for everything, for everything of a kind (`*`, `arn:aws:sqs:*:*:*`, `…:table/*`), and for everything whose name
 * begins with that of the stack.
 */
function isUnbounded(resource: unknown): boolean {
	const named = text(resource);
	if (named === "*") return true;
	// The first part of what S3 has is a bucket, and no kind.
	const arn = /arn:[^:]+:(?!s3:)[a-z0-9-]+:[^:]*:[^:]*:(?<name>[^"]*)/.exec(named.replaceAll("${AWS::", "${"));
	const name = arn?.groups?.["name"] ?? "x";
	return /^([A-Za-z-]+[/:])?\*$/.test(name) || /^([A-Za-z-]+[/:])?proj-dev-?\*/.test(name);
}

function complaintsOf({ by, actions, resources }: Granted, isAllowed: RegExp = /./): readonly string[] {
	const unbounded = resources.some(isUnbounded);
	return actions.flatMap((action) => [
		...(unbounded && !(action in onEverything && isAllowed.test(action)) ? [`${by}: ${action} on ${resources.map(text).join(", ")}`] : []),
		...(action.includes("*") && !(action in byPattern) ? [`${by}: ${action} is more than one action`] : []),
	]);
}

function withoutOwn(statements: readonly Granted[], { graph }: Analysis): readonly Granted[] {
	const own = actionsOfTheConfig([...graph.resources.values()].map(({ placed }) => placed.values));
	return statements.filter(({ actions }) => !actions.every((action) => own.has(action)));
}

describe("access", () => {
	for (const { name, analyse } of [...goldens, ...realConfigs()]) {
		it(`is given to nothing but what is named: ${name}`, () => {
			const analysis = analyse();
			const connections = connectionStatements(analysis);
			const roles = withoutOwn(roleStatements(analysis), analysis);
			const complaints = [
				...connections.flatMap((statement) => complaintsOf(statement, byConnection)),
				...roles.flatMap((statement) => complaintsOf(statement)),
			];
			assert.deepEqual([...new Set(complaints)], []);
		});
	}

	const judged: readonly (readonly [why: string, resource: unknown, expected: boolean])[] = [
		["everything", "*", true],
		["everything of a service", "arn:aws:sqs:eu-west-1:123456789012:*", true],
		["everything of a kind", { "Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*" }, true],
		["everything whose name begins with the stack's", "arn:aws:lambda:eu-west-1:123456789012:function:proj-dev*", true],
		["a resource", { "Fn::GetAtt": ["A", "Arn"] }, false],
		["what is inside of a resource", { "Fn::Join": ["", [{ "Fn::GetAtt": ["A", "Arn"] }, "/*"]] }, false],
		["a name", { "Fn::Sub": "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:a" }, false],
		["names that begin so", "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/a:*", false],
		["objects of a bucket", "arn:aws:s3:::a/*", false],
	];
	for (const [why, resource, expected] of judged) {
		it(`is told apart: ${why}`, () => assert.equal(isUnbounded(resource), expected));
	}
});
