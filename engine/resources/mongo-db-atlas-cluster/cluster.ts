import { logicalId } from "../../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { getAtt, type Intrinsic } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { nearestRegion } from "../shared/provider-region.ts";
import { atlasRegion, atlasResource, containerId, profile, projectId } from "./project.ts";
import { type Cluster, DEFAULT_ELECTABLE, DEFAULT_VERSION, isOnSharedMachines } from "./properties.ts";

const CLUSTER = "MongoDB::Atlas::Cluster";

/** Logical id of the cluster named `owner`. */
export const clusterId = (owner: string) => logicalId({ owner, type: CLUSTER });

/** Name of the cluster at Atlas, unique in the project of the stack. */
export function clusterName(owner: string): PhysicalName {
	return physicalName([owner.toLowerCase()], {
		maxLength: 64,
		source: "https://www.mongodb.com/docs/atlas/reference/atlas-limits/",
	});
}

/** The address of the cluster without a user, for drivers that look its nodes up. */
export function connectionString(owner: string): Intrinsic {
	return getAtt(clusterId(owner), "ConnectionStrings.StandardSrv");
}

/** Where Atlas has shared machines on AWS: https://www.mongodb.com/docs/atlas/reference/amazon-aws/ */
const sharedRegions = [
	"us-east-1",
	"ap-southeast-1",
	"ap-south-1",
	"eu-west-1",
	"eu-central-1",
	"us-west-2",
	"ap-southeast-2",
	"ap-northeast-1",
	"eu-north-1",
	"me-south-1",
] as const;

/** The word of Atlas for a tier: `R40` for `M40 Low-CPU (R40)`. */
export function instanceSize(tier: string): string {
	return /\((R\d+)\)$/.exec(tier)?.[1] ?? tier;
}

/** Automatic scaling: the disk grows unless it is told not to, the machines only between two tiers. */
function scaling({ values: { autoScaling, clusterTier } }: Cluster) {
	const DiskGB = { Enabled: !autoScaling?.disableDiskScaling };
	if (!autoScaling) return { DiskGB };
	const { minClusterTier, maxClusterTier, disableScaleDown } = autoScaling;
	const isOn = minClusterTier !== undefined || maxClusterTier !== undefined;
	const ScaleDownEnabled = isOn && !disableScaleDown;
	return {
		DiskGB,
		Compute: {
			Enabled: isOn,
			ScaleDownEnabled,
			// Atlas takes bounds of what is switched on only.
			...(isOn && { MaxInstanceSize: instanceSize(maxClusterTier ?? clusterTier) }),
			...(ScaleDownEnabled && { MinInstanceSize: instanceSize(minClusterTier ?? clusterTier) }),
		},
	};
}

/** One region with nodes of up to three kinds. */
function dedicatedRegion(cluster: Cluster, region: string) {
	const { clusterTier, replication = {} } = cluster.values;
	const { numAnalyticsNodes = 0, numElectableNodes = DEFAULT_ELECTABLE, numReadOnlyNodes = 0 } = replication;
	const nodes = (NodeCount: number) => ({ InstanceSize: instanceSize(clusterTier), NodeCount });
	const AutoScaling = scaling(cluster);
	return {
		ProviderName: "AWS",
		RegionName: atlasRegion(region),
		Priority: 7,
		ElectableSpecs: nodes(numElectableNodes),
		...(numReadOnlyNodes > 0 && { ReadOnlySpecs: nodes(numReadOnlyNodes) }),
		...(numAnalyticsNodes > 0 && {
			AnalyticsSpecs: nodes(numAnalyticsNodes),
			AnalyticsAutoScaling: AutoScaling,
		}),
		AutoScaling,
	};
}

/** Atlas has no M2 and M5 any more; it gives Flex clusters to those who ask for them. */
function flexRegion(region: string) {
	return {
		ProviderName: "FLEX",
		BackingProviderName: "AWS",
		RegionName: atlasRegion(nearestRegion(region, [...sharedRegions])),
		Priority: 7,
	};
}

/** The cluster itself. */
export function clusterChild(cluster: Cluster, surroundings: Surroundings): Child {
	const { name: owner, values } = cluster;
	const { numShards = 1, biConnector } = values;
	const { region } = surroundings.target;
	const name = clusterName(owner);
	const isShared = isOnSharedMachines(values.clusterTier);
	return {
		id: clusterId(owner),
		name,
		resource: atlasResource(
			"Cluster",
			{
				ProjectId: projectId,
				Profile: profile(surroundings),
				Name: name.text,
				ClusterType: numShards > 1 ? "SHARDED" : "REPLICASET",
				MongoDBMajorVersion: isShared ? undefined : (values.version ?? DEFAULT_VERSION),
				DiskSizeGB: values.diskSizeGB,
				BackupEnabled: values.enableBackups,
				PitEnabled: values.enablePointInTimeRecovery,
				BiConnector: biConnector && {
					Enabled: biConnector.enabled,
					ReadPreference: biConnector.readPreference,
				},
				ReplicationSpecs: [
					isShared
						? { AdvancedRegionConfigs: [flexRegion(region)] }
						: { NumShards: numShards, AdvancedRegionConfigs: [dedicatedRegion(cluster, region)] },
				],
			},
			// Atlas would make a network of its own for the first cluster of a region.
			isShared ? undefined : [containerId],
		),
	};
}
