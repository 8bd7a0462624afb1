import { logicalId } from "../names/logical-id.ts";
import { physicalName } from "../names/physical-name.ts";
import { stackHash, stackName, type Target } from "../names/target.ts";
import {
	choice,
	flag,
	integer,
	list,
	number,
	object,
	optional,
	type Static,
	text,
} from "../schema/schema.ts";
import { getAtt, join, ref, region, sub, type Text } from "../template/intrinsics.ts";
import { type Child, type Deployed, defineResource, type Finding, type Path, type Placed } from "./kind.ts";

const GLOBAL_TABLE = "AWS::DynamoDB::GlobalTable";

const namingRules =
	"https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html";
const capacity =
	"https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/provisioned-capacity-mode.html";
const autoScaling = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html";
const indexes = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html";

const attribute = (docs: string) =>
	object(docs, {
		name: text("Name of the attribute.", { minLength: 1, maxLength: 255, source: namingRules }),
		type: choice("Type of the attribute's values.", ["string", "number", "binary"], { source: namingRules }),
	});

const units = (docs: string, unit: string) => integer(docs, { unit, minimum: 1, source: capacity });

const scaling = (docs: string, unit: string) =>
	object(
		docs,
		{
			minUnits: units("Units that are always there.", unit),
			maxUnits: units("Units that are never exceeded.", unit),
			keepUtilizationUnder: number(
				"Percentage of the units in use at which more are added; below it some are taken away.",
				{ unit: "percent", minimum: 20, maximum: 90, source: autoScaling },
			),
		},
		{ source: autoScaling },
	);

const READ_UNITS = "read capacity units";
const WRITE_UNITS = "write capacity units";

const provisionedThroughput = object(
	"Reads and writes per second that the table is always ready for. Without it the table takes any load, and each request is paid for.",
	{
		readUnits: units(
			"Read capacity units: strongly consistent reads per second of items of up to 4 KB.",
			READ_UNITS,
		),
		writeUnits: units("Write capacity units: writes per second of items of up to 1 KB.", WRITE_UNITS),
		readScaling: optional(
			scaling("Adds and takes away read capacity units as the load changes.", READ_UNITS),
		),
		writeScaling: optional(
			scaling("Adds and takes away write capacity units as the load changes.", WRITE_UNITS),
		),
	},
	{ source: capacity },
);

const secondaryIndex = object(
	"A global secondary index.",
	{
		name: text("Name of the index, unique within the table.", {
			minLength: 3,
			maxLength: 255,
			pattern: "^[A-Za-z0-9_.-]+$",
			patternHint: "use letters, digits, `_`, `-` and `.`",
			source: namingRules,
		}),
		partitionKey: attribute("Attribute by which items of the index are found."),
		sortKey: optional(attribute("Attribute by which items of the same partition key are ordered.")),
		projections: optional(
			list(
				"Attributes besides the keys that are copied into the index. Only the keys are when left out.",
				text("Name of an attribute."),
			),
		),
	},
	{ source: indexes },
);

const properties = object("Settings of the table.", {
	primaryKey: object(
		"What identifies an item. It cannot be changed later: another key means another table, and another name.",
		{
			partitionKey: attribute("Attribute by which items are found and spread over the table."),
			sortKey: optional(
				attribute(
					"Attribute that, together with the partition key, identifies an item; items are ordered by it.",
				),
			),
		},
		{
			source:
				"https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html",
		},
	),
	provisionedThroughput: optional(provisionedThroughput),
	enablePointInTimeRecovery: optional(
		flag("Keep continuous backups, so that the table can be restored to any second of the last 35 days.", {
			default: false,
			source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
		}),
	),
	streamType: optional(
		choice(
			"Keeps every change of an item in a stream for 24 hours, for those who want to react to it.",
			["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"],
			{
				source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html",
				valueDocs: {
					KEYS_ONLY: "A change carries the item's key.",
					NEW_IMAGE: "A change carries the item as it is after it.",
					OLD_IMAGE: "A change carries the item as it was before it.",
					NEW_AND_OLD_IMAGES: "A change carries the item as it was and as it is.",
				},
			},
		),
	),
	secondaryIndexes: optional(
		list(
			"Global secondary indexes, by which items are found by other attributes than the key.",
			secondaryIndex,
			{
				source: indexes,
			},
		),
	),
	dev: optional(
		object(
			"Settings of the format's dev mode, which Spool does not have: they are accepted and have no effect.",
			{
				remote: optional(
					flag("Use the deployed table in dev mode instead of a local one.", { default: false }),
				),
			},
		),
	),
});

type Table = Placed<Deployed<Static<typeof properties>>>;
type Attribute = Table["values"]["primaryKey"]["partitionKey"];
type Key = Table["values"]["primaryKey"];
type Throughput = NonNullable<Table["values"]["provisionedThroughput"]>;

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

/** The attribute's name as something to compare: an intrinsic is the same as another one that reads the same. */
const nameKey = (name: Text) => (typeof name === "string" ? name : JSON.stringify(name));

const attributeTypes = { string: "S", number: "N", binary: "B" } as const;

/** Every attribute that a key names, with its place, the table's own keys first. */
function keyAttributes(table: Table): readonly { readonly attribute: Attribute; readonly path: Path }[] {
	const of = (key: Key, path: Path) => [
		{ attribute: key.partitionKey, path: [...path, "partitionKey"] },
		...(key.sortKey ? [{ attribute: key.sortKey, path: [...path, "sortKey"] }] : []),
	];
	return [
		...of(table.values.primaryKey, ["primaryKey"]),
		...(table.values.secondaryIndexes ?? []).flatMap((index, i) => of(index, ["secondaryIndexes", i])),
	];
}

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

function checkScaling(table: Table): readonly Finding[] {
	return (["readScaling", "writeScaling"] as const).flatMap((key) => {
		const scaling = table.values.provisionedThroughput?.[key];
		if (!scaling || scaling.minUnits <= scaling.maxUnits) return [];
		return {
			code: "minimum-above-maximum",
			message: `minUnits is ${scaling.minUnits}, but must not exceed maxUnits, which is ${scaling.maxUnits}`,
			path: ["provisionedThroughput", key, "minUnits"],
			hint: "lower minUnits or raise maxUnits",
		};
	});
}

function checkIndexNames(table: Table): readonly Finding[] {
	const names = (table.values.secondaryIndexes ?? []).map((index) => nameKey(index.name));
	return names.flatMap((name, index) => {
		if (names.indexOf(name) === index) return [];
		return {
			code: "duplicate-index-name",
			message: `two indexes of "${table.name}" have the name "${name}"`,
			path: ["secondaryIndexes", index, "name"],
			hint: "give every index a name of its own",
		};
	});
}

/** An attribute has one type in the whole table; the first one counts and the other would be ignored in silence. */
function checkAttributeTypes(table: Table): readonly Finding[] {
	const attributes = keyAttributes(table);
	return attributes.flatMap(({ attribute: { name, type }, path }) => {
		const first = attributes.find(({ attribute }) => nameKey(attribute.name) === nameKey(name));
		if (!first || first.attribute.type === type) return [];
		return {
			code: "attribute-type-conflict",
			severity: "warning" as const,
			message: `"${nameKey(name)}" is ${type} here, but ${first.attribute.type} at its first use, which counts`,
			path: [...path, "type"],
			hint: `write ${first.attribute.type}, or use another attribute`,
		};
	});
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
	check: (table) => [...checkScaling(table), ...checkIndexNames(table), ...checkAttributeTypes(table)],
	compile: (table, { target }) => [compile(table, target)],
	links: (table) => ({
		metrics: consolePage(`table?name=\${${id(table)}}&tab=monitoring`),
		"table-items": consolePage(`item-explorer?table=\${${id(table)}}`),
	}),
});
