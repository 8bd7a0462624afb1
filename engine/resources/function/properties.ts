import { choice, flag, integer, list, object, optional, type Static, text } from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";
import { alarms, disabledGlobalAlarms, functionTriggers } from "../shared/alarm-schema.ts";
import { cdnConfiguration } from "../shared/cdn/schema.ts";
import {
	connectTo,
	environment,
	iamRoleStatements,
	resourceTags,
	volumeMounts,
} from "../shared/compute-schema.ts";
import { endpointCors } from "../shared/cors.ts";
import { packaging } from "../shared/lambda/packaging-schema.ts";
import { memoryWith, runtime, storage, timeoutWith } from "../shared/lambda/settings-schema.ts";
import { logForwarding, retentionDays } from "../shared/log-schema.ts";
import { events } from "./events/index.ts";

/** The limits of functions. */
export const lambdaQuotas = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";
const destinationsPage = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html";
const urls = "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html";
const urlAuth = "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";
const streaming = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html";
const urlCors = "https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html";
const concurrency = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html";
const trafficShifting =
	"https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html";

/** Megabytes of memory when the config does not say. */
export const DEFAULT_MEMORY = 1024;
/** Seconds that a call may take when the config does not say. */
export const DEFAULT_TIMEOUT = 20;

const destination = (docs: string) =>
	text(docs, {
		pattern: "^(arn:|\\{\\{resolve:)",
		patternHint: "write the ARN of a queue, topic, event bus or function",
		source: destinationsPage,
		examples: ["$ResourceParam('failures', 'arn')"],
	});

const destinations = object(
	"Where a record of each asynchronous call goes. Asynchronous are calls by schedules, topics and event buses, and those that do not wait for a result.",
	{
		onSuccess: optional(
			destination("ARN of the queue, topic, event bus or function that hears of calls that worked."),
		),
		onFailure: optional(
			destination("ARN of the queue, topic, event bus or function that hears of calls that failed for good."),
		),
	},
	{ source: destinationsPage },
);

const logging = object("What becomes of the function's output.", {
	disabled: optional(flag("Keep no logs: the function gets no log group.", { default: false })),
	retentionDays: optional(retentionDays(90)),
	logForwarding: optional(logForwarding),
});

const deployment = object(
	"Sends calls to new code step by step instead of at once.",
	{
		strategy: choice(
			"How fast calls move to the new code.",
			[
				"AllAtOnce",
				"Canary10Percent5Minutes",
				"Canary10Percent10Minutes",
				"Canary10Percent15Minutes",
				"Canary10Percent30Minutes",
				"Linear10PercentEvery1Minute",
				"Linear10PercentEvery2Minutes",
				"Linear10PercentEvery3Minutes",
				"Linear10PercentEvery10Minutes",
			],
			{ source: trafficShifting },
		),
		beforeAllowTrafficFunction: optional(
			text(
				"Name of a function that is called before the new code gets its first call; if it fails, the old code stays.",
				{
					references: ["function"],
				},
			),
		),
		afterTrafficShiftFunction: optional(
			text(
				"Name of a function that is called when the new code gets all calls; if it fails, the old code comes back.",
				{
					references: ["function"],
				},
			),
		),
	},
	{ source: trafficShifting },
);

const url = object(
	"An HTTPS address of the function's own, without a gateway.",
	{
		enabled: flag("Give the function an address."),
		cors: optional(
			endpointCors({
				docs: "Which pages of other origins may call the address from a browser.",
				defaultMethods: "all of them",
				source: urlCors,
				maximumMaxAge: 86_400,
			}),
		),
		authMode: optional(
			choice("Who may call the address.", ["NONE", "AWS_IAM"], {
				default: "NONE",
				source: urlAuth,
				valueDocs: {
					NONE: "Anyone.",
					AWS_IAM: "Who signs the request with AWS credentials that are allowed to.",
				},
			}),
		),
		responseStreamEnabled: optional(
			flag("Send the response while it is being made. The code must be written for it.", {
				default: false,
				source: streaming,
			}),
		),
	},
	{ source: urls },
);

const resources = {
	architecture: optional(
		choice(
			"Kind of processor. `arm64` costs less; packages with native code must be there for it.",
			["x86_64", "arm64"],
			{
				default: "x86_64",
				source: "https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",
			},
		),
	),
	memory: optional(memoryWith(DEFAULT_MEMORY)),
	timeout: optional(timeoutWith(DEFAULT_TIMEOUT)),
	storage: optional(storage),
	reservedConcurrency: optional(
		integer("Calls that run at once at most; they are set aside for this function. 0 stops it.", {
			unit: "calls",
			minimum: 0,
			source: concurrency,
		}),
	),
	provisionedConcurrency: optional(
		integer("Instances that are kept started, so that calls need not wait for one.", {
			unit: "instances",
			minimum: 1,
			source: "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html",
		}),
	),
	layers: optional(
		list(
			"ARNs of layers: archives that are laid over the function's files.",
			text("ARN of a version of a layer.", {
				pattern: "^(arn:|\\{\\{resolve:)",
				patternHint:
					"write the ARN of a version, such as `arn:aws:lambda:eu-west-1:123456789012:layer:tools:3`",
			}),
			{ maxItems: 5, source: lambdaQuotas },
		),
	),
};

/** Properties of a function. */
export const properties = object("Settings of the function.", {
	packaging,
	events: optional(events),
	environment: optional(environment),
	connectTo: optional(connectTo),
	iamRoleStatements: optional(iamRoleStatements),
	runtime: optional(runtime),
	...resources,
	url: optional(url),
	destinations: optional(destinations),
	logging: optional(logging),
	tags: optional(resourceTags),
	joinDefaultVpc: optional(
		flag(
			"Put the function into the stack's VPC. It then reaches the databases there, but not the internet.",
			{
				default: false,
				source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
			},
		),
	),
	volumeMounts: optional(volumeMounts),
	deployment: optional(deployment),
	cdn: optional(cdnConfiguration),
	alarms: optional(alarms("Alarms on failed and slow calls.", functionTriggers)),
	disabledGlobalAlarms: optional(disabledGlobalAlarms),
});

/** A function of the config. */
export type PlacedFunction = Placed<Deployed<Static<typeof properties>>>;
