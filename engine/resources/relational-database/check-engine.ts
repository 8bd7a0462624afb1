import type { Finding, Path, Surroundings } from "../kind.ts";
import { DEFAULT_STORAGE } from "../shared/database-schema.ts";
import { knownVersions, lineOf, linesOf } from "../shared/database-versions.ts";
import { deployedProperties } from "../shared/deployed.ts";
import { capacityOf, type Engine, engineOf, instanceProperties } from "./engines.ts";
import { clusterId, instanceId } from "./names.ts";
import { familyOf } from "./parameters.ts";
import type { Database } from "./properties.ts";

const PROPERTIES: Path = ["engine", "properties"];
const VERSION: Path = [...PROPERTIES, "version"];

const numbersIn = (version: string) => [...version.matchAll(/\d+/g)].map(([digits]) => Number(digits));
const shapeOf = (version: string) => version.replaceAll(/\d+/g, "0");

/** True for what looks like the next versions after the newest that Spool knows: AWS adds some every few months. */
function isLikelyNewer(version: string, newest: string): boolean {
	if (shapeOf(version) !== shapeOf(newest)) return false;
	const [wanted, known] = [numbersIn(version), numbersIn(newest)];
	const index = wanted.findIndex((number, at) => number !== known[at]);
	const [there = 0, here = 0] = [wanted[index], known[index]];
	return there > here && there - here <= Math.max(10, here / 10);
}

/** The version that is deployed: RDS goes on running what it does not offer for new databases any more. */
function deployedVersion({ name }: Database, { form }: Engine, surroundings: Surroundings): unknown {
	const id = form === "instance" ? instanceId(name) : clusterId(name);
	return deployedProperties(surroundings, id)?.["EngineVersion"];
}

function checkVersion(database: Database, engine: Engine, surroundings: Surroundings): readonly Finding[] {
	const { type, name, version } = engine;
	if (version === undefined) return [];
	if (familyOf(engine) === undefined) {
		const message = `"${version}" is not a version of ${type}`;
		const hint = `versions begin with ${linesOf(name).join(", ")}`;
		return [{ code: "unknown-engine-version", message, path: VERSION, hint }];
	}
	const known = knownVersions(type);
	if (!known || known.includes(version)) return [];
	const line = lineOf(name, version);
	const newest = known.find((one) => lineOf(name, one) === line);
	if (newest !== undefined && isLikelyNewer(version, newest)) {
		const message = `Spool does not know version "${version}" of ${type}; the newest that it knows is ${newest}`;
		const hint = "it is deployed as it stands, and AWS says whether it has it";
		return [{ code: "newer-engine-version", severity: "warning", message, path: VERSION, hint }];
	}
	if (deployedVersion(database, engine, surroundings) === version) return [];
	const instead = newest ?? known[0] ?? "";
	return [
		{
			code: "unknown-engine-version",
			unlessDeployed: true,
			message: `"${version}" is not a version of ${type} that RDS offers`,
			path: VERSION,
			hint: newest === undefined ? `the newest is ${instead}` : `the newest of ${line} is ${instead}`,
			fix: { title: `Change to ${instead}`, text: JSON.stringify(instead) },
		},
	];
}

/** Engines with read replicas, and how many there may be. */
const mostReplicas: Readonly<Record<string, number>> = {
	postgres: 15,
	mysql: 15,
	mariadb: 15,
	"oracle-ee": 5,
	"sqlserver-ee": 5,
};

const replicasPage = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html";

function checkReplicas({ values }: Database, { type }: Engine): readonly Finding[] {
	const { readReplicas = [] } = instanceProperties(values) ?? {};
	const path: Path = [...PROPERTIES, "readReplicas"];
	if (readReplicas.length === 0) return [];
	const most = mostReplicas[type];
	if (most === undefined) {
		const message = `${type} has no read replicas`;
		const hint = `remove them, or use one of ${Object.keys(mostReplicas).join(", ")}`;
		return [{ code: "read-replicas-not-supported", message, path, atKey: true, hint }];
	}
	if (readReplicas.length > most) {
		const message = `readReplicas has ${readReplicas.length} items, but ${type} takes at most ${most}`;
		return [{ code: "too-many-read-replicas", message, path, atKey: true, hint: `see ${replicasPage}` }];
	}
	if (values.automatedBackupRetentionDays !== 0) return [];
	return [
		{
			code: "backups-needed",
			message: "read replicas are made from backups, but automatedBackupRetentionDays is 0",
			path: ["automatedBackupRetentionDays"],
			hint: "set it to 1 or more",
			related: [{ message: "the read replicas", path }],
		},
	];
}

function checkBackups({ values }: Database, { form, type }: Engine): readonly Finding[] {
	if (form === "instance" || values.automatedBackupRetentionDays !== 0) return [];
	const message = `${type} cannot be without backups, but automatedBackupRetentionDays is 0`;
	const path: Path = ["automatedBackupRetentionDays"];
	return [{ code: "backups-needed", message, path, hint: "set it to 1 or more" }];
}

function checkMultiAz({ values }: Database, { type }: Engine): readonly Finding[] {
	const { primaryInstance } = instanceProperties(values) ?? {};
	if (type !== "sqlserver-ex" || !primaryInstance?.multiAz) return [];
	const message = "sqlserver-ex runs on one machine only";
	const path: Path = [...PROPERTIES, "primaryInstance", "multiAz"];
	return [{ code: "multi-az-not-supported", message, path, hint: "remove multiAz, or use sqlserver-se" }];
}

/** Disks grow in steps of at least a tenth, so that a smaller room to grow is none; none at all is a fixed size. */
function checkStorage({ values }: Database, { type }: Engine): readonly Finding[] {
	const written = instanceProperties(values)?.storage;
	if (!written) return [];
	const { initialSize, maxSize } = { ...DEFAULT_STORAGE, ...written };
	const key = written.maxSize === undefined ? "initialSize" : "maxSize";
	const path: Path = [...PROPERTIES, "storage", key];
	const default200 = written.maxSize === undefined ? ", which is the default" : "";
	if (maxSize < initialSize) {
		const message = `maxSize is ${maxSize} GiB${default200}, but the disk has ${initialSize} GiB already`;
		return [{ code: "storage-limits", message, path, hint: "set maxSize to at least initialSize" }];
	}
	if (maxSize > initialSize && maxSize < initialSize * 1.1) {
		const message = `maxSize is ${maxSize} GiB${default200}, but must be at least a tenth more than the ${initialSize} GiB of the beginning`;
		const hint = `set maxSize to ${Math.ceil(initialSize * 1.1)} or more, or to ${initialSize} for a disk that does not grow`;
		return [{ code: "storage-limits", message, path, hint }];
	}
	const isLimited = type.startsWith("sqlserver");
	if (!isLimited || Math.max(initialSize, maxSize) <= 16_384) return [];
	const message = `disks of ${type} have at most 16384 GiB`;
	return [{ code: "storage-limits", message, path, hint: "set a smaller size" }];
}

/** The first Aurora Serverless has machines of these sizes only. */
const firstCapacities: Readonly<Record<string, readonly number[]>> = {
	mysql: [1, 2, 4, 8, 16, 32, 64, 128, 256],
	postgres: [2, 4, 8, 16, 32, 64, 192, 384],
};

function checkCapacity({ values }: Database, { form, family, type }: Engine): readonly Finding[] {
	const capacity = capacityOf(values);
	if (!capacity) return [];
	const written = { ...values.engine.properties };
	const isWrong = (value: number) =>
		form === "serverless" ? !firstCapacities[family]?.includes(value) : (value * 2) % 1 !== 0;
	const sizes = form === "serverless" ? `one of ${firstCapacities[family]?.join(", ")}` : "a multiple of 0.5";
	const findings = (["min", "max"] as const).flatMap((key): readonly Finding[] => {
		const name = `${key}Capacity`;
		if (!(name in written) || !isWrong(capacity[key])) return [];
		const message = `${name} is ${capacity[key]}, but ${type} takes ${sizes}`;
		return [{ code: "invalid-capacity", message, path: [...PROPERTIES, name], hint: `write ${sizes}` }];
	});
	if (findings.length > 0 || capacity.min <= capacity.max) return findings;
	const message = `minCapacity is ${capacity.min}, but maxCapacity is ${capacity.max}`;
	const path: Path = [...PROPERTIES, "minCapacity"];
	return [{ code: "invalid-capacity", message, path, hint: "lower minCapacity, or raise maxCapacity" }];
}

function checkPort({ values }: Database, { family, port }: Engine): readonly Finding[] {
	const { properties = {} } = values.engine;
	const lowest = family === "oracle" ? 1024 : 1150;
	if (!("port" in properties) || properties.port === undefined) return [];
	const reserved = [1234, 1434, 3260, 3343, 3389, 47_001, 49_152, 49_153, 49_154, 49_155, 49_156];
	const isReserved = family === "sqlserver" && reserved.includes(port);
	if (port >= lowest && !isReserved) return [];
	const message = isReserved
		? `port ${port} is used by SQL Server itself`
		: `port is ${port}, but must be ${lowest} to 65535`;
	return [{ code: "port-not-possible", message, path: [...PROPERTIES, "port"], hint: "choose another port" }];
}

function checkFirstServerless({ values }: Database, { form, type }: Engine): readonly Finding[] {
	if (form !== "serverless") return [];
	const discontinued: Finding = {
		code: "engine-discontinued",
		severity: "warning",
		message: `AWS makes no new "${type}" any more`,
		path: ["engine", "type"],
		hint: `use ${type}-v2`,
	};
	if (values.accessibility?.accessibilityMode !== "internet") return [discontinued];
	const message = `${type} cannot be reached from the internet`;
	const path: Path = ["accessibility", "accessibilityMode"];
	return [
		discontinued,
		{ code: "accessibility-not-supported", message, path, hint: "use vpc or scoping-workloads-in-vpc" },
	];
}

/** Finds what is wrong with the engine and its machines. */
export function checkEngine(database: Database, surroundings: Surroundings): readonly Finding[] {
	const engine = engineOf(database.values);
	return [
		...checkVersion(database, engine, surroundings),
		...checkFirstServerless(database, engine),
		...checkReplicas(database, engine),
		...checkBackups(database, engine),
		...checkMultiAz(database, engine),
		...checkStorage(database, engine),
		...checkCapacity(database, engine),
		...checkPort(database, engine),
	];
}
