import assert from "node:assert/strict";
import { dynamoDbTable } from "../../../engine/resources/dynamo-db-table/index.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { accepted, compileRoom, findings, resourcesOf, surroundings, target } from "../../support/placed.ts";

const id = { name: "id", type: "string" };
const at = { name: "at", type: "number" };
const owner = { name: "owner", type: "binary" };
const minimal = { primaryKey: { partitionKey: id } };

const compile = (values: object) => resourcesOf(compileRoom(dynamoDbTable, "posts", values));

const recovery = (enabled: boolean) => ({ PointInTimeRecoveryEnabled: enabled });
const base = {
	TableName: "proj-dev-posts-10f582ee",
	AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
	KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
	BillingMode: "PAY_PER_REQUEST",
	Replicas: [{ Region: { Ref: "AWS::Region" }, PointInTimeRecoverySpecification: recovery(false) }],
};

const scaling = (MinCapacity: number, MaxCapacity: number, SeedCapacity: number, TargetValue: number) => ({
	MinCapacity,
	MaxCapacity,
	SeedCapacity,
	TargetTrackingScalingPolicyConfiguration: { TargetValue },
});
const reads = (settings: object) => ({
	ReadProvisionedThroughputSettings: { ReadCapacityAutoScalingSettings: settings },
});
const writes = (settings: object) => ({
	WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: settings },
});

describe("the child of a table", () => {
	const cases: readonly (readonly [string, object, object])[] = [
		["nothing but a key", {}, {}],
		["dev settings have no effect", { dev: { remote: true } }, {}],
		[
			"a sort key",
			{ primaryKey: { partitionKey: id, sortKey: at } },
			{
				AttributeDefinitions: [
					{ AttributeName: "id", AttributeType: "S" },
					{ AttributeName: "at", AttributeType: "N" },
				],
				KeySchema: [
					{ AttributeName: "id", KeyType: "HASH" },
					{ AttributeName: "at", KeyType: "RANGE" },
				],
			},
		],
		[
			"point-in-time recovery",
			{ enablePointInTimeRecovery: true },
			{ Replicas: [{ Region: { Ref: "AWS::Region" }, PointInTimeRecoverySpecification: recovery(true) }] },
		],
		[
			"a stream",
			{ streamType: "NEW_AND_OLD_IMAGES" },
			{ StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" } },
		],
		[
			"fixed throughput",
			{ provisionedThroughput: { readUnits: 5, writeUnits: 2 } },
			{
				BillingMode: "PROVISIONED",
				Replicas: [{ ...base.Replicas[0], ...reads(scaling(5, 5, 5, 90)) }],
				...writes(scaling(2, 2, 2, 90)),
			},
		],
		[
			"throughput that scales",
			{
				provisionedThroughput: {
					readUnits: 5,
					writeUnits: 2,
					readScaling: { minUnits: 1, maxUnits: 50, keepUtilizationUnder: 70 },
					writeScaling: { minUnits: 2, maxUnits: 20, keepUtilizationUnder: 60 },
				},
			},
			{
				BillingMode: "PROVISIONED",
				Replicas: [{ ...base.Replicas[0], ...reads(scaling(1, 50, 5, 70)) }],
				...writes(scaling(2, 20, 2, 60)),
			},
		],
		[
			"indexes, whose attributes are defined once",
			{
				secondaryIndexes: [
					{ name: "byOwner", partitionKey: owner, sortKey: id },
					{ name: "byTime", partitionKey: at, projections: ["title", "text"] },
					{ name: "byOwnerAgain", partitionKey: owner, projections: [] },
				],
			},
			{
				AttributeDefinitions: [
					{ AttributeName: "id", AttributeType: "S" },
					{ AttributeName: "owner", AttributeType: "B" },
					{ AttributeName: "at", AttributeType: "N" },
				],
				GlobalSecondaryIndexes: [
					{
						IndexName: "byOwner",
						KeySchema: [
							{ AttributeName: "owner", KeyType: "HASH" },
							{ AttributeName: "id", KeyType: "RANGE" },
						],
						Projection: { ProjectionType: "KEYS_ONLY" },
					},
					{
						IndexName: "byTime",
						KeySchema: [{ AttributeName: "at", KeyType: "HASH" }],
						Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["title", "text"] },
					},
					{
						IndexName: "byOwnerAgain",
						KeySchema: [{ AttributeName: "owner", KeyType: "HASH" }],
						Projection: { ProjectionType: "KEYS_ONLY" },
					},
				],
			},
		],
		[
			"indexes of a table with throughput have throughput too",
			{
				provisionedThroughput: { readUnits: 5, writeUnits: 2 },
				secondaryIndexes: [{ name: "byTime", partitionKey: at }],
			},
			{
				AttributeDefinitions: [
					{ AttributeName: "id", AttributeType: "S" },
					{ AttributeName: "at", AttributeType: "N" },
				],
				BillingMode: "PROVISIONED",
				Replicas: [
					{
						...base.Replicas[0],
						...reads(scaling(5, 5, 5, 90)),
						GlobalSecondaryIndexes: [{ IndexName: "byTime", ...reads(scaling(5, 5, 5, 90)) }],
					},
				],
				...writes(scaling(2, 2, 2, 90)),
				GlobalSecondaryIndexes: [
					{
						IndexName: "byTime",
						KeySchema: [{ AttributeName: "at", KeyType: "HASH" }],
						Projection: { ProjectionType: "KEYS_ONLY" },
						...writes(scaling(2, 2, 2, 90)),
					},
				],
			},
		],
	];

	for (const [why, values, more] of cases) {
		it(why, () => {
			const resources = compile({ ...minimal, ...values });
			assert.deepEqual(resources, {
				PostsGlobalTable: { Type: "AWS::DynamoDB::GlobalTable", Properties: { ...base, ...more } },
			});
			assert.deepEqual(checkTemplate({ Resources: resources }), []);
		});
	}
});

describe("what others see of a table", () => {
	const table = accepted(dynamoDbTable, "posts", minimal);
	const arn = { "Fn::GetAtt": ["PostsGlobalTable", "Arn"] };

	it("has a name that keeps its capital letters", () => {
		const names = dynamoDbTable.names(accepted(dynamoDbTable, "blogPosts", minimal), target);
		assert.equal(names["BlogPostsGlobalTable"]?.text, "proj-dev-blogPosts-10f582ee");
	});

	it("has a provisional name as long as nobody knows the account", () => {
		const { project, stage, region } = target;
		const names = dynamoDbTable.names(table, { project, stage, region });
		assert.equal(names["PostsGlobalTable"]?.provisional, true);
	});

	it("has a stream's ARN only with a stream", () => {
		const withStream = accepted(dynamoDbTable, "posts", { ...minimal, streamType: "KEYS_ONLY" });
		const values = (resource: typeof table) =>
			Object.entries(dynamoDbTable.params(resource, surroundings([], []))).map(([key, { value, shown }]) => [
				key,
				value,
				shown,
			]);
		const always = [
			["name", { Ref: "PostsGlobalTable" }, true],
			["arn", arn, true],
		];
		assert.deepEqual(values(table), always);
		assert.deepEqual(values(withStream), [
			...always,
			["streamArn", { "Fn::GetAtt": ["PostsGlobalTable", "StreamArn"] }, true],
		]);
		assert.deepEqual(
			Object.keys(dynamoDbTable.paramDocs),
			Object.keys(dynamoDbTable.params(withStream, surroundings([], []))),
		);
	});

	it("lets those who connect use items and indexes", () => {
		assert.deepEqual(dynamoDbTable.connect?.(table, target), [
			{
				Effect: "Allow",
				Action: [
					"dynamodb:BatchGet*",
					"dynamodb:ConditionCheckItem",
					"dynamodb:DescribeStream",
					"dynamodb:DescribeTable",
					"dynamodb:Get*",
					"dynamodb:Query",
					"dynamodb:Scan",
					"dynamodb:BatchWrite*",
					"dynamodb:DeleteItem",
					"dynamodb:UpdateItem",
					"dynamodb:PutItem",
				],
				Resource: [arn, { "Fn::Join": ["", [arn, "/index/*"]] }],
			},
		]);
	});

	it("has links to the console", () => {
		const page = `https://\${AWS::Region}.console.aws.amazon.com/dynamodbv2/home?region=\${AWS::Region}#`;
		assert.deepEqual(dynamoDbTable.links?.(table, target), {
			metrics: { "Fn::Sub": `${page}table?name=\${PostsGlobalTable}&tab=monitoring` },
			"table-items": { "Fn::Sub": `${page}item-explorer?table=\${PostsGlobalTable}` },
		});
	});
});

describe("problems of a table", () => {
	const readScaling = (minUnits: number, maxUnits: number) => ({
		provisionedThroughput: {
			readUnits: 5,
			writeUnits: 5,
			readScaling: { minUnits, maxUnits, keepUtilizationUnder: 70 },
		},
	});

	const cases: readonly (readonly [string, object, readonly string[]])[] = [
		["nothing", {}, []],
		["equal ends of scaling", readScaling(5, 5), []],
		[
			"a minimum above the maximum",
			readScaling(6, 5),
			[
				"minimum-above-maximum @ provisionedThroughput.readScaling.minUnits: minUnits is 6, but must not exceed maxUnits, which is 5",
			],
		],
		[
			"two indexes of one name",
			{
				secondaryIndexes: [
					{ name: "byTime", partitionKey: at },
					{ name: "byTime", partitionKey: owner },
				],
			},
			['duplicate-index-name @ secondaryIndexes.1.name: two indexes of "posts" have the name "byTime"'],
		],
		[
			"an attribute with two types",
			{ secondaryIndexes: [{ name: "byTime", partitionKey: at, sortKey: { name: "id", type: "number" } }] },
			[
				'attribute-type-conflict @ secondaryIndexes.0.sortKey.type: "id" is number here, but string at its first use, which counts',
			],
		],
	];

	for (const [why, values, expected] of cases) {
		it(why, () => assert.deepEqual(findings(dynamoDbTable, "posts", { ...minimal, ...values }), expected));
	}
});
