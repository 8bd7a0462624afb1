import type { PhysicalName } from "../../names/physical-name.ts";
import type { Child, Surroundings } from "../kind.ts";
import { forwardLogs } from "../shared/log-forwarding.ts";
import { logGroup } from "../shared/log-group.ts";
import { type Engine, engineOf } from "./engines.ts";
import { identifier, logGroupName } from "./names.ts";
import type { Database } from "./properties.ts";

type Logs = {
	readonly possible: readonly string[];
	readonly usual: readonly string[];
	/** What the engine sends by itself, and nobody can switch off. */
	readonly always?: string;
};

const nothing: Logs = { possible: [], usual: [] };
const oracleLogs: Logs = { possible: ["alert", "audit", "listener", "trace"], usual: ["alert", "listener"] };
const agentAndError: Logs = { possible: ["agent", "error"], usual: ["agent", "error"] };

/** Which logs an engine can send to CloudWatch, and which it sends when the config does not say. */
export function logsOf({ family, form, type }: Engine): Logs {
	switch (family) {
		case "postgres":
			if (form === "serverless") return { ...nothing, always: "postgresql" };
			return {
				possible: form === "instance" ? ["postgresql", "upgrade"] : ["postgresql"],
				usual: ["postgresql"],
			};
		case "mysql":
		case "mariadb": {
			const isFirst = form === "serverless";
			return {
				possible: ["audit", ...(isFirst ? [] : ["error"]), "general", "slowquery"],
				usual: ["audit", ...(isFirst ? [] : ["error"]), "slowquery"],
				...(isFirst && { always: "error" }),
			};
		}
		case "oracle":
			return oracleLogs;
		case "sqlserver":
			return type === "sqlserver-ex" ? { possible: ["error"], usual: ["error"] } : agentAndError;
	}
}

/** The logs that a database sends to CloudWatch. */
export function sentLogs({ values }: Database): readonly string[] {
	const { disabled, logTypes } = values.logging ?? {};
	if (disabled) return [];
	const { possible, usual } = logsOf(engineOf(values));
	return (logTypes ?? usual).filter((log): log is string => possible.includes(String(log)));
}

/** One log of one machine or cluster. */
export type SentLog = { readonly log: string; readonly child: Child };

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The log groups for the logs of a machine or cluster with the identifier `id`. */
export function logGroups(
	database: Database,
	of: { readonly kind: "instance" | "cluster"; readonly specifier: string; readonly id: PhysicalName },
): readonly SentLog[] {
	const { logging } = database.values;
	return sentLogs(database).map((log) => ({
		log,
		child: logGroup({
			owner: database.name,
			specifier: `${of.specifier}${capitalized(log)}`,
			name: logGroupName(of.kind, of.id, log),
			retentionDays: logging?.retentionDays ?? 90,
			...(logging && { origin: ["logging"] }),
		}),
	}));
}

/** What sends the logs of a database on; those of its read replicas stay where they are, as the format has it. */
export function forwardingChildren(database: Database, { target }: Surroundings): readonly Child[] {
	const { name, values } = database;
	const forwarding = values.logging?.logForwarding;
	if (!forwarding) return [];
	const isCluster = engineOf(values).form !== "instance";
	const of = {
		kind: isCluster ? ("cluster" as const) : ("instance" as const),
		specifier: isCluster ? "Cluster" : "Instance",
		id: identifier(database, target),
	};
	const logs = logGroups(database, of).map(({ child }) => ({
		logGroup: child.id,
		forwarding,
		origin: ["logging", "logForwarding"],
	}));
	return forwardLogs(name, target, logs);
}
