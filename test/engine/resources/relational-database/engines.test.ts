import assert from "node:assert/strict";
import {
	capacityOf,
	clusterInstances,
	engineOf,
	instanceProperties,
} from "../../../../engine/resources/relational-database/engines.ts";
import type { DatabaseValues } from "../../../../engine/resources/relational-database/properties.ts";

const values = (engine: DatabaseValues["engine"]): DatabaseValues => ({
	credentials: { masterUserPassword: "password" },
	engine,
});
const primaryInstance = { instanceSize: "db.t3.small" };

describe("the engine of a database", () => {
	it("has its usual port and database, and lets AWS install minor versions", () => {
		const engine = engineOf(values({ type: "mariadb", properties: { version: "11.8.5", primaryInstance } }));
		assert.deepEqual(engine, {
			type: "mariadb",
			name: "mariadb",
			form: "instance",
			family: "mariadb",
			version: "11.8.5",
			port: 3306,
			dbName: "defdb",
			autoMinorVersionUpgrade: true,
		});
	});

	it("is Aurora to RDS, however its machines grow", () => {
		const grown = values({
			type: "aurora-mysql-serverless-v2",
			properties: { version: "8.0.mysql_aurora.3.11.1" },
		});
		assert.deepEqual([engineOf(grown).name, engineOf(grown).form], ["aurora-mysql", "serverless-v2"]);
		assert.deepEqual(capacityOf(grown), { min: 0, max: 10, readers: 0, pauseAfterSeconds: undefined });
		const first = values({ type: "aurora-postgresql-serverless" });
		assert.deepEqual([engineOf(first).name, engineOf(first).form], ["aurora-postgresql", "serverless"]);
		assert.deepEqual(capacityOf(first), { min: 2, max: 4, readers: 0, pauseAfterSeconds: undefined });
	});

	it("raises the largest capacity of the first Aurora Serverless to the smallest", () => {
		const first = values({ type: "aurora-mysql-serverless", properties: { minCapacity: 16 } });
		assert.deepEqual(capacityOf(first)?.max, 16);
	});

	it("has no first database in SQL Server", () => {
		const server = values({
			type: "sqlserver-se",
			properties: { version: "16.00.4225.2.v1", primaryInstance },
		});
		assert.deepEqual([engineOf(server).dbName, engineOf(server).port], [undefined, 1433]);
		assert.deepEqual(instanceProperties(server)?.primaryInstance, primaryInstance);
		assert.deepEqual([clusterInstances(server), capacityOf(server)], [[], undefined]);
	});
});
