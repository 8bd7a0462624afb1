import type { AnyResourceKind, Schema } from "../engine/index.ts";
import { type AccessReader, describeAccess } from "./describe-access.ts";

/** The engine's functions that these pages are written with; handed in, because the engine is imported late. */
export type SchemaReader = {
	readonly readSchema: (schema: AnyResourceKind["properties"]) => Schema;
	readonly discriminators: (schema: Schema) => ReadonlyMap<string, Schema> | undefined;
	readonly mapValueSchema: (schema: Schema) => Schema | undefined;
};

const code = (value: unknown) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

function typeOf(schema: Schema, reader: SchemaReader): string {
	if (schema.enum) return `one of ${schema.enum.map(code).join(", ")}`;
	if (schema.const !== undefined) return code(schema.const);
	if (reader.discriminators(schema)) return "one of the types below";
	if (schema.anyOf) return [...new Set(schema.anyOf.map((member) => typeOf(member, reader)))].join(" or ");
	if (schema.type === "array") return `list of ${schema.items ? typeOf(schema.items, reader) : "anything"}`;
	if (schema.type === "object") return schema.patternProperties ? "map" : "object";
	return (
		{ string: "text", integer: "whole number", number: "number", boolean: "true or false" }[
			schema.type ?? "string"
		] ?? "anything"
	);
}

function rangeOf(lowest: number | undefined, highest: number | undefined, unit: string): string | undefined {
	if (lowest === undefined && highest === undefined) return undefined;
	const text =
		highest === undefined
			? `at least ${lowest}`
			: lowest === undefined
				? `at most ${highest}`
				: lowest === highest
					? `exactly ${lowest}`
					: `${lowest} to ${highest}`;
	return unit === "" ? text : `${text} ${unit}`;
}

function factsOf(schema: Schema, isRequired: boolean, reader: SchemaReader): string {
	const facts = [
		schema.type === undefined && !schema.anyOf && !schema.enum && schema.const === undefined
			? "anything"
			: typeOf(schema, reader),
		isRequired && "required",
		rangeOf(schema.minimum, schema.maximum, schema.unit ?? "") ?? schema.unit,
		rangeOf(schema.minLength, schema.maxLength, "characters"),
		rangeOf(schema.minItems, schema.maxItems, "items"),
		schema.default !== undefined && `default ${code(schema.default)}`,
		schema.references && `name of a ${schema.references.map(code).join(", ")}`,
		schema.connects && "names of resources",
		schema.notBuilt && `not built yet: ${schema.notBuilt}`,
		schema.deprecated && `deprecated: ${schema.deprecated}`,
	];
	return facts.filter((fact) => fact !== undefined && fact !== false && fact !== "").join(", ");
}

/** The line of a property and, indented below it, those of everything inside it. */
function describeProperty(
	name: string,
	schema: Schema,
	isRequired: boolean,
	indent: string,
	reader: SchemaReader,
): string[] {
	const source = schema.source ? ` ([AWS](${schema.source}))` : "";
	const docs = schema.description ? ` ${schema.description.replace(/\s+/g, " ")}` : "";
	return [
		`${indent}- ${name} (${factsOf(schema, isRequired, reader)}):${docs}${source}`,
		...describeInside(schema, `${indent}  `, reader),
	];
}

function describeInside(schema: Schema, indent: string, reader: SchemaReader): string[] {
	const variants = reader.discriminators(schema);
	if (variants) {
		return [...variants].flatMap(([type, member]) => [
			`${indent}- type \`${type}\`: ${member.description ?? ""}`.trimEnd(),
			...describeInside(member.properties?.["properties"] ?? {}, `${indent}  `, reader),
		]);
	}
	const inner = schema.items ?? reader.mapValueSchema(schema);
	if (inner) return describeInside(inner, indent, reader);
	const members = (schema.anyOf ?? []).flatMap((member) => describeInside(member, indent, reader));
	const properties = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
		describeProperty(code(name), property, schema.required?.includes(name) === true, indent, reader),
	);
	return [...members, ...properties];
}

function describeKind(kind: AnyResourceKind, reader: SchemaReader): string {
	const params = Object.entries(kind.paramDocs).map(([name, docs]) => `- ${code(name)}: ${docs}`);
	return [
		`## \`${kind.type}\``,
		kind.docs,
		`Limits: ${kind.source}`,
		["### Properties", "", ...describeInside(reader.readSchema(kind.properties), "", reader)].join("\n"),
		...(params.length > 0 ? [["### Parameters of `$ResourceParam`", "", ...params].join("\n")] : []),
		kind.connect ? "Can be named in `connectTo`." : "Cannot be named in `connectTo`.",
	].join("\n\n");
}

/** docs/resources.md: every resource type with its properties, parameters and limits, from the rooms. */
export function describeResources(
	kinds: ReadonlyMap<string, AnyResourceKind>,
	unbuilt: ReadonlySet<string>,
	reader: SchemaReader & AccessReader,
): string {
	const sorted = [...kinds.values()].toSorted((a, b) => (a.type < b.type ? -1 : 1));
	const missing = [...unbuilt].sort().map(code).join(", ");
	const parts = [
		"# Resource types",
		"Written from `engine/resources` by `npm run generate`; do not edit. A value may also be a directive.",
		describeAccess(sorted, reader),
		...sorted.map((kind) => describeKind(kind, reader)),
		...(missing === ""
			? []
			: [
					`## Not built yet\n\nThe format has these types too. Spool names them and refuses to deploy them: ${missing}.`,
				]),
	];
	return `${parts.join("\n\n")}\n`;
}
