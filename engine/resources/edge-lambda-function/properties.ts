import { choice, flag, integer, object, optional, type Static } from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import { connectTo, iamRoleStatements } from "../shared/compute-schema.ts";
import { packaging } from "../shared/lambda/packaging-schema.ts";
import { logForwarding, retentionDays } from "../shared/log-schema.ts";

/** What CloudFront takes of Lambda. */
export const restrictions =
	"https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html";

export const DEFAULT_MEMORY = 128;
export const DEFAULT_TIMEOUT = 3;

/** Properties of a function at the edge. */
export const properties = object("Settings of the function.", {
	packaging,
	runtime: optional(
		choice(
			"What runs the code. CloudFront knows Node.js up to 22, so that a newer one becomes `nodejs22.x`. Default: the newest runtime that fits the entry file's extension.",
			[
				"nodejs24.x",
				"nodejs22.x",
				"nodejs20.x",
				"nodejs18.x",
				"python3.13",
				"python3.12",
				"python3.11",
				"python3.10",
				"python3.9",
				"python3.8",
			],
			{ source: restrictions },
		),
	),
	memory: optional(
		integer("Memory in megabytes. For events of the viewer 128 is all that CloudFront allows.", {
			unit: "MB",
			default: DEFAULT_MEMORY,
			minimum: 128,
			maximum: 10_240,
			source: restrictions,
		}),
	),
	timeout: optional(
		integer(
			"How many seconds a call may take: up to 5 for events of the viewer, up to 30 for those of the origin.",
			{
				unit: "seconds",
				default: DEFAULT_TIMEOUT,
				minimum: 1,
				maximum: 30,
				source: restrictions,
			},
		),
	),
	connectTo: optional(connectTo),
	iamRoleStatements: optional(iamRoleStatements),
	logging: optional(
		object("What becomes of the function's output, which lies in the region of whoever calls it.", {
			disabled: optional(flag("Make no log group in us-east-1.", { default: false })),
			retentionDays: optional(retentionDays(180)),
			logForwarding: optional(logForwarding),
		}),
	),
});

/** A function at the edge, of the config. */
export type EdgeFunction = Placed<Deployed<Static<typeof properties>>>;
