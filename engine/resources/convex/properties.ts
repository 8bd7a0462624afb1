import { flag, list, object, optional, type Static, text, variants } from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import {
	alarms,
	databaseTriggers,
	disabledGlobalAlarms,
	loadBalancerTriggers,
} from "../shared/alarm-schema.ts";
import { lifecycleRules } from "../shared/bucket-lifecycle.ts";
import { containerLogging } from "../shared/container-schema.ts";
import {
	automatedBackupRetentionDays,
	databaseAccessibility,
	databaseEngines,
	databaseLogging,
	preferredMaintenanceWindow,
} from "../shared/database-schema.ts";
import { devMode } from "../shared/dev-schema.ts";
import { domainConfiguration } from "../shared/domain-schema.ts";
import { addressRange } from "../shared/load-balancer-schema.ts";
import { workloadProperties } from "../shared/workload-schema.ts";

const selfHosting = "https://docs.convex.dev/self-hosting";

/** Command that sends the functions of an application to its backend. */
export const DEFAULT_COMMAND = "npx convex deploy --codegen disable --typecheck try";

/** Images that are known to work together. */
const images = {
	backend:
		"ghcr.io/get-convex/convex-backend@sha256:122da352b12b216a017a1fb45c6a467f41a5b746158b47aecd1fe12f9f74edb0",
	dashboard:
		"ghcr.io/get-convex/convex-dashboard@sha256:26bd4a89b097c5dd89e78d194a6b79c5c1b8cb1d02801b9946a9eb7b716e18dd",
};

const image = (docs: string, usual: string) =>
	optional(text(docs, { default: usual, examples: [usual], source: selfHosting }));

const functionsDeployment = object(
	"How the functions in `appDirectory` get to the backend, after everything else is deployed.",
	{
		enabled: optional(flag("Whether a deploy sends the functions.", { default: true })),
		command: optional(
			text(
				"Command of the shell that sends them. It finds the backend by `CONVEX_SELF_HOSTED_URL` and `CONVEX_SELF_HOSTED_ADMIN_KEY`, and may take 10 minutes.",
				{ default: DEFAULT_COMMAND, knownBefore: true, source: "https://docs.convex.dev/cli" },
			),
		),
		workingDirectory: optional(
			text(
				"Folder that the command runs in, relative to the config. Default: the one that `appDirectory` lies in when that is called `convex`, else `appDirectory`.",
				{ pathTo: "directory" },
			),
		),
	},
);

const customDomains = object(
	"Domains of your own, one for each of the three ways in. With them everything is reached by HTTPS; without them by HTTP, under the name of the load balancer in the DNS of AWS.",
	{
		cloud: domainConfiguration,
		site: domainConfiguration,
		dashboard: optional(domainConfiguration),
	},
);

const backend = object("The container that runs the functions.", {
	resources: optional(workloadProperties.resources),
	image: image("Image of the backend.", images.backend),
	logging: optional(containerLogging),
	enableRemoteSessions: optional(
		flag("Let people with permission open a shell in the running container (ECS Exec).", {
			default: true,
			source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
		}),
	),
});

const dashboard = object("The container with the page that shows data, functions and logs.", {
	enabled: optional(flag("Whether there is one.", { default: true })),
	allowedIpRanges: optional(
		list("Addresses that may open the dashboard; everybody when left out.", addressRange, { maxItems: 5 }),
	),
	resources: optional(workloadProperties.resources),
	image: image("Image of the dashboard.", images.dashboard),
	logging: optional(containerLogging),
});

const database = object("The database that holds the documents. It must be PostgreSQL.", {
	engine: optional(
		variants(
			"What kind of PostgreSQL it is, and how it runs. Default: version 16.6 on a `db.t4g.micro`, with the database `convex`.",
			[...databaseEngines],
		),
	),
	accessibility: optional(databaseAccessibility),
	automatedBackupRetentionDays,
	preferredMaintenanceWindow,
	logging: optional(databaseLogging),
});

const storage = object(
	"The five buckets for modules, files, the search index, exports and imported snapshots.",
	{
		encryption: optional(
			flag("Say in the template that S3 encrypts objects with its own keys (SSE-S3), as it does anyway.", {
				default: true,
				source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html",
			}),
		),
		versioning: optional(
			flag("Keep every version of an object when it is overwritten or deleted.", {
				default: false,
				source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
			}),
		),
		lifecycleRules: optional(lifecycleRules),
	},
);

/** Properties of a Convex backend. */
export const properties = object("Settings of the backend and of everything that it consists of.", {
	appDirectory: text("Folder with the functions, relative to the config.", {
		pathTo: "directory",
		examples: ["convex"],
	}),
	functionsDeployment: optional(functionsDeployment),
	customDomains: optional(customDomains),
	backend: optional(backend),
	dashboard: optional(dashboard),
	database: optional(database),
	storage: optional(storage),
	dev: optional(devMode),
	deletionProtection: optional(
		flag(
			"Refuse to delete or replace the database, and leave the five buckets as they are when the stack is deleted.",
			{ default: false },
		),
	),
	alarms: optional(
		alarms("Alarms of the load balancer and of the database.", [
			...loadBalancerTriggers,
			...databaseTriggers,
		]),
	),
	disabledGlobalAlarms: optional(disabledGlobalAlarms),
});

/** A Convex backend of the config. */
export type Convex = Placed<Deployed<Static<typeof properties>>>;

/** The image of one of the two containers. */
export function imageOf({ values }: Convex, container: keyof typeof images) {
	return values[container]?.image ?? images[container];
}

export const hasDashboard = ({ values }: Convex): boolean => values.dashboard?.enabled !== false;

/** The engine of the database. */
export function engineOf({
	values,
}: Convex): NonNullable<NonNullable<Convex["values"]["database"]>["engine"]> {
	const usual = {
		type: "postgres",
		properties: {
			version: "16.6",
			dbName: "convex",
			primaryInstance: { instanceSize: "db.t4g.micro", multiAz: false },
		},
	} as const;
	return values.database?.engine ?? usual;
}
