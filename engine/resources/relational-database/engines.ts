import type { Text } from "../../template/intrinsics.ts";
import { DEFAULT_DATABASE } from "../shared/database-schema.ts";
import type { Database } from "./properties.ts";

type Written = Database["values"]["engine"];
export type EngineType = Written["type"];

/** What speaks to the database: decides ports, connection strings and the words of its logs. */
export type Family = "postgres" | "mysql" | "mariadb" | "oracle" | "sqlserver";

/** How the database runs. `instance`: RDS on a machine; the others are clusters of Aurora. */
type Form = "instance" | "cluster" | "serverless-v2" | "serverless";

/** An engine as RDS sees it, whatever the format calls it. */
export type Engine = {
	readonly type: EngineType;
	/** Name of the engine in RDS: `aurora-mysql` also for the serverless ones. */
	readonly name: string;
	readonly form: Form;
	readonly family: Family;
	/** Known but for the first Aurora Serverless, where it may be left out. */
	readonly version: string | undefined;
	readonly port: number;
	/** Name of the first database; absent for SQL Server, which makes none. */
	readonly dbName: Text | undefined;
	readonly autoMinorVersionUpgrade: boolean;
};

const ports: Readonly<Record<Family, number>> = {
	postgres: 5432,
	mysql: 3306,
	mariadb: 3306,
	oracle: 1521,
	sqlserver: 1433,
};

function familyOf(type: EngineType): Family {
	if (type.includes("postgres")) return "postgres";
	if (type.includes("mysql")) return "mysql";
	if (type === "mariadb") return "mariadb";
	return type.startsWith("oracle") ? "oracle" : "sqlserver";
}

function formOf(type: EngineType): Form {
	if (!type.startsWith("aurora")) return "instance";
	if (type.endsWith("-serverless-v2")) return "serverless-v2";
	return type.endsWith("-serverless") ? "serverless" : "cluster";
}

/** The engine of a database, with what its properties have in common. */
export function engineOf({ engine }: Database["values"]): Engine {
	const { type, properties = {} } = engine;
	const family = familyOf(type);
	const { version, dbName, disableAutoMinorVersionUpgrade } = properties;
	const port = "port" in properties ? properties.port : undefined;
	return {
		type,
		name: type.replace(/-serverless(-v2)?$/, ""),
		form: formOf(type),
		family,
		version: typeof version === "string" ? version : undefined,
		port: port ?? ports[family],
		dbName: family === "sqlserver" ? undefined : (dbName ?? DEFAULT_DATABASE),
		autoMinorVersionUpgrade: disableAutoMinorVersionUpgrade !== true,
	};
}

type InstanceEngine = Extract<Written, { readonly properties: { readonly primaryInstance: unknown } }>;
type ClusterEngine = Extract<Written, { readonly properties: { readonly instances: unknown } }>;

/** Properties of an engine that runs on a machine of its own. */
export function instanceProperties({ engine }: Database["values"]): InstanceEngine["properties"] | undefined {
	const { properties } = engine;
	return properties && "primaryInstance" in properties ? properties : undefined;
}

/** The machines of a cluster of fixed machines; none for every other engine. */
export function clusterInstances({ engine }: Database["values"]): ClusterEngine["properties"]["instances"] {
	const { properties } = engine;
	return properties && "instances" in properties ? properties.instances : [];
}

/** Smallest and largest capacity in the units of a serverless engine, and what else it says of itself. */
export type Capacity = {
	readonly min: number;
	readonly max: number;
	readonly readers: number;
	readonly pauseAfterSeconds: number | undefined;
};

type ServerlessEngine = Exclude<Written, InstanceEngine | ClusterEngine>;

function isServerless(engine: Written): engine is ServerlessEngine {
	return engine.type.includes("-serverless");
}

/** Capacity of a serverless engine; `undefined` for every other one. */
export function capacityOf({ engine }: Database["values"]): Capacity | undefined {
	if (!isServerless(engine)) return undefined;
	const written: {
		readonly minCapacity?: number;
		readonly maxCapacity?: number;
		readonly serverlessReadersCount?: number;
		readonly pauseAfterSeconds?: number;
	} = engine.properties ?? {};
	const { minCapacity, maxCapacity, serverlessReadersCount = 0, pauseAfterSeconds } = written;
	const isFirst = formOf(engine.type) === "serverless";
	return {
		min: minCapacity ?? (isFirst ? 2 : 0),
		max: maxCapacity ?? (isFirst ? Math.max(minCapacity ?? 0, 4) : 10),
		readers: serverlessReadersCount,
		pauseAfterSeconds,
	};
}
