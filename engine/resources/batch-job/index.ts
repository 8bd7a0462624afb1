import type { Target } from "../../names/target.ts";
import { getAtt, ref, region, sub, type Text } from "../../template/intrinsics.ts";
import { type Child, defineResource, type Finding, type Statement, type Surroundings } from "../kind.ts";
import { checkContainerEnvironment, containerEnvironment } from "../shared/container-environment.ts";
import { inlinePolicy, trustPolicy, writtenStatements } from "../shared/iam.ts";
import { checkImagePackaging, commandOf, imageJob, imageOf, imagePlans } from "../shared/image-packaging.ts";
import { forwardLogs } from "../shared/log-forwarding.ts";
import { logGroup } from "../shared/log-group.ts";
import { tagMap } from "../shared/tag-map.ts";
import { taskRoleName } from "../shared/task-roles.ts";
import { vpcOf } from "../shared/vpc.ts";
import { definitionArns, instanceGroupId, queueName, sharedChildren } from "./capacity.ts";
import {
	JOB_DEFINITION,
	jobDefinitionId,
	jobDefinitionName,
	logGroupId,
	logGroupName,
	ROLE,
	roleId,
	stateMachineId,
	stateMachineName,
	triggerFunctionName,
} from "./names.ts";
import { capacityOf, hasLogs, type Job, MAX_WAIT_SECONDS, properties, retriesOf } from "./properties.ts";
import { stateMachine } from "./state-machine.ts";
import { triggerPart } from "./trigger.ts";

const imageJobOf = ({ name }: Job) => imageJob(name, "default");

/** Without a log group the output stays on the instance, where nobody but Docker keeps it. */
function logConfiguration(job: Job) {
	if (!hasLogs(job)) return { LogDriver: "json-file" };
	return {
		LogDriver: "awslogs",
		Options: {
			"awslogs-region": region,
			"awslogs-group": ref(logGroupId(job.name)),
			"awslogs-stream-prefix": "batch",
		},
	};
}

function jobDefinition(job: Job, surroundings: Surroundings): Child {
	const { container, resources } = job.values;
	const name = jobDefinitionName(job.name, surroundings.target);
	const connections = surroundings.connections(job);
	const sizes = [
		{ Type: "VCPU", Value: String(resources.cpu) },
		{ Type: "MEMORY", Value: String(resources.memory) },
		...(resources.gpu === undefined ? [] : [{ Type: "GPU", Value: String(resources.gpu) }]),
	];
	return {
		id: jobDefinitionId(job.name),
		name,
		resource: {
			Type: JOB_DEFINITION,
			Properties: {
				JobDefinitionName: name.text,
				Type: "container",
				PropagateTags: true,
				ContainerProperties: {
					Image: imageOf(container.packaging, imageJobOf(job)),
					Command: commandOf(container.packaging),
					Environment: containerEnvironment(container.environment, container.packaging, connections),
					ResourceRequirements: sizes,
					Ulimits: [{ Name: "nofile", SoftLimit: 10_000, HardLimit: 10_000 }],
					LogConfiguration: logConfiguration(job),
					JobRoleArn: getAtt(roleId(job.name), "Arn"),
				},
				Tags: tagMap(surroundings),
			},
		},
	};
}

function roleChild(job: Job, surroundings: Surroundings): Child {
	const name = taskRoleName(job.name, surroundings.target);
	const policies: readonly (readonly [string, readonly Statement[]])[] = [
		["custom-iam-role-statements", writtenStatements(job.values.iamRoleStatements)],
		["custom-allow-access-to-policy-statements", surroundings.connections(job).statements],
	];
	return {
		id: roleId(job.name),
		name,
		resource: {
			Type: ROLE,
			Properties: {
				RoleName: name.text,
				AssumeRolePolicyDocument: trustPolicy(["ecs-tasks.amazonaws.com"]),
				Policies: policies
					.filter(([, statements]) => statements.length > 0)
					.map(([policy, statements]) => inlinePolicy(policy, statements)),
			},
		},
	};
}

function logChildren(job: Job, target: Target): readonly Child[] {
	const { logging } = job.values;
	if (!hasLogs(job)) return [];
	const forwarding = logging?.logForwarding;
	return [
		logGroup({
			owner: job.name,
			name: logGroupName(job.name, target),
			retentionDays: logging?.retentionDays ?? 90,
			...(logging && { origin: ["logging"] }),
		}),
		...forwardLogs(
			job.name,
			target,
			forwarding
				? [{ logGroup: logGroupId(job.name), forwarding, origin: ["logging", "logForwarding"] }]
				: [],
		),
	];
}

function compile(job: Job, surroundings: Surroundings): readonly Child[] {
	return [
		...vpcOf(surroundings).children,
		...sharedChildren(surroundings),
		jobDefinition(job, surroundings),
		stateMachine(job, surroundings),
		...logChildren(job, surroundings.target),
		roleChild(job, surroundings),
		...surroundings.connections(job).children(getAtt(roleId(job.name), "Arn")),
	];
}

/** Other resources may start, watch and stop the job, by names that also hold where they are made before it. */
function connect(job: Job, target: Target): readonly Statement[] {
	const arn = (service: string, name: string) =>
		sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${name}`);
	const machine = stateMachineName(job.name, target).text;
	const { hasGpu } = capacityOf(job);
	const queues = [false, true].map((isSpot) =>
		arn("batch", `job-queue/${queueName({ isSpot, hasGpu }, target).text}`),
	);
	return [
		{
			Effect: "Allow",
			Action: ["batch:SubmitJob"],
			Resource: [...definitionArns(job.name, target), ...queues],
		},
		// Jobs get their names when they are started.
		{
			Effect: "Allow",
			Action: ["batch:DescribeJobs", "batch:TerminateJob", "batch:ListJobs"],
			Resource: ["*"],
		},
		{
			Effect: "Allow",
			Action: ["states:StartExecution", "states:StopExecution", "states:ListExecutions"],
			Resource: [arn("states", `stateMachine:${machine}`)],
		},
		{
			Effect: "Allow",
			Action: ["states:StopExecution", "states:DescribeExecution"],
			Resource: [arn("states", `execution:${machine}:*`)],
		},
	];
}

const paramDocs = {
	jobDefinitionArn: "ARN of the definition of the job, with its version.",
	stateMachineArn: "ARN of the state machine that runs the job.",
	logGroupArn: "ARN of the job's log group; not with `logging.disabled`.",
};

function params(job: Job) {
	const { name } = job;
	return {
		jobDefinitionArn: { docs: paramDocs.jobDefinitionArn, value: ref(jobDefinitionId(name)), shown: true },
		stateMachineArn: { docs: paramDocs.stateMachineArn, value: ref(stateMachineId(name)), shown: true },
		...(hasLogs(job) && {
			logGroupArn: { docs: paramDocs.logGroupArn, value: getAtt(logGroupId(name), "Arn"), shown: false },
		}),
	};
}

/** Links to the job's own pages, and to those of its trigger function, whose name Lambda's page goes by. */
function links(job: Job, target: Target): Readonly<Record<string, Text>> {
	const page = (service: string, fragment: string) =>
		sub(`https://\${AWS::Region}.console.aws.amazon.com/${service}/home?region=\${AWS::Region}#${fragment}`);
	const logs = (group: string) =>
		page("cloudwatch", `logsV2:log-groups/log-group/${encodeURIComponent(encodeURIComponent(group))}`);
	const trigger = triggerFunctionName(job.name, target);
	return {
		"job-state-machine-executions": page("states", `/statemachines/view/\${${stateMachineId(job.name)}}`),
		...(hasLogs(job) && { logs: logs(logGroupName(job.name, target).text) }),
		"logs-trigger-lambda": logs(`/aws/lambda/${trigger}`),
		"metrics-trigger-lambda": page("lambda", `functions/${trigger}?tab=monitoring`),
		"trigger-lambda-console": page("lambda", `functions/${trigger}?tab=testing`),
	};
}

/** The longest wait, which comes before the last attempt, must be one that Step Functions takes. */
function checkWaits(job: Job): readonly Finding[] {
	const { attempts, seconds, multiplier } = retriesOf(job);
	const longest = Math.round(seconds * (attempts - 1) * multiplier);
	if (longest <= MAX_WAIT_SECONDS) return [];
	return [
		{
			code: "number-out-of-range",
			message: `the wait before attempt ${attempts} would be ${longest} seconds, but must be at most ${MAX_WAIT_SECONDS}`,
			path: ["retryConfig"],
			atKey: true,
			hint: "lower attempts, retryIntervalSeconds or retryIntervalMultiplier: a wait is their product, see https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html",
		},
	];
}

function check(job: Job, surroundings: Surroundings): readonly Finding[] {
	const { container } = job.values;
	return [
		...checkWaits(job),
		...checkImagePackaging(container.packaging, ["container", "packaging"], surroundings),
		...checkContainerEnvironment(
			container.environment,
			["container", "environment"],
			surroundings.connections(job),
		),
	];
}

/** The room of `batch-job`. */
export const batchJob = defineResource({
	type: "batch-job",
	docs: "A container that works through something and ends (AWS Batch), on EC2 instances that are there only meanwhile.",
	source: "https://docs.aws.amazon.com/batch/latest/userguide/what-is-batch.html",
	properties,
	snippet: `type: batch-job
properties:
  container:
    packaging:
      type: stacktape-image-buildpack
      properties:
        entryfilePath: \${1:./src/job.ts}
  resources:
    cpu: \${2:1}
    memory: \${3:1800}`,
	names: (job, target) => ({
		[jobDefinitionId(job.name)]: jobDefinitionName(job.name, target),
		[stateMachineId(job.name)]: stateMachineName(job.name, target),
		[roleId(job.name)]: taskRoleName(job.name, target),
		...(hasLogs(job) && { [logGroupId(job.name)]: logGroupName(job.name, target) }),
	}),
	paramDocs,
	params,
	connect,
	securityGroup: () => ref(instanceGroupId),
	parts: (job, target) => [triggerPart(job, target)],
	check,
	compile,
	artifacts: (job) =>
		imagePlans(job.values.container.packaging, {
			job: imageJobOf(job),
			architectures: ["x86_64"],
			span: job.spanOf(["container", "packaging"]),
		}),
	links,
});
