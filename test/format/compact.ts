/** A JSON Schema, or a part of one, about which nothing is known yet. */
type Json = Readonly<Record<string, unknown>>;

/**
 * A type of the format in a few letters: `"string"`, `"@Definition"`, `[item]` for a list, and objects with one key:
 * `of` for a map, `one` for fixed values, `any` for alternatives, `props` for an object, whose optional keys end in
 * `?`.
 */
type Compact = string | readonly [Compact] | CompactObject;

type CompactObject =
	| { readonly of: Compact }
	| { readonly one: readonly unknown[] }
	| { readonly any: readonly Compact[] }
	| { readonly props: Readonly<Record<string, Compact>> };

/** The definitions of the format by name; `Config` is the top level. */
export type CompactFormat = Readonly<Record<string, Compact>>;

const isJson = (value: unknown): value is Json =>
	typeof value === "object" && value !== null && !Array.isArray(value);

const prefix = "#/definitions/";

function compactObject(properties: Json, required: readonly unknown[]): Compact {
	const entries = Object.entries(properties).map(([name, schema]): readonly [string, Compact] => [
		required.includes(name) ? name : `${name}?`,
		compact(schema),
	]);
	return { props: Object.fromEntries(entries) };
}

function compact(schema: unknown): Compact {
	if (!isJson(schema)) return "anything";
	const { $ref, anyOf, items, type, properties, additionalProperties, required } = schema;
	if (typeof $ref === "string") return `@${decodeURIComponent($ref.slice(prefix.length))}`;
	if (Array.isArray(anyOf)) return { any: anyOf.map(compact) };
	if (Array.isArray(schema["enum"])) return { one: schema["enum"] };
	if ("const" in schema) return { one: [schema["const"]] };
	if (Array.isArray(type)) return { any: type.map(String) };
	if (type === "array") return [compact(items)];
	if (isJson(properties)) return compactObject(properties, Array.isArray(required) ? required : []);
	if (type === "object") return { of: compact(additionalProperties) };
	return typeof type === "string" ? type : "anything";
}

/** The format in a few letters: names, types, values and what is required, and nothing else. */
export function compactFormat(facts: Json): CompactFormat {
	const definitions = isJson(facts["definitions"]) ? facts["definitions"] : {};
	const entries = Object.entries(definitions).map(([name, schema]) => [name, compact(schema)] as const);
	return Object.fromEntries([["Config", compact({ ...facts, definitions: undefined })], ...entries]);
}

function expand(type: Compact): Json {
	if (typeof type === "string") {
		if (type.startsWith("@")) return { $ref: `${prefix}${type.slice(1)}` };
		return type === "anything" ? {} : { type };
	}
	if (isList(type)) return { type: "array", items: expand(type[0]) };
	if ("any" in type) return { anyOf: type.any.map(expand) };
	if ("one" in type) return type.one.length === 1 ? { const: type.one[0] } : { enum: type.one };
	if ("of" in type) return { type: "object", additionalProperties: expand(type.of) };
	const entries = Object.entries(type.props);
	return {
		type: "object",
		additionalProperties: false,
		properties: Object.fromEntries(entries.map(([name, inner]) => [name.replace(/\?$/, ""), expand(inner)])),
		required: entries.map(([name]) => name).filter((name) => !name.endsWith("?")),
	};
}

const isList = (type: readonly [Compact] | CompactObject): type is readonly [Compact] => Array.isArray(type);

/** The definitions of the format as JSON Schema, by name. */
export function expandFormat(format: CompactFormat): Readonly<Record<string, Json>> {
	return Object.fromEntries(Object.entries(format).map(([name, type]) => [name, expand(type)]));
}

/** One line for each definition. */
export function printFormat(format: CompactFormat): string {
	const lines = Object.entries(format).map(
		([name, type]) => `\t${JSON.stringify(name)}: ${JSON.stringify(type)}`,
	);
	return `{\n${lines.join(",\n")}\n}\n`;
}
