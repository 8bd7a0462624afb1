import type { ServiceState, StateMachineState } from "../../cloud/port.ts";
import { servicesIn } from "../../template/changes/container-changes.ts";
import { STATE_MACHINE } from "../../template/changes/machine-changes.ts";
import type { Template } from "../../template/template.ts";
import type { Ports } from "../ports.ts";

/** A service of containers as it is deployed. */
export type DeployedService = {
	/** Logical id of its task definition. */
	readonly definition: string;
	/** ARN of the revision that CloudFormation has made. */
	readonly template: string;
	/** Absent when the service was deleted by hand. */
	readonly state: ServiceState | undefined;
};

/** A state machine as it is deployed. */
export type DeployedMachine = {
	readonly logicalId: string;
	/** Absent when it was deleted by hand. */
	readonly state: StateMachineState | undefined;
};

/** What of the deployed stack can be swapped besides functions. */
export type DeployedOthers = {
	/** Services that ECS rolls, by the logical ids of their task definitions. */
	readonly services: ReadonlyMap<string, DeployedService>;
	/** By logical id. */
	readonly machines: ReadonlyMap<string, DeployedMachine>;
	/** What `Ref` gives, by logical id; empty where there is nothing of that to swap. */
	readonly physicalIds: ReadonlyMap<string, string>;
};

const none: DeployedOthers = { services: new Map(), machines: new Map(), physicalIds: new Map() };

async function readService(
	{ cloud }: Pick<Ports, "cloud">,
	ids: ReadonlyMap<string, string>,
	[definition, service]: readonly [definition: string, service: string],
	signal?: AbortSignal,
): Promise<readonly DeployedService[]> {
	const [template, arn] = [ids.get(definition), ids.get(service)];
	if (template === undefined || arn === undefined) return [];
	return [{ definition, template, state: await cloud.services.read(arn, signal ? { signal } : {}) }];
}

async function readMachine(
	{ cloud }: Pick<Ports, "cloud">,
	ids: ReadonlyMap<string, string>,
	logicalId: string,
	signal?: AbortSignal,
): Promise<readonly DeployedMachine[]> {
	const arn = ids.get(logicalId);
	if (arn === undefined) return [];
	return [{ logicalId, state: await cloud.stateMachines.read(arn, signal ? { signal } : {}) }];
}

/** Reads the services and state machines of a deployed template. Of a stack without any nothing is asked. */
export async function readOthers(
	ports: Pick<Ports, "cloud">,
	stack: string,
	template: Template,
	signal?: AbortSignal,
): Promise<DeployedOthers> {
	const rolling = [...servicesIn(template)].filter(([, service]) => service.isRolling);
	const machineIds = Object.entries(template.Resources).flatMap(([id, { Type }]) =>
		Type === STATE_MACHINE ? [id] : [],
	);
	if (rolling.length + machineIds.length === 0) return none;
	const resources = await ports.cloud.stacks.resources(stack, signal ? { signal } : {});
	const physicalIds = new Map(
		resources.flatMap(({ logicalId, physicalId }) =>
			physicalId === undefined ? [] : [[logicalId, physicalId] as const],
		),
	);
	const [services, machines] = await Promise.all([
		Promise.all(
			rolling.map(([definition, { id }]) => readService(ports, physicalIds, [definition, id], signal)),
		),
		Promise.all(machineIds.map((id) => readMachine(ports, physicalIds, id, signal))),
	]);
	return {
		services: new Map(services.flat().map((service) => [service.definition, service])),
		machines: new Map(machines.flat().map((machine) => [machine.logicalId, machine])),
		physicalIds,
	};
}
