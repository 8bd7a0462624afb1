import { logicalId } from "../../names/logical-id.ts";
import { stackName, type Target } from "../../names/target.ts";
import { ref } from "../../template/intrinsics.ts";
import { type Child, defineResource, type Surroundings } from "../kind.ts";
import { forwardLogs } from "../shared/log-forwarding.ts";
import { logGroup } from "../shared/log-group.ts";
import { securityGroup, securityGroupRef } from "../shared/network-access.ts";
import { vpcOf } from "../shared/vpc.ts";
import { checkCluster } from "./check.ts";
import { GROUP, groupId, groupName, isSharded, logGroupName } from "./names.ts";
import { linksOf, paramDocs, paramsOf } from "./params.ts";
import { type Cluster, DEFAULT_PORT, DEFAULT_VERSION, properties } from "./properties.ts";

const PARAMETER_GROUP = "AWS::ElastiCache::ParameterGroup";
const SUBNET_GROUP = "AWS::ElastiCache::SubnetGroup";

const child = (cluster: Cluster, type: string) => logicalId({ owner: cluster.name, type });

/** The schema says 90 days, and that is how long they are kept; the format's reference keeps 30. */
const DEFAULT_RETENTION = 90;

function logChildren(cluster: Cluster, target: Target): readonly Child[] {
	const { logging } = cluster.values;
	if (logging?.disabled) return [];
	return [
		logGroup({
			owner: cluster.name,
			name: logGroupName(cluster, target),
			retentionDays: logging?.retentionDays ?? DEFAULT_RETENTION,
			...(logging && { origin: ["logging"] }),
		}),
	];
}

function forwardingChildren(cluster: Cluster, target: Target): readonly Child[] {
	const forwarding = cluster.values.logging?.logForwarding;
	if (!forwarding) return [];
	const logs = logChildren(cluster, target).map(({ id: logGroup }) => ({
		logGroup,
		forwarding,
		origin: ["logging", "logForwarding"],
	}));
	return forwardLogs(cluster.name, target, logs);
}

function nodes(cluster: Cluster) {
	const { numReplicaNodes = 0, numShards = 1 } = cluster.values;
	return isSharded(cluster)
		? { NumNodeGroups: numShards, ReplicasPerNodeGroup: numReplicaNodes }
		: { NumCacheClusters: numReplicaNodes + 1 };
}

function replicationGroup(cluster: Cluster, { target, tags }: Surroundings): Child {
	const { values, name: owner } = cluster;
	const name = groupName(cluster, target);
	const logs = logChildren(cluster, target);
	return {
		id: groupId(cluster),
		name,
		resource: {
			Type: GROUP,
			UpdatePolicy: { UseOnlineResharding: true },
			Properties: {
				ReplicationGroupId: name.text,
				ReplicationGroupDescription: `${stackName(target)}-${owner}`,
				Engine: "redis",
				EngineVersion: values.engineVersion ?? DEFAULT_VERSION,
				CacheNodeType: values.instanceSize,
				CacheParameterGroupName: ref(child(cluster, PARAMETER_GROUP)),
				CacheSubnetGroupName: ref(child(cluster, SUBNET_GROUP)),
				TransitEncryptionEnabled: true,
				AtRestEncryptionEnabled: true,
				AuthToken: values.defaultUserPassword,
				AutomaticFailoverEnabled: isSharded(cluster) || values.enableAutomaticFailover === true,
				Port: values.port ?? DEFAULT_PORT,
				SecurityGroupIds: [securityGroupRef(owner)],
				LogDeliveryConfigurations: logs.map((log) => ({
					DestinationType: "cloudwatch-logs",
					DestinationDetails: { CloudWatchLogsDetails: { LogGroup: ref(log.id) } },
					LogFormat: values.logging?.format ?? "json",
					LogType: "slow-log",
				})),
				...nodes(cluster),
				SnapshotRetentionLimit: values.automatedBackupRetentionDays,
				Tags: tags,
			},
		},
	};
}

function compile(cluster: Cluster, surroundings: Surroundings): readonly Child[] {
	const { values, name, reference } = cluster;
	const { engineVersion = DEFAULT_VERSION, port = DEFAULT_PORT, accessibility } = values;
	const vpc = vpcOf(surroundings);
	const mode = accessibility?.accessibilityMode ?? "vpc";
	const { tags, target } = surroundings;
	return [
		...vpc.children,
		{
			id: child(cluster, PARAMETER_GROUP),
			resource: {
				Type: PARAMETER_GROUP,
				Properties: {
					CacheParameterGroupFamily: engineVersion.startsWith("6.") ? "redis6.x" : "redis7",
					Description: `Settings of ${name}`,
					Properties: { "cluster-enabled": isSharded(cluster) ? "yes" : "no" },
					Tags: tags,
				},
			},
		},
		{
			id: child(cluster, SUBNET_GROUP),
			resource: {
				Type: SUBNET_GROUP,
				Properties: { Description: `Subnets of ${name}`, SubnetIds: vpc.publicSubnets, Tags: tags },
			},
		},
		securityGroup({ name, reference, port, mode }, surroundings),
		...logChildren(cluster, target),
		...forwardingChildren(cluster, target),
		replicationGroup(cluster, surroundings),
	];
}

/** The room of `redis-cluster`. */
export const redisCluster = defineResource({
	type: "redis-cluster",
	docs: "A store in memory (Amazon ElastiCache for Redis OSS), for caches, queues and sessions.",
	source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html",
	properties,
	snippet: `type: redis-cluster
properties:
  instanceSize: \${1:cache.t4g.micro}
  defaultUserPassword: \\$Secret('\${2:redis.password}')`,
	names: (cluster, target) => ({ [groupId(cluster)]: groupName(cluster, target) }),
	paramDocs,
	params: paramsOf,
	connect: () => [],
	check: checkCluster,
	compile,
	links: linksOf,
});
