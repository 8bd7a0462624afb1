import assert from "node:assert/strict";
import { bucket } from "../../../engine/resources/bucket.ts";
import { cdnParamDocs } from "../../../engine/resources/shared/cdn/distribution.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { accepted, compileRoom, findings, resourcesOf, surroundings, target } from "../../support/placed.ts";

const name = "proj-dev-files-10f582ee";
const everythingOpen = {
	BlockPublicAcls: false,
	BlockPublicPolicy: false,
	IgnorePublicAcls: false,
	RestrictPublicBuckets: false,
};
const base = {
	BucketName: name,
	PublicAccessBlockConfiguration: everythingOpen,
	AccelerateConfiguration: { AccelerationStatus: "Enabled" },
};
const bucketArn = { "Fn::Sub": `arn:\${AWS::Partition}:s3:::${name}` };
const objectsArn = { "Fn::Sub": `arn:\${AWS::Partition}:s3:::${name}/*` };

const compile = (values: object, options = {}) => resourcesOf(compileRoom(bucket, "files", values, options));

describe("the children of a bucket", () => {
	const defaultHeaders = [
		"Authorization",
		"Content-Length",
		"Content-Type",
		"Content-MD5",
		"Date",
		"Expect",
		"Host",
		"x-amz-content-sha256",
		"x-amz-date",
		"x-amz-security-token",
	];
	const allMethods = ["GET", "PUT", "HEAD", "POST", "DELETE"];

	const cases: readonly (readonly [string, object, object])[] = [
		["nothing set", {}, {}],
		["private access", { accessibility: { accessibilityMode: "private" } }, {}],
		["versioning", { versioning: true }, { VersioningConfiguration: { Status: "Enabled" } }],
		[
			"encryption",
			{ encryption: true },
			{
				BucketEncryption: {
					ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
				},
			},
		],
		[
			"events on the event bus",
			{ enableEventBusNotifications: true },
			{ NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
		],
		["CORS that is off", { cors: { enabled: false, corsRules: [{ maxAge: 5 }] } }, {}],
		[
			"CORS without rules",
			{ cors: { enabled: true } },
			{
				CorsConfiguration: {
					CorsRules: [{ AllowedMethods: allMethods, AllowedOrigins: ["*"], AllowedHeaders: defaultHeaders }],
				},
			},
		],
		[
			"CORS with rules",
			{
				cors: {
					enabled: true,
					corsRules: [
						{
							allowedOrigins: ["https://example.com"],
							allowedMethods: ["PUT"],
							allowedHeaders: ["x-a"],
							exposedResponseHeaders: ["ETag"],
							maxAge: 600,
						},
						{ allowedMethods: ["GET", "*"] },
						{},
					],
				},
			},
			{
				CorsConfiguration: {
					CorsRules: [
						{
							AllowedMethods: ["PUT"],
							AllowedOrigins: ["https://example.com"],
							AllowedHeaders: ["x-a"],
							ExposedHeaders: ["ETag"],
							MaxAge: 600,
						},
						{ AllowedMethods: allMethods, AllowedOrigins: ["*"] },
						{ AllowedMethods: allMethods, AllowedOrigins: ["*"] },
					],
				},
			},
		],
		[
			"every kind of lifecycle rule",
			{
				lifecycleRules: [
					{
						type: "expiration",
						properties: { daysAfterUpload: 7, prefix: "tmp/", tags: [{ key: "a", value: "b" }] },
					},
					{ type: "non-current-version-expiration", properties: { daysAfterVersioned: 1 } },
					{ type: "class-transition", properties: { daysAfterUpload: 0, storageClass: "GLACIER" } },
					{
						type: "non-current-version-class-transition",
						properties: { daysAfterVersioned: 30, storageClass: "STANDARD_IA" },
					},
					{ type: "abort-incomplete-multipart-upload", properties: { daysAfterInitiation: 2 } },
				],
			},
			{
				LifecycleConfiguration: {
					Rules: [
						{
							Status: "Enabled",
							Prefix: "tmp/",
							TagFilters: [{ Key: "a", Value: "b" }],
							ExpirationInDays: 7,
						},
						{ Status: "Enabled", NoncurrentVersionExpirationInDays: 1 },
						{ Status: "Enabled", Transitions: [{ StorageClass: "GLACIER", TransitionInDays: 0 }] },
						{
							Status: "Enabled",
							NoncurrentVersionTransitions: [{ StorageClass: "STANDARD_IA", TransitionInDays: 30 }],
						},
						{ Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
					],
				},
			},
		],
		[
			"a mirrored directory keeps old versions for a month",
			{ directoryUpload: { directoryPath: "dist" } },
			{
				VersioningConfiguration: { Status: "Enabled" },
				LifecycleConfiguration: { Rules: [{ Status: "Enabled", NoncurrentVersionExpirationInDays: 30 }] },
			},
		],
		[
			"a mirrored directory in a versioned bucket keeps old versions",
			{ directoryUpload: { directoryPath: "dist" }, versioning: true },
			{ VersioningConfiguration: { Status: "Enabled" } },
		],
		[
			"a mirrored directory leaves the user's own rule alone",
			{
				directoryUpload: { directoryPath: "dist" },
				lifecycleRules: [{ type: "non-current-version-expiration", properties: { daysAfterVersioned: 5 } }],
			},
			{
				VersioningConfiguration: { Status: "Enabled" },
				LifecycleConfiguration: { Rules: [{ Status: "Enabled", NoncurrentVersionExpirationInDays: 5 }] },
			},
		],
	];

	for (const [why, values, more] of cases) {
		it(why, () => {
			const resources = compile(values);
			assert.deepEqual(resources, {
				FilesBucket: { Type: "AWS::S3::Bucket", Properties: { ...base, ...more } },
			});
		});
	}

	it("has no transfer acceleration where S3 has none", () => {
		const north = { ...target, region: "eu-north-1" };
		const { FilesBucket } = compile({}, { target: north });
		assert.deepEqual(FilesBucket?.["Properties"], {
			BucketName: "proj-dev-files-7411ced4",
			PublicAccessBlockConfiguration: everythingOpen,
		});
	});
});

describe("the policy of a bucket", () => {
	const policy = (statements: readonly object[]) => ({
		Type: "AWS::S3::BucketPolicy",
		DependsOn: "FilesBucket",
		Properties: { Bucket: name, PolicyDocument: { Statement: statements } },
	});
	const everyone = { AWS: "*" };
	const listing = {
		Sid: "ListObjectsInBucket",
		Effect: "Allow",
		Principal: everyone,
		Action: ["s3:ListBucket"],
		Resource: bucketArn,
	};
	const reading = {
		Sid: "public-read",
		Effect: "Allow",
		Principal: everyone,
		Action: ["s3:GetObject", "s3:GetObjectVersion"],
		Resource: objectsArn,
	};

	it("lets everyone read", () => {
		const { FilesBucketPolicy } = compile({ accessibility: { accessibilityMode: "public-read" } });
		assert.deepEqual(FilesBucketPolicy, policy([listing, reading]));
	});

	it("lets everyone write", () => {
		const { FilesBucketPolicy } = compile({ accessibility: { accessibilityMode: "public-read-write" } });
		const writing = {
			Sid: "AllObjectActions",
			Effect: "Allow",
			Principal: everyone,
			Action: [
				"s3:*Object",
				"s3:*ObjectTagging",
				"s3:*ObjectVersion",
				"s3:*ObjectVersionTagging",
				"s3:*MultipartUpload*",
			],
			Resource: objectsArn,
		};
		assert.deepEqual(FilesBucketPolicy, policy([listing, writing]));
	});

	it("ends in the user's statements", () => {
		const { FilesBucketPolicy } = compile({
			accessibility: {
				accessibilityMode: "public-read",
				accessPolicyStatements: [
					{ Principal: { AWS: "111122223333" }, Resource: ["arn:aws:s3:::x/*"] },
					{
						Sid: "NoPlainHttp",
						Effect: "Deny",
						Principal: "*",
						Action: ["s3:PutObject"],
						Resource: ["*"],
						Condition: { Bool: { "aws:SecureTransport": false } },
					},
				],
			},
		});
		assert.deepEqual(
			FilesBucketPolicy,
			policy([
				listing,
				reading,
				{
					Effect: "Allow",
					Action: "s3:*",
					Principal: { AWS: "111122223333" },
					Resource: ["arn:aws:s3:::x/*"],
				},
				{
					Effect: "Deny",
					Action: ["s3:PutObject"],
					Sid: "NoPlainHttp",
					Principal: "*",
					Resource: ["*"],
					Condition: { Bool: { "aws:SecureTransport": false } },
				},
			]),
		);
	});

	it("is there for the user's statements alone", () => {
		const children = compileRoom(bucket, "files", {
			accessibility: {
				accessibilityMode: "private",
				accessPolicyStatements: [{ Principal: "*", Resource: ["*"] }],
			},
		});
		assert.deepEqual(
			children.map(({ id, origin }) => [id, origin]),
			[
				["FilesBucket", undefined],
				["FilesBucketPolicy", ["accessibility"]],
			],
		);
	});
});

describe("the name of a bucket", () => {
	const cases: readonly (readonly [string, string, string])[] = [
		["has small letters only", "imageBucket", "my-project-dev-imagebucket-175ec9e5"],
		[
			"is shortened to 63 characters",
			"imageBucketForUserUploadedContentAndThumbnails",
			"my-project-dev-imagebucketforuseruploadedcontentandthumb-fad0c0",
		],
	];
	const inProject = { project: "my-project", stage: "dev", region: "eu-west-1", account: "123456789012" };

	for (const [why, resource, expected] of cases) {
		it(why, () => {
			const [name] = Object.values(bucket.names(accepted(bucket, resource, {}), inProject));
			assert.equal(name?.text, expected);
			assert.equal(name?.provisional, false);
		});
	}

	it("holds a placeholder as long as nobody knows the account", () => {
		const { project, stage, region } = target;
		const names = bucket.names(accepted(bucket, "files", {}), { project, stage, region });
		assert.deepEqual(names, {
			FilesBucket: {
				text: "proj-dev-files-xxxxxxxx",
				full: "proj-dev-files-xxxxxxxx",
				shortened: false,
				provisional: true,
			},
		});
	});
});

describe("what others see of a bucket", () => {
	const files = accepted(bucket, "files", {});

	it("has parameters, each with its docs", () => {
		const params = bucket.params(files, surroundings([], []));
		assert.deepEqual(
			Object.entries(params).map(([key, { value, shown }]) => [key, value, shown]),
			[
				["name", { Ref: "FilesBucket" }, true],
				["arn", { "Fn::GetAtt": ["FilesBucket", "Arn"] }, true],
			],
		);
		assert.deepEqual(Object.keys(bucket.paramDocs), [...Object.keys(params), ...Object.keys(cdnParamDocs)]);
	});

	it("lets those who connect read and write", () => {
		const arn = { "Fn::GetAtt": ["FilesBucket", "Arn"] };
		assert.deepEqual(bucket.connect?.(files, target), [
			{ Effect: "Allow", Action: ["s3:ListBucket", "s3:GetBucket*"], Resource: [arn] },
			{
				Effect: "Allow",
				Action: ["s3:*Object*", "s3:Abort*", "s3:*MultipartUpload*"],
				Resource: [{ "Fn::Join": ["", [arn, "/*"]] }],
			},
		]);
	});

	it("has links to the console", () => {
		const page = `https://console.aws.amazon.com/s3/buckets/\${FilesBucket}?region=\${AWS::Region}&tab=`;
		assert.deepEqual(bucket.links?.(files, target), {
			contents: { "Fn::Sub": `${page}objects` },
			metrics: { "Fn::Sub": `${page}metrics` },
		});
	});
});

describe("problems of a bucket", () => {
	const move = (type: string, key: string, days: number, storageClass: string) => ({
		lifecycleRules: [{ type, properties: { [key]: days, storageClass } }],
	});

	const cases: readonly (readonly [string, object, readonly string[]])[] = [
		["nothing", {}, []],
		["a move on the first possible day", move("class-transition", "daysAfterUpload", 30, "STANDARD_IA"), []],
		["an early move to an archive", move("class-transition", "daysAfterUpload", 0, "DEEP_ARCHIVE"), []],
		[
			"an early move to a class for seldom reads",
			move("class-transition", "daysAfterUpload", 29, "ONEZONE_IA"),
			[
				"transition-too-early @ lifecycleRules.0.properties.daysAfterUpload: daysAfterUpload is 29, but objects move to ONEZONE_IA after 30 days at the earliest",
			],
		],
		[
			"an early move of old versions",
			move("non-current-version-class-transition", "daysAfterVersioned", 1, "STANDARD_IA"),
			[
				"transition-too-early @ lifecycleRules.0.properties.daysAfterVersioned: daysAfterVersioned is 1, but objects move to STANDARD_IA after 30 days at the earliest",
			],
		],
		[
			"tags of unfinished uploads",
			{
				lifecycleRules: [
					{
						type: "abort-incomplete-multipart-upload",
						properties: { daysAfterInitiation: 1, tags: [{ key: "a", value: "b" }] },
					},
				],
			},
			[
				"lifecycle-tags-not-allowed @ lifecycleRules.0.properties.tags: unfinished uploads cannot be chosen by tags, because they have none yet",
			],
		],
		[
			"PATCH in a CORS rule",
			{ cors: { enabled: true, corsRules: [{}, { allowedMethods: ["GET", "PATCH"] }] } },
			[
				"unsupported-cors-method @ cors.corsRules.1.allowedMethods.1: S3 has no PATCH, so no CORS rule of a bucket can allow it",
			],
		],
	];

	for (const [why, values, expected] of cases) {
		it(why, () => assert.deepEqual(findings(bucket, "files", values), expected));
	}
});

describe("a bucket with everything", () => {
	it("is what AWS's own schemas describe", () => {
		const resources = compile({
			versioning: true,
			encryption: true,
			enableEventBusNotifications: true,
			directoryUpload: { directoryPath: "dist" },
			accessibility: {
				accessibilityMode: "public-read-write",
				accessPolicyStatements: [{ Principal: "*", Resource: ["*"] }],
			},
			cors: {
				enabled: true,
				corsRules: [{ allowedHeaders: ["*"], exposedResponseHeaders: ["ETag"], maxAge: 5 }],
			},
			lifecycleRules: [
				{ type: "expiration", properties: { daysAfterUpload: 1, tags: [{ key: "a", value: "b" }] } },
				{ type: "non-current-version-expiration", properties: { daysAfterVersioned: 1 } },
				{ type: "class-transition", properties: { daysAfterUpload: 0, storageClass: "GLACIER" } },
				{
					type: "non-current-version-class-transition",
					properties: { daysAfterVersioned: 30, storageClass: "STANDARD_IA" },
				},
				{ type: "abort-incomplete-multipart-upload", properties: { daysAfterInitiation: 2, prefix: "up/" } },
			],
		});
		assert.deepEqual(checkTemplate({ Resources: resources }), []);
	});
});
