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
} from "../../schema/schema.ts";
import type { Text } from "../../template/intrinsics.ts";
import type { Deployed, Path, Placed } from "../kind.ts";
import { devMode } from "../shared/dev-schema.ts";

/** Where AWS says what a table may be called. */
export const namingRules =
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

/** The schema of `properties`. */
export const properties = object("Settings of the table.", {
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
	dev: optional(devMode),
});

export type Table = Placed<Deployed<Static<typeof properties>>>;
type Attribute = Table["values"]["primaryKey"]["partitionKey"];
export type Key = Table["values"]["primaryKey"];
export type Throughput = NonNullable<Table["values"]["provisionedThroughput"]>;

/** The attribute's name as something to compare: an intrinsic is the same as another one that reads the same. */
export const nameKey = (name: Text) => (typeof name === "string" ? name : JSON.stringify(name));

/** Every attribute that a key names, with its place, the table's own keys first. */
export function keyAttributes(
	table: Table,
): readonly { readonly attribute: Attribute; readonly path: Path }[] {
	const of = (key: Key, path: Path) => [
		{ attribute: key.partitionKey, path: [...path, "partitionKey"] },
		...(key.sortKey ? [{ attribute: key.sortKey, path: [...path, "sortKey"] }] : []),
	];
	return [
		...of(table.values.primaryKey, ["primaryKey"]),
		...(table.values.secondaryIndexes ?? []).flatMap((index, i) => of(index, ["secondaryIndexes", i])),
	];
}
