import type { Finding } from "../kind.ts";
import { keyAttributes, nameKey, type Table } from "./properties.ts";

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
			related: [{ message: "the first of them", path: ["secondaryIndexes", names.indexOf(name), "name"] }],
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

/** DynamoDB refuses a key whose two parts are one attribute. */
function checkKeyParts(table: Table): readonly Finding[] {
	const { primaryKey, secondaryIndexes = [] } = table.values;
	const keys = [
		{ ...primaryKey, path: ["primaryKey"] as const },
		...secondaryIndexes.map((index, position) => ({
			...index,
			path: ["secondaryIndexes", position] as const,
		})),
	];
	return keys.flatMap(({ partitionKey, sortKey, path }) => {
		if (!sortKey || nameKey(sortKey.name) !== nameKey(partitionKey.name)) return [];
		return {
			code: "key-attribute-twice",
			message: `"${nameKey(sortKey.name)}" is both the partition key and the sort key`,
			path: [...path, "sortKey", "name"],
			hint: "use two attributes, or leave the sort key out",
		};
	});
}
/** Finds what AWS would refuse, or would not do as it reads. */
export function checkTable(table: Table): readonly Finding[] {
	return [
		...checkScaling(table),
		...checkIndexNames(table),
		...checkAttributeTypes(table),
		...checkKeyParts(table),
	];
}
