import { logicalId } from "../../names/logical-id.ts";
import { type NameLimit, type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { type Cluster, createGroup } from "./properties.ts";

export const GROUP = "AWS::ElastiCache::ReplicationGroup";

const groupLimit: NameLimit = { maxLength: 40, source: createGroup };
const logGroupLimit: NameLimit = {
	maxLength: 512,
	source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
};

/** Logical id of the cluster itself. */
export const groupId = (cluster: Cluster) => logicalId({ owner: cluster.name, type: GROUP });

/** `{stack}-{name}`, the config's part in lower case. */
export function groupName(cluster: Cluster, target: Target): PhysicalName {
	return physicalName([stackName(target), cluster.name.toLowerCase()], groupLimit);
}

/** Name of the log group for slow commands. */
export function logGroupName(cluster: Cluster, target: Target): PhysicalName {
	return physicalName([`/aws/vendedlogs/${stackName(target)}/redis/${cluster.name}/slow-log`], logGroupLimit);
}

/** True when the data is spread over shards. */
export function isSharded({ values }: Cluster): boolean {
	return values.enableSharding === true;
}
