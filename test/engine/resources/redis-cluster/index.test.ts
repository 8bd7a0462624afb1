import assert from "node:assert/strict";
import { analyse } from "../../../../engine/index.ts";
import { checkCluster } from "../../../../engine/resources/redis-cluster/check.ts";
import { redisCluster } from "../../../../engine/resources/redis-cluster/index.ts";
import {
	groupId,
	groupName,
	isSharded,
	logGroupName,
} from "../../../../engine/resources/redis-cluster/names.ts";
import { nodeTypes } from "../../../../engine/resources/redis-cluster/node-types.ts";
import { linksOf, paramsOf } from "../../../../engine/resources/redis-cluster/params.ts";
import type { Cluster } from "../../../../engine/resources/redis-cluster/properties.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { assertProblems } from "../../../support/marked.ts";
import { accepted, placed, resourcesOf, surroundings, target } from "../../../support/placed.ts";

const marked = `
resources:
  sharded:
    type: redis-cluster
    properties:
      instanceSize: cache.m7g.large
#                   ^^^^^^^^^^^^^^^ class-not-of-engine: "cache.m7g.large" needs at least version 6.2, but engineVersion is 6.0
      defaultUserPassword: tooShort
#                          ^^^^^^^^ invalid-password: defaultUserPassword has 8 characters, but must have 16 to 128
      enableSharding: true
#                     ^^^^ replica-missing: enableSharding needs at least one copy of the data, but numReplicaNodes is 0
      engineVersion: "6.0"
  failing:
    type: redis-cluster
    properties:
      instanceSize: cache.t4g.micro
      defaultUserPassword: with/slash/and/more/letters
#                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-password: defaultUserPassword contains /, which ElastiCache does not take
      enableAutomaticFailover: true
      numReplicaNodes: 0
#                      ^ replica-missing: enableAutomaticFailover needs at least one copy of the data, but numReplicaNodes is 0
      numShards: 3
#     ^^^^^^^^^ (warning) shards-without-sharding: numShards has no meaning, because enableSharding is not set
  plain:
    type: redis-cluster
    properties:
      instanceSize: cache.t4g.micro
      defaultUserPassword: a-password-in-clear-text
#                          ^^^^^^^^^^^^^^^^^^^^^^^^ (warning) password-in-clear-text: defaultUserPassword goes into the template in clear text
`;

function cluster(values: Partial<Cluster["values"]>, name = "cache"): Cluster {
	const all: Cluster["values"] = {
		instanceSize: "cache.t4g.micro",
		defaultUserPassword: "{{resolve:secretsmanager:cache:SecretString:password::}}",
		...values,
	};
	accepted(redisCluster, name, all);
	return placed("redis-cluster", name, all);
}

const properties = (values: Partial<Cluster["values"]>) => {
	const Resources = resourcesOf(redisCluster.compile(cluster(values), surroundings([], [])));
	assert.deepEqual(checkTemplate({ Resources }), []);
	return Resources["CacheReplicationGroup"]?.Properties ?? {};
};

describe("a redis cluster", () => {
	it("counts machines without shards, and copies of each shard with them", () => {
		const plain = properties({ numReplicaNodes: 2 });
		assert.deepEqual([plain["NumCacheClusters"], plain["NumNodeGroups"]], [3, undefined]);
		const sharded = properties({ enableSharding: true, numShards: 4, numReplicaNodes: 1 });
		assert.deepEqual(
			[sharded["NumCacheClusters"], sharded["NumNodeGroups"], sharded["ReplicasPerNodeGroup"]],
			[undefined, 4, 1],
		);
		assert.equal(sharded["AutomaticFailoverEnabled"], true);
	});

	it("sends slow commands to its log, unless told not to", () => {
		const logs = properties({ logging: { format: "text" } })["LogDeliveryConfigurations"];
		assert.deepEqual(logs, [
			{
				DestinationType: "cloudwatch-logs",
				DestinationDetails: { CloudWatchLogsDetails: { LogGroup: { Ref: "CacheLogGroup" } } },
				LogFormat: "text",
				LogType: "slow-log",
			},
		]);
		assert.deepEqual(properties({ logging: { disabled: true } })["LogDeliveryConfigurations"], []);
		assert.equal(logGroupName(cluster({}), target).text, "/aws/vendedlogs/proj-dev/redis/cache/slow-log");
	});

	it("says where it is, where its copies are, and keeps the password apart", () => {
		const plain = paramsOf(cluster({}));
		assert.deepEqual(Object.keys(plain), [
			"sharding",
			"host",
			"port",
			"connectionString",
			"readerHost",
			"readerPort",
			"readerConnectionString",
		]);
		assert.deepEqual(plain["host"]?.value, {
			"Fn::GetAtt": ["CacheReplicationGroup", "PrimaryEndPoint.Address"],
		});
		const secrets = Object.entries(plain).filter(([, { sensitive }]) => sensitive);
		assert.deepEqual(
			secrets.map(([name]) => name),
			["connectionString", "readerConnectionString"],
		);
		const sharded = paramsOf(cluster({ enableSharding: true, numReplicaNodes: 1 }));
		assert.deepEqual(Object.keys(sharded), ["sharding", "host", "port", "connectionString"]);
		assert.equal(sharded["sharding"]?.value, "enabled");
		assert.deepEqual(sharded["host"]?.value, {
			"Fn::GetAtt": ["CacheReplicationGroup", "ConfigurationEndPoint.Address"],
		});
	});

	it("has a page of the console, or one for each shard", () => {
		assert.deepEqual(Object.keys(linksOf(cluster({}))), ["metrics"]);
		const sharded = linksOf(cluster({ enableSharding: true, numShards: 2, numReplicaNodes: 1 }));
		assert.deepEqual(Object.keys(sharded), ["metrics-shard-0001", "metrics-shard-0002"]);
		assert.match(
			JSON.stringify(sharded["metrics-shard-0002"]),
			/id=\$\{CacheReplicationGroup\}-0002;clusters=\$\{CacheReplicationGroup\}-0002-001!\$\{CacheReplicationGroup\}-0002-002/,
		);
	});

	it("finds what ElastiCache does not take", () =>
		assertProblems(marked, analyse({ path: "stacktape.yml", text: marked }, target).problems));

	it("cannot get shards or lose them once it is deployed", () => {
		const found = (deployed: object | null | undefined, values: Partial<Cluster["values"]>) => {
			const fact = () => (deployed ? JSON.stringify(deployed) : deployed);
			return checkCluster(cluster(values), surroundings([], [], { fact })).map(({ code }) => code);
		};
		const sharded = { enableSharding: true, numReplicaNodes: 1 };
		assert.deepEqual(found({ NumCacheClusters: 1 }, sharded), ["sharding-changed"]);
		assert.deepEqual(found({ NumNodeGroups: 1 }, {}), ["sharding-changed"]);
		for (const deployed of [{ NumNodeGroups: 1 }, null, undefined])
			assert.deepEqual(found(deployed, sharded), []);
	});

	it("is named in 40 characters, and its machines are those of the format", () => {
		const long = cluster({}, "c".repeat(60));
		assert.equal(groupName(long, target).text.length, 40);
		assert.deepEqual([groupId(cluster({})), isSharded(cluster({}))], ["CacheReplicationGroup", false]);
		assert.equal(new Set(nodeTypes).size, 60);
	});
});
