import assert from "node:assert/strict";
import type { Surroundings } from "../../../../engine/resources/kind.ts";
import {
	checkDatabaseAlarms,
	databasePlan,
} from "../../../../engine/resources/relational-database/alarms.ts";
import { clusterChildren, machinesOf } from "../../../../engine/resources/relational-database/cluster.ts";
import { relationalDatabase } from "../../../../engine/resources/relational-database/index.ts";
import { instanceChildren } from "../../../../engine/resources/relational-database/instance.ts";
import { identifier, logGroupName } from "../../../../engine/resources/relational-database/names.ts";
import { paramsOf } from "../../../../engine/resources/relational-database/params.ts";
import type { DatabaseValues } from "../../../../engine/resources/relational-database/properties.ts";
import { analysed } from "../../../support/analysed.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { assertProblems } from "../../../support/marked.ts";
import { resourcesOf, surroundings, target } from "../../../support/placed.ts";
import { database } from "./example.ts";

const primaryInstance = { instanceSize: "db.t3.small" };

function compile(values: Partial<DatabaseValues>, options: Partial<Surroundings> = {}) {
	const db = database(values);
	const children = relationalDatabase.compile(db, surroundings([db], [relationalDatabase], options));
	const Resources = resourcesOf(children);
	assert.deepEqual(checkTemplate({ Resources }), []);
	return Resources;
}

const own = (values: Partial<DatabaseValues>) => {
	const db = database(values);
	const children = relationalDatabase.compile(db, surroundings([db], [relationalDatabase]));
	return children.filter(({ shared }) => !shared).map(({ id }) => id);
};

describe("a relational database", () => {
	it("on a machine of its own has a machine, its log and its settings", () =>
		assert.deepEqual(own({}).sort(), [
			"MainDbDbInstance",
			"MainDbDbParameterGroup",
			"MainDbDbSubnetGroup",
			"MainDbInstancePostgresqlLogGroup",
			"MainDbSecurityGroup",
		]));

	it("with replicas has logs for each of them, and in MySQL an option group for the audit log", () =>
		assert.deepEqual(
			own({
				engine: {
					type: "mysql",
					properties: { version: "8.4.8", primaryInstance, readReplicas: [primaryInstance] },
				},
			}).sort(),
			[
				"MainDbDbInstance",
				"MainDbDbParameterGroup",
				"MainDbDbSubnetGroup",
				"MainDbInstanceAuditLogGroup",
				"MainDbInstanceErrorLogGroup",
				"MainDbInstanceSlowqueryLogGroup",
				"MainDbOptionGroup",
				"MainDbReplica0AuditLogGroup",
				"MainDbReplica0DbInstance",
				"MainDbReplica0ErrorLogGroup",
				"MainDbReplica0SlowqueryLogGroup",
				"MainDbSecurityGroup",
			],
		));

	it("on Aurora has a cluster with its machines, which wait for the first", () => {
		const engine: DatabaseValues["engine"] = {
			type: "aurora-postgresql-serverless-v2",
			properties: { version: "16.11", serverlessReadersCount: 1 },
		};
		assert.deepEqual(own({ engine }).sort(), [
			"MainDbClusterPostgresqlLogGroup",
			"MainDbDbCluster",
			"MainDbDbClusterParameterGroup",
			"MainDbDbInstance0",
			"MainDbDbInstance1",
			"MainDbDbSubnetGroup",
			"MainDbInstanceDbParameterGroup",
			"MainDbSecurityGroup",
		]);
		const made = compile({ engine });
		assert.ok(made["MainDbDbInstance1"]?.DependsOn?.includes("MainDbDbInstance0"));
		assert.deepEqual(made["MainDbDbCluster"]?.Properties?.["ServerlessV2ScalingConfiguration"], {
			MinCapacity: 0,
			MaxCapacity: 10,
		});
		assert.deepEqual(machinesOf(database({ engine })), ["db.serverless", "db.serverless"]);
	});

	it("says itself whether it is protected, so that switching it off is a change", () => {
		const isProtected = (deletionProtection: boolean) =>
			compile({ deletionProtection })["MainDbDbInstance"]?.Properties?.["DeletionProtection"];
		assert.deepEqual([isProtected(true), isProtected(false)], [true, false]);
		const [plain] = instanceChildren(database({}), surroundings([], [])).filter(
			({ id }) => id === "MainDbDbInstance",
		);
		assert.equal(plain?.resource.Properties?.["DeletionProtection"], false);
	});

	it("with a public address comes after the way to the internet", () => {
		const waitsFor = (forceDisablePublicIp: boolean) =>
			compile({ accessibility: { accessibilityMode: "internet", forceDisablePublicIp } })["MainDbDbInstance"]
				?.DependsOn;
		assert.ok(waitsFor(false)?.includes("StpInternetGatewayRoute0"));
		assert.deepEqual(waitsFor(true), ["MainDbInstancePostgresqlLogGroup"]);
	});

	it("lets in whom its mode lets in", () => {
		const group = { "Fn::GetAtt": ["ApiSecurityGroup", "GroupId"] };
		const accessors = () => [
			{ by: database({}, {}, "api"), securityGroup: group },
			{ by: database({}, {}, "outside") },
		];
		const sources = (
			accessibilityMode: "internet" | "vpc" | "scoping-workloads-in-vpc" | "whitelisted-ips-only",
		) => {
			const accessibility = { accessibilityMode, whitelistedIps: ["203.0.113.7"] };
			const made = compile({ accessibility }, { accessors })["MainDbSecurityGroup"]?.Properties;
			const rules = made?.["SecurityGroupIngress"];
			return Array.isArray(rules) ? rules.map((rule) => rule.CidrIp ?? rule.SourceSecurityGroupId) : [];
		};
		assert.deepEqual(sources("internet"), ["0.0.0.0/0", "203.0.113.7/32"]);
		assert.deepEqual(sources("vpc"), ["172.16.0.0/16", "203.0.113.7/32"]);
		assert.deepEqual(sources("scoping-workloads-in-vpc"), [group, "203.0.113.7/32"]);
		assert.deepEqual(sources("whitelisted-ips-only"), ["203.0.113.7/32"]);
	});

	it("is not encrypted where the engine or a machine cannot", () => {
		const isEncrypted = (engine: DatabaseValues["engine"]) =>
			compile({ engine })["MainDbDbInstance"]?.Properties?.["StorageEncrypted"];
		const version = "16.6";
		assert.equal(isEncrypted({ type: "postgres", properties: { version, primaryInstance } }), true);
		const old = { instanceSize: "db.t2.micro" };
		assert.equal(
			isEncrypted({ type: "postgres", properties: { version, primaryInstance, readReplicas: [old] } }),
			false,
		);
	});

	it("brings its own license to Oracle's Enterprise Edition, which AWS has none for", () => {
		const license = (type: "oracle-ee" | "oracle-se2") =>
			compile({ engine: { type, properties: { version: "19.0.0.0.ru-2025-10.spb-1.r1", primaryInstance } } })[
				"MainDbDbInstance"
			]?.Properties?.["LicenseModel"];
		assert.deepEqual(
			[license("oracle-ee"), license("oracle-se2")],
			["bring-your-own-license", "license-included"],
		);
	});

	it("is written to by RDS in lower case", () => {
		const id = identifier(database({}), { ...target, project: "Shop" });
		assert.equal(id.text, "Shop-dev-maindb");
		assert.equal(logGroupName("instance", id, "error").text, "/aws/rds/instance/shop-dev-maindb/error");
	});

	it("of the first Aurora Serverless has no machines", () => {
		const db = database({
			engine: { type: "aurora-mysql-serverless", properties: { pauseAfterSeconds: 600 } },
		});
		const made = resourcesOf(clusterChildren(db, surroundings([], [])));
		assert.deepEqual(Object.keys(made).sort(), [
			"MainDbClusterAuditLogGroup",
			"MainDbClusterSlowqueryLogGroup",
			"MainDbDbCluster",
			"MainDbDbClusterParameterGroup",
		]);
		assert.equal(made["MainDbDbCluster"]?.Properties?.["EngineMode"], "serverless");
	});
});

describe("the parameters of a relational database", () => {
	const filled = (engine: DatabaseValues["engine"], name: string) => {
		const value = paramsOf(database({ engine, credentials: { masterUserPassword: "secret" } }))[name]?.value;
		const [pattern, values] = { "Fn::Sub": [], ...(value as object) }["Fn::Sub"] as unknown as [
			string,
			Record<string, unknown>,
		];
		return pattern.replaceAll(/\$\{(\w+)\}/g, (_, key) =>
			typeof values[key] === "string" ? String(values[key]) : `<${key}>`,
		);
	};
	const strings: readonly (readonly [DatabaseValues["engine"], string, string])[] = [
		[
			{ type: "postgres", properties: { version: "16.6", primaryInstance } },
			"postgresql://db_master_user:secret@<host>:5432/defdb",
			"jdbc:postgresql://<host>:5432/defdb?user=db_master_user&password=secret",
		],
		[
			{ type: "mariadb", properties: { version: "11.8.5", primaryInstance, dbName: "shop" } },
			"mariadb://db_master_user:secret@<host>:3306/shop",
			"jdbc:mariadb://<host>:3306/shop?user=db_master_user&password=secret",
		],
		[
			{ type: "oracle-se2", properties: { version: "19", primaryInstance } },
			"db_master_user:secret@<host>:1521/defdb",
			"jdbc:oracle:thin:db_master_user/secret@<host>:1521:defdb",
		],
		[
			{ type: "sqlserver-ex", properties: { version: "16", primaryInstance } },
			"sqlserver://<host>:1433;user=db_master_user;password=secret",
			"jdbc:sqlserver://<host>:1433;user=db_master_user;password=secret",
		],
	];
	for (const [engine, plain, jdbc] of strings) {
		it(`say how to connect to ${engine.type}`, () =>
			assert.deepEqual(
				[filled(engine, "connectionString"), filled(engine, "jdbcConnectionString")],
				[plain, jdbc],
			));
	}

	it("are marked where they hold the password, and only there", () => {
		const engine: DatabaseValues["engine"] = {
			type: "mysql",
			properties: { version: "8.4.8", primaryInstance, readReplicas: [primaryInstance, primaryInstance] },
		};
		const params = Object.entries(paramsOf(database({ engine })));
		for (const [name, { value, sensitive }] of params)
			assert.equal(JSON.stringify(value).includes("resolve:secretsmanager"), sensitive === true, name);
		assert.deepEqual(
			params.map(([name]) => name),
			[
				"host",
				"port",
				"dbName",
				"connectionString",
				"jdbcConnectionString",
				"readReplica0Port",
				"readReplica1Port",
				"readReplicaHosts",
				"readReplicaConnectionStrings",
				"readReplicaJdbcConnectionStrings",
			],
		);
	});

	it("of a cluster lead to those that write and those that read", () => {
		const engine: DatabaseValues["engine"] = {
			type: "aurora-mysql",
			properties: { version: "8.0.mysql_aurora.3.11.1", instances: [{ instanceSize: "db.r6g.large" }] },
		};
		const { host, hosts, readerHost } = paramsOf(database({ engine }));
		assert.deepEqual(host?.value, { "Fn::GetAtt": ["MainDbDbCluster", "Endpoint.Address"] });
		assert.deepEqual(readerHost?.value, { "Fn::GetAtt": ["MainDbDbCluster", "ReadEndpoint.Address"] });
		assert.deepEqual(hosts?.value, {
			"Fn::Join": [",", [{ "Fn::GetAtt": ["MainDbDbInstance0", "Endpoint.Address"] }]],
		});
	});

	it("have a link to each log", () => {
		const db = database({}, { readReplicas: [primaryInstance] });
		assert.deepEqual(Object.keys(relationalDatabase.links?.(db, target) ?? {}), [
			"metrics",
			"logs-postgresql",
			"metrics-replica-0",
			"logs-replica-0-postgresql",
		]);
		assert.deepEqual(Object.keys(relationalDatabase.names(db, target)), [
			"MainDbDbInstance",
			"MainDbReplica0DbInstance",
		]);
	});
});

describe("the alarms of a relational database", () => {
	const cluster: DatabaseValues["engine"] = {
		type: "aurora-postgresql-serverless-v2",
		properties: { version: "16.11", serverlessReadersCount: 1 },
	};
	const connections = { type: "database-connection-count", properties: { thresholdCount: 5 } } as const;
	const storage = { type: "database-free-storage", properties: { thresholdMB: 1 } } as const;
	const memory = { type: "database-free-memory", properties: { thresholdMB: 1 } } as const;

	it("look at the worst machine of a cluster", () => {
		const plan = databasePlan(connections, database({ engine: cluster }));
		assert.deepEqual(plan.queries.at(-1), { id: "worst", expression: "MAX([machine0, machine1])" });
		const scarce = databasePlan(memory, database({ engine: cluster }));
		assert.deepEqual(scarce.queries.at(-1), { id: "worst", expression: "MIN([machine0, machine1])" });
	});

	it("count little as bad where it is, in bytes", () => {
		const { threshold, comparisonOperator, queries } = databasePlan(storage, database({}));
		assert.deepEqual([threshold, comparisonOperator], [1_048_576, "LessThanThreshold"]);
		assert.deepEqual(queries[0], {
			id: "value",
			namespace: "AWS/RDS",
			metric: "FreeStorageSpace",
			dimensions: { DBInstanceIdentifier: { Ref: "MainDbDbInstance" } },
			statistic: "Minimum",
		});
	});

	it("of the first Aurora Serverless look at the cluster", () => {
		const [query] = databasePlan(
			connections,
			database({ engine: { type: "aurora-mysql-serverless" } }),
		).queries;
		assert.deepEqual(query && "dimensions" in query ? query.dimensions : {}, {
			DBClusterIdentifier: { Ref: "MainDbDbCluster" },
		});
	});

	it("are not on what grows by itself", () => {
		const text = `
resources:
  db:
    type: relational-database
    properties:
      credentials: { masterUserPassword: $Secret('db.password') }
      engine: { type: aurora-postgresql-serverless-v2, properties: { version: "16.11" } }
      alarms:
        - trigger: { type: database-free-storage, properties: { thresholdMB: 1 } }
        #                  ^^^^^^^^^^^^^^^^^^^^^ alarm-not-of-engine: aurora-postgresql-serverless-v2 has no database-free-storage, because its disk grows by itself
        - trigger: { type: database-free-memory, properties: { thresholdMB: 1 } }
        #                  ^^^^^^^^^^^^^^^^^^^^ alarm-not-of-engine: aurora-postgresql-serverless-v2 has no database-free-memory, because its memory grows by itself
        - trigger: { type: database-cpu-utilization, properties: { thresholdPercent: 80 } }
`;
		assertProblems(text, analysed(text).problems);
		assert.deepEqual(checkDatabaseAlarms(database({})), []);
	});
});
