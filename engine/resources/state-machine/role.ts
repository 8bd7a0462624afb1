import { logicalId } from "../../names/logical-id.ts";
import { getAtt, ref, sub, type Text } from "../../template/intrinsics.ts";
import type { Child, Placed, Statement, Surroundings } from "../kind.ts";
import { member } from "../shared/event-use.ts";
import { functionName } from "../shared/function-name.ts";
import { inlinePolicy } from "../shared/iam.ts";
import { isKnownAtDeploy } from "../shared/json-text.ts";
import { executionRoleId, taskRoleName } from "../shared/task-roles.ts";
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

/** The roles that tasks of the stack run with: those of workloads, and those that the config has written itself. */
function taskRoles({ all, settings, target }: Surroundings): readonly Text[] {
	const workloads = all().filter(({ type }) => type === "multi-container-workload");
	const named = workloads.map(({ name }) => taskRoleName(name, target).text);
	// In words, because containers may use the machine that starts them.
	const written = named.map((name) => sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${name}`));
	const raw = Object.entries(asWritten(settings["cloudformationResources"]) ?? {});
	return [
		...written,
		...(workloads.length > 0 ? [getAtt(executionRoleId, "Arn")] : []),
		...raw.flatMap(([id, resource]) => (member(resource, "Type") === ROLE ? [getAtt(id, "Arn")] : [])),
	];
}

/** A task runs with roles of its own, which whoever starts it hands over; the format's reference leaves this out. */
function passedRoles(surroundings: Surroundings): readonly Statement[] {
	const roles = taskRoles(surroundings);
	if (roles.length === 0) return [];
	const Condition = { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } };
	return [{ ...allow(["iam:PassRole"], roles), Condition }];
}

/** What the role needs for one call; nothing for services that the format does not grant. */
function statementsOf(call: Call, surroundings: Surroundings): readonly Statement[] {
	const arn = (thing: Thing) => arnOf(call, thing, surroundings);
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
				...passedRoles(surroundings),
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

/** A function by its name and all its versions and aliases, in words: functions may use the machine that calls them. */
function functionArns(name: string): readonly Text[] {
	const arn = own("lambda", `function:${name}`);
	// A name may have the alias or the version behind it.
	return name.includes(":") ? [arn] : [arn, own("lambda", `function:${name}:*`)];
}

/** The functions of the config, for a task that only at run time says which one it calls. */
function allFunctions({ all, target }: Surroundings): readonly Text[] {
	return all()
		.filter(({ type }) => type === "function")
		.flatMap(({ name }) => functionArns(functionName(name, target).text));
}

/** The functions that a task calls. */
function functionsOf(task: Written, surroundings: Surroundings): readonly Text[] {
	const { Resource: resource } = task;
	const isInvoke = callOf(task)?.service === "lambda";
	const named = isInvoke ? callOf(task)?.args["FunctionName"] : resource;
	const reference = referred(named);
	if (reference !== undefined) {
		const owner = surroundings.resource(reference);
		return owner?.type === "function" ? functionArns(functionName(owner.name, surroundings.target).text) : [];
	}
	if (isKnownAtDeploy(named)) return [named];
	const isOpen = typeof named !== "string" || named.startsWith("{%");
	if (isInvoke && isOpen) return allFunctions(surroundings);
	if (typeof named !== "string") return [];
	if (/^arn:[^:]+:lambda:/.test(named)) return [named];
	return isInvoke ? functionArns(named) : [];
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
 * The role of every state machine of the stack. It may do what the definitions name: the format's reference lets it
 * call every function of the stack, and write to every table, topic and queue of the account.
 */
export function machineRole(surroundings: Surroundings): Child {
	return surroundings.once("state-machine-role", () => makeRole(surroundings));
}

function makeRole(surroundings: Surroundings): Child {
	const tasks = tasksOf(surroundings.all());
	const calls = tasks.flatMap((task) => callOf(task) ?? []);
	const functions = tasks.flatMap((task) => functionsOf(task, surroundings));
	const statements = [
		...(functions.length > 0 ? [allow(["lambda:InvokeFunction"], functions)] : []),
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
				...(statements.length > 0 && {
					Policies: [inlinePolicy("policy-for-interaction", merged(statements))],
				}),
			},
		},
	};
}
