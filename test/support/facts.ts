import { readFileSync } from "node:fs";
import type { AnyResourceKind } from "../../engine/resources/kind.ts";
import { expandFormat } from "../format/compact.ts";

/** A JSON Schema, or a part of one, about which nothing is known yet. */
type Schema = {
	readonly $ref?: unknown;
	readonly type?: unknown;
	readonly enum?: unknown;
	readonly const?: unknown;
	readonly anyOf?: unknown;
	readonly items?: unknown;
	readonly properties?: unknown;
	readonly required?: unknown;
	readonly additionalProperties?: unknown;
	/** A keyword of ours: what is not built yet has no schema of its own either. */
	readonly notBuilt?: unknown;
};

/** The whole format as JSON Schema without texts. */
export type Facts = { readonly definitions: Readonly<Record<string, Schema>> };

const isSchema = (value: unknown): value is Schema =>
	typeof value === "object" && value !== null && !Array.isArray(value);

const entriesOf = (value: unknown): ReadonlyMap<string, Schema> =>
	new Map(
		isSchema(value)
			? Object.entries(value).filter((entry): entry is [string, Schema] => isSchema(entry[1]))
			: [],
	);

const membersOf = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

/** Every name, type, value and requiredness of the format, as `test/format/format.json` has them. */
export function readFacts(): Facts {
	const file = new URL("../format/format.json", import.meta.url);
	return { definitions: expandFormat(JSON.parse(readFileSync(file, "utf8"))) };
}

const DIRECTIVE = "#/definitions/IntrinsicFunction";

const tagsOf = (schema: Schema): readonly unknown[] => {
	const tag = entriesOf(schema.properties).get("type");
	return tag?.const !== undefined ? [tag.const] : Array.isArray(tag?.enum) ? tag.enum : [];
};

const requiredOf = (schema: Schema): readonly string[] =>
	Array.isArray(schema.required) ? schema.required.map(String) : [];

/** A variant for every value that its `type` may have: the format lets some share one definition. */
function variantsOf(schema: Schema): readonly (readonly [tag: string, variant: Schema])[] {
	return membersOf(schema.anyOf).flatMap((member) =>
		tagsOf(member).map((tag) => {
			const properties = { ...Object.fromEntries(entriesOf(member.properties)), type: { const: tag } };
			return [String(tag), { ...member, properties }] as const;
		}),
	);
}

/** One object that accepts what any of `members` accepts: nothing tells them apart, so the format cannot either. */
function mergeObjects(members: readonly Schema[]): Schema {
	const names = new Set(members.flatMap((member) => [...entriesOf(member.properties).keys()]));
	const property = (name: string): Schema => {
		const schemas = members.flatMap((member) => entriesOf(member.properties).get(name) ?? []);
		const [first = {}] = schemas;
		return schemas.every((schema) => JSON.stringify(schema) === JSON.stringify(first))
			? first
			: { anyOf: schemas };
	};
	return {
		type: "object",
		additionalProperties: false,
		properties: Object.fromEntries([...names].map((name) => [name, property(name)])),
		required: [...names].filter((name) => members.every((member) => requiredOf(member).includes(name))),
	};
}

/** `schema` without references, without the member that only says that a directive may stand here, and merged. */
function plain(schema: Schema, facts: Facts): Schema {
	if (typeof schema.$ref === "string") {
		const target = facts.definitions[decodeURIComponent(schema.$ref.slice("#/definitions/".length))];
		return target ? plain(target, facts) : schema;
	}
	const members = membersOf(schema.anyOf)
		.filter(({ $ref }) => $ref !== DIRECTIVE)
		.map((member) => plain(member, facts))
		// A union of unions is one union.
		.flatMap((member) => (membersOf(member.anyOf).length > 0 ? membersOf(member.anyOf) : [member]));
	const [only] = members;
	if (!only) return schema;
	if (members.length === 1) return only;
	// The format writes "texts or objects" as two lists.
	if (members.every(({ type }) => type === "array"))
		return { type: "array", items: { anyOf: members.map(({ items }) => items) } };
	const untold = members.every((member) => member.type === "object" && tagsOf(member).length === 0);
	return untold ? mergeObjects(members) : { anyOf: members };
}

/** Every JSON type that a schema without structure accepts; an integer is a number to the format. */
function scalarTypes(schema: Schema): readonly string[] {
	const types = membersOf(schema.anyOf).flatMap((member) => scalarTypes(member));
	if (Array.isArray(schema.type)) types.push(...schema.type.filter((type) => typeof type === "string"));
	if (typeof schema.type === "string") types.push(schema.type === "integer" ? "number" : schema.type);
	const values = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const] : [];
	if (schema.type === undefined) types.push(...values.map((value) => typeof value));
	return [...new Set(types)].sort();
}

function valuesIn(schema: Schema): readonly string[] {
	if (Array.isArray(schema.enum)) return schema.enum.map(String);
	return "const" in schema ? [String(schema.const)] : membersOf(schema.anyOf).flatMap(valuesIn);
}

const valuesOf = (schema: Schema): string => JSON.stringify([...new Set(valuesIn(schema))].sort());

/** A set in words, or the difference of two. */
function differ(
	path: string,
	what: string,
	ours: readonly string[],
	theirs: readonly string[],
): readonly string[] {
	return [
		...theirs.filter((item) => !ours.includes(item)).map((item) => `${path}: ${what} ${item} is missing`),
		...ours
			.filter((item) => !theirs.includes(item))
			.map((item) => `${path}: ${what} ${item} is not in the format`),
	];
}

function compareObjects(ours: Schema, theirs: Schema, facts: Facts, path: string): readonly string[] {
	const [mine, format] = [entriesOf(ours.properties), entriesOf(theirs.properties)];
	return [
		...(ours.additionalProperties === false ? [] : [`${path}: accepts unknown properties`]),
		...differ(path, "property", [...mine.keys()], [...format.keys()]),
		...differ(path, "required property", requiredOf(ours), requiredOf(theirs)),
		...[...mine].flatMap(([key, schema]) => {
			const counterpart = format.get(key);
			return counterpart ? compareSchemas(schema, counterpart, facts, `${path}.${key}`) : [];
		}),
	];
}

function compareUnions(ours: Schema, theirs: Schema, facts: Facts, path: string): readonly string[] {
	const [mine, format] = [new Map(variantsOf(ours)), new Map(variantsOf(theirs))];
	return [
		...differ(path, "variant", [...mine.keys()], [...format.keys()]),
		...[...mine].flatMap(([tag, variant]) => {
			const counterpart = format.get(tag);
			return counterpart ? compareSchemas(variant, counterpart, facts, `${path}<${tag}>`) : [];
		}),
	];
}

function compareScalars(ours: Schema, theirs: Schema, path: string): readonly string[] {
	return [
		...differ(path, "type", scalarTypes(ours), scalarTypes(theirs)),
		...(valuesOf(ours) === valuesOf(theirs)
			? []
			: [`${path}: values are ${valuesOf(ours)}, not ${valuesOf(theirs)}`]),
	];
}

type Shape = "anything" | "union" | "list" | "map" | "object" | "scalar";

function shapeOf(schema: Schema): Shape {
	if (variantsOf(schema).length > 0) return "union";
	if (schema.type === "array") return "list";
	if (schema.type === "object") return schema.properties === undefined ? "map" : "object";
	return scalarTypes(schema).length === 0 ? "anything" : "scalar";
}

/**
 * How `ours` differs from the format at `path`, one line a difference: names and requiredness of properties, types,
 * allowed values, variants. Limits and texts are ours alone.
 */
export function compareSchemas(ours: Schema, format: Schema, facts: Facts, path: string): readonly string[] {
	const theirs = plain(format, facts);
	const [mine, wanted] = [shapeOf(ours), shapeOf(theirs)];
	if (mine === "anything" && ours.notBuilt !== undefined) return [];
	if (mine !== wanted) return [`${path}: is ${mine}, but must be ${wanted}`];
	switch (wanted) {
		case "union":
			return compareUnions(ours, theirs, facts, path);
		case "list":
			return isSchema(ours.items) && isSchema(theirs.items)
				? compareSchemas(ours.items, theirs.items, facts, `${path}[]`)
				: [`${path}: has no items`];
		case "object":
			return compareObjects(ours, theirs, facts, path);
		case "scalar":
			return compareScalars(ours, theirs, path);
		case "map":
		case "anything":
			return [];
	}
}

/** The resources of the format by the name of their definition. */
export function resourceDefinitions({ definitions }: Facts): ReadonlyMap<string, Schema> {
	const members = membersOf(definitions["StacktapeResourceDefinition"]?.anyOf);
	const names = members.flatMap(({ $ref }) =>
		typeof $ref === "string" ? [$ref.slice("#/definitions/".length)] : [],
	);
	return new Map(
		names.flatMap((name) => {
			const found = definitions[name];
			return found ? [[name, found] as const] : [];
		}),
	);
}

/** Definition of the resources of a type, with its name. */
export function resourceDefinition(type: string, facts: Facts): readonly [string, Schema] | undefined {
	return [...resourceDefinitions(facts)].find(([, definition]) => tagsOf(definition).includes(type));
}

/** How the `properties` of a room differ from those of its type in the format. */
export function compareRoom(kind: AnyResourceKind, facts: Facts): readonly string[] {
	const resource = resourceDefinition(kind.type, facts)?.[1];
	const properties = entriesOf(resource?.properties).get("properties");
	if (!resource || !properties) return [`${kind.type}: is not in the format`];
	const ours: Schema = { ...kind.properties };
	const needsProperties = Array.isArray(resource.required) && resource.required.includes("properties");
	const hasRequired = Array.isArray(ours.required) && ours.required.length > 0;
	return [
		...(hasRequired && !needsProperties ? [`${kind.type}: the format lets properties be left out`] : []),
		...compareSchemas(ours, properties, facts, kind.type),
	];
}
