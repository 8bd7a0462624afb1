import type { Schema } from "../../engine/schema/read.ts";
import type { Facts } from "../support/facts.ts";

/** A part of the format: JSON Schema of which nothing is known yet. */
type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json =>
	typeof value === "object" && value !== null && !Array.isArray(value);

const entriesOf = (value: unknown): readonly (readonly [string, Json])[] =>
	isJson(value) ? Object.entries(value).filter((entry): entry is [string, Json] => isJson(entry[1])) : [];

const membersOf = ({ anyOf }: Json): readonly Json[] => (Array.isArray(anyOf) ? anyOf.filter(isJson) : []);

const prefix = "#/definitions/";

/** A part of the format and the place that its properties are known by: a definition, or a property of one. */
type Place = { readonly schema: Json; readonly at: string };

function follow({ schema, at }: Place, { definitions }: Facts): Place {
	const { $ref } = schema;
	if (typeof $ref !== "string") return { schema, at };
	const name = decodeURIComponent($ref.slice(prefix.length));
	return follow({ schema: { ...definitions[name] }, at: name }, { definitions });
}

const tagsOf = ({ properties }: Json): readonly unknown[] => {
	const tag = new Map(entriesOf(properties)).get("type");
	if (tag?.["const"] !== undefined) return [tag["const"]];
	return Array.isArray(tag?.["enum"]) ? tag["enum"] : [];
};

/** The members of a union that `value` may mean: those with its `type`, else all. */
function meant(members: readonly Place[], value: unknown): readonly Place[] {
	const tagged = members.filter(({ schema }) => isJson(value) && tagsOf(schema).includes(value["type"]));
	return tagged.length > 0 ? tagged : members.filter(({ schema }) => tagsOf(schema).length === 0);
}

/** Adds every property of the format that `value` uses, as `Definition.property`, to `used`. */
export function collectUse(place: Place, value: unknown, facts: Facts, used: Set<string>): void {
	const { schema, at } = follow(place, facts);
	const members = membersOf(schema).map((member) => follow({ schema: member, at }, facts));
	for (const member of meant(members, value)) collectUse(member, value, facts, used);
	const { items, additionalProperties } = schema;
	if (Array.isArray(value) && isJson(items))
		for (const item of value) collectUse({ schema: items, at }, item, facts, used);
	if (!isJson(value)) return;
	if (isJson(additionalProperties))
		for (const inner of Object.values(value))
			collectUse({ schema: additionalProperties, at }, inner, facts, used);
	for (const [key, property] of entriesOf(schema["properties"]).filter(([name]) => name in value)) {
		used.add(`${at}.${key}`);
		collectUse({ schema: property, at: `${at}.${key}` }, value[key], facts, used);
	}
}

/** What the format has below a type that is built, and what of it is not built yet. */
export type Owed = {
	/** `Definition.property` → a place of a built type that has it. */
	readonly owed: Map<string, string>;
	/** `type.path` → the concept that is not built. */
	readonly later: Map<string, string>;
};

const memberOf = (room: Schema, tags: readonly unknown[]): Schema | undefined =>
	room.anyOf?.find((member) => tags.includes(member.properties?.["type"]?.const));

type Pair = { readonly place: Place; readonly room: Schema; readonly path: string };

/** What the comparison knows beside the pair at hand. */
export type Known = { readonly facts: Facts; readonly built: ReadonlySet<string> };

/** The type that a value of `room` has to name a resource of, when none of the types that fit is built. */
function missingType(room: Schema, built: ReadonlySet<string>): string | undefined {
	const { references, properties = {}, required = [] } = room;
	if (references && references.length > 0 && !references.some((type) => built.has(type)))
		return references[0];
	return required
		.map((name) => properties[name])
		.map((inner) => inner && missingType(inner, built))
		.find((type) => type !== undefined);
}

/** Every property that the format and the room both have, however deep; what the room does not build is only named. */
export function collectOwed(
	pair: Pair,
	known: Known,
	result: Owed,
	seen: ReadonlySet<string> = new Set(),
): void {
	const { room, path } = pair;
	const missing = room.notBuilt ?? missingType(room, known.built);
	if (missing !== undefined) {
		result.later.set(path, missing);
		return;
	}
	const { schema, at } = follow(pair.place, known.facts);
	const go = (inner: Json, own: Schema, step: string) =>
		collectOwed({ place: { schema: inner, at }, room: own, path: `${path}${step}` }, known, result, seen);
	for (const member of membersOf(schema)) {
		const tags = tagsOf(follow({ schema: member, at }, known.facts).schema);
		go(member, memberOf(room, tags) ?? room, tags.length > 0 ? `<${tags.join("|")}>` : "");
	}
	const { items, additionalProperties } = schema;
	if (isJson(items) && room.items) go(items, room.items, "[]");
	const [value] = Object.values(room.patternProperties ?? {});
	if (isJson(additionalProperties) && value) go(additionalProperties, value, ".*");
	// A definition inside of itself adds nothing.
	if (!seen.has(at))
		collectProperties({ ...pair, place: { schema, at } }, known, result, new Set([...seen, at]));
}

function collectProperties(
	{ place, room, path }: Pair,
	known: Known,
	result: Owed,
	seen: ReadonlySet<string>,
): void {
	for (const [name, schema] of entriesOf(place.schema["properties"])) {
		const own = room.properties?.[name];
		if (!own) continue;
		const at = `${place.at}.${name}`;
		const next = { place: { schema, at }, room: own, path: `${path}.${name}` };
		const isLater = (own.notBuilt ?? missingType(own, known.built)) !== undefined;
		if (!isLater) result.owed.set(at, next.path);
		collectOwed(next, known, result, seen);
	}
}
