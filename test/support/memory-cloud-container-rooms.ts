import type { Room } from "./memory-cloud-resources.ts";
import { revisionOf, startRollout } from "./memory-cloud-services.ts";
import type { World } from "./memory-cloud-world.ts";

/** Every change makes another revision. */
const taskDefinition: Room = {
	name: "TaskDefinitionArn",
	replacing: ["ContainerDefinitions", "Cpu", "Memory", "Volumes"],
	create: (world, { properties }, name) => {
		world.containers.revisions.set(revisionArn(world, name), revisionOf(properties));
	},
	remove: (world, { physicalId }) => {
		const found = world.containers.revisions.get(physicalId);
		if (found) found.isRetired = true;
	},
	reference: revisionArn,
};

function revisionArn({ region, account }: World, name: string): string {
	return `arn:aws:ecs:${region}:${account}:task-definition/${name}:1`;
}

/** Rolls when its template names another revision: what was swapped in meanwhile stays otherwise. */
const service: Room = {
	name: "ServiceName",
	create: (world, { properties }, name) => {
		const made = { revision: "", rollout: { id: "", startedAt: 0 }, stopped: [], stopsOfOthers: 0 };
		world.containers.services.set(serviceArn(world, name), made);
		startRollout(world, made, String(properties["TaskDefinition"]));
	},
	update: (world, { properties }, { physicalId, properties: before }) => {
		const found = world.containers.services.get(physicalId);
		const revision = String(properties["TaskDefinition"]);
		if (found && revision !== before["TaskDefinition"]) startRollout(world, found, revision);
	},
	remove: (world, { physicalId }) => void world.containers.services.delete(physicalId),
	reference: serviceArn,
};

function serviceArn({ region, account }: World, name: string): string {
	return `arn:aws:ecs:${region}:${account}:service/cluster/${name}`;
}

const stateMachine: Room = {
	name: "StateMachineName",
	create: (world, { properties, tags }, name) => {
		const definition = JSON.stringify(properties["Definition"]);
		world.containers.machines.set(machineArn(world, name), { definition, tags: { ...tags } });
	},
	update: (world, { properties }, { physicalId, properties: before }) => {
		const found = world.containers.machines.get(physicalId);
		const definition = JSON.stringify(properties["Definition"]);
		if (found && definition !== JSON.stringify(before["Definition"])) found.definition = definition;
	},
	remove: (world, { physicalId }) => void world.containers.machines.delete(physicalId),
	reference: machineArn,
};

function machineArn({ region, account }: World, name: string): string {
	return `arn:aws:states:${region}:${account}:stateMachine:${name}`;
}

/** Task definitions, services of containers, and state machines. */
export const containerRooms: Readonly<Record<string, Room>> = {
	"AWS::ECS::TaskDefinition": taskDefinition,
	"AWS::ECS::Service": service,
	"AWS::StepFunctions::StateMachine": stateMachine,
};
