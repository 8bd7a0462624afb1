import { logicalId } from "../names/logical-id.ts";
import { physicalName } from "../names/physical-name.ts";
import { stackHash, stackName, type Target } from "../names/target.ts";
import { anything, choice, flag, list, object, optional, type Static, text } from "../schema/schema.ts";
import { getAtt, type Intrinsic, join, ref, sub } from "../template/intrinsics.ts";
import {
	type Child,
	type Deployed,
	type DirectoryPlan,
	defineResource,
	type Placed,
	type Spelled,
	type Surroundings,
} from "./kind.ts";
import { bucketCors, checkBucketCors, corsConfiguration } from "./shared/bucket-cors.ts";
import { checkLifecycleRules, lifecycleEntry, lifecycleRules } from "./shared/bucket-lifecycle.ts";
import {
	lambdaConfigurations,
	type Notification,
	notificationPermissions,
	notificationsOf,
} from "./shared/bucket-notifications.ts";
import { cdnStatements } from "./shared/cdn/bucket-access.ts";
import { cdnOf } from "./shared/cdn/cdn.ts";
import { cdnParamDocs } from "./shared/cdn/distribution.ts";
import { bucketCdnConfiguration } from "./shared/cdn/schema.ts";
import { bucketTarget } from "./shared/cdn/targets.ts";
import { checkDirectory, directoryPlan } from "./shared/directory-upload.ts";
import { directoryUpload } from "./shared/directory-upload-schema.ts";
import type { PolicyStatement } from "./shared/iam.ts";
import { isPart } from "./shared/part.ts";
import { hasTransferAcceleration } from "./shared/transfer-acceleration.ts";

const BUCKET = "AWS::S3::Bucket";
const BUCKET_POLICY = "AWS::S3::BucketPolicy";

const guide = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";
const namingRules = `${guide}/bucketnamingrules.html`;
const bucketPolicies = `${guide}/bucket-policies.html`;

const accessibility = object(
	"Who may use the bucket besides the roles of this stack.",
	{
		accessibilityMode: choice(
			"Whether everyone may use it.",
			["private", "public-read", "public-read-write"],
			{
				default: "private",
				valueDocs: {
					private: "Only those whom a role or a policy lets in.",
					"public-read": "Everyone can list and read the objects.",
					"public-read-write": "Everyone can list, read, write and delete the objects.",
				},
			},
		),
		accessPolicyStatements: optional(
			list(
				"Statements added to the bucket's policy.",
				object("A statement of the bucket's policy.", {
					Sid: optional(text("Name of the statement.")),
					Effect: optional(
						text("`Allow` or `Deny`.", {
							default: "Allow",
							pattern: "^(Allow|Deny)$",
							patternHint: "write `Allow` or `Deny`",
							examples: ["Allow", "Deny"],
						}),
					),
					Action: optional(
						list("Actions that the statement is about; all of S3 when left out.", text("An action.")),
					),
					Resource: list("ARNs of the bucket or of objects in it.", text("An ARN.")),
					Principal: anything(
						"Who the statement is about: `'*'`, or `AWS`, `Service` or `Federated` with names.",
					),
					Condition: optional(anything("When the statement is in force, as IAM writes it.")),
				}),
			),
		),
	},
	{ source: bucketPolicies },
);

const properties = object("Settings of the bucket.", {
	directoryUpload: optional(directoryUpload),
	accessibility: optional(accessibility),
	cors: optional(bucketCors),
	versioning: optional(
		flag("Keep every version of an object when it is overwritten or deleted.", {
			default: false,
			source: `${guide}/Versioning.html`,
		}),
	),
	encryption: optional(
		flag("Say in the template that S3 encrypts objects with its own keys (SSE-S3), as it does anyway.", {
			default: false,
			source: `${guide}/default-bucket-encryption.html`,
		}),
	),
	lifecycleRules: optional(lifecycleRules),
	enableEventBusNotifications: optional(
		flag("Send an event to the account's default event bus whenever an object changes.", {
			default: false,
			source: `${guide}/EventBridge.html`,
		}),
	),
	cdn: optional(bucketCdnConfiguration),
});

type Bucket = Placed<Deployed<Static<typeof properties>>>;
const id = (bucket: Bucket) => logicalId({ owner: bucket.name, type: BUCKET });
const arn = (bucket: Bucket) => getAtt(id(bucket), "Arn");

const cdn = cdnOf((bucket: Bucket) => ({
	cdn: bucket.values.cdn,
	own: bucketTarget(bucket, bucket.values.cdn ?? {}),
}));

/** Bucket names are unique over all accounts, which the hash takes care of, and know no capital letters. */
function bucketName(bucket: Bucket, target: Target) {
	return physicalName(
		[stackName(target), bucket.name.toLowerCase(), stackHash(target)],
		{ maxLength: 63, source: namingRules },
		{ provisional: target.account === undefined },
	);
}

/** The user's rules, and one more for a mirrored directory. */
function lifecycleConfiguration({ values }: Bucket) {
	const rules = values.lifecycleRules ?? [];
	// A mirrored directory turns versioning on, so that a deploy can be undone; nobody asked to keep versions forever.
	const keepsVersions =
		values.versioning || rules.some(({ type }) => type === "non-current-version-expiration");
	const Rules = [
		...rules.map(lifecycleEntry),
		...(values.directoryUpload && !keepsVersions
			? [{ Status: "Enabled", NoncurrentVersionExpirationInDays: 30 }]
			: []),
	];
	return Rules.length > 0 ? { Rules } : undefined;
}

/** Whom the bucket tells about changes: the default event bus, and functions with an event of it. */
function notificationConfiguration({ values }: Bucket, notifications: readonly Notification[]) {
	if (!values.enableEventBusNotifications && notifications.length === 0) return undefined;
	return {
		...(values.enableEventBusNotifications && {
			EventBridgeConfiguration: { EventBridgeEnabled: true },
		}),
		...(notifications.length > 0 && { LambdaConfigurations: lambdaConfigurations(notifications) }),
	};
}

/** Name and ARN of the bucket for those that must be there before it, such as a function that it will call. */
function spelled({ BucketName: name }: Readonly<Record<string, unknown>>): Spelled | undefined {
	if (typeof name !== "string") return undefined;
	return { ref: name, attributes: { Arn: sub(`arn:\${AWS::Partition}:s3:::${name}`) } };
}

function compileBucket(bucket: Bucket, surroundings: Surroundings): Child {
	const { values } = bucket;
	const { target } = surroundings;
	const notifications = notificationsOf(bucket, surroundings);
	const name = bucketName(bucket, target);
	return {
		id: id(bucket),
		name,
		spelled,
		resource: {
			Type: BUCKET,
			...(notifications.length > 0 && { DependsOn: notificationPermissions(notifications) }),
			Properties: {
				BucketName: name.text,
				// AWS blocks public access unless told otherwise; here the bucket's policy decides, which is private by default.
				PublicAccessBlockConfiguration: {
					BlockPublicAcls: false,
					BlockPublicPolicy: false,
					IgnorePublicAcls: false,
					RestrictPublicBuckets: false,
				},
				AccelerateConfiguration: hasTransferAcceleration(target.region)
					? { AccelerationStatus: "Enabled" }
					: undefined,
				BucketEncryption: values.encryption
					? {
							ServerSideEncryptionConfiguration: [
								{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
							],
						}
					: undefined,
				NotificationConfiguration: notificationConfiguration(bucket, notifications),
				VersioningConfiguration:
					values.versioning || values.directoryUpload ? { Status: "Enabled" } : undefined,
				LifecycleConfiguration: lifecycleConfiguration(bucket),
				CorsConfiguration: corsConfiguration(values.cors),
			},
		},
	};
}

const everyone = { AWS: "*" };

function publicStatements(
	bucket: Bucket,
	bucketArn: Intrinsic,
	objectsArn: Intrinsic,
): readonly PolicyStatement[] {
	const mode = bucket.values.accessibility?.accessibilityMode ?? "private";
	if (mode === "private") return [];
	const allow = (Sid: string, Action: readonly string[], Resource: Intrinsic) => ({
		Sid,
		Effect: "Allow",
		Principal: everyone,
		Action,
		Resource,
	});
	const writeActions = [
		"s3:*Object",
		"s3:*ObjectTagging",
		"s3:*ObjectVersion",
		"s3:*ObjectVersionTagging",
		"s3:*MultipartUpload*",
	];
	return [
		allow("ListObjectsInBucket", ["s3:ListBucket"], bucketArn),
		mode === "public-read"
			? allow("public-read", ["s3:GetObject", "s3:GetObjectVersion"], objectsArn)
			: allow("AllObjectActions", writeActions, objectsArn),
	];
}

/**
 * The bucket's policy; absent for a private bucket without statements of its own.
 *
 * It names the bucket literally, as the format does, so that it must say itself that it comes after the bucket. The
 * document has no version: a bucket's policy of the format never had one, and adding it would change how the text
 * `${…}` in users' statements is read.
 */
function compilePolicy(bucket: Bucket, surroundings: Surroundings): readonly Child[] {
	const name = bucketName(bucket, surroundings.target).text;
	const bucketArn = sub(`arn:\${AWS::Partition}:s3:::${name}`);
	const objectsArn = sub(`arn:\${AWS::Partition}:s3:::${name}/*`);
	const own = bucket.values.accessibility?.accessPolicyStatements ?? [];
	const statements: readonly PolicyStatement[] = [
		...publicStatements(bucket, bucketArn, objectsArn),
		...cdnStatements(bucket, { bucket: bucketArn, objects: objectsArn }, surroundings),
		...own.map((statement) => ({ Effect: "Allow", Action: "s3:*", ...statement })),
	];
	if (statements.length === 0) return [];
	return [
		{
			id: logicalId({ owner: bucket.name, type: BUCKET_POLICY }),
			...(bucket.values.accessibility && { origin: ["accessibility"] }),
			resource: {
				Type: BUCKET_POLICY,
				DependsOn: id(bucket),
				Properties: { Bucket: name, PolicyDocument: { Statement: statements } },
			},
		},
	];
}

function directoriesOf(bucket: Bucket): readonly DirectoryPlan[] {
	const { directoryUpload: upload, cdn: written } = bucket.values;
	if (!upload) return [];
	const { disableUrlNormalization, rewriteRoutesForSinglePageApp } = written ?? {};
	const hasCleanUrls =
		written?.enabled === true && !disableUrlNormalization && !rewriteRoutesForSinglePageApp;
	return [directoryPlan(id(bucket), upload, bucket, { hasCleanUrls })];
}

const consolePage = (bucket: Bucket, tab: string) =>
	sub(`https://console.aws.amazon.com/s3/buckets/\${${id(bucket)}}?region=\${AWS::Region}&tab=${tab}`);

const paramDocs = { name: "Name of the bucket.", arn: "ARN of the bucket.", ...cdnParamDocs };

/** The room of `bucket`. */
export const bucket = defineResource({
	type: "bucket",
	docs: "A bucket for files of any kind and size (Amazon S3).",
	source: `${guide}/Welcome.html`,
	properties,
	snippet: "type: bucket",
	names: (bucket, target) => ({ [id(bucket)]: bucketName(bucket, target) }),
	paramDocs,
	params: (bucket, surroundings) => ({
		name: { docs: paramDocs.name, value: ref(id(bucket)), shown: true },
		arn: { docs: paramDocs.arn, value: arn(bucket), shown: true },
		...cdn.params(bucket, surroundings),
	}),
	connect: (bucket) => [
		{ Effect: "Allow", Action: ["s3:ListBucket", "s3:GetBucket*"], Resource: [arn(bucket)] },
		{
			Effect: "Allow",
			Action: ["s3:*Object*", "s3:Abort*", "s3:*MultipartUpload*"],
			Resource: [join("", [arn(bucket), "/*"])],
		},
	],
	check: (bucket, surroundings) => [
		// The directory of a part is one that its resource builds.
		...(isPart(bucket) ? [] : checkDirectory(bucket.values.directoryUpload, surroundings)),
		...checkLifecycleRules(bucket.values.lifecycleRules ?? []),
		...checkBucketCors(bucket.values.cors),
		...cdn.check(bucket, surroundings),
	],
	compile: (bucket, surroundings) => [
		compileBucket(bucket, surroundings),
		...compilePolicy(bucket, surroundings),
		...cdn.children(bucket, surroundings),
	],
	directories: directoriesOf,
	aftercare: (bucket, _target, surroundings) => cdn.aftercare(bucket, surroundings),
	links: (bucket) => ({ contents: consolePage(bucket, "objects"), metrics: consolePage(bucket, "metrics") }),
});
