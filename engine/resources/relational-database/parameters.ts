import { logicalId } from "../../names/logical-id.ts";
import type { Child, Surroundings } from "../kind.ts";
import { lineOf, parameterFamily } from "../shared/database-versions.ts";
import { type Engine, engineOf } from "./engines.ts";
import { sentLogs } from "./logs.ts";
import type { Database } from "./properties.ts";

const PARAMETER_GROUP = "AWS::RDS::DBParameterGroup";
const CLUSTER_PARAMETER_GROUP = "AWS::RDS::DBClusterParameterGroup";
const OPTION_GROUP = "AWS::RDS::OptionGroup";

export const parameterGroupId = (owner: string) => logicalId({ owner, type: PARAMETER_GROUP });
export const instanceParameterGroupId = (owner: string) =>
	logicalId({ owner, specifier: "Instance", type: PARAMETER_GROUP });
export const clusterParameterGroupId = (owner: string) => logicalId({ owner, type: CLUSTER_PARAMETER_GROUP });
export const optionGroupId = (owner: string) => logicalId({ owner, type: OPTION_GROUP });

/** Versions of the first Aurora Serverless when the config does not say, as AWS chose them. */
const usualLine: Readonly<Record<string, string>> = { "aurora-mysql": "5.7", "aurora-postgresql": "13" };

const versionOf = ({ name, version }: Engine) => version ?? usualLine[name] ?? "";

/** The family that the parameter groups of an engine belong to; `undefined` when there is none. */
export function familyOf(engine: Engine): string | undefined {
	return parameterFamily(engine.name, versionOf(engine));
}

type Parameters = Readonly<Record<string, string>>;

const bit = (isOn: boolean | undefined) => (isOn ? "1" : "0");

function postgresParameters({ values }: Database, engine: Engine): Parameters {
	const options = values.logging?.engineSpecificOptions ?? {};
	// From 18 on it is a list of what is logged of a connection.
	const isList = lineOf(engine.name, versionOf(engine)) === "18";
	const connections = isList ? (options.log_connections ? "all" : "") : bit(options.log_connections);
	return {
		log_connections: connections,
		log_disconnections: bit(options.log_disconnections),
		log_lock_waits: bit(options.log_lock_waits),
		log_min_duration_statement: String(options.log_min_duration_statement ?? 10_000),
		log_statement: options.log_statement ?? "ddl",
	};
}

const auditEvents = ({ values }: Database) =>
	(values.logging?.engineSpecificOptions?.server_audit_events ?? ["QUERY_DDL"]).join(",");

function mysqlParameters(database: Database): Parameters {
	const logs = sentLogs(database);
	const { long_query_time = 10 } = database.values.logging?.engineSpecificOptions ?? {};
	const isOff = long_query_time < 0;
	return {
		log_output: "FILE",
		general_log: bit(logs.includes("general")),
		slow_query_log: bit(logs.includes("slowquery") && !isOff),
		long_query_time: String(isOff ? 10 : long_query_time),
	};
}

/** Parameters that turn the logs of an engine on; none for engines whose logs are always there. */
function parametersOf(database: Database, engine: Engine): Parameters | undefined {
	if (engine.family === "postgres") return postgresParameters(database, engine);
	return engine.family === "mysql" || engine.family === "mariadb" ? mysqlParameters(database) : undefined;
}

/** What only a cluster as a whole can be told. */
function clusterParameters(database: Database, { family }: Engine): Parameters {
	if (family === "postgres")
		return { "rds.force_autovacuum_logging_level": "warning", log_autovacuum_min_duration: "3000" };
	const isAudited = bit(sentLogs(database).includes("audit"));
	return {
		server_audit_logging: isAudited,
		server_audit_logs_upload: isAudited,
		server_audit_events: auditEvents(database),
	};
}

function group(
	id: string,
	Type: string,
	engine: Engine,
	parameters: Parameters | undefined,
	{ tags }: Surroundings,
): Child {
	const Properties = {
		Description: `Settings of ${engine.name} ${versionOf(engine)}`,
		Family: familyOf(engine),
		Parameters: parameters,
		Tags: tags,
	};
	return { id, resource: { Type, Properties } };
}

/** The parameter group of a machine, and the group of its options where the engine has any. */
export function instanceGroups(database: Database, surroundings: Surroundings): readonly Child[] {
	const engine = engineOf(database.values);
	const { name } = database;
	return [
		group(parameterGroupId(name), PARAMETER_GROUP, engine, parametersOf(database, engine), surroundings),
		...(hasOptionGroup(engine) ? [optionGroup(database, engine, surroundings)] : []),
	];
}

/** True for engines whose audit log is a plugin that has to be installed. */
export function hasOptionGroup({ form, family }: Engine): boolean {
	return form === "instance" && (family === "mysql" || family === "mariadb");
}

function optionGroup(database: Database, engine: Engine, { tags }: Surroundings): Child {
	return {
		id: optionGroupId(database.name),
		resource: {
			Type: OPTION_GROUP,
			Properties: {
				OptionGroupDescription: `Audit log of ${engine.name} ${versionOf(engine)}`,
				EngineName: engine.name,
				MajorEngineVersion: lineOf(engine.name, versionOf(engine)),
				OptionConfigurations: [
					{
						OptionName: "MARIADB_AUDIT_PLUGIN",
						OptionSettings: [{ Name: "SERVER_AUDIT_EVENTS", Value: auditEvents(database) }],
					},
				],
				Tags: tags,
			},
		},
	};
}

/** The parameter groups of a cluster, and of its machines where it has machines. */
export function clusterGroups(database: Database, surroundings: Surroundings): readonly Child[] {
	const engine = engineOf(database.values);
	const own = parametersOf(database, engine);
	const shared = { ...own, ...clusterParameters(database, engine) };
	const { name } = database;
	return [
		group(clusterParameterGroupId(name), CLUSTER_PARAMETER_GROUP, engine, shared, surroundings),
		...(engine.form === "serverless"
			? []
			: [group(instanceParameterGroupId(name), PARAMETER_GROUP, engine, own, surroundings)]),
	];
}
