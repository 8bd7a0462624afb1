import type { Target } from "../../names/target.ts";
import { ref, sub, type Text } from "../../template/intrinsics.ts";
import { type Child, defineResource, type Surroundings } from "../kind.ts";
import { alarmChildren } from "../shared/alarms.ts";
import { securityGroup } from "../shared/network-access.ts";
import { vpcOf } from "../shared/vpc.ts";
import { databasePlan } from "./alarms.ts";
import { checkDatabase } from "./check.ts";
import { clusterChildren, machinesOf } from "./cluster.ts";
import { engineOf, instanceProperties } from "./engines.ts";
import { instanceChildren } from "./instance.ts";
import { forwardingChildren, sentLogs } from "./logs.ts";
import { clusterId, identifier, instanceId, logGroupName, subnetGroupId, subnetGroupName } from "./names.ts";
import { paramDocs, paramsOf } from "./params.ts";
import { type Database, properties } from "./properties.ts";

function subnetGroup(database: Database, surroundings: Surroundings): Child {
	const name = subnetGroupName(database, surroundings.target);
	return {
		id: subnetGroupId(database.name),
		name,
		resource: {
			Type: "AWS::RDS::DBSubnetGroup",
			Properties: {
				DBSubnetGroupName: name.text,
				DBSubnetGroupDescription: name.text,
				SubnetIds: vpcOf(surroundings).publicSubnets,
				Tags: surroundings.tags,
			},
		},
	};
}

function compile(database: Database, surroundings: Surroundings): readonly Child[] {
	const { values, name, reference } = database;
	const engine = engineOf(values);
	const { accessibilityMode: mode = "internet", whitelistedIps: ranges = [] } = values.accessibility ?? {};
	return [
		...vpcOf(surroundings).children,
		subnetGroup(database, surroundings),
		securityGroup({ name, reference, port: engine.port, mode, ranges }, surroundings),
		...(engine.form === "instance"
			? instanceChildren(database, surroundings)
			: clusterChildren(database, surroundings)),
		...forwardingChildren(database, surroundings),
		...alarmChildren(database, surroundings, (trigger) => databasePlan(trigger, database)),
	];
}

function namesOf(database: Database, target: Target) {
	const { readReplicas = [] } = instanceProperties(database.values) ?? {};
	const { name, values } = database;
	const isCluster = engineOf(values).form !== "instance";
	const machines = machinesOf(database).map((_, index) => [
		instanceId(name, { index }),
		identifier(database, target, String(index)),
	]);
	const replicas = readReplicas.map((_, replica) => [
		instanceId(name, { replica }),
		identifier(database, target, `rep${replica}`),
	]);
	return {
		[isCluster ? clusterId(name) : instanceId(name)]: identifier(database, target),
		...Object.fromEntries([...machines, ...replicas]),
	};
}

const consolePage = (service: string, fragment: string, values?: Readonly<Record<string, Text>>) =>
	sub(
		`https://\${AWS::Region}.console.aws.amazon.com/${service}/home?region=\${AWS::Region}#${fragment}`,
		values,
	);

const logPage = (name: string) =>
	consolePage("cloudwatch", `logsV2:log-groups/log-group/${encodeURIComponent(encodeURIComponent(name))}`);

const metricsPage = (id: string, isCluster: boolean) =>
	consolePage("rds", `database:id=\${id};is-cluster=${isCluster};tab=monitoring`, { id: ref(id) });

function linksOf(database: Database, target: Target): Readonly<Record<string, Text>> {
	const { name, values } = database;
	const isCluster = engineOf(values).form !== "instance";
	const kind = isCluster ? "cluster" : "instance";
	const logs = sentLogs(database);
	const pages = (prefix: string, ending?: string) =>
		logs.map((log) => [
			`${prefix}${log}`,
			logPage(logGroupName(kind, identifier(database, target, ending), log).text),
		]);
	const { readReplicas = [] } = instanceProperties(values) ?? {};
	return {
		metrics: metricsPage(isCluster ? clusterId(name) : instanceId(name), isCluster),
		...Object.fromEntries(pages("logs-")),
		...Object.fromEntries(
			readReplicas.flatMap((_, replica) => [
				[`metrics-replica-${replica}`, metricsPage(instanceId(name, { replica }), false)],
				...pages(`logs-replica-${replica}-`, `rep${replica}`),
			]),
		),
	};
}

/** The room of `relational-database`. */
export const relationalDatabase = defineResource({
	type: "relational-database",
	docs: "A database that is asked in SQL (Amazon RDS and Aurora): PostgreSQL, MySQL, MariaDB, Oracle or SQL Server, with backups and updates by AWS.",
	source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html",
	properties,
	snippet: `type: relational-database
properties:
  credentials:
    masterUserPassword: \\$Secret('\${1:mainDb.password}')
  engine:
    type: \${2|postgres,mysql,mariadb|}
    properties:
      version: "\${3:17.7}"
      primaryInstance:
        instanceSize: \${4:db.t4g.micro}`,
	names: namesOf,
	paramDocs,
	params: paramsOf,
	// Who connects gets the way and the words; what it may do in the database, the database decides.
	connect: () => [],
	check: checkDatabase,
	compile,
	links: linksOf,
});
