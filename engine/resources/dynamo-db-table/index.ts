import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackHash, stackName, type Target } from "../../names/target.ts";
import { getAtt, join, ref, region, sub, type Text } from "../../template/intrinsics.ts";
import { type Child, defineResource } from "../kind.ts";
import { checkTable } from "./check.ts";
import {
	type Key,
	keyAttributes,
	nameKey,
	namingRules,
	properties,
	type Table,
	type Throughput,
} from "./properties.ts";

const GLOBAL_TABLE = "AWS::DynamoDB::GlobalTable";

const id = (table: Table) => logicalId({ owner: table.name, type: GLOBAL_TABLE });
const arn = (table: Table) => getAtt(id(table), "Arn");

/** A table is unique in its account and region; the hash keeps the name from meeting one of another tool. */
function tableName(table: Table, target: Target) {
	return physicalName(
		[stackName(target), table.name, stackHash(target)],
		{ maxLength: 255, source: namingRules },
		{ provisional: target.account === undefined },
	);
}

const attributeTypes = { string: "S", number: "N", binary: "B" } as const;

/** DynamoDB wants every key attribute defined once; the first definition counts. */
function attributeDefinitions(table: Table) {
	const definitions = new Map<string, { readonly AttributeName: Text; readonly AttributeType: string }>();
	for (const {
		attribute: { name, type },
	} of keyAttributes(table)) {
		const key = nameKey(name);
		if (!definitions.has(key))
			definitions.set(key, { AttributeName: name, AttributeType: attributeTypes[type] });
	}
	return [...definitions.values()];
}

function keySchema({ partitionKey, sortKey }: Key) {
	return [
		{ AttributeName: partitionKey.name, KeyType: "HASH" },
		...(sortKey ? [{ AttributeName: sortKey.name, KeyType: "RANGE" }] : []),
	];
}

/**
 * A global table takes provisioned capacity as scaling settings only; without `scaling` both ends are the units
 * themselves, so that nothing ever scales. The seed is what a table starts with before its policies exist.
 */
function scalingSettings(seed: number, scaling: Throughput["readScaling"]) {
	return {
		MinCapacity: scaling?.minUnits ?? seed,
		MaxCapacity: scaling?.maxUnits ?? seed,
		SeedCapacity: seed,
		TargetTrackingScalingPolicyConfiguration: { TargetValue: scaling?.keepUtilizationUnder ?? 90 },
	};
}

function readSettings({ readUnits, readScaling }: Throughput) {
	return {
		ReadProvisionedThroughputSettings: {
			ReadCapacityAutoScalingSettings: scalingSettings(readUnits, readScaling),
		},
	};
}

function writeSettings({ writeUnits, writeScaling }: Throughput) {
	return {
		WriteProvisionedThroughputSettings: {
			WriteCapacityAutoScalingSettings: scalingSettings(writeUnits, writeScaling),
		},
	};
}

/**
 * Indexes of a provisioned table need capacity of their own, which the format's reference leaves out and
 * CloudFormation then refuses: writes stand at the index, reads at the index of the replica.
 */
function globalSecondaryIndexes({ values }: Table) {
	return values.secondaryIndexes?.map((index) => ({
		IndexName: index.name,
		KeySchema: keySchema(index),
		Projection:
			index.projections && index.projections.length > 0
				? { ProjectionType: "INCLUDE", NonKeyAttributes: index.projections }
				: { ProjectionType: "KEYS_ONLY" },
		...(values.provisionedThroughput && writeSettings(values.provisionedThroughput)),
	}));
}

/** The one replica: the table in the stack's own region. */
function replica({ values }: Table) {
	const { provisionedThroughput: throughput, secondaryIndexes = [] } = values;
	return {
		Region: region,
		PointInTimeRecoverySpecification: {
			PointInTimeRecoveryEnabled: values.enablePointInTimeRecovery ?? false,
		},
		...(throughput && readSettings(throughput)),
		...(throughput &&
			secondaryIndexes.length > 0 && {
				GlobalSecondaryIndexes: secondaryIndexes.map((index) => ({
					IndexName: index.name,
					...readSettings(throughput),
				})),
			}),
	};
}

function compile(table: Table, target: Target): Child {
	const { provisionedThroughput, streamType, primaryKey } = table.values;
	const name = tableName(table, target);
	return {
		id: id(table),
		name,
		resource: {
			Type: GLOBAL_TABLE,
			Properties: {
				TableName: name.text,
				AttributeDefinitions: attributeDefinitions(table),
				KeySchema: keySchema(primaryKey),
				BillingMode: provisionedThroughput ? "PROVISIONED" : "PAY_PER_REQUEST",
				Replicas: [replica(table)],
				...(provisionedThroughput && writeSettings(provisionedThroughput)),
				StreamSpecification: streamType && { StreamViewType: streamType },
				GlobalSecondaryIndexes: globalSecondaryIndexes(table),
			},
		},
	};
}

const consolePage = (fragment: string) =>
	sub(`https://\${AWS::Region}.console.aws.amazon.com/dynamodbv2/home?region=\${AWS::Region}#${fragment}`);

/** The room of `dynamo-db-table`. */
export const dynamoDbTable = defineResource({
	type: "dynamo-db-table",
	docs: "A DynamoDB table: a key-value and document store without servers, reached over HTTPS. By default it takes any load and is paid for by request.",
	source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html",
	properties,
	snippet: `type: dynamo-db-table
properties:
  primaryKey:
    partitionKey:
      name: \${1:id}
      type: \${2|string,number,binary|}`,
	names: (table, target) => ({ [id(table)]: tableName(table, target) }),
	paramDocs: {
		name: "Name of the table.",
		arn: "ARN of the table.",
		streamArn: "ARN of the table's stream; only with `streamType`.",
	},
	params: (table) => ({
		name: { docs: "Name of the table.", value: ref(id(table)), shown: true },
		arn: { docs: "ARN of the table.", value: arn(table), shown: true },
		...(table.values.streamType && {
			streamArn: { docs: "ARN of the table's stream.", value: getAtt(id(table), "StreamArn"), shown: true },
		}),
	}),
	connect: (table) => [
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
			Resource: [arn(table), join("", [arn(table), "/index/*"])],
		},
	],
	check: checkTable,
	compile: (table, { target }) => [compile(table, target)],
	links: (table) => ({
		metrics: consolePage(`table?name=\${${id(table)}}&tab=monitoring`),
		"table-items": consolePage(`item-explorer?table=\${${id(table)}}`),
	}),
});
