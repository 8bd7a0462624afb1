import { logicalId } from "../../names/logical-id.ts";
import { ref, region } from "../../template/intrinsics.ts";
import type { Part } from "../kind.ts";
import { partName } from "../shared/web/names.ts";
import {
	bucketPart,
	builtCode,
	cachedForever,
	cachedUntilDeploy,
	placeOfServer,
	serverSettings,
} from "../shared/web/server.ts";
import type { NextSite } from "./properties.ts";

/** Folders of the bucket: what browsers fetch, and what the server keeps there. */
export const ASSETS = "_assets";
export const CACHE = "_cache";

const nameOf = ({ name }: NextSite, key: string) => partName(name, key);

/** Logical ids of parts that others refer to. */
export const ids = {
	bucket: (site: NextSite) => logicalId({ owner: nameOf(site, "bucket"), type: "AWS::S3::Bucket" }),
	queue: (site: NextSite) => logicalId({ owner: nameOf(site, "revalidationQueue"), type: "AWS::SQS::Queue" }),
	table: (site: NextSite) =>
		logicalId({ owner: nameOf(site, "revalidationTable"), type: "AWS::DynamoDB::GlobalTable" }),
	server: (site: NextSite) =>
		logicalId({ owner: nameOf(site, "serverFunction"), type: "AWS::Lambda::Function" }),
	insert: (site: NextSite) =>
		logicalId({ owner: nameOf(site, "revalidationInsertFunction"), type: "AWS::Lambda::Function" }),
};

const variable = (name: string, value: unknown) => ({ name, value });

function part(site: NextSite, key: string, type: string, properties: Part["properties"]): Part {
	return { key, type, name: nameOf(site, key), properties, placeOf: () => [] };
}

/** Logs of helpers follow those of the server where the config says how long they are kept. */
function helperLogs({ values }: NextSite, usual: number) {
	return { retentionDays: values.serverLambda?.logging?.retentionDays ?? usual };
}

const reference = (site: NextSite, key: string) => `${site.reference}.${key}`;

/** Where the server keeps pages, and asks for new ones. */
export function serverVariables(site: NextSite) {
	return [
		variable("CACHE_BUCKET_NAME", ref(ids.bucket(site))),
		variable("CACHE_BUCKET_KEY_PREFIX", CACHE),
		variable("CACHE_BUCKET_PREFIX", CACHE),
		variable("CACHE_BUCKET_REGION", region),
		variable("REVALIDATION_QUEUE_URL", ref(ids.queue(site))),
		variable("REVALIDATION_QUEUE_REGION", region),
		variable("CACHE_DYNAMO_TABLE", ref(ids.table(site))),
	];
}

function serverPart(site: NextSite): Part {
	const { environment = [], connectTo = [], iamRoleStatements } = site.values;
	const { useEdgeLambda, streamingEnabled } = site.values;
	const connections = ["bucket", "revalidationQueue", "revalidationTable"].map((key) => reference(site, key));
	const shared = {
		...builtCode(site, "server-function", "index-wrap.mjs:handler"),
		connectTo: [...connectTo, ...connections],
		...(iamRoleStatements && { iamRoleStatements }),
	};
	if (useEdgeLambda) {
		const { joinDefaultVpc: _vpc, ...settings } = serverSettings(site);
		const name = nameOf(site, "serverEdgeFunction");
		return {
			key: "serverEdgeFunction",
			type: "edge-lambda-function",
			name,
			properties: { ...shared, ...settings },
			placeOf: placeOfServer,
		};
	}
	return {
		key: "serverFunction",
		type: "function",
		name: nameOf(site, "serverFunction"),
		properties: {
			...shared,
			...serverSettings(site),
			url: { enabled: true, ...(streamingEnabled && { responseStreamEnabled: true }) },
			environment: [...environment, ...serverVariables(site)],
		},
		placeOf: placeOfServer,
	};
}

function warmer(site: NextSite): readonly Part[] {
	const { warmServerInstances = 0, useEdgeLambda } = site.values;
	if (warmServerInstances === 0 || useEdgeLambda) return [];
	return [
		part(site, "warmerFunction", "function", {
			...builtCode(site, "warmer-function", "index.mjs:handler"),
			memory: 1024,
			logging: helperLogs(site, 3),
			events: [{ type: "schedule", properties: { scheduleRate: "rate(5 minutes)" } }],
			environment: [
				variable("FUNCTION_NAME", ref(ids.server(site))),
				variable("CONCURRENCY", String(warmServerInstances)),
			],
			connectTo: [reference(site, "serverFunction")],
		}),
	];
}

function imagePart(site: NextSite): Part {
	return part(site, "imageFunction", "function", {
		...builtCode(site, "image-optimization-function", "index.mjs:handler"),
		memory: 2048,
		timeout: 30,
		logging: helperLogs(site, 180),
		url: { enabled: true },
		environment: [variable("BUCKET_NAME", ref(ids.bucket(site))), variable("BUCKET_KEY_PREFIX", ASSETS)],
		connectTo: [reference(site, "bucket")],
	});
}

/** What pages that are made again in the background need. */
function revalidation(site: NextSite): readonly Part[] {
	return [
		part(site, "revalidationFunction", "function", {
			...builtCode(site, "revalidation-function", "index.mjs:handler"),
			memory: 128,
			timeout: 30,
			logging: helperLogs(site, 3),
			events: [
				{
					type: "sqs",
					properties: { sqsQueueName: reference(site, "revalidationQueue"), batchSize: 5 },
				},
			],
		}),
		part(site, "revalidationQueue", "sqs-queue", {
			fifoEnabled: true,
			longPollingSeconds: 20,
			// SQS hides a message for at least as long as the function that takes it may run.
			visibilityTimeoutSeconds: 30,
		}),
		part(site, "revalidationTable", "dynamo-db-table", {
			primaryKey: {
				partitionKey: { name: "tag", type: "string" },
				sortKey: { name: "path", type: "string" },
			},
			enablePointInTimeRecovery: true,
			secondaryIndexes: [
				{
					name: "revalidate",
					partitionKey: { name: "path", type: "string" },
					sortKey: { name: "revalidatedAt", type: "number" },
				},
			],
		}),
		part(site, "revalidationInsertFunction", "function", {
			...builtCode(site, "dynamodb-provider", "index-wrap.mjs:handler"),
			memory: 1024,
			timeout: 900,
			logging: helperLogs(site, 3),
			environment: [variable("CACHE_DYNAMO_TABLE", ref(ids.table(site)))],
			connectTo: [reference(site, "revalidationTable")],
		}),
	];
}

/** What a Next.js website consists of. */
export function nextParts(site: NextSite): readonly Part[] {
	return [
		bucketPart(site, [
			cachedUntilDeploy(`${ASSETS}/**/*`, `${ASSETS}/_next/**/*`),
			cachedForever(`${ASSETS}/_next/**/*`),
		]),
		imagePart(site),
		...revalidation(site),
		serverPart(site),
		...warmer(site),
	];
}
