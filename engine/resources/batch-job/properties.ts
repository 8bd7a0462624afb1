import { flag, integer, list, number, object, optional, type Static, variants } from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import { connectTo, environment, iamRoleStatements } from "../shared/compute-schema.ts";
import { eventBusVariant } from "../shared/event-bus-schema.ts";
import { cloudwatchLogVariant } from "../shared/events/cloudwatch-log-schema.ts";
import { httpApiVariant } from "../shared/events/http-api-schema.ts";
import { loadBalancerVariant } from "../shared/events/load-balancer-schema.ts";
import { s3Variant } from "../shared/events/s3-schema.ts";
import { scheduleVariant } from "../shared/events/schedule-schema.ts";
import { snsVariant } from "../shared/events/sns-schema.ts";
import { sqsVariant } from "../shared/events/sqs-schema.ts";
import { kinesisVariant, tableStreamVariant } from "../shared/events/stream-schema.ts";
import { jobPackaging } from "../shared/image-packaging-schema.ts";
import { logForwarding, retentionDays } from "../shared/log-schema.ts";

const requirements = "https://docs.aws.amazon.com/batch/latest/APIReference/API_ResourceRequirement.html";
const timeouts = "https://docs.aws.amazon.com/batch/latest/userguide/job_timeouts.html";

const resources = object(
	"What the job has. AWS Batch starts an EC2 instance that it fits on, and stops it afterwards.",
	{
		cpu: integer("Number of vCPUs.", { unit: "vCPUs", minimum: 1, source: requirements }),
		memory: integer(
			"Memory in megabytes. An instance spares a little less than it has: 7,600 of 8,192 rather than all.",
			{
				unit: "MB",
				minimum: 4,
				source: "https://docs.aws.amazon.com/batch/latest/userguide/memory-management.html",
			},
		),
		gpu: optional(
			integer("Number of GPUs; the job then runs on instances of the families g5 and p4d.", {
				unit: "GPUs",
				minimum: 1,
				maximum: 8,
				source: requirements,
			}),
		),
	},
	{ source: requirements },
);

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
export const MAX_WAIT_SECONDS = 99_999_999;

const retryConfig = object("What happens when the job fails.", {
	attempts: optional(
		integer("How often the job is run at most, the first time included.", {
			unit: "times",
			default: 1,
			minimum: 1,
		}),
	),
	retryIntervalSeconds: optional(
		integer("How many seconds lie between the first two attempts.", {
			unit: "seconds",
			default: 0,
			minimum: 0,
			maximum: MAX_WAIT_SECONDS,
			source: "https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html",
		}),
	),
	retryIntervalMultiplier: optional(
		number(
			"Makes the waits longer: after attempt n it is `retryIntervalSeconds` × n × `retryIntervalMultiplier`.",
			{ default: 1, minimum: 0 },
		),
	),
});

/** Properties of a batch job. */
export const properties = object("Settings of the job.", {
	container: object("What runs.", { packaging: jobPackaging, environment: optional(environment) }),
	resources,
	timeout: optional(
		integer("How many seconds an attempt may take before it is stopped.", {
			unit: "seconds",
			minimum: 60,
			source: timeouts,
		}),
	),
	useSpotInstances: optional(
		flag("Run on spare capacity (Spot), which costs less and can be taken away: the attempt then fails.", {
			default: false,
			source: "https://docs.aws.amazon.com/batch/latest/userguide/bestpractices.html",
		}),
	),
	retryConfig: optional(retryConfig),
	logging: optional(
		object("What becomes of the output of the job.", {
			disabled: optional(flag("Keep no logs: there is no log group.", { default: false })),
			retentionDays: optional(retentionDays(90)),
			logForwarding: optional(logForwarding),
		}),
	),
	events: optional(
		list(
			"What the job is started by; it finds the event as JSON in the variable `STP_TRIGGER_EVENT_DATA`.",
			variants("Something that starts the job.", [
				httpApiVariant,
				loadBalancerVariant,
				scheduleVariant,
				sqsVariant,
				snsVariant,
				eventBusVariant,
				s3Variant,
				kinesisVariant,
				tableStreamVariant,
				cloudwatchLogVariant,
			]),
		),
	),
	connectTo: optional(connectTo),
	iamRoleStatements: optional(iamRoleStatements),
});

/** A batch job of the config. */
export type Job = Placed<Deployed<Static<typeof properties>>>;

/** True when the output of a job goes into a log group. */
export const hasLogs = ({ values }: Job): boolean => values.logging?.disabled !== true;

/** Attempts of a job, and what lies between them. */
export function retriesOf({ values: { retryConfig: written } }: Job) {
	const { attempts = 1, retryIntervalSeconds = 0, retryIntervalMultiplier = 1 } = written ?? {};
	return { attempts, seconds: retryIntervalSeconds, multiplier: retryIntervalMultiplier };
}

/** Capacity that a job runs on: one of four kinds, each with a queue of its own. */
export type Capacity = { readonly isSpot: boolean; readonly hasGpu: boolean };

/** The capacity that a job runs on. */
export function capacityOf({ values }: Job): Capacity {
	return { isSpot: values.useSpotInstances === true, hasGpu: values.resources.gpu !== undefined };
}
