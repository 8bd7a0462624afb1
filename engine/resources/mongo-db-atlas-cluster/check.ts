import type { Finding, Surroundings } from "../kind.ts";
import { isFirstOfType } from "../shared/provider-settings.ts";
import { accessMode, missingSettings } from "./project.ts";
import { type Cluster, isOnSharedMachines } from "./properties.ts";

type Values = Cluster["values"];

/** What only clusters on machines of their own can have. */
const dedicatedOnly = [
	"autoScaling",
	"biConnector",
	"enableBackups",
	"diskSizeGB",
	"replication",
	"enablePointInTimeRecovery",
] as const;

function checkTier(values: Values): readonly Finding[] {
	const { clusterTier: tier } = values;
	const notHere = (key: string, least: string): Finding => ({
		code: "tier-too-small",
		message: `${key} cannot be used with the tier ${tier}`,
		path: [key],
		atKey: true,
		hint: `choose ${least} or larger, or remove it`,
	});
	const isUsed = (key: (typeof dedicatedOnly)[number]) => values[key] !== undefined && values[key] !== false;
	const isShared = isOnSharedMachines(tier);
	return [
		...(isShared ? dedicatedOnly.filter(isUsed).map((key) => notHere(key, "M10")) : []),
		...(values.numShards !== undefined && (isShared || tier === "M10" || tier === "M20")
			? [notHere("numShards", "M30")]
			: []),
		...(isShared && values.version !== undefined
			? [
					{
						code: "tier-too-small",
						severity: "warning" as const,
						message: `version has no effect with the tier ${tier}: Atlas chooses it`,
						path: ["version"],
						atKey: true,
						hint: "choose M10 or larger, or remove it",
					},
				]
			: []),
	];
}

function checkBackups({ enableBackups, enablePointInTimeRecovery }: Values): readonly Finding[] {
	if (!enablePointInTimeRecovery || enableBackups) return [];
	return [
		{
			code: "backups-missing",
			message: "enablePointInTimeRecovery needs backups, but enableBackups is not set",
			path: ["enablePointInTimeRecovery"],
			atKey: true,
			hint: "set enableBackups: true",
		},
	];
}

function checkConnector({ biConnector, replication }: Values): readonly Finding[] {
	const readsAnalytics = biConnector?.enabled && biConnector.readPreference === "analytics";
	if (!readsAnalytics || (replication?.numAnalyticsNodes ?? 0) > 0) return [];
	return [
		{
			code: "analytics-nodes-missing",
			message: "biConnector reads from analytics nodes, but the cluster has none",
			path: ["biConnector", "readPreference"],
			hint: "set replication.numAnalyticsNodes to 1 or more, or read from another kind of node",
		},
	];
}

/** What is wrong with the account or the network of all clusters is said at the first one. */
function checkAccount(cluster: Cluster, surroundings: Surroundings): readonly Finding[] {
	const missing = missingSettings(surroundings);
	if (missing.length === 0 || !isFirstOfType(cluster, surroundings)) return [];
	return [
		{
			code: "provider-credentials-missing",
			message: `a cluster at MongoDB Atlas needs ${missing.join(", ")} of providerConfig.mongoDbAtlas`,
			path: [],
			atKey: true,
			hint: "add providerConfig with mongoDbAtlas: publicKey, privateKey and organizationId, the keys best as $Secret('atlas.privateKey')",
		},
	];
}

function checkAccess({ values }: Cluster, surroundings: Surroundings): readonly Finding[] {
	const mode = accessMode(surroundings);
	const isPeered = mode === "vpc" || mode === "scoping-workloads-in-vpc";
	if (!isPeered || !isOnSharedMachines(values.clusterTier)) return [];
	return [
		{
			code: "cluster-out-of-reach",
			message: `a cluster of the tier ${values.clusterTier} has no way into the VPC, but accessibilityMode is ${mode}`,
			path: ["clusterTier"],
			hint: "set providerConfig.mongoDbAtlas.accessibility.accessibilityMode to internet, or choose M10 or larger",
		},
	];
}

/** Finds what Atlas would refuse, and clusters that nobody could reach. */
export function checkCluster(cluster: Cluster, surroundings: Surroundings): readonly Finding[] {
	return [
		...checkAccount(cluster, surroundings),
		...checkTier(cluster.values),
		...checkBackups(cluster.values),
		...checkConnector(cluster.values),
		...checkAccess(cluster, surroundings),
	];
}
