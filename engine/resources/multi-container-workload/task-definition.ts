import { getAtt, ref, region, type Text } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { containerEnvironment } from "../shared/container-environment.ts";
import { commandOf, entryPointOf, imageJob, imageOf, registrySecretOf } from "../shared/image-packaging.ts";
import { architectureOf } from "../shared/instance-types.ts";
import { executionRoleId } from "../shared/task-roles.ts";
import { memoryOnMachines } from "./capacity.ts";
import { portName, portsOf } from "./events/ports.ts";
import { logGroupId, roleId, TASK_DEFINITION, taskDefinitionId, taskFamily } from "./names.ts";
import { type Container, instanceTypesOf, type Workload } from "./properties.ts";
import { mountPoints, volumesOf } from "./volumes.ts";

/** True when the output of a container goes into a log group. */
export const hasLogs = ({ logging }: Container): boolean => logging?.disabled !== true;

/** The protocol that ECS may take what comes to a port for; it comes from an event of Service Connect. */
function protocolAt({ events = [] }: Container, port: number): string | undefined {
	return events
		.flatMap(({ type, properties }) => (type === "service-connect" ? [properties] : []))
		.find(({ containerPort }) => containerPort === port)?.protocol;
}

function portMappings(container: Container, isOnMachines: boolean) {
	const mappings = portsOf(container).map((port) => ({
		ContainerPort: port,
		// Machines have many containers: each gets a port of its own from Docker.
		HostPort: isOnMachines ? 0 : port,
		Protocol: "tcp",
		Name: portName(port),
		AppProtocol: protocolAt(container, port),
	}));
	return mappings.length > 0 ? mappings : undefined;
}

function healthCheck({ internalHealthCheck }: Container) {
	if (!internalHealthCheck) return undefined;
	const { healthCheckCommand, intervalSeconds, timeoutSeconds, retries, startPeriodSeconds } =
		internalHealthCheck;
	return {
		Command: healthCheckCommand,
		Interval: intervalSeconds,
		Timeout: timeoutSeconds,
		Retries: retries,
		StartPeriod: startPeriodSeconds,
	};
}

function logConfiguration(owner: string, name: string) {
	return {
		LogDriver: "awslogs",
		Options: {
			"awslogs-region": region,
			"awslogs-group": ref(logGroupId(owner, name)),
			"awslogs-stream-prefix": "ecs",
		},
	};
}

const orNothing = <T>(items: readonly T[]): readonly T[] | undefined =>
	items.length > 0 ? items : undefined;

function credentials(secret: Text | undefined) {
	return secret === undefined ? undefined : { CredentialsParameter: secret };
}

function containerDefinition(workload: Workload, container: Container, surroundings: Surroundings) {
	const { name: owner } = workload;
	const { packaging, dependsOn = [], essential = true, stopTimeout = 2 } = container;
	const name = String(container.name);
	const environment = containerEnvironment(
		container.environment,
		packaging,
		surroundings.connections(workload),
	);
	return {
		Name: name,
		Image: imageOf(packaging, imageJob(owner, name)),
		Essential: essential,
		Command: commandOf(packaging),
		EntryPoint: entryPointOf(packaging),
		RepositoryCredentials: credentials(registrySecretOf(packaging)),
		Environment: orNothing(environment),
		PortMappings: portMappings(container, instanceTypesOf(workload) !== undefined),
		HealthCheck: healthCheck(container),
		DependsOn: orNothing(
			dependsOn.map(({ containerName, condition }) => ({
				ContainerName: containerName,
				Condition: condition,
			})),
		),
		StopTimeout: stopTimeout,
		MountPoints: orNothing(mountPoints(container)),
		...(hasLogs(container) && { LogConfiguration: logConfiguration(owner, name) }),
	};
}

/** The processor that the images of a workload are for. */
export function processorOf(workload: Workload): "x86_64" | "arm64" {
	const [type] = instanceTypesOf(workload) ?? [];
	return type === undefined ? (workload.values.resources.architecture ?? "x86_64") : architectureOf(type);
}

/** The memory of an instance of the service in megabytes; `undefined` where a check asks for it. */
function memoryOf(workload: Workload): number | undefined {
	const types = instanceTypesOf(workload);
	return workload.values.resources.memory ?? (types && memoryOnMachines(types));
}

/** What an instance of the service consists of. */
export function taskDefinition(workload: Workload, surroundings: Surroundings): Child {
	const { name: owner, values } = workload;
	const name = taskFamily(owner, surroundings.target);
	const isOnMachines = instanceTypesOf(workload) !== undefined;
	const { cpu } = values.resources;
	const memory = memoryOf(workload);
	return {
		id: taskDefinitionId(owner),
		name,
		resource: {
			Type: TASK_DEFINITION,
			Properties: {
				Family: name.text,
				RequiresCompatibilities: [isOnMachines ? "EC2" : "FARGATE"],
				NetworkMode: isOnMachines ? "bridge" : "awsvpc",
				Cpu: cpu === undefined ? undefined : String(cpu * 1024),
				Memory: memory === undefined ? undefined : String(memory),
				ExecutionRoleArn: getAtt(executionRoleId, "Arn"),
				TaskRoleArn: getAtt(roleId(owner), "Arn"),
				RuntimePlatform: {
					OperatingSystemFamily: "LINUX",
					CpuArchitecture: processorOf(workload) === "arm64" ? "ARM64" : "X86_64",
				},
				Volumes: orNothing(volumesOf(workload)),
				ContainerDefinitions: values.containers.map((container) =>
					containerDefinition(workload, container, surroundings),
				),
			},
		},
	};
}
