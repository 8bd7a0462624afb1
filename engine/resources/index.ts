import { agentCoreBrowser } from "./agentcore-browser.ts";
import { agentCoreCodeInterpreter } from "./agentcore-code-interpreter.ts";
import { agentCoreGateway } from "./agentcore-gateway/index.ts";
import { agentCoreMemory } from "./agentcore-memory.ts";
import { agentCoreRuntime } from "./agentcore-runtime/index.ts";
import { applicationLoadBalancer } from "./application-load-balancer.ts";
import { astroWeb } from "./astro-web.ts";
import { awsCdkConstruct } from "./aws-cdk-construct.ts";
import { bastion } from "./bastion.ts";
import { batchJob } from "./batch-job/index.ts";
import { bucket } from "./bucket.ts";
import { convex } from "./convex/index.ts";
import { customResourceDefinition } from "./custom-resource-definition.ts";
import { customResourceInstance } from "./custom-resource-instance.ts";
import { deploymentScript } from "./deployment-script.ts";
import { dynamoDbTable } from "./dynamo-db-table/index.ts";
import { edgeLambdaFunction } from "./edge-lambda-function/index.ts";
import { efsFilesystem } from "./efs-filesystem.ts";
import { eventBus } from "./event-bus.ts";
import { lambdaFunction } from "./function/index.ts";
import { hostingBucket } from "./hosting-bucket.ts";
import { httpApiGateway } from "./http-api-gateway/index.ts";
import type { AnyResourceKind } from "./kind.ts";
import { kinesisStream } from "./kinesis-stream.ts";
import { mongoDbAtlasCluster } from "./mongo-db-atlas-cluster/index.ts";
import { multiContainerWorkload } from "./multi-container-workload/index.ts";
import { networkLoadBalancer } from "./network-load-balancer.ts";
import { nextjsWeb } from "./nextjs-web/index.ts";
import { nuxtWeb } from "./nuxt-web.ts";
import { openSearchDomain } from "./open-search-domain/index.ts";
import { privateService } from "./private-service.ts";
import { redisCluster } from "./redis-cluster/index.ts";
import { relationalDatabase } from "./relational-database/index.ts";
import { remixWeb } from "./remix-web.ts";
import { snsTopic } from "./sns-topic.ts";
import { solidstartWeb } from "./solidstart-web.ts";
import { sqsQueue } from "./sqs-queue/index.ts";
import { stateMachine } from "./state-machine/index.ts";
import { sveltekitWeb } from "./sveltekit-web.ts";
import { tanstackWeb } from "./tanstack-web.ts";
import { upstashRedis } from "./upstash-redis/index.ts";
import { userAuthPool } from "./user-auth-pool/index.ts";
import { webAppFirewall } from "./web-app-firewall.ts";
import { webService } from "./web-service.ts";
import { workerService } from "./worker-service.ts";

/** Every resource type that Spool builds, by `type`. */
export const kinds: ReadonlyMap<string, AnyResourceKind> = new Map(
	[
		lambdaFunction,
		nextjsWeb,
		remixWeb,
		sveltekitWeb,
		tanstackWeb,
		solidstartWeb,
		nuxtWeb,
		astroWeb,
		edgeLambdaFunction,
		applicationLoadBalancer,
		networkLoadBalancer,
		webAppFirewall,
		httpApiGateway,
		dynamoDbTable,
		bucket,
		hostingBucket,
		sqsQueue,
		snsTopic,
		eventBus,
		kinesisStream,
		stateMachine,
		userAuthPool,
		relationalDatabase,
		agentCoreRuntime,
		agentCoreMemory,
		agentCoreGateway,
		agentCoreBrowser,
		agentCoreCodeInterpreter,
		upstashRedis,
		convex,
		efsFilesystem,
		redisCluster,
		openSearchDomain,
		deploymentScript,
		customResourceDefinition,
		customResourceInstance,
		mongoDbAtlasCluster,
		multiContainerWorkload,
		webService,
		privateService,
		workerService,
		batchJob,
		bastion,
		awsCdkConstruct,
	].map((kind) => [kind.type, kind]),
);

/** Resource types of the format that Spool does not build yet: known, so that they are not taken for misspelled ones. */
export const unbuiltTypes: ReadonlySet<string> = new Set();
