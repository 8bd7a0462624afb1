import { getAtt, join, sub, type Text } from "../../template/intrinsics.ts";
import type { Param } from "../kind.ts";
import { machinesOf } from "./cluster.ts";
import { type Engine, engineOf, type Family, instanceProperties } from "./engines.ts";
import { clusterId, instanceId } from "./names.ts";
import { type Database, DEFAULT_USER } from "./properties.ts";

const schemes: Readonly<Partial<Record<Family, string>>> = {
	postgres: "postgresql",
	mysql: "mysql",
	mariadb: "mariadb",
};

type Address = { readonly host: Text; readonly port: string };

/** A text with holes in braces that CloudFormation fills; the password comes from where the config says. */
function filled(
	pattern: string,
	database: Database,
	{ host, port }: Address,
	dbName: Text | undefined,
): Text {
	const { masterUserName: user = DEFAULT_USER, masterUserPassword: password } = database.values.credentials;
	const values: Readonly<Record<string, Text | undefined>> = { user, password, host, port, db: dbName };
	const known = Object.entries(values).filter((entry): entry is [string, Text] => entry[1] !== undefined);
	const used = known.filter(([key]) => pattern.includes(`{${key}}`));
	return sub(pattern.replaceAll("{", "${"), Object.fromEntries(used));
}

/** How programs connect, as one text. */
function connectionString(database: Database, engine: Engine, address: Address): Text {
	const { family, dbName } = engine;
	if (family === "sqlserver")
		return filled("sqlserver://{host}:{port};user={user};password={password}", database, address, dbName);
	const scheme = schemes[family];
	const start = scheme === undefined ? "" : `${scheme}://`;
	return filled(`${start}{user}:{password}@{host}:{port}/{db}`, database, address, dbName);
}

/** How programs in Java connect, as one text. */
function jdbcConnectionString(database: Database, engine: Engine, address: Address): Text {
	const { family, dbName } = engine;
	const scheme = schemes[family];
	const pattern =
		family === "sqlserver"
			? "jdbc:sqlserver://{host}:{port};user={user};password={password}"
			: scheme === undefined
				? "jdbc:oracle:thin:{user}/{password}@{host}:{port}:{db}"
				: `jdbc:${scheme}://{host}:{port}/{db}?user={user}&password={password}`;
	return filled(pattern, database, address, dbName);
}

/** Docs of every parameter, also of those that only some engines have. */
export const paramDocs = {
	host: "Address of the database.",
	port: "Port of the database.",
	dbName: "Name of the first database; not for SQL Server.",
	connectionString: "All that a program needs to connect, with the password.",
	jdbcConnectionString: "The same for programs in Java.",
	hosts: "Addresses of all machines of an Aurora cluster, separated by commas.",
	readerHost: "Address that leads to the machines of an Aurora cluster that can be read.",
	readerPort: "Port of these machines.",
	readerConnectionString: "All that a program needs to connect to them, with the password.",
	readerJdbcConnectionString: "The same for programs in Java.",
	readReplica0Port: "Port of the first read replica; the others have one of their own number.",
	readReplicaHosts: "Addresses of the read replicas, separated by commas.",
	readReplicaConnectionStrings:
		"All that a program needs to connect to each read replica, with the password, separated by commas.",
	readReplicaJdbcConnectionStrings: "The same for programs in Java.",
} as const;

type Name = keyof typeof paramDocs;

const plain = (name: Name, value: Text): Param => ({ docs: paramDocs[name], value, shown: false });
const secret = (name: Name, value: Text): Param => ({ ...plain(name, value), sensitive: true });

function readerParams(database: Database, engine: Engine): Readonly<Record<string, Param>> {
	const machines = machinesOf(database);
	if (machines.length === 0) return {};
	const port = String(engine.port);
	const reader: Address = { host: getAtt(clusterId(database.name), "ReadEndpoint.Address"), port };
	const hosts = machines.map((_, index) => getAtt(instanceId(database.name, { index }), "Endpoint.Address"));
	return {
		hosts: plain("hosts", join(",", hosts)),
		readerHost: plain("readerHost", reader.host),
		readerPort: plain("readerPort", port),
		readerConnectionString: secret("readerConnectionString", connectionString(database, engine, reader)),
		readerJdbcConnectionString: secret(
			"readerJdbcConnectionString",
			jdbcConnectionString(database, engine, reader),
		),
	};
}

function replicaParams(database: Database, engine: Engine): Readonly<Record<string, Param>> {
	const { readReplicas = [] } = instanceProperties(database.values) ?? {};
	if (readReplicas.length === 0) return {};
	const port = String(engine.port);
	const addresses = readReplicas.map(
		(_, index): Address => ({
			host: getAtt(instanceId(database.name, { replica: index }), "Endpoint.Address"),
			port,
		}),
	);
	const ports = addresses.map((_, index) => [
		`readReplica${index}Port`,
		{ docs: "Port of the read replica.", value: port, shown: false },
	]);
	const strings = addresses.map((address) => connectionString(database, engine, address));
	const jdbcStrings = addresses.map((address) => jdbcConnectionString(database, engine, address));
	return {
		...Object.fromEntries(ports),
		readReplicaHosts: plain(
			"readReplicaHosts",
			join(
				",",
				addresses.map(({ host }) => host),
			),
		),
		readReplicaConnectionStrings: secret("readReplicaConnectionStrings", join(",", strings)),
		readReplicaJdbcConnectionStrings: secret("readReplicaJdbcConnectionStrings", join(",", jdbcStrings)),
	};
}

/** The parameters of a database. */
export function paramsOf(database: Database): Readonly<Record<string, Param>> {
	const engine = engineOf(database.values);
	const { form, port, dbName } = engine;
	const id = form === "instance" ? instanceId(database.name) : clusterId(database.name);
	const address: Address = { host: getAtt(id, "Endpoint.Address"), port: String(port) };
	return {
		host: plain("host", address.host),
		port: plain("port", address.port),
		...(dbName !== undefined && { dbName: plain("dbName", dbName) }),
		connectionString: secret("connectionString", connectionString(database, engine, address)),
		jdbcConnectionString: secret("jdbcConnectionString", jdbcConnectionString(database, engine, address)),
		...readerParams(database, engine),
		...replicaParams(database, engine),
	};
}
