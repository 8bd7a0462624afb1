import assert from "node:assert/strict";
import {
	hasLogs,
	processorOf,
	taskDefinition,
} from "../../../../engine/resources/multi-container-workload/task-definition.ts";
import { resourcesOf, surroundings } from "../../../support/placed.ts";
import { container, workload } from "./example.ts";

type Properties = Readonly<Record<string, unknown>> & {
	readonly ContainerDefinitions: readonly Readonly<Record<string, unknown>>[];
};

function compiled(values: Parameters<typeof workload>[0]): Properties {
	const app = workload(values);
	const { AppTaskDefinition } = resourcesOf([taskDefinition(app, surroundings([app], []))]);
	return AppTaskDefinition?.Properties as Properties;
}

const only = (values: Parameters<typeof container>[0], more: Parameters<typeof workload>[0] = {}) =>
	compiled({ containers: [container(values)], ...more }).ContainerDefinitions[0] ?? {};

describe("a task", () => {
	it("is of the size of the config, on Fargate", () => {
		const { ContainerDefinitions, ...task } = compiled({
			resources: { cpu: 0.5, memory: 1024, architecture: "arm64" },
		});
		assert.deepEqual(task, {
			Family: "proj-dev-app-task-definition",
			RequiresCompatibilities: ["FARGATE"],
			NetworkMode: "awsvpc",
			Cpu: "512",
			Memory: "1024",
			ExecutionRoleArn: { "Fn::GetAtt": ["StpEcsExecutionRole", "Arn"] },
			TaskRoleArn: { "Fn::GetAtt": ["AppRole", "Arn"] },
			RuntimePlatform: { OperatingSystemFamily: "LINUX", CpuArchitecture: "ARM64" },
		});
		assert.deepEqual(ContainerDefinitions, [
			{
				Name: "main",
				Image: "nginx:1.29",
				Essential: true,
				StopTimeout: 2,
				LogConfiguration: {
					LogDriver: "awslogs",
					Options: {
						"awslogs-region": { Ref: "AWS::Region" },
						"awslogs-group": { Ref: "AppMainLogGroup" },
						"awslogs-stream-prefix": "ecs",
					},
				},
			},
		]);
	});

	it("shares the network of its machine, with ports that Docker gives", () => {
		const resources = { instanceTypes: ["t3.medium"], memory: 1000 };
		const events = [{ type: "workload-internal", properties: { containerPort: 80 } }] as const;
		const task = compiled({ resources, containers: [container({ events })] });
		assert.deepEqual(
			[task["RequiresCompatibilities"], task["NetworkMode"], task["Cpu"], task["Memory"]],
			[["EC2"], "bridge", undefined, "1000"],
		);
		assert.deepEqual(task.ContainerDefinitions[0]?.["PortMappings"], [
			{ ContainerPort: 80, HostPort: 0, Protocol: "tcp", Name: "port-80" },
		]);
	});

	it("says each port once, and what is spoken there", () => {
		const events = [
			{ type: "service-connect", properties: { containerPort: 80, protocol: "http2" } },
			{ type: "workload-internal", properties: { containerPort: 80 } },
			{ type: "workload-internal", properties: { containerPort: 81 } },
		] as const;
		assert.deepEqual(only({ events })["PortMappings"], [
			{ ContainerPort: 80, HostPort: 80, Protocol: "tcp", Name: "port-80", AppProtocol: "http2" },
			{ ContainerPort: 81, HostPort: 81, Protocol: "tcp", Name: "port-81" },
		]);
	});

	it("knows what its containers run, wait for and are checked by", () => {
		const definition = only({
			packaging: {
				type: "prebuilt-image",
				properties: {
					image: "a:1",
					command: ["run"],
					entryPoint: ["/e"],
					repositoryCredentialsSecretArn: "arn:aws:secretsmanager:x",
				},
			},
			essential: false,
			stopTimeout: 9,
			logging: { disabled: true },
			environment: [{ name: "A", value: 1 }],
			dependsOn: [{ containerName: "other", condition: "START" }],
			internalHealthCheck: { healthCheckCommand: ["CMD", "true"], intervalSeconds: 7, retries: 2 },
		});
		assert.deepEqual(definition, {
			Name: "main",
			Image: "a:1",
			Essential: false,
			Command: ["run"],
			EntryPoint: ["/e"],
			RepositoryCredentials: { CredentialsParameter: "arn:aws:secretsmanager:x" },
			Environment: [{ Name: "A", Value: "1" }],
			HealthCheck: { Command: ["CMD", "true"], Interval: 7, Retries: 2 },
			DependsOn: [{ ContainerName: "other", Condition: "START" }],
			StopTimeout: 9,
		});
		assert.equal(hasLogs(container({ logging: { disabled: true } })), false);
	});

	it("runs on the processor of the config, or of its machines", () => {
		assert.equal(processorOf(workload()), "x86_64");
		assert.equal(processorOf(workload({ resources: { instanceTypes: ["m7g.large"] } })), "arm64");
	});
});
