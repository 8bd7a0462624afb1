import { createHash } from "node:crypto";
import type {
	ContainerChange,
	ContainerState,
	Rollout,
	ServicePort,
	StateMachinePort,
	StoppedTask,
} from "../../engine/cloud/port.ts";
import type { Answers } from "./memory-cloud-stacks.ts";
import { isObject } from "./memory-cloud-template.ts";
import { awsFailure, type World } from "./memory-cloud-world.ts";

type Properties = Readonly<Record<string, unknown>>;

/** A container with its values, which the port does not show. */
export type MemoryContainer = {
	readonly name: string;
	readonly image: string;
	readonly command?: readonly string[];
	readonly entryPoint?: readonly string[];
	readonly variables: Readonly<Record<string, string>>;
	readonly logGroup?: string;
};

export type MemoryRevision = {
	readonly containers: readonly MemoryContainer[];
	readonly tags: Readonly<Record<string, string>>;
	isRetired?: boolean;
};

export type MemoryService = {
	revision: string;
	/** The newest rollout. */
	rollout: { readonly id: string; readonly startedAt: number };
	readonly stopped: (StoppedTask & { readonly rollout: string })[];
	/** How often its old tasks were stopped by somebody. */
	stopsOfOthers: number;
};

export type ContainerWorld = {
	/** By ARN. */
	readonly revisions: Map<string, MemoryRevision>;
	readonly services: Map<string, MemoryService>;
	readonly machines: Map<string, { definition: string; tags: Record<string, string> }>;
	/** Images whose containers end at once, with their exit code. */
	readonly brokenImages: Map<string, number>;
	/** Milliseconds until a service is steady. */
	rolloutMs: number;
};

/** ECS and Step Functions with nothing in them. */
export function emptyContainers(): ContainerWorld {
	return {
		revisions: new Map(),
		services: new Map(),
		machines: new Map(),
		brokenImages: new Map(),
		rolloutMs: 5_000,
	};
}

const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : undefined);

function containerOf(definition: unknown): MemoryContainer {
	const { Name, Image, Command, EntryPoint, Environment, LogConfiguration }: Properties = isObject(definition)
		? definition
		: {};
	const pairs = Array.isArray(Environment) ? Environment.filter(isObject) : [];
	const options =
		isObject(LogConfiguration) && isObject(LogConfiguration["Options"]) ? LogConfiguration["Options"] : {};
	const [command, entryPoint, group] = [texts(Command), texts(EntryPoint), options["awslogs-group"]];
	return {
		name: String(Name),
		image: String(Image),
		...(command && { command }),
		...(entryPoint && { entryPoint }),
		variables: Object.fromEntries(pairs.map((pair) => [String(pair["Name"]), String(pair["Value"])])),
		...(typeof group === "string" && { logGroup: group }),
	};
}

/** What a template says of the containers of a task definition. */
export function revisionOf({ ContainerDefinitions }: Properties): MemoryRevision {
	const definitions = Array.isArray(ContainerDefinitions) ? ContainerDefinitions : [];
	return { containers: definitions.map(containerOf), tags: {} };
}

/** Begins to roll a service. A container that ends at once is seen by the task that has stopped. */
export function startRollout(world: World, service: MemoryService, revision: string): string {
	const { containers } = world;
	const id = `ecs-svc/${world.nextId()}`;
	service.revision = revision;
	service.rollout = { id, startedAt: world.clock.now() };
	const broken = containers.revisions
		.get(revision)
		?.containers.find(({ image, command }) => containers.brokenImages.has(command?.[0] ?? image));
	if (broken) {
		service.stopped.push({
			rollout: id,
			id: `task${world.nextId()}`,
			reason: "Essential container in task exited",
			containers: [
				`${broken.name} ended with exit code ${containers.brokenImages.get(broken.command?.[0] ?? broken.image)}`,
			],
		});
		if (broken.logGroup !== undefined)
			world.logs.get(broken.logGroup)?.push({ at: world.clock.now(), line: "Error: it does not start" });
	}
	return id;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

function shown({ variables, ...rest }: MemoryContainer): ContainerState {
	const digests = Object.entries(variables).map(([name, value]) => [name, sha256(value)]);
	return { ...rest, variables: Object.fromEntries(digests) };
}

function changed(container: MemoryContainer, change: ContainerChange): MemoryContainer {
	const { image = container.image, variables = {} } = change;
	const command = change.command === undefined ? container.command : change.command;
	const entryPoint = change.entryPoint === undefined ? container.entryPoint : change.entryPoint;
	const values: Record<string, string> = { ...container.variables };
	for (const [name, value] of Object.entries(variables)) {
		if (value === null) delete values[name];
		else values[name] = value;
	}
	return {
		name: container.name,
		image,
		...(command && { command }),
		...(entryPoint && { entryPoint }),
		variables: values,
		...(container.logGroup !== undefined && { logGroup: container.logGroup }),
	};
}

function rolloutOf(world: World, { revision, rollout, stopped }: MemoryService): Rollout {
	const failed = stopped.filter((task) => task.rollout === rollout.id).length;
	const isDone = failed === 0 && world.clock.now() - rollout.startedAt >= world.containers.rolloutMs;
	const running = isDone ? 1 : 0;
	return { id: rollout.id, revision, wanted: 1, running, failed, state: isDone ? "steady" : "rolling" };
}

/** ECS of the in-memory cloud. */
export function memoryServices(world: World): Answers<ServicePort> {
	const { revisions, services } = world.containers;
	const serviceNamed = (arn: string): MemoryService => {
		const found = services.get(arn);
		if (!found) throw awsFailure("ServiceNotFoundException", "Service not found.");
		return found;
	};
	return {
		read: (arn) => {
			const found = services.get(arn);
			const revision = found && revisions.get(found.revision);
			if (!found || !revision) return undefined;
			const { tags, containers } = revision;
			return { arn, revision: found.revision, tags: { ...tags }, containers: containers.map(shown) };
		},
		revise: (revision, changes, tags) => {
			const current = revisions.get(revision);
			if (!current) throw awsFailure("ClientException", "Unable to describe task definition.");
			const arn = `${revision.replace(/:[0-9]+$/, "")}:${world.nextId()}`;
			const containers = current.containers.map((container) =>
				changed(container, changes[container.name] ?? {}),
			);
			revisions.set(arn, { containers, tags: { ...current.tags, ...tags } });
			return arn;
		},
		roll: (arn, revision) => {
			if (!revisions.has(revision) || revisions.get(revision)?.isRetired)
				throw awsFailure("ClientException", "TaskDefinition is inactive");
			return startRollout(world, serviceNamed(arn), revision);
		},
		rollout: (arn) => {
			const found = services.get(arn);
			return found && rolloutOf(world, found);
		},
		stopped: (arn, rollout) => serviceNamed(arn).stopped.filter((task) => task.rollout === rollout),
		stopOthers: (arn) => {
			serviceNamed(arn).stopsOfOthers++;
		},
		retire: (arns) => {
			for (const arn of arns) {
				const found = revisions.get(arn);
				if (found) found.isRetired = true;
			}
		},
	};
}

/** Step Functions of the in-memory cloud. */
export function memoryStateMachines(world: World): Answers<StateMachinePort> {
	const { machines } = world.containers;
	const machineNamed = (arn: string) => {
		const found = machines.get(arn);
		if (!found) throw awsFailure("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
		return found;
	};
	return {
		read: (arn) => {
			const found = machines.get(arn);
			return found && { arn, definition: found.definition, tags: { ...found.tags } };
		},
		update: (arn, definition) => {
			const states: unknown = JSON.parse(definition);
			if (!isObject(states) || !isObject(states["States"]))
				throw awsFailure("InvalidDefinition", "Invalid State Machine Definition");
			machineNamed(arn).definition = definition;
		},
		tag: (arn, tags) => void Object.assign(machineNamed(arn).tags, tags),
		untag: (arn, keys) => {
			for (const key of keys) delete machineNamed(arn).tags[key];
		},
	};
}
