import {
	choice,
	flag,
	integer,
	list,
	number,
	numberChoice,
	object,
	optional,
	text,
} from "../../schema/schema.ts";
import { connectTo, iamRoleStatements } from "./compute-schema.ts";
import { knownInstanceTypes } from "./instance-types.ts";

const fargateSizes =
	"https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size";
const trackedScaling =
	"https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html";
const blueGreen =
	"https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html";

const resources = object(
	"What each instance of the service has: `cpu` and `memory` on Fargate, where AWS keeps the machines, or `instanceTypes` for machines of your own.",
	{
		cpu: optional(
			numberChoice("Number of vCPUs.", [0.25, 0.5, 1, 2, 4, 8, 16], { unit: "vCPU", source: fargateSizes }),
		),
		memory: optional(
			integer(
				"Memory in megabytes. On Fargate the number of vCPUs decides what is possible; on machines of your own it is what the smallest of them can spare when left out.",
				{
					unit: "MB",
					minimum: 4,
					source: fargateSizes,
					known: [
						512, 1024, 2048, 3072, 4096, 6144, 8192, 12_288, 16_384, 24_576, 30_720, 32_768, 61_440, 122_880,
					],
				},
			),
		),
		instanceTypes: optional(
			list(
				"Types of EC2 instances that the service runs on in place of Fargate, the preferred one first.",
				text("A type.", {
					pattern: "^[a-z][a-z0-9-]*\\.[a-z0-9-]+$",
					patternHint: "write a type of EC2, such as `t3.medium`",
					examples: ["t3.medium", "c6g.large"],
					known: knownInstanceTypes,
					knownBefore: true,
				}),
				{ minItems: 1, source: "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html" },
			),
		),
		enableWarmPool: optional(
			flag("Keep stopped machines ready, so that new ones start faster. With exactly one instance type.", {
				default: false,
				source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html",
			}),
		),
		architecture: optional(
			choice(
				"Kind of processor, on Fargate. `arm64` costs less; images must be made for it.",
				["x86_64", "arm64"],
				{
					default: "x86_64",
					source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html",
				},
			),
		),
	},
	{ source: fargateSizes },
);

const scaling = object(
	"How many instances of the service run. Between the two numbers AWS adds instances while one of the averages is above its limit, and takes them away while both are well below.",
	{
		minInstances: optional(
			integer("Instances that run at least.", { unit: "instances", default: 1, minimum: 1 }),
		),
		maxInstances: optional(
			integer("Instances that run at most.", { unit: "instances", default: 1, minimum: 1 }),
		),
		scalingPolicy: optional(
			object("What the number of instances goes by.", {
				keepAvgCpuUtilizationUnder: optional(
					number("Average use of the processors that is kept, in percent.", {
						unit: "%",
						default: 80,
						minimum: 1,
						maximum: 100,
						source: trackedScaling,
					}),
				),
				keepAvgMemoryUtilizationUnder: optional(
					number("Average use of the memory that is kept, in percent.", {
						unit: "%",
						default: 80,
						minimum: 1,
						maximum: 100,
						source: trackedScaling,
					}),
				),
			}),
		),
	},
	{ ordered: ["minInstances", "maxInstances"], source: trackedScaling },
);

const hook = (docs: string) =>
	optional(
		text(
			`${docs} It gets what ECS tells its hooks, and answers \`{ hookStatus: "SUCCEEDED" }\` or \`"FAILED"\`.`,
			{
				references: ["function"],
				source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html",
			},
		),
	);

/** How a new version takes over from the old one beside it. */
export const deployment = object(
	"New versions start beside the old one and take its traffic over (blue/green) instead of replacing its instances one by one. Needs an application load balancer.",
	{
		strategy: choice(
			"How fast traffic moves to the new version.",
			[
				"AllAtOnce",
				"Canary10Percent5Minutes",
				"Canary10Percent15Minutes",
				"Linear10PercentEvery1Minutes",
				"Linear10PercentEvery3Minutes",
			],
			{
				valueDocs: {
					AllAtOnce: "At once.",
					Canary10Percent5Minutes: "A tenth at once, the rest 5 minutes later.",
					Canary10Percent15Minutes: "A tenth at once, the rest 15 minutes later.",
					Linear10PercentEvery1Minutes: "A tenth every minute.",
					Linear10PercentEvery3Minutes: "A tenth every 3 minutes.",
				},
				source: blueGreen,
			},
		),
		beforeAllowTrafficFunction: hook(
			"Name of a function that is called when the new version answers at the test listener, and before it gets traffic; if it fails, the old version stays.",
		),
		afterTrafficShiftFunction: hook(
			"Name of a function that is called when the new version gets all traffic; if it fails, the old version comes back.",
		),
		testListenerPort: optional(
			integer(
				"Port of the listener where `beforeAllowTrafficFunction` tries the new version: 8080 for a load balancer without listeners of its own.",
				{ minimum: 1, maximum: 65_535 },
			),
		),
	},
	{ source: blueGreen },
);

/** Properties of everything that runs containers as a service. */
export const workloadProperties = {
	resources,
	scaling: optional(scaling),
	enableRemoteSessions: optional(
		flag("Let people with permission open a shell in running containers (ECS Exec).", {
			default: false,
			source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
		}),
	),
	usePrivateSubnetsWithNAT: optional(
		flag(
			"Run in subnets that nobody reaches from the internet; the way out leads through NAT gateways, which cost by the hour.",
			{
				default: false,
				source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
			},
		),
	),
	connectTo: optional(connectTo),
	iamRoleStatements: optional(iamRoleStatements),
};
