import { choice, flag, integer, list, object, optional, text, variant } from "../../schema/schema.ts";
import { environment } from "./compute-schema.ts";
import { containerPackaging } from "./image-packaging-schema.ts";
import { logForwarding, retentionDays } from "./log-schema.ts";

const definitions =
	"https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html";
const healthChecks = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html";
const targetHealth =
	"https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html";

/** What becomes of the output of something in a container. */
export const containerLogging = object("What becomes of the output of the container.", {
	disabled: optional(flag("Keep no logs: there is no log group.", { default: false })),
	retentionDays: optional(retentionDays(90)),
	logForwarding: optional(logForwarding),
});

const internalHealthCheck = object(
	"A command in the container that tells whether it works. A container that does not is stopped, and with it its task when it is essential.",
	{
		healthCheckCommand: list(
			"The command: `CMD` and its words, or `CMD-SHELL` and a line for the shell. It works when it ends with 0.",
			text("A word.", { minLength: 1 }),
			{
				minItems: 1,
				source: healthChecks,
				examples: [["CMD-SHELL", "curl -f http://localhost:3000/health || exit 1"]],
			},
		),
		intervalSeconds: optional(
			integer("How many seconds lie between two checks.", {
				unit: "seconds",
				default: 30,
				minimum: 5,
				maximum: 300,
				source: healthChecks,
			}),
		),
		timeoutSeconds: optional(
			integer("How many seconds a check may take.", {
				unit: "seconds",
				default: 5,
				minimum: 2,
				maximum: 60,
				source: healthChecks,
			}),
		),
		retries: optional(
			integer("After how many failed checks in a row the container counts as broken.", {
				unit: "times",
				default: 3,
				minimum: 1,
				maximum: 10,
				source: healthChecks,
			}),
		),
		startPeriodSeconds: optional(
			integer("How many seconds failed checks do not count after the start.", {
				unit: "seconds",
				minimum: 0,
				maximum: 300,
				source: healthChecks,
			}),
		),
	},
	{ source: healthChecks },
);

const port = (docs: string) => integer(docs, { minimum: 1, maximum: 65_535 });

/** How a load balancer finds out whether a container works; also in services, each with its own docs and defaults. */
export const loadBalancerHealth = {
	healthcheckPath: optional(
		text("Path that is asked; an answer of 200 means that the container works.", {
			pattern: "^/",
			patternHint: "begin with `/`, for example `/health`",
			maxLength: 1024,
			default: "/",
			source: targetHealth,
		}),
	),
	healthcheckInterval: optional(
		integer("How many seconds lie between two checks.", {
			unit: "seconds",
			default: 5,
			minimum: 5,
			maximum: 300,
			source: targetHealth,
		}),
	),
	healthcheckTimeout: optional(
		integer("How many seconds a check may take; fewer than lie between two checks.", {
			unit: "seconds",
			default: 4,
			minimum: 2,
			maximum: 120,
			source: targetHealth,
		}),
	),
};

/** Settings of the check that only a network load balancer leaves a choice in. */
export const networkHealth = {
	healthCheckProtocol: optional(
		choice("How the container is checked; an application load balancer knows `HTTP` only.", ["HTTP", "TCP"], {
			valueDocs: { HTTP: "By a request.", TCP: "By opening a connection." },
			source:
				"https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html",
		}),
	),
	healthCheckPort: optional(port("Port that is checked; the one that gets the traffic when left out.")),
};

const dependency = object("A container that is waited for.", {
	containerName: text("Name of the container.", { knownBefore: true, suggests: "container" }),
	condition: choice("What is waited for.", ["START", "COMPLETE", "SUCCESS", "HEALTHY"], {
		valueDocs: {
			START: "It has started.",
			COMPLETE: "It has ended, whatever came of it.",
			SUCCESS: "It has ended, and said that all went well.",
			HEALTHY: "Its `internalHealthCheck` has passed.",
		},
		source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
	}),
});

const volumeMounts = list(
	"File systems that the container sees as folders.",
	variant(
		"A file system: an `efs-filesystem` of this config.",
		"efs",
		object("Which file system, and where.", {
			efsFilesystemName: text("Name of the file system.", { references: ["efs-filesystem"] }),
			rootDirectory: optional(
				text("Folder of the file system that is mounted.", {
					default: "/",
					knownBefore: true,
					pattern: "^/",
					patternHint: "begin with `/`, for example `/uploads`",
					maxLength: 100,
					source: "https://docs.aws.amazon.com/efs/latest/ug/API_RootDirectory.html",
				}),
			),
			mountPath: text("Folder in the container where the files are found.", {
				pattern: "^/.",
				patternHint: "write the whole path of a folder, such as `/mnt/uploads`",
				examples: ["/mnt/data"],
			}),
		}),
	),
	{
		source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html",
	},
);

/** Properties that every container of a service has, also the one that a service consists of. */
export const containerProperties = {
	packaging: containerPackaging,
	environment: optional(environment),
	logging: optional(containerLogging),
	internalHealthCheck: optional(internalHealthCheck),
	stopTimeout: optional(
		integer("How many seconds the container has to end by itself before it is killed.", {
			unit: "seconds",
			default: 2,
			minimum: 2,
			maximum: 120,
			source: definitions,
		}),
	),
	volumeMounts: optional(volumeMounts),
};

/** Properties of a container that stands beside others. */
export const namedContainerProperties = {
	name: text("Name of the container, each with its own.", {
		pattern: "^[A-Za-z0-9_-]+$",
		patternHint: "use letters, digits, `-` and `_`",
		maxLength: 255,
		knownBefore: true,
		source: definitions,
	}),
	...containerProperties,
	dependsOn: optional(list("Containers that are waited for before this one starts.", dependency)),
};

const essential = (defaultDocs: string) =>
	flag(`The whole task stops when this container does. Default: ${defaultDocs}.`, { source: definitions });

/** `essential` of a container of a workload. */
export const workloadEssential = optional(essential("`true`"));

/** Containers beside the one that a service consists of. */
export const sideContainers = list(
	"Further containers of the service: helpers that run beside it, or before it.",
	object("A container beside the main one.", {
		...namedContainerProperties,
		containerType: choice("When the container runs.", ["run-on-init", "always-running"], {
			valueDocs: {
				"run-on-init": "Before the main container, which starts when this one has ended well.",
				"always-running": "All the time; the main container starts when this one has started.",
			},
		}),
		essential: optional(essential("`false` for `run-on-init`, `true` for `always-running`")),
	}),
);
