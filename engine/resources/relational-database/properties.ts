import { flag, object, optional, type Static, text, variants } from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import { alarms, databaseTriggers, disabledGlobalAlarms } from "../shared/alarm-schema.ts";
import {
	automatedBackupRetentionDays,
	createInstance,
	databaseAccessibility,
	databaseEngines,
	databaseLogging,
	formerEngines,
	preferredMaintenanceWindow,
} from "../shared/database-schema.ts";
import { devMode } from "../shared/dev-schema.ts";

/** Name of the database's first user when the config does not say. */
export const DEFAULT_USER = "db_master_user";

const credentials = object("The first user of the database, who may do everything in it.", {
	masterUserName: optional(
		text("Name of the user. Another name means another, empty database.", {
			default: DEFAULT_USER,
			source: createInstance,
		}),
	),
	masterUserPassword: text(
		"Password of the user. Take it from a secret, so that it stands neither in the config nor in the template. Brackets, commas and the like break connection strings.",
		{ source: createInstance, examples: ["$Secret('mainDb.password')"] },
	),
});

/** Properties of a relational database. */
export const properties = object("Settings of the database.", {
	credentials,
	engine: variants("What kind of database it is, and how it runs.", [...databaseEngines, ...formerEngines]),
	accessibility: optional(databaseAccessibility),
	deletionProtection: optional(
		flag(
			"Refuse to delete or replace the database. It has to be switched off by a deploy before the database can leave the config; deleting the whole stack lifts it once you have confirmed.",
			{
				default: false,
				source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
			},
		),
	),
	automatedBackupRetentionDays,
	preferredMaintenanceWindow,
	alarms: optional(alarms("Alarms on the database.", databaseTriggers)),
	disabledGlobalAlarms: optional(disabledGlobalAlarms),
	logging: optional(databaseLogging),
	dev: optional(devMode),
});

export type DatabaseValues = Deployed<Static<typeof properties>>;

/** A relational database of the config. */
export type Database = Placed<DatabaseValues>;
