import { choice, flag, integer, object, optional, type Static, text } from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import { devMode } from "../shared/dev-schema.ts";
import { logForwarding, retentionDays } from "../shared/log-schema.ts";
import { nodeTypes } from "./node-types.ts";

/** Limits of a cluster. */
export const createGroup =
	"https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html";
/** What a password may be. */
export const authTokens = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html";
/** Classes of machines. */
export const supportedNodes =
	"https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html";
const sharding =
	"https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.Redis-RedisCluster.html";

export const DEFAULT_PORT = 6379;
export const DEFAULT_VERSION = "6.2";

/** Properties of a cluster. */
export const properties = object("Settings of the cluster.", {
	instanceSize: choice(
		"Class of the machines: memory, processors and price follow from it.",
		[...nodeTypes],
		{
			source: supportedNodes,
		},
	),
	defaultUserPassword: text(
		"Password of the user `default`: 16 to 128 letters, digits and `!&#$^<>-`. Take it from a secret.",
		{ source: authTokens, examples: ["$Secret('redis.password')"] },
	),
	enableSharding: optional(
		flag("Spread the data over several shards. It cannot be changed later.", {
			default: false,
			source: sharding,
		}),
	),
	numShards: optional(
		integer("Over how many shards the data is spread.", {
			unit: "shards",
			minimum: 1,
			maximum: 500,
			default: 1,
			source: sharding,
		}),
	),
	numReplicaNodes: optional(
		integer("How many copies there are of the data, or of each shard, that can be read and take over.", {
			unit: "nodes",
			minimum: 0,
			maximum: 5,
			default: 0,
			source: createGroup,
		}),
	),
	enableAutomaticFailover: optional(
		flag("Let a copy take over when the machine that writes fails. With shards it always does.", {
			default: false,
			source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html",
		}),
	),
	automatedBackupRetentionDays: optional(
		integer("How many days AWS keeps its daily backups; none are made at 0.", {
			unit: "days",
			minimum: 0,
			maximum: 35,
			default: 0,
			source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html",
		}),
	),
	port: optional(
		integer("Port that the cluster listens at.", {
			minimum: 1,
			maximum: 65_535,
			default: DEFAULT_PORT,
			source: createGroup,
		}),
	),
	engineVersion: optional(
		choice("Version of Redis OSS.", ["6.0", "6.2", "7.0", "7.1"], {
			default: DEFAULT_VERSION,
			source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html",
		}),
	),
	accessibility: optional(
		object("Who can reach the cluster over the network; the internet never can.", {
			accessibilityMode: choice(
				"From where connections are let in. The password is needed in any case.",
				["vpc", "scoping-workloads-in-vpc"],
				{
					default: "vpc",
					valueDocs: {
						vpc: "From everything in the stack's network.",
						"scoping-workloads-in-vpc":
							"From what names the cluster in its `connectTo`, and stands in the network.",
					},
				},
			),
		}),
	),
	logging: optional(
		object("What becomes of the log of slow commands.", {
			disabled: optional(flag("Send no log to CloudWatch.", { default: false })),
			format: optional(choice("How a line is written.", ["json", "text"], { default: "json" })),
			retentionDays: optional(retentionDays(90)),
			logForwarding: optional(logForwarding),
		}),
	),
	dev: optional(devMode),
});

/** A cluster of the config. */
export type Cluster = Placed<Deployed<Static<typeof properties>>>;
