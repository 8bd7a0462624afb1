import type { Text } from "../../template/intrinsics.ts";
import { ref } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { DEFAULT_STORAGE } from "../shared/database-schema.ts";
import { securityGroupRef } from "../shared/network-access.ts";
import { vpcOf } from "../shared/vpc.ts";
import { type Engine, engineOf, instanceProperties } from "./engines.ts";
import { logGroups, sentLogs } from "./logs.ts";
import { INSTANCE, identifier, instanceId, subnetGroupId } from "./names.ts";
import { hasOptionGroup, instanceGroups, optionGroupId, parameterGroupId } from "./parameters.ts";
import { type Database, DEFAULT_USER } from "./properties.ts";
import { windowsOf } from "./windows.ts";

type Machine = { readonly instanceSize: Text; readonly multiAz?: boolean };

/** Classes without encryption of the disk; https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html */
const withoutEncryption = /^db\.(m1\.(small|medium|large|xlarge)|m2\.(xlarge|2xlarge|4xlarge)|t2\.micro)$/;

/** True when the disks can be encrypted: by the engine, and by every machine that has a copy. */
function isEncrypted({ type }: Engine, machines: readonly Machine[]): boolean {
	return (
		type !== "sqlserver-ex" &&
		!machines.some(({ instanceSize }) => withoutEncryption.test(String(instanceSize)))
	);
}

/** Oracle's Enterprise Edition is not to be had with a license: AWS sells one for Standard Edition 2 only. */
function licenseOf({ type }: Engine): string | undefined {
	if (type === "oracle-se2") return "license-included";
	return type === "oracle-ee" ? "bring-your-own-license" : undefined;
}

/** Whether the database can be reached from outside of the network. */
export function isPublic({ values }: Database): boolean {
	return values.accessibility?.forceDisablePublicIp !== true;
}

/** What a machine with a public address must come after: RDS refuses one in a network without a way to the internet. */
export function internetRoutes(database: Database, surroundings: Surroundings): readonly string[] {
	return isPublic(database) ? vpcOf(surroundings).internetRoutes : [];
}

/** A `DependsOn` of these ids; nothing without any. */
export function after(ids: readonly string[]): { readonly DependsOn?: readonly string[] } {
	return ids.length > 0 ? { DependsOn: ids } : {};
}

/** What the machine that writes and the copies have in common. */
function commonProperties(database: Database, machine: Machine, engine: Engine, surroundings: Surroundings) {
	const { values, name } = database;
	const { target, tags } = surroundings;
	const storage = { ...DEFAULT_STORAGE, ...instanceProperties(values)?.storage };
	const windows = windowsOf(target.region, asString(values.preferredMaintenanceWindow));
	const logs = sentLogs(database);
	return {
		DBInstanceClass: machine.instanceSize,
		MultiAZ: machine.multiAz,
		AutoMinorVersionUpgrade: engine.autoMinorVersionUpgrade,
		AllowMajorVersionUpgrade: true,
		EnableCloudwatchLogsExports: logs.length > 0 ? logs : undefined,
		DBParameterGroupName: ref(parameterGroupId(name)),
		OptionGroupName: hasOptionGroup(engine) ? ref(optionGroupId(name)) : undefined,
		LicenseModel: licenseOf(engine),
		Port: String(engine.port),
		AllocatedStorage: String(storage.initialSize),
		MaxAllocatedStorage: storage.maxSize,
		StorageType: "gp3",
		PubliclyAccessible: isPublic(database),
		VPCSecurityGroups: [securityGroupRef(name)],
		PreferredMaintenanceWindow: windows.maintenance,
		PreferredBackupWindow: windows.backup,
		Tags: tags,
	};
}

/** A text that is known before the deploy. */
export function asString(text: Text | undefined): string | undefined {
	return typeof text === "string" ? text : undefined;
}

function primary(
	database: Database,
	machines: readonly [Machine, ...Machine[]],
	engine: Engine,
	surroundings: Surroundings,
): readonly Child[] {
	const { values, name } = database;
	const id = identifier(database, surroundings.target);
	const logs = logGroups(database, { kind: "instance", specifier: "Instance", id }).map(({ child }) => child);
	return [
		...logs,
		{
			id: instanceId(name),
			name: id,
			resource: {
				Type: INSTANCE,
				DeletionPolicy: "Delete",
				...after([...logs.map((child) => child.id), ...internetRoutes(database, surroundings)]),
				Properties: {
					DBInstanceIdentifier: id.text,
					...commonProperties(database, machines[0], engine, surroundings),
					DBName: engine.dbName,
					Engine: engine.name,
					EngineVersion: engine.version,
					BackupRetentionPeriod: values.automatedBackupRetentionDays,
					MasterUsername: values.credentials.masterUserName ?? DEFAULT_USER,
					MasterUserPassword: values.credentials.masterUserPassword,
					DBSubnetGroupName: ref(subnetGroupId(name)),
					StorageEncrypted: isEncrypted(engine, machines),
					DeletionProtection: values.deletionProtection ?? false,
				},
			},
		},
	];
}

/** A read replica: engine, user, backups, subnets and encryption are those of the machine that it is a copy of. */
function replica(
	database: Database,
	machine: Machine,
	index: number,
	engine: Engine,
	surroundings: Surroundings,
): readonly Child[] {
	const { name } = database;
	const id = identifier(database, surroundings.target, `rep${index}`);
	const of = { kind: "instance" as const, specifier: `Replica${index}`, id };
	const logs = logGroups(database, of).map(({ child }) => child);
	return [
		...logs,
		{
			id: instanceId(name, { replica: index }),
			name: id,
			origin: ["engine", "properties", "readReplicas", index],
			resource: {
				Type: INSTANCE,
				DeletionPolicy: "Delete",
				...after([...logs.map((child) => child.id), ...internetRoutes(database, surroundings)]),
				Properties: {
					DBInstanceIdentifier: id.text,
					SourceDBInstanceIdentifier: ref(instanceId(name)),
					...commonProperties(database, machine, engine, surroundings),
				},
			},
		},
	];
}

/** A database on a machine of its own: the machine, its read replicas, their logs and settings. */
export function instanceChildren(database: Database, surroundings: Surroundings): readonly Child[] {
	const engine = engineOf(database.values);
	const properties = instanceProperties(database.values);
	if (!properties) return [];
	const { primaryInstance, readReplicas = [] } = properties;
	return [
		...instanceGroups(database, surroundings),
		...primary(database, [primaryInstance, ...readReplicas], engine, surroundings),
		...readReplicas.flatMap((machine, index) => replica(database, machine, index, engine, surroundings)),
	];
}
