import assert from "node:assert/strict";
import {
	knownVersions,
	lineOf,
	linesOf,
	parameterFamily,
} from "../../../../engine/resources/shared/database-versions.ts";

describe("versions of engines", () => {
	it("are those that RDS offers, the newest first", () => {
		assert.deepEqual(knownVersions("postgres")?.slice(0, 2), ["18.1", "17.7"]);
		assert.equal(knownVersions("oracle-se2")?.[0], "19.0.0.0.ru-2025-10.spb-1.r1");
		assert.equal(knownVersions("sqlserver-web")?.[0], "16.00.4225.2.v1");
		assert.equal(knownVersions("aurora-mysql-serverless"), undefined);
		assert.equal(knownVersions("toString"), undefined);
	});

	it("belong to a line, which is not only the same digits at the beginning", () => {
		assert.equal(lineOf("mysql", "8.0.44"), "8.0");
		assert.equal(lineOf("mariadb", "10.11.15"), "10.11");
		assert.equal(lineOf("postgres", "180.1"), undefined);
		assert.deepEqual(linesOf("mysql"), ["5.6", "5.7", "8.0", "8.4"]);
	});

	const families: readonly (readonly [string, string, string | undefined])[] = [
		["postgres", "18.1", "postgres18"],
		["aurora-postgresql", "17.7", "aurora-postgresql17"],
		["mysql", "5.7.44-rds.20251212", "mysql5.7"],
		["aurora-mysql", "8.0.mysql_aurora.3.11.1", "aurora-mysql8.0"],
		["mariadb", "11.4.9", "mariadb11.4"],
		["oracle-ee", "19.0.0.0.ru-2025-10.spb-1.r1", "oracle-ee-19"],
		["sqlserver-ex", "16.00.4225.2.v1", "sqlserver-ex-16.0"],
		["postgres", "9.6.1", undefined],
	];
	for (const [engine, version, family] of families) {
		it(`have parameter groups: ${engine} ${version} ${family ?? "has none"}`, () =>
			assert.equal(parameterFamily(engine, version), family));
	}

	it("have a family each", () => {
		for (const engine of ["postgres", "mysql", "mariadb", "aurora-mysql", "oracle-ee", "sqlserver-se"])
			for (const version of knownVersions(engine) ?? [])
				assert.ok(parameterFamily(engine, version), `${engine} ${version}`);
	});
});
