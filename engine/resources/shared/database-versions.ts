/** Versions of an engine by what they begin with, the newest first; `suffix` and `prefix` are those of all of them. */
type Versions = { readonly prefix?: string; readonly suffix?: string; readonly text: string };

const oracle: Versions = {
	prefix: "19.0.0.0.ru-",
	text: `2025-10.spb-1.r1 2025-10.rur-2025-10.r1 2025-07.spb-1.r1 2025-07.rur-2025-07.r1 2025-04.spb-1.r1
		2025-04.rur-2025-04.r1 2025-01.rur-2025-01.r2 2025-01.spb-1.r1 2025-01.rur-2025-01.r1 2024-10.rur-2024-10.r1
		2024-07.rur-2024-07.r1 2024-04.rur-2024-04.r1 2024-01.rur-2024-01.r1 2023-10.rur-2023-10.r1
		2023-07.rur-2023-07.r1 2023-04.rur-2023-04.r1 2023-01.rur-2023-01.r2 2023-01.rur-2023-01.r1
		2022-10.rur-2022-10.r1 2022-07.rur-2022-07.r1 2022-04.rur-2022-04.r1 2022-01.rur-2022-01.r1
		2021-10.rur-2021-10.r1 2021-07.rur-2021-07.r1 2021-04.rur-2021-04.r1 2021-01.rur-2021-01.r2
		2021-01.rur-2021-01.r1 2020-10.rur-2020-10.r1 2020-07.rur-2020-07.r1 2020-04.rur-2020-04.r1`,
};

const sqlServer: Versions = {
	suffix: ".v1",
	text: `16.00.4225.2 16.00.4215.2 16.00.4210.1 16.00.4205.1 16.00.4195.2 16.00.4185.3 16.00.4175.1 16.00.4165.4
		16.00.4150.1 16.00.4140.3 16.00.4135.4 16.00.4131.2 16.00.4125.3 16.00.4120.1 16.00.4115.5 16.00.4105.2
		16.00.4095.4 16.00.4085.2 15.00.4455.2 15.00.4445.1 15.00.4440.1 15.00.4435.7 15.00.4430.1 15.00.4420.2
		15.00.4415.2 15.00.4410.1 15.00.4395.2 15.00.4390.2 15.00.4385.2 15.00.4382.1 15.00.4375.4 15.00.4365.2
		15.00.4355.3 15.00.4345.5 15.00.4335.1 15.00.4322.2 15.00.4316.3 15.00.4312.2 15.00.4236.7 15.00.4198.2
		15.00.4153.1 15.00.4073.23 15.00.4043.16 14.00.3515.1 14.00.3505.1 14.00.3500.1 14.00.3495.9 14.00.3485.1
		14.00.3480.1 14.00.3475.1 14.00.3471.2 14.00.3465.1 14.00.3460.9 14.00.3451.2 14.00.3421.10 14.00.3401.7
		14.00.3381.3 14.00.3356.20 14.00.3294.2 14.00.3281.6`,
};

/** What Amazon RDS offers, by engine; a snapshot. */
const snapshot: Readonly<Record<string, Versions>> = {
	postgres: {
		text: `18.1 17.7 17.6 17.5 17.4 17.2 16.11 16.10 16.9 16.8 16.6 15.15 15.14 15.13 15.12 15.10 14.20 14.19
			14.18 14.17 14.15 13.23 13.22 13.21 13.20 13.18 12.22-rds.20251114 12.22-rds.20250814 12.22-rds.20250508
			12.22-rds.20250220 12.22 11.22-rds.20251114 11.22-rds.20250814 11.22-rds.20250508 11.22-rds.20250220
			11.22-rds.20241121`,
	},
	mysql: {
		text: `8.4.8 8.4.7 8.4.6 8.4.5 8.4.4 8.4.3 8.0.45 8.0.44 8.0.43 8.0.42 8.0.41 8.0.40 5.7.44-rds.20251212
			5.7.44-rds.20250818 5.7.44-rds.20250508 5.7.44-rds.20250213 5.7.44-rds.20250103 5.7.44-rds.20240808
			5.7.44-rds.20240529 5.7.44-rds.20240408`,
	},
	mariadb: {
		text: `11.8.5 11.8.3 11.4.9 11.4.8 11.4.7 11.4.5 11.4.4 11.4.3 10.11.15 10.11.14 10.11.13 10.11.11 10.11.10
			10.11.9 10.6.24 10.6.23 10.6.22 10.6.21 10.6.20 10.6.19 10.5.29 10.5.28 10.5.27`,
	},
	"aurora-postgresql": {
		text: `17.7 17.6 17.5 17.4 16.11 16.10 16.9-limitless 16.9 16.8-limitless 16.8 16.6-limitless 16.6
			16.4-limitless 16.4 15.15 15.14 15.13 15.12 15.10 15.8 14.20 14.19 14.18 14.17 14.15 14.13 14.6 13.23
			13.22 13.21 13.20 13.18 13.16 13.9 12.22 12.9 11.21 11.9`,
	},
	"aurora-postgresql-serverless-v2": {
		text: `17.7 17.6 17.5 17.4 16.11 16.10 16.9 16.8 16.6 16.4 15.15 15.14 15.13 15.12 15.10 14.20 14.19 14.18
			14.17 14.15 14.13 13.23 13.22 13.21 13.20 13.18 13.16`,
	},
	"aurora-mysql": {
		text: `8.0.mysql_aurora.3.11.1 8.0.mysql_aurora.3.11.0 8.0.mysql_aurora.3.10.3 8.0.mysql_aurora.3.10.2
			8.0.mysql_aurora.3.10.1 8.0.mysql_aurora.3.10.0 8.0.mysql_aurora.3.09.0 8.0.mysql_aurora.3.08.2
			8.0.mysql_aurora.3.08.1 8.0.mysql_aurora.3.08.0 8.0.mysql_aurora.3.04.6 8.0.mysql_aurora.3.04.4
			8.0.mysql_aurora.3.04.3 8.0.mysql_aurora.3.04.2 8.0.mysql_aurora.3.04.1 8.0.mysql_aurora.3.04.0
			5.7.mysql_aurora.2.12.5 5.7.mysql_aurora.2.12.4 5.7.mysql_aurora.2.12.3 5.7.mysql_aurora.2.12.2
			5.7.mysql_aurora.2.12.1 5.7.mysql_aurora.2.12.0 5.7.mysql_aurora.2.11.6 5.7.mysql_aurora.2.11.5
			5.7.mysql_aurora.2.11.4 5.7.mysql_aurora.2.11.3 5.7.mysql_aurora.2.11.2 5.7.mysql_aurora.2.11.1`,
	},
	"aurora-mysql-serverless-v2": {
		text: `8.0.mysql_aurora.3.11.1 8.0.mysql_aurora.3.11.0 8.0.mysql_aurora.3.10.3 8.0.mysql_aurora.3.10.2
			8.0.mysql_aurora.3.10.1 8.0.mysql_aurora.3.10.0 8.0.mysql_aurora.3.09.0 8.0.mysql_aurora.3.08.2
			8.0.mysql_aurora.3.08.1 8.0.mysql_aurora.3.08.0`,
	},
	"oracle-ee": oracle,
	"oracle-se2": oracle,
	"sqlserver-ee": sqlServer,
	"sqlserver-se": sqlServer,
	"sqlserver-ex": sqlServer,
	"sqlserver-web": sqlServer,
};

/** Versions of an engine, newest first, as far as Spool knows them; `undefined` for an engine without a list. */
export function knownVersions(engine: string): readonly string[] | undefined {
	const versions = Object.hasOwn(snapshot, engine) ? snapshot[engine] : undefined;
	if (!versions) return undefined;
	const { prefix = "", suffix = "", text } = versions;
	return text.split(/\s+/).map((version) => prefix + version + suffix);
}

/** What parameter groups call a line of versions, by engine: the version begins with it, up to a dot or the end. */
const families: Readonly<
	Record<string, { readonly name: (line: string) => string; readonly lines: string }>
> = {
	postgres: { name: (line) => `postgres${line}`, lines: "10 11 12 13 14 15 16 17 18" },
	"aurora-postgresql": { name: (line) => `aurora-postgresql${line}`, lines: "10 11 12 13 14 15 16 17" },
	mysql: { name: (line) => `mysql${line}`, lines: "5.6 5.7 8.0 8.4" },
	"aurora-mysql": { name: (line) => `aurora-mysql${line}`, lines: "5.7 8.0" },
	mariadb: { name: (line) => `mariadb${line}`, lines: "10.2 10.3 10.4 10.5 10.6 10.11 11.4 11.8" },
	"oracle-ee": { name: (line) => `oracle-ee-${line}`, lines: "19 21" },
	"oracle-se2": { name: (line) => `oracle-se2-${line}`, lines: "19 21" },
	...Object.fromEntries(
		["ee", "ex", "se", "web"].map((edition) => [
			`sqlserver-${edition}`,
			{
				name: (line: string) => `sqlserver-${edition}-${line.replace(/00$/, "0")}`,
				lines: "11.00 12.00 13.00 14.00 15.00 16.00",
			},
		]),
	),
};

/** The line that a version belongs to, e.g. `8.0` for `8.0.44`; `undefined` for one that RDS never had. */
export function lineOf(base: string, version: string): string | undefined {
	const lines = families[base]?.lines.split(" ") ?? [];
	return lines.find((line) => version === line || version.startsWith(`${line}.`));
}

/** Lines of versions of an engine. */
export function linesOf(base: string): readonly string[] {
	return families[base]?.lines.split(" ") ?? [];
}

/** Family of the parameter groups for a version of an engine; `undefined` when there is none. */
export function parameterFamily(base: string, version: string): string | undefined {
	const line = lineOf(base, version);
	return line === undefined ? undefined : families[base]?.name(line);
}
