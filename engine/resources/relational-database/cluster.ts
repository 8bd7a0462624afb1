import { ref, type Text } from "../../template/intrinsics.ts";
import type { Child, Path, Surroundings } from "../kind.ts";
import { securityGroupRef } from "../shared/network-access.ts";
import { capacityOf, clusterInstances, type Engine, engineOf } from "./engines.ts";
import { after, asString, internetRoutes, isPublic } from "./instance.ts";
import { logGroups, sentLogs } from "./logs.ts";
import { CLUSTER, clusterId, INSTANCE, identifier, instanceId, subnetGroupId } from "./names.ts";
import { clusterGroups, clusterParameterGroupId, instanceParameterGroupId } from "./parameters.ts";
import { type Database, DEFAULT_USER } from "./properties.ts";
import { windowsOf } from "./windows.ts";

/** Classes of the machines of a cluster, the one that writes first; the first Aurora Serverless shows none. */
export function machinesOf(database: Database): readonly Text[] {
	const capacity = capacityOf(database.values);
	if (!capacity) return clusterInstances(database.values).map(({ instanceSize }) => instanceSize);
	if (engineOf(database.values).form === "serverless") return [];
	return Array.from({ length: capacity.readers + 1 }, () => "db.serverless");
}

function scaling(database: Database, { form }: Engine) {
	const capacity = capacityOf(database.values);
	if (!capacity) return {};
	const { min, max, pauseAfterSeconds } = capacity;
	if (form === "serverless-v2")
		return { ServerlessV2ScalingConfiguration: { MinCapacity: min, MaxCapacity: max } };
	return {
		ScalingConfiguration: {
			AutoPause: pauseAfterSeconds !== undefined,
			MinCapacity: min,
			MaxCapacity: max,
			SecondsUntilAutoPause: pauseAfterSeconds,
		},
	};
}

function clusterChild(database: Database, engine: Engine, surroundings: Surroundings): readonly Child[] {
	const { values, name } = database;
	const { target, tags } = surroundings;
	const id = identifier(database, target);
	const logs = logGroups(database, { kind: "cluster", specifier: "Cluster", id }).map(({ child }) => child);
	const windows = windowsOf(target.region, asString(values.preferredMaintenanceWindow));
	const isFirst = engine.form === "serverless";
	const sent = sentLogs(database);
	return [
		...logs,
		{
			id: clusterId(name),
			name: id,
			resource: {
				Type: CLUSTER,
				DeletionPolicy: "Delete",
				...after(logs.map((child) => child.id)),
				Properties: {
					DBClusterIdentifier: id.text,
					MasterUsername: values.credentials.masterUserName ?? DEFAULT_USER,
					MasterUserPassword: values.credentials.masterUserPassword,
					BackupRetentionPeriod: values.automatedBackupRetentionDays,
					AutoMinorVersionUpgrade: engine.autoMinorVersionUpgrade,
					DBSubnetGroupName: ref(subnetGroupId(name)),
					DBClusterParameterGroupName: ref(clusterParameterGroupId(name)),
					Engine: engine.name,
					EngineMode: isFirst ? "serverless" : "provisioned",
					EngineVersion: engine.version,
					DatabaseName: engine.dbName,
					Port: isFirst ? undefined : engine.port,
					EnableCloudwatchLogsExports: isFirst || sent.length === 0 ? undefined : sent,
					PreferredMaintenanceWindow: windows.maintenance,
					PreferredBackupWindow: windows.backup,
					...scaling(database, engine),
					VpcSecurityGroupIds: [securityGroupRef(name)],
					StorageEncrypted: true,
					DeletionProtection: values.deletionProtection ?? false,
					Tags: tags,
				},
			},
		},
	];
}

function originOf({ form }: Engine, index: number): Path {
	return form === "cluster" ? ["engine", "properties", "instances", index] : ["engine"];
}

/** A machine of the cluster. The others wait for the first, because the one that is there first is the one that writes. */
function machine(
	database: Database,
	size: Text,
	index: number,
	engine: Engine,
	surroundings: Surroundings,
): Child {
	const { name } = database;
	const { target, tags } = surroundings;
	const id = identifier(database, target, String(index));
	return {
		id: instanceId(name, { index }),
		name: id,
		origin: originOf(engine, index),
		resource: {
			Type: INSTANCE,
			DeletionPolicy: "Delete",
			...after([
				...(index > 0 ? [instanceId(name, { index: 0 })] : []),
				...internetRoutes(database, surroundings),
			]),
			Properties: {
				DBInstanceIdentifier: id.text,
				DBClusterIdentifier: ref(clusterId(name)),
				DBInstanceClass: size,
				Engine: engine.name,
				PubliclyAccessible: isPublic(database),
				DBParameterGroupName: ref(instanceParameterGroupId(name)),
				AllowMajorVersionUpgrade: true,
				AutoMinorVersionUpgrade: engine.autoMinorVersionUpgrade,
				Tags: tags,
			},
		},
	};
}

/** A cluster of Aurora: the cluster, its machines, its logs and settings. */
export function clusterChildren(database: Database, surroundings: Surroundings): readonly Child[] {
	const engine = engineOf(database.values);
	return [
		...clusterGroups(database, surroundings),
		...clusterChild(database, engine, surroundings),
		...machinesOf(database).map((size, index) => machine(database, size, index, engine, surroundings)),
	];
}
