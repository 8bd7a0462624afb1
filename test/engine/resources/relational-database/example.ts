import { relationalDatabase } from "../../../../engine/resources/relational-database/index.ts";
import type {
	Database,
	DatabaseValues,
} from "../../../../engine/resources/relational-database/properties.ts";
import { accepted, placed } from "../../../support/placed.ts";

/** Properties of an engine on a machine of its own. */
type Machine = Extract<
	DatabaseValues["engine"],
	{ readonly properties: { readonly primaryInstance: unknown } }
>["properties"];

/** A PostgreSQL database with the least settings, and what a test sets besides. */
export function database(
	values: Partial<DatabaseValues>,
	engine: Partial<Machine> = {},
	name = "mainDb",
): Database {
	const all: DatabaseValues = {
		credentials: { masterUserPassword: "{{resolve:secretsmanager:main:SecretString:password::}}" },
		engine: {
			type: "postgres",
			properties: { version: "16.6", primaryInstance: { instanceSize: "db.t4g.micro" }, ...engine },
		},
		...values,
	};
	accepted(relationalDatabase, name, all);
	return placed("relational-database", name, all);
}
