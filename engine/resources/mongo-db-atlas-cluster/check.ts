import type { Finding, Surroundings } from "../kind.ts";
import { isFirstOfType } from "../shared/provider-settings.ts";
import { accessMode, missingSettings, writtenAddresses } from "./project.ts";
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

/** The kind of machine of a tier, and its size; tiers of one kind can be compared. */
function sizeOf(tier: string): { readonly kind: string; readonly size: number } {
	const [, size = "", kind = ""] = /^M(\d+)(.*?)(?: \(R\d+\))?$/.exec(tier) ?? [];
	return { kind, size: Number(size) };
}

/** The bounds of automatic scaling, of which each is the tier of the cluster when it is left out. */
function checkScaling({ autoScaling, clusterTier }: Values): readonly Finding[] {
	const { minClusterTier, maxClusterTier } = autoScaling ?? {};
	// What shared machines cannot do is said of the whole of it.
	if (isOnSharedMachines(clusterTier)) return [];
	const least = minClusterTier ?? clusterTier;
	const most = maxClusterTier ?? clusterTier;
	if (sizeOf(least).kind !== sizeOf(most).kind || sizeOf(least).size <= sizeOf(most).size) return [];
	const key = minClusterTier === undefined ? "maxClusterTier" : "minClusterTier";
	const message =
		minClusterTier === undefined
			? `maxClusterTier is ${most}, which is below the tier of the cluster, ${clusterTier}`
			: `minClusterTier is ${least}, which is above ${maxClusterTier === undefined ? "the tier of the cluster" : "maxClusterTier"}, ${most}`;
	return [
		{
			code: "minimum-above-maximum",
			message,
			path: ["autoScaling", key],
			hint: "the smallest tier must not be above the largest; the one that is left out is clusterTier",
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

function checkAccess(cluster: Cluster, surroundings: Surroundings): readonly Finding[] {
	const { values } = cluster;
	const mode = accessMode(surroundings);
	if (mode === "whitelisted-ips-only" && writtenAddresses(surroundings).length === 0) {
		if (!isFirstOfType(cluster, surroundings)) return [];
		return [
			{
				code: "nobody-let-in",
				message: "nobody can connect: accessibilityMode is whitelisted-ips-only, and whitelistedIps is empty",
				path: [],
				atKey: true,
				hint: "list addresses in providerConfig.mongoDbAtlas.accessibility.whitelistedIps, or choose another mode",
			},
		];
	}
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
		...checkScaling(cluster.values),
		...checkAccess(cluster, surroundings),
	];
}
