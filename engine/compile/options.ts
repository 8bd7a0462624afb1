import type { Graph } from "../graph/graph.ts";
import type { DeployOptions } from "./compiled.ts";

type DeploymentConfig = {
	readonly terminationProtection?: boolean;
	readonly cloudformationRoleArn?: unknown;
	readonly triggerRollbackOnAlarms?: readonly unknown[];
	readonly monitoringTimeAfterDeploymentInMinutes?: number;
	readonly disableAutoRollback?: boolean;
	readonly publishEventsToArn?: readonly unknown[];
	readonly previousVersionsToKeep?: number;
	readonly disableS3TransferAcceleration?: boolean;
};

function texts(values: readonly unknown[] | undefined): string[] {
	return (values ?? []).filter((value) => typeof value === "string");
}

/** How the config wants to be deployed; defaults are the format's. */
export function deployOptions(graph: Graph): DeployOptions {
	const deployment = (graph.settings?.value["deploymentConfig"] ?? {}) as DeploymentConfig;
	const stack = (graph.settings?.value["stackConfig"] ?? {}) as {
		readonly disableStackInfoSaving?: boolean;
		readonly stackInfoDirectory?: unknown;
	};
	const directory =
		typeof stack.stackInfoDirectory === "string" ? stack.stackInfoDirectory : ".stacktape-stack-info";
	const role = deployment.cloudformationRoleArn;
	return {
		terminationProtection: deployment.terminationProtection ?? false,
		...(typeof role === "string" && { roleArn: role }),
		disableAutoRollback: deployment.disableAutoRollback ?? false,
		monitoringMinutes: deployment.monitoringTimeAfterDeploymentInMinutes ?? 0,
		rollbackAlarmArns: texts(deployment.triggerRollbackOnAlarms).filter((text) => text.startsWith("arn:")),
		ownRollbackAlarms: [],
		notificationArns: texts(deployment.publishEventsToArn),
		acceleratedUploads: deployment.disableS3TransferAcceleration !== true,
		previousVersionsToKeep: deployment.previousVersionsToKeep ?? 10,
		...(!stack.disableStackInfoSaving && { stackInfoDirectory: directory }),
	};
}
