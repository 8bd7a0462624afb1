import type { Static } from "../../schema/schema.ts";
import { ref } from "../../template/intrinsics.ts";
import type { Finding } from "../kind.ts";
import type { databaseTriggers } from "../shared/alarm-schema.ts";
import {
	type Alarm,
	type AlarmPlan,
	type Dimensions,
	metricPlan,
	type Query,
	statisticName,
} from "../shared/alarms.ts";
import { machinesOf } from "./cluster.ts";
import { engineOf } from "./engines.ts";
import { clusterId, instanceId } from "./names.ts";
import type { Database } from "./properties.ts";

type Trigger = Static<(typeof databaseTriggers)[number]>;

const MEGABYTE = 1024 ** 2;

/** What a trigger measures: the metric, and from which value on it goes off. */
type Measured = Pick<AlarmPlan, "threshold" | "unit" | "missing"> & {
	readonly metric: string;
	/** Little of it is bad. */
	readonly isScarce?: true;
};

function measured(trigger: Trigger): Measured {
	switch (trigger.type) {
		case "database-cpu-utilization":
			return {
				metric: "CPUUtilization",
				threshold: trigger.properties.thresholdPercent,
				unit: "%",
				missing: "breaching",
			};
		case "database-connection-count":
			return {
				metric: "DatabaseConnections",
				threshold: trigger.properties.thresholdCount,
				unit: " connections",
				missing: "breaching",
			};
		case "database-free-storage":
			return {
				metric: "FreeStorageSpace",
				threshold: trigger.properties.thresholdMB * MEGABYTE,
				unit: " bytes",
				missing: "breaching",
				isScarce: true,
			};
		case "database-free-memory":
			return {
				metric: "FreeableMemory",
				threshold: trigger.properties.thresholdMB * MEGABYTE,
				unit: " bytes",
				missing: "breaching",
				isScarce: true,
			};
		case "database-read-latency":
		case "database-write-latency":
			return {
				metric: trigger.type === "database-read-latency" ? "ReadLatency" : "WriteLatency",
				threshold: trigger.properties.thresholdSeconds,
				unit: " s",
				missing: "notBreaching",
			};
	}
}

/** The machines whose metrics an alarm looks at; a cluster of the first Aurora Serverless has metrics of its own only. */
function dimensionsOf(database: Database): readonly Dimensions[] {
	const { name, values } = database;
	if (engineOf(values).form === "instance") return [{ DBInstanceIdentifier: ref(instanceId(name)) }];
	const machines = machinesOf(database).map((_, index) => ({
		DBInstanceIdentifier: ref(instanceId(name, { index })),
	}));
	return machines.length > 0 ? machines : [{ DBClusterIdentifier: ref(clusterId(name)) }];
}

/** What an alarm of a database measures. Of several machines the worst one counts. */
export function databasePlan(trigger: Trigger, database: Database): AlarmPlan {
	const { metric, isScarce, ...rest } = measured(trigger);
	const { statistic, comparisonOperator } = trigger.properties;
	const settings = {
		statistic: statistic ?? (trigger.type === "database-free-storage" ? ("min" as const) : ("avg" as const)),
		comparisonOperator: comparisonOperator ?? (isScarce ? "LessThanThreshold" : "GreaterThanThreshold"),
	} as const;
	const namespace = "AWS/RDS";
	const [first = {}, ...others] = dimensionsOf(database);
	if (others.length === 0) return metricPlan({ namespace, metric, dimensions: first }, settings, rest);
	const name = statisticName(settings.statistic);
	const queries = [first, ...others].map(
		(dimensions, index): Query => ({
			id: `machine${index}`,
			namespace,
			metric,
			dimensions,
			statistic: name,
		}),
	);
	const worst = settings.comparisonOperator.startsWith("Less") ? "MIN" : "MAX";
	const ids = queries.map(({ id }) => id).join(", ");
	return {
		...rest,
		queries: [...queries, { id: "worst", expression: `${worst}([${ids}])` }],
		subject: `${name.toLowerCase()} of ${metric} of the worst machine`,
		comparisonOperator: settings.comparisonOperator,
	};
}

/** Finds alarms on what the engine does not measure. */
export function checkDatabaseAlarms({ values }: Database): readonly Finding[] {
	const { form, type } = engineOf(values);
	const alarms: readonly Alarm<Trigger>[] = values.alarms ?? [];
	return alarms.flatMap(({ trigger }, index): readonly Finding[] => {
		const isWrong =
			(trigger.type === "database-free-storage" && form !== "instance") ||
			(trigger.type === "database-free-memory" && (form === "serverless" || form === "serverless-v2"));
		if (!isWrong) return [];
		const what = trigger.type === "database-free-storage" ? "disk" : "memory";
		return [
			{
				code: "alarm-not-of-engine",
				message: `${type} has no ${trigger.type}, because its ${what} grows by itself`,
				path: ["alarms", index, "trigger", "type"],
				hint: "remove the alarm",
			},
		];
	});
}
