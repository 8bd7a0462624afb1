import { Type } from "typebox";
import { choice, flag, integer, list, number, object, optional, text, variant } from "../../schema/schema.ts";
import { knownVersions } from "./database-versions.ts";
import { logForwarding, retentionDays } from "./log-schema.ts";

/** Limits of a database instance. */
export const createInstance =
	"https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html";
const createCluster = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html";
const classes =
	"https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html";
const storagePage = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html";
const replicasPage = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html";
const serverlessV2 =
	"https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ServerlessV2ScalingConfiguration.html";
const serverlessV1 =
	"https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ScalingConfiguration.html";

/** Name of the first database when the config does not say. */
export const DEFAULT_DATABASE = "defdb";
/** Gigabytes that an instance begins with, and those that it may grow to, when the config does not say. */
export const DEFAULT_STORAGE = { initialSize: 20, maxSize: 200 } as const;

/** Sizes that the current families of machines have in common. */
const machineSizes = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];

const instanceSize = text("Class of the machine: memory, processors and price follow from it.", {
	pattern: "^db\\.[a-z0-9-]+\\.[a-z0-9.-]+$|^db\\.serverless$",
	patternHint: "write a class of RDS, such as `db.t4g.micro`",
	examples: ["db.t4g.micro", "db.r6g.large"],
	known: [
		"t4g.micro",
		"t4g.small",
		"t4g.medium",
		"t4g.large",
		"t3.micro",
		"t3.small",
		"t3.medium",
		"t3.large",
	]
		.concat(["m6g", "m7g", "r6g", "r7g"].flatMap((family) => machineSizes.map((size) => `${family}.${size}`)))
		.map((machine) => `db.${machine}`),
	source: classes,
	knownBefore: true,
});

const multiAz = optional(
	flag("Keep a copy in another zone that takes over when the zone or the machine fails.", {
		source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html",
	}),
);

const versionOf = (engine: string) => {
	const known = knownVersions(engine) ?? [];
	return text("Version of the engine.", { knownBefore: true, examples: known.slice(0, 1), known });
};

const dbName = optional(
	text("Name of the database that is made at first.", {
		default: DEFAULT_DATABASE,
		source: createInstance,
	}),
);

const disableAutoMinorVersionUpgrade = optional(
	flag("Do not let AWS install new minor versions in the maintenance window.", { default: false }),
);

const port = optional(
	integer("Port that the database listens at. Default: the usual one of the engine.", {
		minimum: 1024,
		maximum: 65_535,
		source: createInstance,
	}),
);

const storage = object(
	"Disk of the instance, in gibibytes.",
	{
		initialSize: optional(
			integer("Size at the beginning.", {
				unit: "GiB",
				minimum: 20,
				maximum: 65_536,
				default: DEFAULT_STORAGE.initialSize,
				source: storagePage,
			}),
		),
		maxSize: optional(
			integer("Size that the disk grows to by itself as it fills up.", {
				unit: "GiB",
				minimum: 20,
				maximum: 65_536,
				default: DEFAULT_STORAGE.maxSize,
				source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html",
			}),
		),
	},
	{ source: storagePage },
);

const instanceProperties = (engine: string) =>
	object("Settings of an engine that runs on a machine of its own.", {
		version: versionOf(engine),
		dbName,
		port,
		disableAutoMinorVersionUpgrade,
		storage: optional(storage),
		primaryInstance: object("The machine that reads and writes.", { instanceSize, multiAz }),
		readReplicas: optional(
			list(
				"Machines with a copy that can be read only.",
				object("A read replica.", { instanceSize, multiAz }),
				{ maxItems: 15, source: replicasPage },
			),
		),
	});

const clusterProperties = (engine: string) =>
	object("Settings of an Aurora cluster of machines.", {
		version: versionOf(engine),
		dbName,
		port,
		disableAutoMinorVersionUpgrade,
		instances: list(
			"The machines of the cluster. The first one writes; each other one can be read, and takes over when it fails.",
			object("A machine.", { instanceSize }),
			{
				minItems: 1,
				maxItems: 16,
				source: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.html",
			},
		),
	});

const serverlessV2Properties = (engine: string) =>
	object("Settings of an Aurora cluster whose machines grow with the load.", {
		version: versionOf(engine),
		dbName,
		disableAutoMinorVersionUpgrade,
		minCapacity: optional(
			number(
				"Aurora capacity units that a machine has at least, in steps of a half. At 0, which is also what counts when it is left out, an idle machine is paused.",
				{ unit: "ACU", minimum: 0, maximum: 256, default: 0, source: serverlessV2 },
			),
		),
		maxCapacity: optional(
			number("Aurora capacity units that a machine has at most, in steps of a half.", {
				unit: "ACU",
				minimum: 1,
				maximum: 256,
				default: 10,
				source: serverlessV2,
			}),
		),
		serverlessReadersCount: optional(
			integer("How many machines can be read besides the one that writes.", {
				unit: "machines",
				minimum: 0,
				maximum: 15,
				default: 0,
				source:
					"https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.Aurora_Fea_Regions_DB-eng.Feature.ServerlessV2.html",
			}),
		),
	});

const serverlessV1Properties = object("Settings of a cluster of the first Aurora Serverless.", {
	version: optional(text("Version of the engine; AWS chooses one when left out.", { knownBefore: true })),
	dbName,
	disableAutoMinorVersionUpgrade,
	minCapacity: optional(
		integer("Aurora capacity units that are always there.", {
			unit: "ACU",
			minimum: 1,
			default: 2,
			source: serverlessV1,
		}),
	),
	maxCapacity: optional(
		integer("Aurora capacity units that are never exceeded.", {
			unit: "ACU",
			minimum: 1,
			default: 4,
			source: serverlessV1,
		}),
	),
	pauseAfterSeconds: optional(
		integer("After how many seconds without a connection the database is paused; never when left out.", {
			unit: "seconds",
			minimum: 300,
			maximum: 86_400,
			source: serverlessV1,
		}),
	),
});

const serverlessV1Variant = <const N extends string>(docs: string, name: N) =>
	Type.Object(
		{ type: Type.Literal(name), properties: optional(serverlessV1Properties) },
		{ description: docs, additionalProperties: false },
	);

/** Engines that a database can be made with today. */
export const databaseEngines = [
	variant("PostgreSQL on a machine of its own.", "postgres", instanceProperties("postgres")),
	variant("MySQL on a machine of its own.", "mysql", instanceProperties("mysql")),
	variant("MariaDB on a machine of its own.", "mariadb", instanceProperties("mariadb")),
	variant(
		"Oracle, Enterprise Edition: bring your own license.",
		"oracle-ee",
		instanceProperties("oracle-ee"),
	),
	variant(
		"Oracle, Standard Edition 2, the license included.",
		"oracle-se2",
		instanceProperties("oracle-se2"),
	),
	variant("SQL Server, Enterprise Edition.", "sqlserver-ee", instanceProperties("sqlserver-ee")),
	variant("SQL Server, Express Edition.", "sqlserver-ex", instanceProperties("sqlserver-ex")),
	variant("SQL Server, Standard Edition.", "sqlserver-se", instanceProperties("sqlserver-se")),
	variant("SQL Server, Web Edition.", "sqlserver-web", instanceProperties("sqlserver-web")),
	variant("Aurora with PostgreSQL's interface.", "aurora-postgresql", clusterProperties("aurora-postgresql")),
	variant("Aurora with MySQL's interface.", "aurora-mysql", clusterProperties("aurora-mysql")),
	variant(
		"Aurora with PostgreSQL's interface, whose machines grow with the load.",
		"aurora-postgresql-serverless-v2",
		serverlessV2Properties("aurora-postgresql-serverless-v2"),
	),
	variant(
		"Aurora with MySQL's interface, whose machines grow with the load.",
		"aurora-mysql-serverless-v2",
		serverlessV2Properties("aurora-mysql-serverless-v2"),
	),
] as const;

/** Engines that are only kept where they are. */
export const formerEngines = [
	serverlessV1Variant(
		"The first Aurora Serverless with PostgreSQL's interface, which AWS does not make any more.",
		"aurora-postgresql-serverless",
	),
	serverlessV1Variant(
		"The first Aurora Serverless with MySQL's interface, which AWS does not make any more.",
		"aurora-mysql-serverless",
	),
] as const;

/** Who can reach a database. */
export const databaseAccessibility = object("Who can reach the database over the network.", {
	accessibilityMode: choice(
		"From where connections are let in. A password is needed in any case.",
		["internet", "vpc", "scoping-workloads-in-vpc", "whitelisted-ips-only"],
		{
			default: "internet",
			valueDocs: {
				internet: "From everywhere.",
				vpc: "From everything in the stack's network.",
				"scoping-workloads-in-vpc":
					"From what names the database in its `connectTo`, and stands in the network.",
				"whitelisted-ips-only": "From the addresses in `whitelistedIps` only.",
			},
		},
	),
	forceDisablePublicIp: optional(
		flag("Give the database no public address, so that it can be reached inside the network only.", {
			default: false,
		}),
	),
	whitelistedIps: optional(
		list(
			"Addresses that are let in besides, in every mode.",
			text("An IPv4 address, or a range such as `203.0.113.0/24`.", {
				examples: ["203.0.113.7", "203.0.113.0/24"],
			}),
		),
	),
});

const engineSpecificOptions = object(
	"What the engine writes into its logs. The first five are for PostgreSQL, the other two for MySQL and MariaDB.",
	{
		log_connections: optional(flag("Log every connection.", { default: false })),
		log_disconnections: optional(flag("Log the end of every connection.", { default: false })),
		log_lock_waits: optional(
			flag("Log when somebody waits for a lock for longer than it takes to look for a deadlock.", {
				default: false,
			}),
		),
		log_min_duration_statement: optional(
			integer("Log statements that take at least so many milliseconds; 0 logs all, -1 none.", {
				unit: "milliseconds",
				minimum: -1,
				maximum: 2_147_483_647,
				default: 10_000,
				source: "https://www.postgresql.org/docs/current/runtime-config-logging.html",
			}),
		),
		log_statement: optional(
			choice("Which statements are logged.", ["none", "ddl", "mod", "all"], {
				default: "ddl",
				valueDocs: {
					none: "None.",
					ddl: "Those that define something, such as CREATE and ALTER.",
					mod: "Those that define or change something.",
					all: "All.",
				},
			}),
		),
		server_audit_events: optional(
			list(
				"What the audit log records; QUERY_DDL when left out.",
				choice("A kind of event.", [
					"CONNECT",
					"QUERY",
					"QUERY_DCL",
					"QUERY_DDL",
					"QUERY_DML",
					"QUERY_DML_NO_SELECT",
				]),
			),
		),
		long_query_time: optional(
			number("Log queries that take at least so many seconds as slow; -1 logs none.", {
				unit: "seconds",
				minimum: -1,
				maximum: 31_536_000,
				default: 10,
				source: "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_long_query_time",
			}),
		),
	},
);

/** What becomes of the logs of a database. */
export const databaseLogging = object("What becomes of the database's logs.", {
	disabled: optional(flag("Send no logs to CloudWatch.", { default: false })),
	retentionDays: optional(retentionDays(90)),
	logTypes: optional(
		list(
			"Which logs are sent to CloudWatch. What there is depends on the engine.",
			text("Name of a log.", { knownBefore: true, examples: ["postgresql", "slowquery"] }),
		),
	),
	engineSpecificOptions: optional(engineSpecificOptions),
	logForwarding: optional(logForwarding),
});

/** How long backups are kept. */
export const automatedBackupRetentionDays = optional(
	integer("How many days AWS keeps its daily backups; 0 switches them off, which Aurora cannot.", {
		unit: "days",
		minimum: 0,
		maximum: 35,
		default: 1,
		source: createCluster,
	}),
);

/** When a database is serviced. */
export const preferredMaintenanceWindow = optional(
	text(
		"When AWS may restart the database for updates, in UTC. Default: Sunday from two to four at night where the region is.",
		{ knownBefore: true, source: createInstance, examples: ["Sun:02:00-Sun:04:00"] },
	),
);
