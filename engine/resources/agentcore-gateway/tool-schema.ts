import type { Finding, Path } from "../kind.ts";

type Schema = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Schema =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** What AgentCore knows of JSON Schema, with its own words for it. */
const keywords: Readonly<Record<string, string>> = {
	type: "Type",
	properties: "Properties",
	required: "Required",
	items: "Items",
	description: "Description",
};

const types = ["string", "number", "object", "array", "boolean", "integer"];

/** A JSON Schema as AgentCore wants it: the keywords that it knows, with a capital; names of properties stay. */
export function agentSchema(schema: unknown): unknown {
	if (!isObject(schema)) return schema;
	const entries = Object.entries(keywords).flatMap(([key, word]) => {
		const value = schema[key];
		if (value === undefined) return [];
		if (key === "items") return [[word, agentSchema(value)]];
		if (key !== "properties" || !isObject(value)) return [[word, value]];
		const properties = Object.entries(value).map(([name, inner]) => [name, agentSchema(inner)]);
		return [[word, Object.fromEntries(properties)]];
	});
	return Object.fromEntries(entries);
}

/** Finds what AgentCore would refuse in the schema at `path`: every part of it needs a type that it knows. */
export function checkToolSchema(schema: unknown, path: Path): readonly Finding[] {
	if (!isObject(schema)) {
		const message = `${path.at(-1)} must be an object of JSON Schema`;
		return [
			{ code: "invalid-tool-schema", message, path, hint: "write for example type: object with properties" },
		];
	}
	const { type, properties, items } = schema;
	const findings: Finding[] = [];
	if (type === undefined) {
		const message = `"type" is missing in ${path.at(-1)}`;
		findings.push({
			code: "invalid-tool-schema",
			message,
			path,
			atKey: true,
			hint: `one of: ${types.join(", ")}`,
		});
	} else if (typeof type !== "string" || !types.includes(type)) {
		const message = `${JSON.stringify(type)} is not a type that AgentCore knows`;
		findings.push({
			code: "invalid-tool-schema",
			message,
			path: [...path, "type"],
			...(typeof type === "string" && { instead: { word: type, candidates: types } }),
			hint: `one of: ${types.join(", ")}`,
		});
	}
	const inner = isObject(properties) ? Object.entries(properties) : [];
	return [
		...findings,
		...inner.flatMap(([name, value]) => checkToolSchema(value, [...path, "properties", name])),
		...(items === undefined ? [] : checkToolSchema(items, [...path, "items"])),
	];
}
