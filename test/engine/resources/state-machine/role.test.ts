import assert from "node:assert/strict";
import { dynamoDbTable } from "../../../../engine/resources/dynamo-db-table/index.ts";
import type { Statement } from "../../../../engine/resources/kind.ts";
import { stateMachine } from "../../../../engine/resources/state-machine/index.ts";
import { machineRole, machineRoleId } from "../../../../engine/resources/state-machine/role.ts";
import { Deferred } from "../../../../engine/text/tree.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { accepted, placed, resourcesOf, surroundings } from "../../../support/placed.ts";

const param = (...args: readonly string[]) =>
	new Deferred({
		directive: "ResourceParam",
		args,
		path: [],
		span: { start: 0, end: 0 },
		text: `$ResourceParam('${args.join("', '")}')`,
		unanswered: false,
	});

const own = (service: string, rest: string) => ({
	"Fn::Sub": `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`,
});

/** What the role of a machine with these tasks may do, as action and resources. */
function allowed(...tasks: readonly object[]) {
	const states = tasks.map((task, index) => [`s${index}`, { Type: "Task", End: true, ...task }] as const);
	const machine = accepted(stateMachine, "sm", {
		definition: { StartAt: "s0", States: Object.fromEntries(states) },
	});
	const table = placed("dynamo-db-table", "orders", {});
	const fn = placed("function", "fn", {});
	const other = placed("function", "other", {});
	const app = placed("multi-container-workload", "app", {});
	const child = machineRole(
		surroundings([machine, table, fn, other, app], [stateMachine, dynamoDbTable], {
			settings: {
				cloudformationResources: {
					RenderRole: { Type: "AWS::IAM::Role" },
					Other: { Type: "AWS::SNS::Topic" },
				},
			},
		}),
	);
	assert.deepEqual([child.id, child.shared], [machineRoleId, true]);
	const Resources = resourcesOf([child]);
	assert.deepEqual(checkTemplate({ Resources }), []);
	const policies = child.resource.Properties?.["Policies"];
	if (policies === undefined) return [];
	return statements(policies).map(({ Action, Resource }) => [String(Action), ...[Resource].flat()]);
}

/** The statements of the one policy of a role. */
function statements(policies: unknown): readonly Statement[] {
	assert.ok(Array.isArray(policies) && policies.length === 1);
	return policies[0].PolicyDocument.Statement;
}

const invoke = "lambda:InvokeFunction";
const functionNamed = (name: string) => [
	own("lambda", `function:${name}`),
	own("lambda", `function:${name}:*`),
];
const call = (action: string, Parameters: object) => ({ Resource: `arn:aws:states:::${action}`, Parameters });

describe("the role of state machines", () => {
	it("may do nothing without need", () =>
		assert.deepEqual(allowed({ Resource: param("orders", "arn") }), []));

	it("may call the functions that are named, in whatever version", () => {
		assert.deepEqual(allowed({ Resource: param("fn", "arn") }), [[invoke, ...functionNamed("proj-dev-fn")]]);
		const byName = call("lambda:invoke.waitForTaskToken", { FunctionName: "by-name" });
		assert.deepEqual(allowed(call("lambda:invoke", { FunctionName: param("other", "arn") }), byName), [
			[invoke, ...functionNamed("proj-dev-other"), ...functionNamed("by-name")],
		]);
		assert.deepEqual(allowed(call("lambda:invoke", { FunctionName: "by-name:live" })), [
			[invoke, own("lambda", "function:by-name:live")],
		]);
	});

	it("may call the functions of the stack when the data say which", () => {
		const all = [[invoke, ...functionNamed("proj-dev-fn"), ...functionNamed("proj-dev-other")]];
		assert.deepEqual(allowed(call("lambda:invoke", { "FunctionName.$": "$.fn" })), all);
		const expression = {
			Resource: "arn:aws:states:::lambda:invoke",
			Arguments: { FunctionName: "{% $fn %}" },
		};
		assert.deepEqual(allowed(expression), all);
	});

	it("may call functions elsewhere that are named", () => {
		const elsewhere = "arn:aws:lambda:eu-west-1:123456789012:function:other";
		const imported = { "Fn::ImportValue": "other" };
		assert.deepEqual(
			allowed(
				{ Resource: elsewhere },
				call("lambda:invoke", { FunctionName: elsewhere }),
				{ Resource: imported },
				{ Resource: "arn:aws:states:eu-west-1:123456789012:activity:approve" },
			),
			[[invoke, elsewhere, imported]],
		);
	});

	const cases: readonly (readonly [why: string, task: object, expected: readonly (readonly unknown[])[]])[] =
		[
			[
				"a table of the config",
				call("dynamodb:getItem", { TableName: param("orders", "name") }),
				[["dynamodb:GetItem", { "Fn::GetAtt": ["OrdersGlobalTable", "Arn"] }]],
			],
			[
				"a table by name",
				call("dynamodb:updateItem", { TableName: "t" }),
				[["dynamodb:UpdateItem", own("dynamodb", "table/t")]],
			],
			[
				"a table that the data names",
				call("dynamodb:deleteItem", { "TableName.$": "$.table" }),
				[["dynamodb:DeleteItem", own("dynamodb", "table/*")]],
			],
			[
				"a table that an expression names",
				{ Resource: "arn:aws:states:::dynamodb:putItem", Arguments: { TableName: "{% $t %}" } },
				[["dynamodb:PutItem", own("dynamodb", "table/*")]],
			],
			["a call of a table that is none", call("dynamodb:dropEverything", {}), []],
			[
				"a topic by ARN",
				call("sns:publish", { TopicArn: "arn:aws:sns:eu-west-1:1:t" }),
				[["sns:Publish", "arn:aws:sns:eu-west-1:1:t"]],
			],
			["a phone", call("sns:publish", { "PhoneNumber.$": "$.phone" }), [["sns:Publish", "*"]]],
			[
				"a queue by address",
				call("sqs:sendMessage", { QueueUrl: "https://sqs.eu-west-1.amazonaws.com/1/jobs" }),
				[["sqs:SendMessage", own("sqs", "jobs")]],
			],
			[
				"a job with a revision",
				call("batch:submitJob", { JobDefinition: "report:3", "JobQueue.$": "$.queue" }),
				[
					["batch:SubmitJob", own("batch", "job-definition/report:3"), own("batch", "job-queue/*")],
					["batch:DescribeJobs,batch:TerminateJob", "*"],
					[
						"events:PutTargets,events:PutRule,events:DescribeRule",
						own("events", "rule/StepFunctionsGetEventsForBatchJobsRule"),
					],
				],
			],
			[
				"a container",
				call("ecs:runTask", { TaskDefinition: "arn:aws:ecs:eu-west-1:1:task-definition/render" }),
				[
					["ecs:RunTask", "arn:aws:ecs:eu-west-1:1:task-definition/render:*"],
					["ecs:StopTask,ecs:DescribeTasks", own("ecs", "task/*")],
					[
						"iam:PassRole",
						{ "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/proj-dev-app-eu-west-1" },
						{ "Fn::GetAtt": ["StpEcsExecutionRole", "Arn"] },
						{ "Fn::GetAtt": ["RenderRole", "Arn"] },
					],
					[
						"events:PutTargets,events:PutRule,events:DescribeRule",
						own("events", "rule/StepFunctionsGetEventsForECSTaskRule"),
					],
				],
			],
			[
				"a Glue job",
				call("glue:startJobRun", { JobName: "load" }),
				[["glue:StartJobRun,glue:GetJobRun,glue:GetJobRuns,glue:BatchStopJobRun", own("glue", "job/load")]],
			],
			["a service that the format grants nothing of", call("aws-sdk:s3:listBuckets", {}), []],
		];
	for (const [why, task, expected] of cases) {
		it(`may do what a task names: ${why}`, () => assert.deepEqual(allowed(task), expected));
	}

	it("has what several tasks need once", () => {
		const one = call("sns:publish", { TopicArn: "arn:aws:sns:eu-west-1:1:one" });
		const two = call("sns:publish", { TopicArn: "arn:aws:sns:eu-west-1:1:two" });
		assert.deepEqual(allowed(one, two, one), [
			["sns:Publish", "arn:aws:sns:eu-west-1:1:one", "arn:aws:sns:eu-west-1:1:two"],
		]);
	});
});
