import { choice, flag, integer, object, optional, type Static, text } from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import { retentionDays } from "../shared/log-schema.ts";

const guide = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide";
/** Limits of a domain. */
export const limits = `${guide}/limits.html`;
/** Classes of machines. */
export const instanceTypes = `${guide}/supported-instance-types.html`;
/** Machines that keep the cluster together. */
export const masters = `${guide}/managedomains-dedicatedmasternodes.html`;

/** Version of OpenSearch when the config does not say. */
export const DEFAULT_VERSION = "2.17";
/** Gibibytes of disk of a machine when the config does not say. */
export const DEFAULT_SIZE = 10;

const machine = (docs: string) =>
	text(docs, {
		pattern: "^[a-z0-9]+\\.[a-z0-9]+\\.search$",
		patternHint: "write a class of OpenSearch Service, such as `t3.small.search`",
		examples: ["t3.small.search", "m7g.large.search"],
		known: ["t3.small.search", "t3.medium.search"].concat(
			["m6g", "m7g", "c6g", "c7g", "r6g", "r7g"].flatMap((family) =>
				["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge"].map(
					(size) => `${family}.${size}.search`,
				),
			),
		),
		source: instanceTypes,
		knownBefore: true,
	});

const clusterConfig = object("The machines of the domain.", {
	instanceType: machine("Class of the machines that hold the data."),
	instanceCount: integer("How many machines hold the data.", {
		unit: "machines",
		minimum: 1,
		maximum: 1002,
		source: limits,
	}),
	dedicatedMasterType: optional(
		machine("Class of the machines that keep the cluster together and hold no data."),
	),
	dedicatedMasterCount: optional(
		integer("How many machines keep the cluster together: 3, 5 or 7.", {
			unit: "machines",
			minimum: 0,
			maximum: 7,
			source: masters,
		}),
	),
	warmType: optional(machine("Class of the machines that hold data which is rarely asked for.")),
	warmCount: optional(
		integer("How many machines hold data which is rarely asked for. They need dedicated masters.", {
			unit: "machines",
			minimum: 0,
			maximum: 750,
			source: limits,
		}),
	),
	multiAzDisabled: optional(
		flag("Keep all machines in one zone.", { default: false, source: `${guide}/managedomains-multiaz.html` }),
	),
	standbyEnabled: optional(
		flag("Keep the machines of one of three zones as a reserve that takes over at once.", {
			default: false,
			source: `${guide}/managedomains-multiaz.html`,
		}),
	),
});

const storage = object("The disk of each machine that holds data.", {
	size: integer("Size of the disk.", {
		unit: "GiB",
		minimum: 10,
		maximum: 24_576,
		source: limits,
	}),
	iops: optional(
		integer("Operations a second that the disk can do.", {
			unit: "IOPS",
			minimum: 3000,
			maximum: 16_000,
			default: 3000,
			source: `${guide}/createupdatedomains.html`,
		}),
	),
	throughput: optional(
		integer("How much the disk can read and write.", {
			unit: "MiB/s",
			minimum: 125,
			maximum: 1000,
			default: 125,
			source: `${guide}/createupdatedomains.html`,
		}),
	),
});

const log = (docs: string) =>
	optional(
		object(docs, {
			disabled: optional(flag("Do not keep this log.", { default: false })),
			retentionDays: optional(retentionDays(14)),
		}),
	);

/** Properties of a domain. */
export const properties = object("Settings of the domain.", {
	version: optional(
		choice(
			"Version of OpenSearch.",
			["1.0", "1.1", "1.2", "1.3", "2.3", "2.5", "2.7", "2.9", "2.11", "2.13", "2.15", "2.17"],
			{ default: DEFAULT_VERSION, source: `${guide}/what-is.html#choosing-version` },
		),
	),
	clusterConfig: optional(clusterConfig),
	storage: optional(storage),
	userPool: optional(
		text("Name of a `user-auth-pool` whose users may sign in to the dashboards.", {
			references: ["user-auth-pool"],
		}),
	),
	logging: optional(
		object("What becomes of the logs of the domain.", {
			errorLogs: log("What went wrong inside of the domain."),
			searchSlowLogs: log("Searches that took long."),
			indexSlowLogs: log("Writes that took long."),
		}),
	),
	accessibility: optional(
		object("Who can reach the domain over the network.", {
			accessibilityMode: choice(
				"From where requests are let in. They are signed with a permission in any case. It cannot be changed from or to `internet` later.",
				["internet", "vpc", "scoping-workloads-in-vpc"],
				{
					default: "internet",
					valueDocs: {
						internet: "From everywhere.",
						vpc: "From everything in the stack's network.",
						"scoping-workloads-in-vpc":
							"From what names the domain in its `connectTo`, and stands in the network.",
					},
				},
			),
		}),
	),
});

/** A domain of the config. */
export type Domain = Placed<Deployed<Static<typeof properties>>>;
