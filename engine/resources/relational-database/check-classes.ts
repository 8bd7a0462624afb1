import type { Text } from "../../template/intrinsics.ts";
import type { Finding, Path } from "../kind.ts";
import { clusterInstances, type Engine, engineOf, instanceProperties } from "./engines.ts";
import type { Database } from "./properties.ts";

const classes =
	"https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html";
const auroraClasses =
	"https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.SupportAurora.html";

/** Families of machines with AWS's own Arm processors: `t4g`, `r6gd`, `x2g`. */
const isGraviton = (machine: string) => /^[a-z]+\d+g[a-z]*$/.test(machine);

/** Why a class of machine cannot run an engine; `undefined` when nothing speaks against it. */
function reason({ family, form, type }: Engine, machine: string, size: string): string | undefined {
	if (machine === "serverless")
		return form === "cluster"
			? "db.serverless is for aurora-postgresql-serverless-v2 and aurora-mysql-serverless-v2"
			: "db.serverless is for Aurora";
	if ((family === "oracle" || family === "sqlserver") && isGraviton(machine))
		return `${type} does not run on AWS's own processors`;
	if (form !== "instance" && !/^([rx]\d|t[234])/.test(machine))
		return "Aurora has classes db.r, db.x and db.t only";
	if (form !== "instance" && /^t\dg?$/.test(machine)) return burstable(family, machine, size);
	const isLargeEdition = type === "sqlserver-ee" || type === "sqlserver-se";
	if (isLargeEdition && /^t[23]$/.test(machine) && !/xlarge$/.test(size))
		return `${type} needs at least an xlarge`;
	return undefined;
}

/** Of the small machines Aurora has few: those with enough memory for it. */
function burstable(family: Engine["family"], machine: string, size: string): string | undefined {
	const isSmall = size === "small" && family === "mysql" && /^t[23]$/.test(machine);
	const isEnough = size === "medium" || size === "large" || isSmall;
	if (machine === "t2" && family === "postgres") return "aurora-postgresql does not run on db.t2";
	return isEnough ? undefined : `Aurora does not have ${machine}.${size}: the smallest is medium`;
}

function checkClass(engine: Engine, instanceSize: Text, path: Path): readonly Finding[] {
	if (typeof instanceSize !== "string") return [];
	const [, machine = "", size = ""] = instanceSize.split(".");
	const why = reason(engine, machine, size);
	if (why === undefined) return [];
	return [
		{
			code: "class-not-of-engine",
			message: `${engine.type} cannot run on "${instanceSize}": ${why}`,
			path,
			hint: `see ${engine.form === "instance" ? classes : auroraClasses}`,
		},
	];
}

/** Finds machines that the engine does not run on. */
export function checkClasses({ values }: Database): readonly Finding[] {
	const engine = engineOf(values);
	const { primaryInstance, readReplicas = [] } = instanceProperties(values) ?? {};
	const at: Path = ["engine", "properties"];
	return [
		...(primaryInstance
			? checkClass(engine, primaryInstance.instanceSize, [...at, "primaryInstance", "instanceSize"])
			: []),
		...readReplicas.flatMap(({ instanceSize }, index) =>
			checkClass(engine, instanceSize, [...at, "readReplicas", index, "instanceSize"]),
		),
		...clusterInstances(values).flatMap(({ instanceSize }, index) =>
			checkClass(engine, instanceSize, [...at, "instances", index, "instanceSize"]),
		),
	];
}
