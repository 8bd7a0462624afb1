import assert from "node:assert/strict";
import { engineOf } from "../../../../engine/resources/relational-database/engines.ts";
import { logsOf, sentLogs } from "../../../../engine/resources/relational-database/logs.ts";
import {
	clusterGroups,
	familyOf,
	instanceGroups,
} from "../../../../engine/resources/relational-database/parameters.ts";
import type { DatabaseValues } from "../../../../engine/resources/relational-database/properties.ts";
import { resourcesOf, surroundings } from "../../../support/placed.ts";
import { database } from "./example.ts";

const around = surroundings([], []);
const primaryInstance = { instanceSize: "db.t3.small" };
const parameters = (id: string, values: Partial<DatabaseValues>) =>
	resourcesOf([...instanceGroups(database(values), around), ...clusterGroups(database(values), around)])[id]
		?.Properties?.["Parameters"];

const mysql: DatabaseValues["engine"] = { type: "mysql", properties: { version: "8.4.8", primaryInstance } };
const auroraMysql: DatabaseValues["engine"] = {
	type: "aurora-mysql",
	properties: { version: "8.0.mysql_aurora.3.11.1", instances: [{ instanceSize: "db.r6g.large" }] },
};

describe("the parameters of a database", () => {
	it("log what is slow and what defines something, when nothing is said", () => {
		assert.deepEqual(parameters("MainDbDbParameterGroup", {}), {
			log_connections: "0",
			log_disconnections: "0",
			log_lock_waits: "0",
			log_min_duration_statement: "10000",
			log_statement: "ddl",
		});
		assert.deepEqual(parameters("MainDbDbParameterGroup", { engine: mysql }), {
			log_output: "FILE",
			general_log: "0",
			slow_query_log: "1",
			long_query_time: "10",
		});
	});

	it("log no slow queries at -1 seconds, and nothing that is not sent", () => {
		const off = { logTypes: ["slowquery"], engineSpecificOptions: { long_query_time: -1 } };
		assert.deepEqual(parameters("MainDbDbParameterGroup", { engine: mysql, logging: off }), {
			log_output: "FILE",
			general_log: "0",
			slow_query_log: "0",
			long_query_time: "10",
		});
		const disabled = { disabled: true, logTypes: ["general", "slowquery"] };
		const found = parameters("MainDbDbParameterGroup", { engine: mysql, logging: disabled });
		assert.deepEqual(
			{ ...(found as object) },
			{
				log_output: "FILE",
				general_log: "0",
				slow_query_log: "0",
				long_query_time: "10",
			},
		);
	});

	it("audit a cluster as a whole", () => {
		const audited = parameters("MainDbDbClusterParameterGroup", {
			engine: auroraMysql,
			logging: { engineSpecificOptions: { server_audit_events: ["CONNECT", "QUERY"] } },
		});
		const { server_audit_logging, server_audit_logs_upload, server_audit_events } = {
			...(audited as Record<string, string>),
		};
		assert.deepEqual(
			[server_audit_logging, server_audit_logs_upload, server_audit_events],
			["1", "1", "CONNECT,QUERY"],
		);
	});

	it("are a list of events for connections to PostgreSQL 18", () => {
		const engine: DatabaseValues["engine"] = {
			type: "postgres",
			properties: { version: "18.1", primaryInstance },
		};
		const logging = { engineSpecificOptions: { log_connections: true } };
		const of = (values: Partial<DatabaseValues>) =>
			({ ...(parameters("MainDbDbParameterGroup", values) as Record<string, string>) })["log_connections"];
		assert.deepEqual([of({ engine, logging }), of({ engine })], ["all", ""]);
	});

	it("are none where the engine always logs", () => {
		const engine: DatabaseValues["engine"] = {
			type: "oracle-se2",
			properties: { version: "19.0.0.0.ru-2025-10.spb-1.r1", primaryInstance },
		};
		assert.equal(parameters("MainDbDbParameterGroup", { engine }), undefined);
		assert.equal(familyOf(engineOf(database({ engine }).values)), "oracle-se2-19");
	});
});

describe("the logs of a database", () => {
	const logs: readonly (readonly [DatabaseValues["engine"], readonly string[]])[] = [
		[mysql, ["audit", "error", "slowquery"]],
		[{ type: "aurora-mysql-serverless" }, ["audit", "slowquery"]],
		[{ type: "aurora-postgresql-serverless" }, []],
		[
			{ type: "sqlserver-ee", properties: { version: "16.00.4225.2.v1", primaryInstance } },
			["agent", "error"],
		],
		[{ type: "oracle-ee", properties: { version: "19", primaryInstance } }, ["alert", "listener"]],
	];
	for (const [engine, sent] of logs) {
		it(`of ${engine.type} are ${sent.join(", ") || "none"}`, () => {
			assert.deepEqual(sentLogs(database({ engine })), sent);
			assert.deepEqual(logsOf(engineOf(database({ engine }).values)).usual, sent);
		});
	}
});
