import assert from "node:assert/strict";
import Value from "typebox/value";
import type { Target } from "../../engine/names/target.ts";
import type { AnyResourceKind, Child, Path, Placed, Surroundings, Use } from "../../engine/resources/kind.ts";
import type { CfnResource } from "../../engine/template/template.ts";
import { Deferred } from "../../engine/text/tree.ts";

/** The target of the examples in the format's description. */
export const target: Target = { project: "proj", stage: "dev", region: "eu-west-1", account: "123456789012" };

/** The stack tags of `target`, as a room gets them. */
export const tags = [
	{ Key: "stp:stack-name", Value: "proj-dev" },
	{ Key: "stp:project-name", Value: "proj" },
	{ Key: "stp:stage", Value: "dev" },
	{ Key: "stp:globally-unique-stack-hash", Value: "xxxxxxxx" },
];

const nowhere = { start: 0, end: 0 };

/** A resource as a room sees it, without a text behind it: every place is the empty one. */
export function placed<Properties>(type: string, name: string, values: Properties): Placed<Properties> {
	return {
		name,
		reference: name,
		type,
		values,
		nameSpan: nowhere,
		span: nowhere,
		typeSpan: nowhere,
		spanOf: () => nowhere,
		keySpanOf: () => nowhere,
	};
}

/** The parts of a schema that lead to references. */
type Schema = {
	readonly anyOf?: unknown;
	readonly const?: unknown;
	readonly items?: unknown;
	readonly properties?: unknown;
	readonly references?: unknown;
	readonly arnOf?: unknown;
	readonly type?: unknown;
};

const isSchema = (value: unknown): value is Schema =>
	typeof value === "object" && value !== null && !Array.isArray(value);

const propertyOf = (schema: Schema, key: string): unknown =>
	isSchema(schema.properties) ? new Map(Object.entries(schema.properties)).get(key) : undefined;

/** The member of a union that `value` means: the one with its `type`. */
function memberFor(schema: Schema, value: unknown): Schema {
	if (!Array.isArray(schema.anyOf) || !isSchema(value)) return schema;
	const hasType = (member: Schema) => {
		const tag = propertyOf(member, "type");
		return isSchema(tag) && tag.const === value.type;
	};
	return schema.anyOf.filter(isSchema).find(hasType) ?? schema;
}

type Reference = {
	readonly to: string;
	readonly path: Path;
	readonly holder: Readonly<Record<string, unknown>>;
};

/** Every reference in `value`, by the `references` keyword of its schema. */
function referencesIn(schema: Schema, value: unknown, path: Path): readonly Reference[] {
	const member = memberFor(schema, value);
	const { items } = member;
	if (Array.isArray(value)) {
		return isSchema(items) ? value.flatMap((item, index) => referencesIn(items, item, [...path, index])) : [];
	}
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => {
		const property = propertyOf(member, key);
		if (!isSchema(property)) return [];
		const here = [...path, key];
		const to = property.arnOf && inner instanceof Deferred ? inner.args[0] : property.references && inner;
		if (typeof to === "string") return [{ to, path: here, holder: { ...value } }];
		return referencesIn(property, inner, here);
	});
}

/** The surroundings of `resources`, which know each other by the schemas of `kinds`. */
export function surroundings(
	resources: readonly Placed[],
	kinds: readonly AnyResourceKind[],
	options: Partial<Surroundings> = {},
): Surroundings {
	const uses = resources.flatMap((by) => {
		const kind = kinds.find(({ type }) => type === by.type);
		return kind ? referencesIn({ ...kind.properties }, by.values, []).map((found) => ({ ...found, by })) : [];
	});
	return {
		target,
		tags,
		resource: (name) => resources.find((resource) => resource.name === name),
		namedAt: (by, path) => {
			const use = uses.find((one) => one.by.name === by && one.path.join() === path.join());
			return resources.find(({ name }) => name === use?.to);
		},
		usesOf: (name): readonly Use[] => uses.filter(({ to }) => to === name),
		hasFaultyUse: () => false,
		settings: {},
		all: () => resources,
		accessors: () => [],
		connections: () => ({ statements: [], environment: {}, children: () => [] }),
		paramsOf: () => ({}),
		fact: () => undefined,
		once: (_key, make) => make(),
		...options,
	};
}

/** Children as a template holds them: by logical id, without members that are `undefined`. */
export function resourcesOf(children: readonly Child[]): Readonly<Record<string, CfnResource>> {
	const entries = children.map(({ id, resource }) => [id, resource] as const);
	return JSON.parse(JSON.stringify(Object.fromEntries(entries)));
}

/** What a room makes of one resource, beside `others`; the values must be what the room's schema accepts. */
export function compileRoom(
	kind: AnyResourceKind,
	name: string,
	values: object,
	options: {
		readonly others?: readonly Placed[];
		readonly kinds?: readonly AnyResourceKind[];
		readonly target?: Target;
	} = {},
): readonly Child[] {
	const resource = accepted(kind, name, values);
	const { others = [], kinds = [], target: ofTarget = target } = options;
	return kind.compile(resource, surroundings([resource, ...others], [kind, ...kinds], { target: ofTarget }));
}

/** What a room finds wrong with one resource that its schema accepts, as `code @ path: message`. */
export function findings(
	kind: AnyResourceKind,
	name: string,
	values: object,
	others: readonly Placed[] = [],
): readonly string[] {
	const resource = accepted(kind, name, values);
	const found = kind.check?.(resource, surroundings([resource, ...others], [kind])) ?? [];
	return found.map(({ code, path, message }) => `${code} @ ${path.join(".")}: ${message}`);
}

/** A resource of `kind` whose values its schema accepts. */
export function accepted(kind: AnyResourceKind, name: string, values: object): Placed {
	assert.deepEqual(Value.Errors(kind.properties, values), [], `${kind.type} does not accept these values`);
	return placed<unknown>(kind.type, name, values);
}
