import { flag, integer, list, object, optional, type Static, text } from "../../../schema/schema.ts";
import type { Deployed, Placed } from "../../kind.ts";
import { cachingOptions } from "../cdn/schema.ts";
import { connectTo, environment, iamRoleStatements } from "../compute-schema.ts";
import { fileOptions } from "../directory-upload-schema.ts";
import { customDomains } from "../domain-schema.ts";
import { useFirewall } from "../firewall.ts";
import { logForwarding, retentionDays } from "../log-schema.ts";

const lambda = "https://docs.aws.amazon.com/lambda/latest/dg";

/** Days that logs of the server are kept when the config does not say. */
export const DEFAULT_RETENTION = 180;
export const DEFAULT_MEMORY = 1024;
export const DEFAULT_TIMEOUT = 30;

/** `serverLambda`: the function that renders pages. */
export const serverLambda = object("Settings of the function that renders pages.", {
	memory: optional(
		integer("Memory in megabytes.", {
			unit: "MB",
			default: DEFAULT_MEMORY,
			minimum: 128,
			maximum: 10_240,
			source: `${lambda}/configuration-memory.html`,
		}),
	),
	timeout: optional(
		integer(
			"How many seconds an answer may take. CloudFront itself waits for 30 seconds unless your quota was raised.",
			{
				unit: "seconds",
				default: DEFAULT_TIMEOUT,
				minimum: 1,
				maximum: 900,
				source: `${lambda}/configuration-timeout.html`,
			},
		),
	),
	logging: optional(
		object("What becomes of the function's output.", {
			disabled: optional(flag("Keep no logs.", { default: false })),
			retentionDays: optional(retentionDays(DEFAULT_RETENTION)),
			logForwarding: optional(logForwarding),
		}),
	),
	joinDefaultVpc: optional(
		flag(
			"Put the function into the stack's VPC. It then reaches the databases there, but not the internet.",
			{
				default: false,
				source: `${lambda}/configuration-vpc.html`,
			},
		),
	),
});

/** `cdn`: how the CDN in front of a website caches. */
export const websiteCdn = object("How the CDN in front of the website caches.", {
	disableInvalidationAfterDeploy: optional(
		flag("Leave what the CDN keeps as it is after a deploy.", { default: false }),
	),
	defaultCachingOptions: optional(cachingOptions),
	pathCachingOverrides: optional(
		list(
			"Caching of some paths.",
			object("Paths and how they are cached.", {
				path: text("Pattern of the paths, with `*` and `?`.", {
					examples: ["/blog/*"],
					source:
						"https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html",
				}),
				cachingOptions,
			}),
		),
	),
});

/** What every website has. */
export const common = {
	buildCommand: optional(
		text(
			"Command that builds the application, run in its folder. It finds the programs of the project's packages, and npx fetches one that nobody has.",
			{ knownBefore: true },
		),
	),
	environment: optional(environment),
	serverLambda: optional(serverLambda),
	customDomains: optional(customDomains),
	useFirewall: optional(useFirewall("cdn")),
	fileOptions: optional(fileOptions),
	cdn: optional(websiteCdn),
	connectTo: optional(connectTo),
	iamRoleStatements: optional(iamRoleStatements),
};

const dev = object("The development server. Spool has no dev mode: this is accepted and has no effect.", {
	command: optional(text("Command that starts it.")),
	workingDirectory: optional(text("Folder in which it starts, relative to the config.")),
});

/** Properties of the websites of all frameworks but Next.js. */
export const websiteProperties = object("Settings of the website.", {
	appDirectory: optional(
		text("Folder of the application, relative to the config.", {
			default: ".",
			pathTo: "directory",
			knownBefore: true,
		}),
	),
	...common,
	dev: optional(dev),
});

/** A website of the config. */
export type Website = Placed<Deployed<Static<typeof websiteProperties>>>;

/** What the websites of all frameworks have in common. */
export type AnyWebsite = Placed<
	Omit<Website["values"], "dev" | "appDirectory"> & {
		readonly appDirectory?: Website["values"]["appDirectory"];
	}
>;
