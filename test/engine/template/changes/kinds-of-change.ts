import assert from "node:assert/strict";
import { bind } from "../../../../engine/deploy/bind.ts";
import { classifyChanges } from "../../../../engine/template/changes/classify.ts";
import type { Verdict, VerdictKind } from "../../../../engine/template/changes/verdict.ts";
import type { Template } from "../../../../engine/template/template.ts";
import { analysed } from "../../../support/analysed.ts";

type Properties = Readonly<Record<string, unknown>>;
type Config = { readonly resources: Properties; readonly [section: string]: unknown };

/** One kind of change: two configs, and what is said of the way from one to the other. */
export type KindOfChange = {
	readonly group: string;
	/** In words, for the table of the docs. */
	readonly change: string;
	readonly before: Config;
	readonly after: Config;
	/** The sources of the code are other ones afterwards. */
	readonly hasNewCode?: true;
	readonly verdict: VerdictKind;
	/** Each verdict as a line: `swap ApiFunction MemorySize`. */
	readonly lines: readonly string[];
};

const buildpack = (entryfilePath: string) => ({
	type: "stacktape-lambda-buildpack",
	properties: { entryfilePath },
});
const fn = (more: Properties = {}) => ({
	type: "function",
	properties: { packaging: buildpack("src/api.ts"), ...more },
});
const variables = (values: Properties) => ({
	environment: Object.entries(values).map(([name, value]) => ({ name, value })),
});
const container = (more: Properties = {}) => ({
	name: "main",
	packaging: { type: "prebuilt-image", properties: { image: "nginx:1" } },
	...more,
});
const workload = (containers: readonly Properties[], more: Properties = {}) => ({
	type: "multi-container-workload",
	properties: { containers, resources: { cpu: 0.25, memory: 512 }, ...more },
});
const built = container({
	packaging: { type: "stacktape-image-buildpack", properties: { entryfilePath: "src/main.ts" } },
});
const table = (more: Properties = {}) => ({
	type: "dynamo-db-table",
	properties: { primaryKey: { partitionKey: { name: "id", type: "string" } }, ...more },
});
const queue = (more: Properties = {}) => ({ type: "sqs-queue", properties: more });
const machine = (state: Properties) => ({
	type: "state-machine",
	properties: { definition: { StartAt: "one", States: { one: { End: true, ...state } } } },
});
const database = (more: Properties = {}) => ({
	type: "relational-database",
	properties: {
		credentials: { masterUserPassword: "long-enough-1" },
		engine: {
			type: "postgres",
			properties: { version: "16.6", primaryInstance: { instanceSize: "db.t4g.micro" } },
		},
		...more,
	},
});

const only = (resource: unknown, others: Properties = {}): Config => ({
	resources: { api: resource, ...others },
});

/** The same config with other words at the top. */
const plus = (config: Config, more: Properties): Config => ({ ...config, ...more });

type Row = Omit<KindOfChange, "group" | "lines"> & { readonly lines: string };

const row = (change: string, verdict: VerdictKind, before: Config, after: Config, lines: string): Row => ({
	change,
	verdict,
	before,
	after,
	lines,
});

const newCode = (change: string, verdict: VerdictKind, config: Config, lines: string): Row => ({
	change,
	verdict,
	before: config,
	after: config,
	hasNewCode: true,
	lines,
});

const functions: readonly Row[] = [
	newCode("code of a function", "swap", only(fn()), "swap ApiFunction Code"),
	newCode(
		"code of two functions",
		"swap",
		only(fn(), { other: fn() }),
		"swap ApiFunction Code; swap OtherFunction Code",
	),
	row("memory", "swap", only(fn()), only(fn({ memory: 512 })), "swap ApiFunction MemorySize"),
	row("timeout", "swap", only(fn()), only(fn({ timeout: 30 })), "swap ApiFunction Timeout"),
	row(
		"handler of a ready-made artifact",
		"swap",
		only(
			fn({
				packaging: { type: "custom-artifact", properties: { packagePath: "api.zip", handler: "a.js:one" } },
				runtime: "nodejs24.x",
			}),
		),
		only(
			fn({
				packaging: { type: "custom-artifact", properties: { packagePath: "api.zip", handler: "a.js:two" } },
				runtime: "nodejs24.x",
			}),
		),
		"swap ApiFunction Handler",
	),
	row(
		"a new variable",
		"swap",
		only(fn()),
		only(fn(variables({ MODE: "fast" }))),
		"swap ApiFunction Environment.Variables.MODE",
	),
	row(
		"another value of a variable",
		"swap",
		only(fn(variables({ MODE: "fast", KEPT: "1" }))),
		only(fn(variables({ MODE: "slow", KEPT: "1" }))),
		"swap ApiFunction Environment.Variables.MODE",
	),
	row(
		"a variable is removed",
		"swap",
		only(fn(variables({ MODE: "fast" }))),
		only(fn()),
		"swap ApiFunction Environment.Variables.MODE",
	),
	row(
		"a variable becomes a secret",
		"defer",
		only(fn(variables({ TOKEN: "x" }))),
		only(fn(variables({ TOKEN: "$Secret('token')" }))),
		"defer ApiFunction Environment.Variables.TOKEN",
	),
	row(
		"a variable was a secret",
		"defer",
		only(fn(variables({ TOKEN: "$Secret('token')" }))),
		only(fn(variables({ TOKEN: "x" }))),
		"defer ApiFunction Environment.Variables.TOKEN",
	),
	row(
		"a variable becomes a reference",
		"defer",
		only(fn(), { jobs: queue() }),
		only(fn(variables({ JOBS: "$ResourceParam('jobs', 'url')" })), { jobs: queue() }),
		"defer ApiFunction Environment.Variables.JOBS",
	),
	row(
		"one variable of several that are references",
		"swap",
		only(fn(variables({ JOBS: "$ResourceParam('jobs', 'url')", MODE: "1" })), { jobs: queue() }),
		only(fn(variables({ JOBS: "$ResourceParam('jobs', 'url')", MODE: "2" })), { jobs: queue() }),
		"swap ApiFunction Environment.Variables.MODE",
	),
	row(
		"layers",
		"swap",
		only(fn()),
		only(fn({ layers: ["arn:aws:lambda:eu-west-1:123456789012:layer:tools:3"] })),
		"swap ApiFunction Layers",
	),
	row(
		"code, memory and a variable at once",
		"swap",
		only(fn()),
		only(fn({ memory: 512, ...variables({ MODE: "fast" }) })),
		"swap ApiFunction MemorySize; swap ApiFunction Environment.Variables.MODE",
	),
	row(
		"runtime",
		"defer",
		only(fn({ runtime: "nodejs22.x" })),
		only(fn({ runtime: "nodejs24.x" })),
		"defer ApiFunction Runtime",
	),
	row(
		"architecture",
		"defer",
		only(fn()),
		only(fn({ architecture: "arm64" })),
		"defer ApiFunction Architectures",
	),
	row("storage", "defer", only(fn()), only(fn({ storage: 1024 })), "defer ApiFunction EphemeralStorage"),
	row(
		"reserved concurrency",
		"defer",
		only(fn()),
		only(fn({ reservedConcurrency: 5 })),
		"defer ApiFunction ReservedConcurrentExecutions",
	),
	row(
		"tags of a function",
		"defer",
		only(fn()),
		only(fn({ tags: [{ name: "team", value: "red" }] })),
		"defer ApiFunction Tags",
	),
	row(
		"a permission",
		"defer",
		only(fn()),
		only(fn({ iamRoleStatements: [{ Resource: ["*"], Action: ["s3:GetObject"] }] })),
		"defer ApiRole Policies",
	),
	row(
		"connectTo a queue",
		"defer",
		only(fn(), { jobs: queue() }),
		only(fn({ connectTo: ["jobs"] }), { jobs: queue() }),
		"defer ApiRole Policies; defer ApiFunction Environment.Variables.STP_JOBS_ARN",
	),
	row(
		"the function joins the VPC",
		"defer",
		only(fn({ joinDefaultVpc: false })),
		only(fn({ joinDefaultVpc: true })),
		"defer ApiFunction VpcConfig",
	),
	row(
		"how long logs are kept",
		"defer",
		only(fn()),
		only(fn({ logging: { retentionDays: 7 } })),
		"defer ApiLogGroup RetentionInDays",
	),
	row("a public URL", "defer", only(fn()), only(fn({ url: { enabled: true } })), "defer ApiUrl added"),
	row(
		"CORS of the URL",
		"defer",
		only(fn({ url: { enabled: true } })),
		only(fn({ url: { enabled: true, cors: { enabled: true } } })),
		"defer ApiUrl Cors",
	),
	row(
		"a schedule",
		"defer",
		only(fn()),
		only(fn({ events: [{ type: "schedule", properties: { scheduleRate: "rate(1 hour)" } }] })),
		"defer ApiEvent0Rule added",
	),
	row(
		"size of the batches from a queue",
		"defer",
		only(fn({ events: [{ type: "sqs", properties: { sqsQueueName: "jobs", batchSize: 1 } }] }), {
			jobs: queue(),
		}),
		only(fn({ events: [{ type: "sqs", properties: { sqsQueueName: "jobs", batchSize: 5 } }] }), {
			jobs: queue(),
		}),
		"defer ApiEvent0EventSourceMapping BatchSize",
	),
	row(
		"where failed events go",
		"defer",
		only(fn(), { jobs: queue() }),
		only(fn({ destinations: { onFailure: "$ResourceParam('jobs', 'arn')" } }), { jobs: queue() }),
		"defer ApiEventInvokeConfig added",
	),
	newCode(
		"code of a function with provisioned concurrency",
		"defer",
		only(fn({ provisionedConcurrency: 1 })),
		"defer ApiFunction Code",
	),
	row(
		"memory of a function with gradual deployment",
		"defer",
		only(fn({ deployment: { strategy: "Canary10Percent5Minutes" } })),
		only(fn({ memory: 512, deployment: { strategy: "Canary10Percent5Minutes" } })),
		"defer ApiFunction MemorySize",
	),
	row(
		"provisioned concurrency",
		"defer",
		only(fn({ provisionedConcurrency: 1 })),
		only(fn({ provisionedConcurrency: 2 })),
		"defer ApiStpAlias ProvisionedConcurrencyConfig",
	),
	row("a function is new", "defer", only(fn()), only(fn(), { other: fn() }), "defer OtherFunction added"),
	row(
		"a function is removed",
		"defer",
		only(fn(), { other: fn() }),
		only(fn()),
		"defer OtherFunction removed",
	),
];

const containers: readonly Row[] = [
	newCode(
		"code of a container",
		"swap",
		only(workload([built])),
		"swap ApiTaskDefinition ContainerDefinitions.main.Image",
	),
	row(
		"a ready-made image",
		"swap",
		only(workload([container()])),
		only(workload([container({ packaging: { type: "prebuilt-image", properties: { image: "nginx:2" } } })])),
		"swap ApiTaskDefinition ContainerDefinitions.main.Image",
	),
	row(
		"command of a container",
		"swap",
		only(workload([container()])),
		only(
			workload([
				container({
					packaging: { type: "prebuilt-image", properties: { image: "nginx:1", command: ["nginx", "-T"] } },
				}),
			]),
		),
		"swap ApiTaskDefinition ContainerDefinitions.main.Command",
	),
	row(
		"a variable of a container",
		"swap",
		only(workload([container()])),
		only(workload([container(variables({ MODE: "fast" }))])),
		"swap ApiTaskDefinition ContainerDefinitions.main.Environment.MODE",
	),
	row(
		"a variable of a container becomes a secret",
		"defer",
		only(workload([container(variables({ TOKEN: "x" }))])),
		only(workload([container(variables({ TOKEN: "$Secret('token')" }))])),
		"defer ApiTaskDefinition ContainerDefinitions.main.Environment.TOKEN",
	),
	row(
		"health check of a container",
		"defer",
		only(workload([container()])),
		only(workload([container({ internalHealthCheck: { healthCheckCommand: ["CMD", "true"] } })])),
		"defer ApiTaskDefinition ContainerDefinitions.main.HealthCheck",
	),
	row(
		"CPU of the service",
		"defer",
		only(workload([container()])),
		only(workload([container()], { resources: { cpu: 0.5, memory: 1024 } })),
		"defer ApiTaskDefinition Cpu; defer ApiTaskDefinition Memory",
	),
	row(
		"another container",
		"defer",
		only(workload([container()])),
		only(workload([container(), container({ name: "side", essential: false })])),
		"defer ApiTaskDefinition ContainerDefinitions",
	),
	row(
		"number of instances",
		"defer",
		only(workload([container()])),
		only(workload([container()], { scaling: { minInstances: 2, maxInstances: 2 } })),
		"defer ApiScalableTarget MinCapacity; defer ApiScalableTarget MaxCapacity",
	),
];

const stores: readonly Row[] = [
	row("a table is new", "defer", only(fn()), only(fn(), { notes: table() }), "defer NotesGlobalTable added"),
	row(
		"a table is removed",
		"defer",
		only(fn(), { notes: table() }),
		only(fn()),
		"defer NotesGlobalTable removed",
	),
	row(
		"key of a table",
		"replace",
		only(table()),
		only(table({ primaryKey: { partitionKey: { name: "other", type: "string" } } })),
		"replace ApiGlobalTable KeySchema",
	),
	row(
		"a table gets point-in-time recovery",
		"defer",
		only(table()),
		only(table({ enablePointInTimeRecovery: true })),
		"defer ApiGlobalTable Replicas",
	),
	row(
		"a stream of a table",
		"defer",
		only(table()),
		only(table({ streamType: "NEW_IMAGE" })),
		"defer ApiGlobalTable StreamSpecification",
	),
	row(
		"how long a queue hides messages",
		"defer",
		only(queue()),
		only(queue({ visibilityTimeoutSeconds: 60 })),
		"defer ApiQueue VisibilityTimeout",
	),
	row(
		"a queue becomes a FIFO queue",
		"replace",
		only(queue()),
		only(queue({ fifoEnabled: true })),
		"replace ApiQueue QueueName; replace ApiQueue FifoQueue",
	),
	row(
		"a topic becomes a FIFO topic",
		"replace",
		only({ type: "sns-topic" }),
		only({ type: "sns-topic", properties: { fifoEnabled: true } }),
		"replace ApiTopic TopicName; replace ApiTopic FifoTopic",
	),
	row(
		"versions of a bucket's objects",
		"defer",
		only({ type: "bucket" }),
		only({ type: "bucket", properties: { versioning: true } }),
		"defer ApiBucket VersioningConfiguration",
	),
	row(
		"shards of a stream",
		"defer",
		only({ type: "kinesis-stream", properties: { capacityMode: "PROVISIONED", shardCount: 1 } }),
		only({ type: "kinesis-stream", properties: { capacityMode: "PROVISIONED", shardCount: 2 } }),
		"defer ApiStream ShardCount",
	),
	row(
		"storage of a database",
		"defer",
		only(database()),
		only(
			database({
				engine: {
					type: "postgres",
					properties: {
						version: "16.6",
						storage: { initialSize: 40 },
						primaryInstance: { instanceSize: "db.t4g.micro" },
					},
				},
			}),
		),
		"defer ApiDbInstance AllocatedStorage",
	),
	row(
		"machine of a database",
		"defer",
		only(database()),
		only(
			database({
				engine: {
					type: "postgres",
					properties: { version: "16.6", primaryInstance: { instanceSize: "db.t4g.small" } },
				},
			}),
		),
		"defer ApiDbInstance DBInstanceClass",
	),
];

const others: readonly Row[] = [
	row(
		"definition of a state machine",
		"swap",
		only(machine({ Type: "Pass" })),
		only(machine({ Type: "Wait", Seconds: 1 })),
		"swap ApiStateMachine Definition",
	),
	row(
		"how long a state waits for a function",
		"swap",
		only(machine({ Type: "Task", Resource: "$ResourceParam('one', 'arn')" }), { one: fn() }),
		only(machine({ Type: "Task", Resource: "$ResourceParam('one', 'arn')", TimeoutSeconds: 5 }), {
			one: fn(),
		}),
		"swap ApiStateMachine Definition",
	),
	row(
		"what only CloudFormation knows in a state machine",
		"defer",
		only(machine({ Type: "Pass" }), { jobs: queue() }),
		only(machine({ Type: "Task", Resource: "$ResourceParam('jobs', 'arn')" }), { jobs: queue() }),
		"defer ApiStateMachine Definition",
	),
	row(
		"a route of an HTTP API",
		"defer",
		only(fn(), { web: { type: "http-api-gateway" } }),
		only(
			fn({
				events: [
					{ type: "http-api-gateway", properties: { httpApiGatewayName: "web", method: "GET", path: "/a" } },
				],
			}),
			{ web: { type: "http-api-gateway" } },
		),
		"defer StpWebGetARoute added",
	),
	row(
		"CORS of an HTTP API",
		"defer",
		only({ type: "http-api-gateway" }),
		only({ type: "http-api-gateway", properties: { cors: { enabled: true } } }),
		"defer ApiApi CorsConfiguration",
	),
	row(
		"an event bus",
		"defer",
		only(fn()),
		only(fn(), { bus: { type: "event-bus" } }),
		"defer BusEventBus added",
	),
	row(
		"password rules of a user pool",
		"defer",
		only({ type: "user-auth-pool", properties: { passwordPolicy: { minimumLength: 8 } } }),
		only({ type: "user-auth-pool", properties: { passwordPolicy: { minimumLength: 12 } } }),
		"defer ApiUserPool Policies",
	),
	row(
		"size of a Redis node",
		"defer",
		only({
			type: "redis-cluster",
			properties: { instanceSize: "cache.t4g.micro", defaultUserPassword: "0123456789abcdef" },
		}),
		only({
			type: "redis-cluster",
			properties: { instanceSize: "cache.t4g.small", defaultUserPassword: "0123456789abcdef" },
		}),
		"defer ApiReplicationGroup CacheNodeType",
	),
];

const stack: readonly Row[] = [
	row(
		"an output of the stack",
		"defer",
		only(fn()),
		plus(only(fn()), { stackConfig: { outputs: [{ name: "greeting", value: "hello" }] } }),
		"defer greeting output",
	),
	row(
		"a tag of the stack",
		"defer",
		only(fn()),
		plus(only(fn()), { stackConfig: { tags: [{ name: "team", value: "red" }] } }),
		"defer ApiFunction Tags",
	),
	row(
		"a CloudFormation resource of one's own",
		"defer",
		only(fn()),
		plus(only(fn()), {
			cloudformationResources: { Extra: { Type: "AWS::SNS::Topic", Properties: {} } },
		}),
		"defer Extra added",
	),
	row(
		"the type of a CloudFormation resource",
		"replace",
		plus(only(fn()), { cloudformationResources: { Extra: { Type: "AWS::SNS::Topic", Properties: {} } } }),
		plus(only(fn()), { cloudformationResources: { Extra: { Type: "AWS::SQS::Queue", Properties: {} } } }),
		"replace Extra Type",
	),
	row(
		"what is kept when a resource is removed",
		"defer",
		plus(only(fn()), { cloudformationResources: { Extra: { Type: "AWS::SNS::Topic", Properties: {} } } }),
		plus(only(fn()), {
			cloudformationResources: {
				Extra: { Type: "AWS::SNS::Topic", DeletionPolicy: "Retain", Properties: {} },
			},
		}),
		"defer Extra <DeletionPolicy>",
	),
	row(
		"a name given by overrides",
		"replace",
		only(fn()),
		only({ ...fn(), overrides: { ApiFunction: { FunctionName: "other" } } }),
		"replace ApiFunction FunctionName",
	),
	row(
		"a resource is renamed",
		"defer",
		only(queue()),
		{ resources: { other: queue() } },
		"defer OtherQueue added",
	),
	row(
		"an output becomes an export",
		"defer",
		plus(only(fn()), { stackConfig: { outputs: [{ name: "greeting", value: "hello" }] } }),
		plus(only(fn()), { stackConfig: { outputs: [{ name: "greeting", value: "hello", export: true }] } }),
		"defer greeting output",
	),
	row(
		"a script that runs after every deploy",
		"swap",
		only(fn()),
		plus(only(fn({ memory: 512 })), {
			scripts: { note: { type: "local-script", properties: { executeCommand: "true" } } },
		}),
		"swap ApiFunction MemorySize",
	),
];

/** Kinds of change with what is said of them: the table of docs/hot-swap.md, and its test. */
export const kindsOfChange: readonly KindOfChange[] = Object.entries({
	Functions: functions,
	Containers: containers,
	"Tables, queues, buckets, databases": stores,
	"Other resources": others,
	"The stack": stack,
}).flatMap(([group, rows]) =>
	rows.map((one) => ({ ...one, group, lines: one.lines.split("; ").filter((line) => line !== "") })),
);

function templateOf(config: Config, code: string): Template {
	const analysis = analysed(JSON.stringify(config));
	const errors = analysis.problems.filter(({ severity }) => severity === "error");
	assert.deepEqual(
		errors.map(({ message }) => message),
		[],
	);
	const places = analysis.compiled.artifacts.map(({ job }) => {
		const place = { bucket: "code", key: `${job}/${code}.zip`, digest: code, image: `repository:${code}` };
		return [job, place] as const;
	});
	return JSON.parse(JSON.stringify(bind(analysis.compiled.template, new Map(places), "v000001").template));
}

/** What is said of a kind of change. */
export function verdictsOn({ before, after, hasNewCode }: KindOfChange): readonly Verdict[] {
	return classifyChanges(templateOf(before, "one"), templateOf(after, hasNewCode ? "two" : "one"));
}
