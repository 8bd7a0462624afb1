import { createHash } from "node:crypto";
import {
	type ContainerDefinition,
	type Deployment,
	DeregisterTaskDefinitionCommand,
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	DescribeTasksCommand,
	ECSClient,
	ListTasksCommand,
	RegisterTaskDefinitionCommand,
	type RegisterTaskDefinitionCommandInput,
	type Service,
	StopTaskCommand,
	type Task,
	type TaskDefinition,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { bug } from "../../report/bug.ts";
import type {
	CallOptions,
	ContainerChange,
	ContainerState,
	Rollout,
	ServicePort,
	StoppedTask,
} from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { allPages, groupsOf, unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type SendOptions, type Session } from "./session.ts";

/** Most tasks that one `DescribeTasks` takes. */
const describedAtOnce = 100;

/** Services of containers through ECS. A service is named by its ARN, which has the name of its cluster. */
export function openServices(session: Session): ServicePort {
	const client = new ECSClient(clientSettings(session));
	const call = <T>(action: string, options: CallOptions, send: (http: SendOptions) => Promise<T>) =>
		onAws(session, `ecs:${action}`, options, send);
	return {
		read: (arn, options) =>
			call("DescribeServices", options, async (http) => {
				const service = await serviceOf(client, arn, http);
				const revision = service?.taskDefinition;
				if (!service || revision === undefined) return undefined;
				const { taskDefinition, tags } = await revisionOf(client, revision, http);
				const containers = (taskDefinition.containerDefinitions ?? []).map(containerState);
				return {
					arn,
					revision,
					containers,
					tags: Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value])),
				};
			}),
		revise: (revision, changes, tags, options) =>
			call("RegisterTaskDefinition", options, async (http) => {
				const current = await revisionOf(client, revision, http);
				const kept = current.tags.filter(({ key = "" }) => !(key in tags) && !key.startsWith("aws:"));
				const added = Object.entries(tags).map(([key, value]) => ({ key, value }));
				const input = { ...revised(current.taskDefinition, changes), tags: [...kept, ...added] };
				const made = await client.send(new RegisterTaskDefinitionCommand(input), http);
				return made.taskDefinition?.taskDefinitionArn ?? bug("ECS gave no ARN of the revision that it made");
			}),
		roll: (arn, taskDefinition, options) =>
			call("UpdateService", options, async (http) => {
				const input = { ...named(arn), taskDefinition };
				const { service } = await client.send(new UpdateServiceCommand(input), http);
				return newestOf(service)?.id ?? "";
			}),
		rollout: (arn, options) =>
			call("DescribeServices", options, async (http) => {
				const service = await serviceOf(client, arn, http);
				return service && rolloutOf(service);
			}),
		stopped: (arn, rollout, options) =>
			call("ListTasks", options, async (http) => {
				const tasks = await tasksOf(client, arn, "STOPPED", http);
				return tasks.filter(({ startedBy }) => startedBy === rollout).map(stoppedTask);
			}),
		stopOthers: (arn, rollout, options) =>
			call("StopTask", options, async (http) => {
				const tasks = await tasksOf(client, arn, "RUNNING", http);
				const others = tasks.filter(({ startedBy }) => startedBy !== rollout);
				const reason = "replaced by a hot swap";
				const { cluster } = named(arn);
				await Promise.all(
					others.map(({ taskArn: task }) =>
						client.send(new StopTaskCommand({ cluster, task, reason }), http),
					),
				);
			}),
		retire: (revisions, options) =>
			call("DeregisterTaskDefinition", options, async (http) => {
				for (const taskDefinition of revisions)
					await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition }), http);
			}),
	};
}

/** `arn:aws:ecs:region:account:service/cluster/name`; the older form has no cluster in it. */
function named(arn: string): { readonly cluster?: string; readonly service: string } {
	const [, cluster, name] = arn.split("/");
	return name === undefined ? { service: arn } : { service: arn, ...(cluster !== undefined && { cluster }) };
}

async function serviceOf(client: ECSClient, arn: string, http: SendOptions): Promise<Service | undefined> {
	const { cluster, service } = named(arn);
	const input = { services: [service], ...(cluster !== undefined && { cluster }) };
	const asked = client.send(new DescribeServicesCommand(input), http);
	const found = (await unlessMissing(asked, isMissing))?.services?.[0];
	return found?.status === "ACTIVE" ? found : undefined;
}

async function revisionOf(client: ECSClient, taskDefinition: string, http: SendOptions) {
	const input = { taskDefinition, include: ["TAGS" as const] };
	const found = await client.send(new DescribeTaskDefinitionCommand(input), http);
	return {
		taskDefinition: found.taskDefinition ?? bug(`ECS does not describe ${taskDefinition}`),
		tags: found.tags ?? [],
	};
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

function containerState({
	name = "",
	image = "",
	command,
	entryPoint,
	environment = [],
	logConfiguration,
}: ContainerDefinition): ContainerState {
	const logGroup = logConfiguration?.options?.["awslogs-group"];
	return {
		name,
		image,
		// ECS gives a list without anything where there is none.
		...(command && command.length > 0 && { command }),
		...(entryPoint && entryPoint.length > 0 && { entryPoint }),
		variables: Object.fromEntries(environment.map((one) => [one.name ?? "", sha256(one.value ?? "")])),
		...(logGroup !== undefined && { logGroup }),
	};
}

function changedContainer(container: ContainerDefinition, change: ContainerChange): ContainerDefinition {
	const { image, command, entryPoint, variables = {} } = change;
	const kept = (container.environment ?? []).filter(({ name = "" }) => !(name in variables));
	const set = Object.entries(variables).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
	return {
		...container,
		...(image !== undefined && { image }),
		...(command !== undefined && { command: command === null ? undefined : [...command] }),
		...(entryPoint !== undefined && { entryPoint: entryPoint === null ? undefined : [...entryPoint] }),
		environment: [...kept, ...set],
	};
}

/** What is registered for another revision: all that is settled by whoever makes one, and nothing that ECS adds. */
function revised(
	definition: TaskDefinition,
	changes: Readonly<Record<string, ContainerChange>>,
): RegisterTaskDefinitionCommandInput {
	const {
		taskDefinitionArn: _arn,
		revision: _revision,
		status: _status,
		requiresAttributes: _attributes,
		compatibilities: _compatibilities,
		registeredAt: _at,
		registeredBy: _by,
		deregisteredAt: _until,
		deleteRequestedAt: _deleted,
		...settled
	} = definition;
	// What nobody has set comes back empty from some of the services that stand in for ECS.
	const set = Object.fromEntries(
		Object.entries(settled).filter(([, value]) => value !== null && value !== "" && value !== undefined),
	);
	return {
		...set,
		family: definition.family,
		containerDefinitions: (definition.containerDefinitions ?? []).map((container) => {
			const change = changes[container.name ?? ""];
			return change ? changedContainer(container, change) : container;
		}),
	};
}

function newestOf(service: Service | undefined): Deployment | undefined {
	return service?.deployments?.find(({ status }) => status === "PRIMARY");
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html */
function rolloutOf(service: Service): Rollout | undefined {
	const newest = newestOf(service);
	if (!newest) return undefined;
	const { id = "", taskDefinition = "", desiredCount = 0, runningCount = 0, failedTasks = 0 } = newest;
	const isThere = runningCount >= desiredCount && newest.rolloutState === "COMPLETED";
	const state = newest.rolloutState === "FAILED" ? "failed" : isThere ? "steady" : "rolling";
	return {
		id,
		revision: taskDefinition,
		wanted: desiredCount,
		running: runningCount,
		failed: failedTasks,
		state,
		...(newest.rolloutStateReason && { reason: newest.rolloutStateReason }),
	};
}

async function tasksOf(
	client: ECSClient,
	arn: string,
	desiredStatus: "RUNNING" | "STOPPED",
	http: SendOptions,
): Promise<readonly Task[]> {
	const { cluster } = named(arn);
	const serviceName = arn.split("/").at(-1);
	const arns = await allPages(async (nextToken: string | undefined) => {
		const page = await client.send(
			new ListTasksCommand({ cluster, serviceName, desiredStatus, nextToken }),
			http,
		);
		return { items: page.taskArns ?? [], next: page.nextToken };
	});
	const described = groupsOf(arns, describedAtOnce).map(async (tasks) => {
		const found = await client.send(new DescribeTasksCommand({ cluster, tasks }), http);
		return found.tasks ?? [];
	});
	return (await Promise.all(described)).flat();
}

function stoppedTask({ taskArn = "", stoppedReason = "", containers = [] }: Task): StoppedTask {
	return {
		id: taskArn.split("/").at(-1) ?? "",
		reason: stoppedReason,
		containers: containers.flatMap(({ name, exitCode, reason }) => {
			if (reason) return [`${name}: ${reason}`];
			return exitCode === undefined ? [] : [`${name} ended with exit code ${exitCode}`];
		}),
	};
}

function isMissing(error: unknown): boolean {
	return ["ServiceNotFoundException", "ClusterNotFoundException"].includes(awsErrorOf(error)?.name ?? "");
}
