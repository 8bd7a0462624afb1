import {
	choice,
	flag,
	integer,
	number,
	numberChoice,
	object,
	optional,
	type Static,
	text,
} from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";

const docs = "https://www.mongodb.com/docs/atlas";
const tiers = `${docs}/cluster-tier/`;

/** Tiers of machines of their own, but for those that cannot be a bound of automatic scaling. */
const scalableTiers = [
	"M10",
	"M20",
	"M30",
	"M40",
	"M50",
	"M60",
	"M80",
	"M100",
	"M140",
	"M200",
	"M300",
	"M40 Low-CPU (R40)",
	"M50 Low-CPU (R50)",
	"M60 Low-CPU (R60)",
	"M80 Low-CPU (R80)",
	"M200 Low-CPU (R200)",
	"M300 Low-CPU (R300)",
	"M400 Low-CPU (R400)",
	"M700 Low-CPU (R700)",
	"M40_NVME",
	"M50_NVME",
	"M60_NVME",
	"M80_NVME",
	"M200_NVME",
	"M400_NVME",
] as const;

const sharedDocs = "On machines shared with others: Atlas has made it a Flex cluster.";

/** The version that a cluster has unless the config says otherwise. */
export const DEFAULT_VERSION = "7.0";
/** How many nodes can become the primary unless the config says otherwise. */
export const DEFAULT_ELECTABLE = 3;

const replication = object(
	"How many nodes the cluster has, and what they do.",
	{
		numAnalyticsNodes: optional(
			integer("Nodes for long queries, which the others do not feel.", {
				unit: "nodes",
				minimum: 0,
				default: 0,
				source: `${docs}/reference/replica-set-tags/`,
			}),
		),
		numElectableNodes: optional(
			numberChoice("Nodes that can become the primary.", [3, 5, 7], {
				unit: "nodes",
				default: DEFAULT_ELECTABLE,
				source: `${docs}/cluster-config/multi-cloud-distribution/`,
			}),
		),
		numReadOnlyNodes: optional(
			integer("Nodes that only read.", {
				unit: "nodes",
				minimum: 0,
				default: 0,
				source: `${docs}/cluster-config/multi-cloud-distribution/`,
			}),
		),
	},
	{ source: `${docs}/cluster-config/multi-cloud-distribution/` },
);

const biConnector = object(
	"Lets tools that speak SQL read the cluster.",
	{
		enabled: flag("Switch it on.", { default: false }),
		readPreference: optional(
			choice("Which nodes it reads from.", ["primary", "secondary", "analytics"], {
				source: `${docs}/tutorial/create-global-writes-cluster/`,
				valueDocs: { analytics: "Needs `replication.numAnalyticsNodes`." },
			}),
		),
	},
	{ source: `${docs}/bi-connection/` },
);

const autoScaling = object(
	"Lets Atlas choose tier and disk by use.",
	{
		minClusterTier: optional(choice("The smallest tier.", [...scalableTiers], { source: tiers })),
		maxClusterTier: optional(choice("The largest tier.", [...scalableTiers], { source: tiers })),
		disableDiskScaling: optional(flag("Keep the size of the disk.", { default: false })),
		disableScaleDown: optional(flag("Only ever go up.", { default: false })),
	},
	{ source: `${docs}/cluster-autoscaling/` },
);

const adminUserCredentials = object(
	"A user with a password who may do everything. What connects by `connectTo` needs none: it signs in by its role.",
	{
		userName: text("Name of the user.", { minLength: 1, source: `${docs}/security-add-mongodb-users/` }),
		password: text("Password of the user: take it from `$Secret()`.", { minLength: 8 }),
	},
	{ source: `${docs}/security-add-mongodb-users/` },
);

/** The properties of a `mongo-db-atlas-cluster`. */
export const properties = object("Settings of the cluster.", {
	clusterTier: choice("What machines it runs on.", ["M2", "M5", ...scalableTiers, "M400", "M700"], {
		source: tiers,
		valueDocs: { M2: sharedDocs, M5: sharedDocs },
	}),
	diskSizeGB: optional(
		number("Size of the disk; that of the tier when left out. From M10 on.", {
			unit: "GB",
			minimum: 10,
			maximum: 4096,
			source: `${docs}/customize-storage/`,
		}),
	),
	version: optional(
		choice("Version of MongoDB.", ["5.0", "6.0", "7.0"], {
			default: DEFAULT_VERSION,
			source: `${docs}/reference/faq/database/`,
		}),
	),
	numShards: optional(
		integer("Over how many shards the data are spread; more than one makes a sharded cluster. From M30 on.", {
			unit: "shards",
			minimum: 1,
			maximum: 70,
			default: 1,
			source: `${docs}/reference/atlas-limits/`,
		}),
	),
	replication: optional(replication),
	enableBackups: optional(
		flag("Keep backups. From M10 on.", { source: `${docs}/backup/cloud-backup/overview/` }),
	),
	enablePointInTimeRecovery: optional(
		flag("Let a backup be restored to any minute. Needs `enableBackups`.", {
			source: `${docs}/backup/cloud-backup/overview/`,
		}),
	),
	biConnector: optional(biConnector),
	autoScaling: optional(autoScaling),
	adminUserCredentials: optional(adminUserCredentials),
});

/** A cluster of the config. */
export type Cluster = Placed<Deployed<Static<typeof properties>>>;

/** True for a cluster on machines that it shares with others. */
export function isOnSharedMachines(tier: string): boolean {
	return tier === "M2" || tier === "M5";
}
