import type { Finding, Path, Surroundings } from "../kind.ts";
import { checkAlarms } from "../shared/alarms.ts";
import { checkAddresses } from "../shared/check-addresses.ts";
import { checkIdentifier } from "../shared/check-identifier.ts";
import { createInstance } from "../shared/database-schema.ts";
import { checkDatabaseAlarms } from "./alarms.ts";
import { checkClasses } from "./check-classes.ts";
import { checkEngine } from "./check-engine.ts";
import { checkNames } from "./check-names.ts";
import { machinesOf } from "./cluster.ts";
import { type Engine, engineOf, instanceProperties } from "./engines.ts";
import { logsOf } from "./logs.ts";
import { identifier } from "./names.ts";
import type { Database } from "./properties.ts";
import { readWindow } from "./windows.ts";

function checkWindow({ values }: Database): readonly Finding[] {
	const { preferredMaintenanceWindow: text } = values;
	if (typeof text !== "string") return [];
	const path: Path = ["preferredMaintenanceWindow"];
	const window = readWindow(text);
	if (!window) {
		const message = `"${text}" is not a maintenance window`;
		const hint = "write day and time of the begin and the end in UTC, for example Sun:02:00-Sun:04:00";
		return [{ code: "invalid-window", message, path, hint }];
	}
	if (window.minutes >= 30 && window.minutes < 24 * 60) return [];
	const message = `the maintenance window "${text}" takes ${window.minutes} minutes, but must take 30 minutes to a day`;
	return [{ code: "invalid-window", message, path, hint: `the limit is AWS's: ${createInstance}` }];
}

function checkLogTypes({ values }: Database, engine: Engine): readonly Finding[] {
	const { possible: chosen, always } = logsOf(engine);
	const possible = [...chosen, ...(always === undefined ? [] : [always])];
	return (values.logging?.logTypes ?? []).flatMap((log, index): readonly Finding[] => {
		const path: Path = ["logging", "logTypes", index];
		if (typeof log !== "string" || possible.includes(log)) return [];
		const message = `"${log}" is not a log that ${engine.type} sends`;
		const hint = possible.length > 0 ? `one of: ${possible.join(", ")}` : "remove logTypes";
		return [{ code: "log-not-of-engine", message, path, hint }];
	});
}

/** The first Aurora Serverless has a log that it always sends. */
function checkAlways({ values }: Database, engine: Engine): readonly Finding[] {
	const { always } = logsOf(engine);
	const { logTypes } = values.logging ?? {};
	if (always === undefined || !logTypes || logTypes.includes(always)) return [];
	return [
		{
			code: "log-always-sent",
			message: `${engine.type} always sends its log "${always}"`,
			path: ["logging", "logTypes"],
			atKey: true,
			hint: `add ${always}`,
		},
	];
}

const mysqlOptions = ["server_audit_events", "long_query_time"];
const postgresOptions = [
	"log_connections",
	"log_disconnections",
	"log_lock_waits",
	"log_min_duration_statement",
	"log_statement",
];

function checkLogOptions({ values }: Database, { family, type }: Engine): readonly Finding[] {
	const isMysql = family === "mysql" || family === "mariadb";
	const possible = isMysql ? mysqlOptions : family === "postgres" ? postgresOptions : [];
	return Object.keys(values.logging?.engineSpecificOptions ?? {})
		.filter((option) => !possible.includes(option))
		.map((option) => ({
			code: "log-option-not-of-engine",
			message: `${option} is not an option of ${type}`,
			path: ["logging", "engineSpecificOptions", option],
			atKey: true,
			hint: possible.length > 0 ? `it has: ${possible.join(", ")}` : "remove it",
		}));
}

function checkAccess({ values }: Database): readonly Finding[] {
	const { accessibilityMode, whitelistedIps } = values.accessibility ?? {};
	const findings = checkAddresses(whitelistedIps, ["accessibility", "whitelistedIps"]);
	if (accessibilityMode !== "whitelisted-ips-only" || (whitelistedIps ?? []).length > 0) return findings;
	return [
		...findings,
		{
			code: "nobody-let-in",
			severity: "warning",
			message: "whitelisted-ips-only lets nobody in, because whitelistedIps is empty",
			path: ["accessibility", "accessibilityMode"],
			hint: "add the addresses to whitelistedIps",
		},
	];
}

/** Names of all machines and the cluster, as AWS will see them. */
function checkIdentifiers(database: Database, { target }: Surroundings): readonly Finding[] {
	const { readReplicas = [] } = instanceProperties(database.values) ?? {};
	const endings = [
		undefined,
		...machinesOf(database).map((_, index) => String(index)),
		...readReplicas.map((_, index) => `rep${index}`),
	];
	const [first] = endings.flatMap((ending) =>
		checkIdentifier(identifier(database, target, ending), createInstance),
	);
	return first ? [first] : [];
}

/** Finds what is wrong with a database, as far as its schema cannot say it. */
export function checkDatabase(database: Database, surroundings: Surroundings): readonly Finding[] {
	const engine = engineOf(database.values);
	return [
		...checkIdentifiers(database, surroundings),
		...checkNames(database),
		...checkEngine(database, surroundings),
		...checkClasses(database),
		...checkWindow(database),
		...checkLogTypes(database, engine),
		...checkAlways(database, engine),
		...checkLogOptions(database, engine),
		...checkAccess(database),
		...checkDatabaseAlarms(database),
		...checkAlarms(database.values.alarms),
	];
}
