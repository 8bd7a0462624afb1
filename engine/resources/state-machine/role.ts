import { logicalId } from "../../names/logical-id.ts";
import { stackName } from "../../names/target.ts";
import { getAtt, ref, sub, type Text } from "../../template/intrinsics.ts";
import type { Child, Placed, Statement, Surroundings } from "../kind.ts";
import { member } from "../shared/event-use.ts";
import { inlinePolicy } from "../shared/iam.ts";
import { isKnownAtDeploy } from "../shared/json-text.ts";
import { topicArn } from "../shared/topics.ts";
import { asWritten, scopesOf, type Written } from "./states.ts";

const ROLE = "AWS::IAM::Role";

/** Logical id of the role of all state machines of a stack. */
export const machineRoleId = logicalId({ owner: undefined, specifier: "GlobalStateMachine", type: ROLE });

const own = (service: string, rest: string): Text =>
	sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`);

/** A call of an AWS service by a `Task`: `arn:aws:states:::dynamodb:putItem` with its parameters. */
type Call = { readonly service: string; readonly action: string; readonly args: Written };

const integration = /^arn:[^:]+:states:[^:]*:[^:]*:([a-z]+):([A-Za-z]+)/;

/** Everything that the state machines of the config call. */
function tasksOf(resources: readonly Placed[]): readonly Written[] {
	return resources
		.filter(({ type }) => type === "state-machine")
		.flatMap(({ values }) => scopesOf(member(values, "definition"), []))
		.flatMap(({ states }) => states.map(({ written }) => written))
		.filter((state) => state["Type"] === "Task" && state["Resource"] !== undefined);
}

function callOf(task: Written): Call | undefined {
	const { Resource: resource, Parameters, Arguments } = task;
	const [, service, action] = (typeof resource === "string" && integration.exec(resource)) || [];
	if (service === undefined || action === undefined || service === "activity") return undefined;
	return { service, action, args: asWritten(Parameters) ?? asWritten(Arguments) ?? {} };
}

/** How the ARN of what a call is about is found. */
type Thing = {
	/** The parameter that names it. */
	readonly key: string;
	/** Type of resource of the config that it may be, with the ARN of such a resource. */
	readonly type?: string;
	readonly made?: (name: string) => Text;
	/** Revisions of it have ARNs of their own; without one, all of them are meant. */
	readonly hasRevisions?: boolean;
	/** Its ARN by what the parameter says, when that is no ARN; `*` for all that it can be. */
	readonly arn: (name: string) => Text;
};

/** Name of the resource that `$ResourceParam` in the place of `value` is about. */
function referred(value: unknown): string | undefined {
	const name = member(value, "directive") === "ResourceParam" ? member(member(value, "args"), 0) : undefined;
	return typeof name === "string" ? name : undefined;
}

/**
 * The ARN that the role needs for a call. What the definition leaves open until the machine runs, or what only
 * CloudFormation knows, stands for everything of its kind in the account and region.
 */
function arnOf({ args }: Call, thing: Thing, { resource }: Surroundings): Text {
	const { key, type, made, arn, hasRevisions = false } = thing;
	const value = args[key];
	const name = referred(value);
	if (name !== undefined && made && resource(name)?.type === type) return made(name);
	if (typeof value !== "string" || value.startsWith("{%")) return arn("*");
	const named = hasRevisions && !/:\d+$/.test(value) ? `${value}:*` : value;
	return value.startsWith("arn:") ? named : arn(named);
}

const table: Thing = {
	key: "TableName",
	type: "dynamo-db-table",
	made: (owner) => getAtt(logicalId({ owner, type: "AWS::DynamoDB::GlobalTable" }), "Arn"),
	arn: (name) => own("dynamodb", `table/${name}`),
};
const queue: Thing = {
	key: "QueueUrl",
	type: "sqs-queue",
	made: (owner) => getAtt(logicalId({ owner, type: "AWS::SQS::Queue" }), "Arn"),
	// The last part of a queue's address is its name.
	arn: (url) => own("sqs", url.slice(url.lastIndexOf("/") + 1)),
};
const topic: Thing = {
	key: "TopicArn",
	type: "sns-topic",
	made: topicArn,
	arn: (name) => own("sns", name),
};
const jobDefinition: Thing = {
	key: "JobDefinition",
	type: "batch-job",
	made: (owner) => ref(logicalId({ owner, type: "AWS::Batch::JobDefinition" })),
	hasRevisions: true,
	arn: (name) => own("batch", `job-definition/${name}`),
};
const jobQueue: Thing = { key: "JobQueue", arn: (name) => own("batch", `job-queue/${name}`) };
const taskDefinition: Thing = {
	key: "TaskDefinition",
	hasRevisions: true,
	arn: (name) => own("ecs", `task-definition/${name}`),
};
const glueJob: Thing = { key: "JobName", arn: (name) => own("glue", `job/${name}`) };

const allow = (Action: readonly string[], Resource: readonly Text[]): Statement => ({
	Effect: "Allow",
	Action,
	Resource,
});

/** A machine that waits for the end of a job or task hears of it by a rule that Step Functions makes. */
const ruleOf = (service: string): Statement =>
	allow(
		["events:PutTargets", "events:PutRule", "events:DescribeRule"],
		[own("events", `rule/StepFunctionsGetEventsFor${service}Rule`)],
	);

const tableActions: Readonly<Record<string, string>> = {
	getItem: "dynamodb:GetItem",
	putItem: "dynamodb:PutItem",
	updateItem: "dynamodb:UpdateItem",
	deleteItem: "dynamodb:DeleteItem",
};

/** What the role needs for one call; nothing for services that the format does not grant. */
function statementsOf(call: Call, surroundings: Surroundings): readonly Statement[] {
	const arn = (thing: Thing) => arnOf(call, thing, surroundings);
	const stack = stackName(surroundings.target);
	switch (call.service) {
		case "dynamodb": {
			const action = tableActions[call.action];
			return action ? [allow([action], [arn(table)])] : [];
		}
		case "sns": {
			// A message to a phone number has no topic.
			const isToPhone = ["PhoneNumber", "PhoneNumber.$"].some((key) => key in call.args);
			return [allow(["sns:Publish"], [isToPhone ? "*" : arn(topic)])];
		}
		case "sqs":
			return [allow(["sqs:SendMessage"], [arn(queue)])];
		case "batch":
			return [
				allow(["batch:SubmitJob"], [arn(jobDefinition), arn(jobQueue)]),
				// Batch cannot restrict the reading of jobs, and the id of a job is not known before it is submitted.
				allow(["batch:DescribeJobs", "batch:TerminateJob"], ["*"]),
				ruleOf("BatchJobs"),
			];
		case "ecs":
			return [
				allow(["ecs:RunTask"], [arn(taskDefinition)]),
				allow(["ecs:StopTask", "ecs:DescribeTasks"], [own("ecs", "task/*")]),
				// A task runs with roles of its own, which whoever starts it hands over; the format's reference leaves this out.
				{
					...allow(["iam:PassRole"], [sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${stack}-*`)]),
					Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
				},
				ruleOf("ECSTask"),
			];
		case "glue":
			return [
				allow(
					["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
					[arn(glueJob)],
				),
			];
		default:
			return [];
	}
}

/** Functions outside of the stack that a task names by ARN; those of the stack are granted together. */
function foreignFunctions(task: Written): readonly Text[] {
	const { Resource: resource } = task;
	const named = callOf(task)?.service === "lambda" ? callOf(task)?.args["FunctionName"] : resource;
	if (typeof named === "string") return /^arn:[^:]+:lambda:/.test(named) ? [named] : [];
	return isKnownAtDeploy(named) && referred(named) === undefined ? [named] : [];
}

/** Each statement once, and what differs in nothing but its resources as one. */
function merged(statements: readonly Statement[]): readonly Statement[] {
	const byActions = new Map<string, Statement>();
	for (const statement of statements) {
		const key = JSON.stringify(statement.Action);
		const before = byActions.get(key);
		const resources = [before?.Resource ?? [], statement.Resource].flat();
		const seen = new Set<string>();
		const isNew = (resource: Text) =>
			!seen.has(JSON.stringify(resource)) && seen.add(JSON.stringify(resource));
		byActions.set(key, { ...statement, Resource: resources.filter(isNew) });
	}
	return [...byActions.values()];
}

/**
 * The role of every state machine of the stack. It may call the functions of the stack, and otherwise what the
 * definitions name: the format's reference lets it write to every table, topic and queue of the account.
 */
export function machineRole(surroundings: Surroundings): Child {
	return surroundings.once("state-machine-role", () => makeRole(surroundings));
}

function makeRole(surroundings: Surroundings): Child {
	const tasks = tasksOf(surroundings.all());
	const calls = tasks.flatMap((task) => callOf(task) ?? []);
	const functions = [
		own("lambda", `function:${stackName(surroundings.target)}*`),
		...tasks.flatMap(foreignFunctions),
	];
	const statements = [
		allow(["lambda:InvokeFunction"], functions),
		...calls.flatMap((call) => statementsOf(call, surroundings)),
	];
	return {
		id: machineRoleId,
		shared: true,
		resource: {
			Type: ROLE,
			Properties: {
				Path: "/",
				AssumeRolePolicyDocument: {
					Version: "2012-10-17",
					Statement: [
						{
							Effect: "Allow",
							Principal: { Service: ["states.amazonaws.com"] },
							Action: ["sts:AssumeRole"],
						},
					],
				},
				Policies: [inlinePolicy("policy-for-interaction", merged(statements))],
			},
		},
	};
}
