import { readFileSync } from "node:fs";

/** What a property is: a scalar by its name, a list of one type, or an object; names that end in `!` are required. */
type Short = string | [Short] | { readonly [name: string]: Short };

/** The same in the words of AWS's own description of its resources. */
export type PropertyType =
	| { readonly type: "string" | "integer" | "number" | "boolean" }
	| { readonly type: "array"; readonly element: PropertyType }
	| { readonly type: "object"; readonly properties: Properties };

type Properties = Readonly<Record<string, { readonly type: PropertyType; readonly required?: boolean }>>;

/** A resource type of somebody else than AWS. */
export type ThirdPartyType = { readonly attributes: ReadonlySet<string>; readonly properties: Properties };

const scalars = ["string", "integer", "number", "boolean"] as const;

function expand(short: Short): PropertyType {
	if (typeof short === "string") {
		const type = scalars.find((scalar) => scalar === short);
		if (!type) throw new TypeError(`${short} is no type of a property`);
		return { type };
	}
	if (Array.isArray(short)) return { type: "array", element: expand(short[0]) };
	return { type: "object", properties: expandAll(short) };
}

function expandAll(shorts: Readonly<Record<string, Short>>): Properties {
	const entries = Object.entries(shorts).map(([name, short]) => {
		const required = name.endsWith("!");
		return [required ? name.slice(0, -1) : name, { type: expand(short), required }] as const;
	});
	return Object.fromEntries(entries);
}

type Written = {
	readonly attributes: readonly string[];
	readonly properties: Readonly<Record<string, Short>>;
};

/** The types in `schemas/cloudformation/`, which AWS does not describe, by name. */
export function readThirdPartyTypes(): ReadonlyMap<string, ThirdPartyType> {
	const file = new URL("../../schemas/cloudformation/mongodb-atlas.json", import.meta.url);
	const { $comment: _, ...types }: Readonly<Record<string, Written>> = JSON.parse(readFileSync(file, "utf8"));
	return new Map(
		Object.entries(types).map(([name, { attributes, properties }]) => [
			name,
			{ attributes: new Set(attributes), properties: expandAll(properties) },
		]),
	);
}
