import assert from "node:assert/strict";
import { analyse } from "../../../../engine/index.ts";
import { checkDatabase } from "../../../../engine/resources/relational-database/check.ts";
import { checkClasses } from "../../../../engine/resources/relational-database/check-classes.ts";
import { checkEngine } from "../../../../engine/resources/relational-database/check-engine.ts";
import { checkNames } from "../../../../engine/resources/relational-database/check-names.ts";
import { assertProblems } from "../../../support/marked.ts";
import { surroundings, target } from "../../../support/placed.ts";
import { database } from "./example.ts";

const marked = `
resources:
  names:
    type: relational-database
    properties:
      credentials:
        masterUserName: admin
#                       ^^^^^ reserved-user-name: "admin" is reserved by postgres and cannot be masterUserName
        masterUserPassword: short
#                           ^^^^^ invalid-password: masterUserPassword has 5 characters, but postgres takes 8 to 128
      engine:
        type: postgres
        properties:
          version: "15"
#                  ^^^^ unknown-engine-version: "15" is not a version of postgres that RDS offers
          dbName: 2fast
#                 ^^^^^ invalid-database-name: "2fast" is not a name of a database that postgres takes
          primaryInstance:
            instanceSize: db.t4g.micro
  words:
    type: relational-database
    properties:
      credentials:
        masterUserName: much_too_long_name
#                       ^^^^^^^^^^^^^^^^^^ invalid-user-name: "much_too_long_name" is not a name of a user that mysql takes
        masterUserPassword: with/slash-and-more
#                           ^^^^^^^^^^^^^^^^^^^ invalid-password: masterUserPassword contains /, which RDS does not take
      engine:
        type: mysql
        properties:
          version: 8.4.99
#                  ^^^^^^ unknown-engine-version: "8.4.99" is not a version of mysql that RDS offers
          dbName: mysql
#                 ^^^^^ reserved-database-name: "mysql" is reserved by mysql and cannot be dbName
          port: 1100
#               ^^^^ port-not-possible: port is 1100, but must be 1150 to 65535
          storage:
            initialSize: 195
#                        ^^^ storage-limits: maxSize is 200 GiB, which is the default, but must be at least a tenth more than the 195 GiB of the beginning
          primaryInstance:
            instanceSize: db.t3.micro
          readReplicas: []
  plain:
    type: relational-database
    properties:
      credentials:
        masterUserPassword: secret#123
#                           ^^^^^^^^^^ (warning) password-in-clear-text: masterUserPassword goes into the template in clear text
#                           ^^^^^^^^^^ (warning) password-breaks-url: masterUserPassword contains #, which has a meaning in connection strings
      engine:
        type: mariadb
        properties:
          version: 11.8.7
#                  ^^^^^^ (warning) newer-engine-version: Spool does not know version "11.8.7" of mariadb; the newest that it knows is 11.8.5
          storage:
            initialSize: 100
            maxSize: 50
#                    ^^ storage-limits: maxSize is 50 GiB, but the disk has 100 GiB already
          primaryInstance:
            instanceSize: db.serverless
#                         ^^^^^^^^^^^^^ class-not-of-engine: mariadb cannot run on "db.serverless": db.serverless is for Aurora
      automatedBackupRetentionDays: 30
      preferredMaintenanceWindow: Sunday:02:00-Sunday:04:00
#                                 ^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-window: "Sunday:02:00-Sunday:04:00" is not a maintenance window
  office:
    type: relational-database
    properties:
      credentials:
        masterUserPassword: $Secret('office.password')
      engine:
        type: sqlserver-ex
        properties:
          version: 16.00.4225.2.v1
          dbName: office
#         ^^^^^^ database-name-not-supported: sqlserver-ex makes no database at first, so that dbName names nothing
          port: 1434
#               ^^^^ port-not-possible: port 1434 is used by SQL Server itself
          storage:
            initialSize: 100
            maxSize: 20000
#                    ^^^^^ storage-limits: disks of sqlserver-ex have at most 16384 GiB
          primaryInstance:
            instanceSize: db.m7g.large
#                         ^^^^^^^^^^^^ class-not-of-engine: sqlserver-ex cannot run on "db.m7g.large": sqlserver-ex does not run on AWS's own processors
            multiAz: true
#                    ^^^^ multi-az-not-supported: sqlserver-ex runs on one machine only
          readReplicas:
#         ^^^^^^^^^^^^ read-replicas-not-supported: sqlserver-ex has no read replicas
            - instanceSize: db.t3.small
      logging:
        logTypes: [agent, error]
#                  ^^^^^ log-not-of-engine: "agent" is not a log that sqlserver-ex sends
        engineSpecificOptions:
          log_connections: true
#         ^^^^^^^^^^^^^^^ log-option-not-of-engine: log_connections is not an option of sqlserver-ex
  oracle:
    type: relational-database
    properties:
      credentials:
        masterUserPassword: $Secret('oracle.password')
      engine:
        type: oracle-se2
        properties:
          version: 19.0.0.0.ru-2025-10.spb-1.r1
          dbName: longername
#                 ^^^^^^^^^^ invalid-database-name: "longername" is not a name of a database that oracle-se2 takes
          port: 1024
          primaryInstance:
            instanceSize: db.t3.small
  aurora:
    type: relational-database
    properties:
      credentials:
        masterUserPassword: $Secret('aurora.password')
      engine:
        type: aurora-postgresql
        properties:
          version: "16.4"
          instances:
            - instanceSize: db.m6g.large
#                           ^^^^^^^^^^^^ class-not-of-engine: aurora-postgresql cannot run on "db.m6g.large": Aurora has classes db.r, db.x and db.t only
            - instanceSize: db.t3.small
#                           ^^^^^^^^^^^ class-not-of-engine: aurora-postgresql cannot run on "db.t3.small": Aurora does not have t3.small: the smallest is medium
            - instanceSize: db.serverless
#                           ^^^^^^^^^^^^^ class-not-of-engine: aurora-postgresql cannot run on "db.serverless": db.serverless is for aurora-postgresql-serverless-v2 and aurora-mysql-serverless-v2
      automatedBackupRetentionDays: 0
#                                   ^ backups-needed: aurora-postgresql cannot be without backups, but automatedBackupRetentionDays is 0
      preferredMaintenanceWindow: Sun:02:00-Sun:02:10
#                                 ^^^^^^^^^^^^^^^^^^^ invalid-window: the maintenance window "Sun:02:00-Sun:02:10" takes 10 minutes, but must take 30 minutes to a day
      logging:
        logTypes: [postgresql, upgrade, slowquery]
#                              ^^^^^^^ log-not-of-engine: "upgrade" is not a log that aurora-postgresql sends
#                                       ^^^^^^^^^ log-not-of-engine: "slowquery" is not a log that aurora-postgresql sends
        engineSpecificOptions:
          long_query_time: 3
#         ^^^^^^^^^^^^^^^ log-option-not-of-engine: long_query_time is not an option of aurora-postgresql
  scaling:
    type: relational-database
    properties:
      credentials:
        masterUserPassword: $Secret('scaling.password')
      engine:
        type: aurora-mysql-serverless-v2
        properties:
          version: "9.1"
#                  ^^^^^ unknown-engine-version: "9.1" is not a version of aurora-mysql-serverless-v2
          minCapacity: 0.3
#                      ^^^ invalid-capacity: minCapacity is 0.3, but aurora-mysql-serverless-v2 takes a multiple of 0.5
          maxCapacity: 8
          serverlessReadersCount: 1
      accessibility:
        accessibilityMode: whitelisted-ips-only
        whitelistedIps: [300.1.1.1, "::1", 10.0.0.7/24]
#                        ^^^^^^^^^ invalid-address: "300.1.1.1" is neither an IPv4 address nor a range of them
#                                   ^^^^^ invalid-address: "::1" is neither an IPv4 address nor a range of them
  shrinking:
    type: relational-database
    properties:
      credentials:
        masterUserPassword: $Secret('scaling.password')
      engine:
        type: aurora-mysql-serverless-v2
        properties:
          version: 8.0.mysql_aurora.3.09.1
#                  ^^^^^^^^^^^^^^^^^^^^^^^ unknown-engine-version: "8.0.mysql_aurora.3.09.1" is not a version of aurora-mysql-serverless-v2 that RDS offers
          minCapacity: 12
#                      ^^ invalid-capacity: minCapacity is 12, but maxCapacity is 10
      accessibility:
        accessibilityMode: whitelisted-ips-only
#                          ^^^^^^^^^^^^^^^^^^^^ (warning) nobody-let-in: whitelisted-ips-only lets nobody in, because whitelistedIps is empty
  first:
    type: relational-database
    properties:
      credentials:
        masterUserPassword: $Secret('first.password')
      engine:
        type: aurora-postgresql-serverless
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ (warning) engine-discontinued: AWS makes no new "aurora-postgresql-serverless" any more
        properties:
          minCapacity: 3
#                      ^ invalid-capacity: minCapacity is 3, but aurora-postgresql-serverless takes one of 2, 4, 8, 16, 32, 64, 192, 384
      accessibility:
        accessibilityMode: internet
#                          ^^^^^^^^ accessibility-not-supported: aurora-postgresql-serverless cannot be reached from the internet
      logging:
        logTypes: [upgrade]
#       ^^^^^^^^ log-always-sent: aurora-postgresql-serverless always sends its log "postgresql"
#                  ^^^^^^^ log-not-of-engine: "upgrade" is not a log that aurora-postgresql-serverless sends
  copies:
    type: relational-database
    properties:
      credentials:
        masterUserPassword: $Secret('first.password')
      engine:
        type: sqlserver-ee
        properties:
          version: 16.00.4225.2.v1
          primaryInstance:
            instanceSize: db.t3.large
#                         ^^^^^^^^^^^ class-not-of-engine: sqlserver-ee cannot run on "db.t3.large": sqlserver-ee needs at least an xlarge
          readReplicas:
#         ^^^^^^^^^^^^ too-many-read-replicas: readReplicas has 6 items, but sqlserver-ee takes at most 5
            - instanceSize: db.r5.large
            - instanceSize: db.r5.large
            - instanceSize: db.r5.large
            - instanceSize: db.r5.large
            - instanceSize: db.r5.large
            - instanceSize: db.r5.large
  bare:
    type: relational-database
    properties:
      credentials:
        masterUserPassword: $Secret('first.password')
      engine:
        type: postgres
        properties:
          version: "17.7"
          primaryInstance:
            instanceSize: db.t4g.micro
          readReplicas:
            - instanceSize: db.t4g.micro
      automatedBackupRetentionDays: 0
#                                   ^ backups-needed: read replicas are made from backups, but automatedBackupRetentionDays is 0
`;

const around = surroundings([], []);

describe("the check of a relational database", () => {
	it("finds what the engine does not have or AWS does not take", () =>
		assertProblems(marked, analyse({ path: "stacktape.yml", text: marked }, target).problems));

	it("has nothing against a database with the least settings", () => {
		const db = database({});
		assert.deepEqual(checkDatabase(db, surroundings([], [])), []);
		assert.deepEqual([...checkNames(db), ...checkEngine(db, around), ...checkClasses(db)], []);
	});

	it("does not repeat a password", () => {
		const db = database({ credentials: { masterUserPassword: "hunter2!/secret" } });
		assert.ok(checkNames(db).every(({ message, hint }) => !`${message}${hint}`.includes("hunter2")));
	});

	it("says the version that may be meant, in quotes", () => {
		const [finding] = checkEngine(database({}, { version: "16" }), around);
		assert.equal(finding?.hint, "the newest of 16 is 16.11");
		assert.deepEqual(finding?.fix, { title: "Change to 16.11", text: '"16.11"' });
	});

	it("leaves a database alone whose version RDS does not offer any more", () => {
		const old = database({}, { version: "16.1" });
		const codes = (deployed: object | null) => {
			const fact = () => (deployed ? JSON.stringify(deployed) : deployed);
			return checkEngine(old, surroundings([], [], { fact })).map(({ code }) => code);
		};
		assert.deepEqual(codes({ EngineVersion: "16.1" }), []);
		assert.deepEqual(codes({ EngineVersion: "16.2" }), ["unknown-engine-version"]);
		assert.deepEqual(codes(null), ["unknown-engine-version"]);
	});

	it("finds two dashes in an identifier, which a shortened name may have", () => {
		const db = database({}, {}, "d".repeat(80));
		const away = { ...target, project: `${"p".repeat(50)}`, stage: "dev" };
		const found = checkDatabase(db, surroundings([], [], { target: away }));
		assert.deepEqual(
			found.map(({ code }) => code),
			[],
		);
		const unlucky = checkDatabase(
			db,
			surroundings([], [], { target: { ...target, project: "a-", stage: "b" } }),
		);
		assert.deepEqual(
			unlucky.map(({ code }) => code),
			["invalid-identifier"],
		);
	});
});
