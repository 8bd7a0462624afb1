import {
	discriminators,
	kinds,
	mapValueSchema,
	overridesSchema,
	readSchema,
	rootSchema,
	type Schema,
} from "../../engine/index.ts";
import type { Path } from "../place/index.ts";

/** Text of `type` in the map at a path: what tells the members of a union apart. */
export type TypeAt = (path: Path) => string | undefined;

/** The schema of the whole config; what an entry of `resources` is depends on its type. */
export const configSchema: Schema = readSchema(rootSchema);

const resourceTypes: Schema = {
	type: "string",
	description: "Type of the resource.",
	enum: [...kinds.keys()],
	valueDocs: Object.fromEntries([...kinds].map(([type, kind]) => [type, kind.docs])),
};

/** The schema of an entry of `resources`: what is below `properties` depends on its type. */
export function resourceSchema(type: string | undefined): Schema {
	const kind = kinds.get(type ?? "");
	const properties = kind && readSchema(kind.properties);
	const needsProperties = (properties?.required ?? []).length > 0;
	return {
		type: "object",
		description: kind?.docs ?? "A resource of the application.",
		properties: {
			type: resourceTypes,
			...(properties && { properties }),
			overrides: readSchema(overridesSchema),
		},
		required: needsProperties ? ["type", "properties"] : ["type"],
	};
}

/** The schema of `type` in a union: its values are those of the members that are built. */
function typeSchema(members: ReadonlyMap<string, Schema>): Schema {
	const built = [...members].filter(([, member]) => !member.notBuilt);
	return {
		type: "string",
		description: "Which kind it is.",
		enum: built.map(([name]) => name),
		valueDocs: Object.fromEntries(built.map(([name, member]) => [name, member.description ?? ""])),
	};
}

/**
 * The member of a union that a value is: for objects told apart by `type` the one of that type, with all types as
 * values of its `type`; for other unions the first that has the shape which the path goes on with.
 */
export function memberOf(schema: Schema, type: string | undefined, next?: string | number): Schema {
	if (!schema.anyOf) return schema;
	const members = discriminators(schema);
	if (members) {
		const member = members.get(type ?? "");
		const properties = { ...member?.properties, type: typeSchema(members) };
		return member
			? { ...member, properties }
			: {
					type: "object",
					...(schema.description && { description: schema.description }),
					properties,
					required: ["type"],
				};
	}
	const wanted = typeof next === "number" ? "array" : "object";
	return next === undefined ? schema : (schema.anyOf.find((member) => member.type === wanted) ?? {});
}

/** The schema of one part of a value; `type`: text of `type` in the value, when it is a map that has one. */
export function stepInto(
	schema: Schema,
	step: string | number,
	type: string | undefined,
): Schema | undefined {
	const member = memberOf(schema, type, step);
	if (typeof step === "number") return member.items;
	return member.properties?.[step] ?? mapValueSchema(member);
}

/** The schema of the value at `path`; `undefined` where the format has nothing. */
export function schemaAt(path: Path, typeAt: TypeAt): Schema | undefined {
	let schema: Schema | undefined = configSchema;
	for (const [index, step] of path.entries()) {
		const here = path.slice(0, index);
		const isResource = index === 1 && path[0] === "resources";
		schema = isResource
			? resourceSchema(typeAt(path.slice(0, 2)))
			: schema && stepInto(schema, step, typeAt(here));
	}
	return schema;
}
