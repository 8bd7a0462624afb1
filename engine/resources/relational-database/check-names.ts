import type { Finding, Path } from "../kind.ts";
import { createInstance } from "../shared/database-schema.ts";
import { type Engine, engineOf, type Family } from "./engines.ts";
import { type Database, DEFAULT_USER } from "./properties.ts";

const limitHint = `the limit is AWS's: ${createInstance}`;

/** Longest name of a user, from `createInstance`. */
const longestUser: Readonly<Record<Family, number>> = {
	postgres: 63,
	mysql: 16,
	mariadb: 16,
	oracle: 30,
	sqlserver: 128,
};

/** Names that the engine or RDS keeps for itself. */
const reservedUsers: Readonly<Record<Family, readonly string[]>> = {
	postgres: [
		"admin",
		"rdsadmin",
		"rds_superuser",
		"rdsrepladmin",
		"rds_replication",
		"user",
		"public",
		"none",
	],
	mysql: ["rdsadmin", "mysql.sys", "mysql.session", "rdsrepladmin"],
	mariadb: ["rdsadmin", "mariadb.sys", "rdsrepladmin"],
	oracle: ["sys", "system", "rdsadmin", "public", "dbsnmp", "outln"],
	sqlserver: ["sa", "rdsadmin", "sysadmin", "public", "guest", "dbo"],
};

function checkUser({ values }: Database, { family, type }: Engine): readonly Finding[] {
	const { masterUserName: name = DEFAULT_USER } = values.credentials;
	const path: Path = ["credentials", "masterUserName"];
	if (typeof name !== "string") return [];
	if (reservedUsers[family].includes(name.toLowerCase())) {
		const message = `"${name}" is reserved by ${type} and cannot be masterUserName`;
		return [{ code: "reserved-user-name", message, path, hint: "choose another name, such as app_admin" }];
	}
	const longest = longestUser[family];
	if (/^[A-Za-z][A-Za-z0-9_]*$/.test(name) && name.length <= longest) return [];
	const message = `"${name}" is not a name of a user that ${type} takes`;
	const hint = `use letters, digits and \`_\`, begin with a letter, at most ${longest} characters; see ${createInstance}`;
	return [{ code: "invalid-user-name", message, path, hint }];
}

/** Shortest and longest password, from `createInstance`. */
const passwordLengths: Readonly<Record<Family, readonly [number, number]>> = {
	postgres: [8, 128],
	mysql: [8, 41],
	mariadb: [8, 41],
	oracle: [8, 30],
	sqlserver: [8, 128],
};

/** What is wrong with a password that is known before the deploy; it is never repeated in a message. */
function checkPassword({ values }: Database, { family, type }: Engine): readonly Finding[] {
	const { masterUserPassword: password } = values.credentials;
	const path: Path = ["credentials", "masterUserPassword"];
	if (typeof password !== "string" || password.startsWith("{{resolve:")) return [];
	const [shortest, longest] = passwordLengths[family];
	if (password.length < shortest || password.length > longest) {
		const message = `masterUserPassword has ${password.length} characters, but ${type} takes ${shortest} to ${longest}`;
		return [{ code: "invalid-password", message, path, hint: limitHint }];
	}
	const forbidden = family === "oracle" ? /[^!-~]|[/"@&']/ : /[^!-~]|[/"@]/;
	const [wrong] = forbidden.exec(password) ?? [];
	if (wrong !== undefined) {
		const message = `masterUserPassword contains ${wrong === " " ? "a space" : wrong}, which RDS does not take`;
		return [{ code: "invalid-password", message, path, hint: limitHint }];
	}
	return [clearText(path), ...checkUrlCharacters(password, path)];
}

function clearText(path: Path): Finding {
	return {
		code: "password-in-clear-text",
		severity: "warning",
		message: "masterUserPassword goes into the template in clear text",
		path,
		hint: "keep it in Secrets Manager and write for example $Secret('mainDb.password')",
	};
}

/** The password becomes part of connection strings as it is, where some characters end it. */
function checkUrlCharacters(password: string, path: Path): readonly Finding[] {
	const [wrong] = /[[\]{}(),;?*=!#%:&+^|\\<>`]/.exec(password) ?? [];
	if (wrong === undefined) return [];
	return [
		{
			code: "password-breaks-url",
			severity: "warning",
			message: `masterUserPassword contains ${wrong}, which has a meaning in connection strings`,
			path,
			hint: "use letters, digits, `-`, `_`, `.` and `~` only",
		},
	];
}

/** Longest name of a database, from `createInstance`. */
const longestDatabase: Readonly<Record<Family, number>> = {
	postgres: 63,
	mysql: 64,
	mariadb: 64,
	oracle: 8,
	sqlserver: 0,
};

const sqlWords =
	"all and any as asc both case check column create default desc distinct do else end except false for foreign from grant group having in insert into is join key leading like limit not null offset on or order primary references select table then to trailing true union unique update user using values when where with";

/** Databases that are there already or words that the engine reads as something else. */
const reservedDatabases: Readonly<Record<Family, readonly string[]>> = {
	postgres: ["template0", "template1", "rdsadmin", "db", ...sqlWords.split(" ")],
	mysql: [
		"mysql",
		"sys",
		"information_schema",
		"performance_schema",
		"innodb",
		"rdsadmin",
		...sqlWords.split(" "),
	],
	mariadb: [
		"mysql",
		"sys",
		"information_schema",
		"performance_schema",
		"innodb",
		"rdsadmin",
		...sqlWords.split(" "),
	],
	oracle: ["null"],
	sqlserver: [],
};

function checkDatabaseName({ values }: Database, { family, type }: Engine): readonly Finding[] {
	const name = values.engine.properties?.dbName;
	const path: Path = ["engine", "properties", "dbName"];
	if (name === undefined) return [];
	if (family === "sqlserver") {
		const message = `${type} makes no database at first, so that dbName names nothing`;
		return [
			{
				code: "database-name-not-supported",
				message,
				path,
				atKey: true,
				hint: "remove it, and create the database in SQL",
			},
		];
	}
	if (typeof name !== "string") return [];
	if (reservedDatabases[family].includes(name.toLowerCase())) {
		const message = `"${name}" is reserved by ${type} and cannot be dbName`;
		return [{ code: "reserved-database-name", message, path, hint: "choose another name, such as app" }];
	}
	const longest = longestDatabase[family];
	const pattern = family === "oracle" ? /^[A-Za-z][A-Za-z0-9]*$/ : /^[A-Za-z][A-Za-z0-9_]*$/;
	if (pattern.test(name) && name.length <= longest) return [];
	const message = `"${name}" is not a name of a database that ${type} takes`;
	const letters = family === "oracle" ? "letters and digits" : "letters, digits and `_`";
	const hint = `use ${letters}, begin with a letter, at most ${longest} characters; see ${createInstance}`;
	return [{ code: "invalid-database-name", message, path, hint }];
}

/** Finds what is wrong with the names and the password in the database. */
export function checkNames(database: Database): readonly Finding[] {
	const engine = engineOf(database.values);
	return [
		...checkUser(database, engine),
		...checkPassword(database, engine),
		...checkDatabaseName(database, engine),
	];
}
