import { overridesSchema, rootSchema } from "../config/root-schema.ts";
import type { AnyResourceKind } from "../resources/kind.ts";
import { readSchema, type Schema } from "../schema/read.ts";
import { shareSchemas } from "./shared-schemas.ts";

type Json = { readonly [key: string]: unknown };

const ownKeywords = [
	"unit",
	"source",
	"references",
	"orArn",
	"arnOf",
	"connects",
	"namesScript",
	"pathTo",
	"knownBefore",
	"notBuilt",
	"ordered",
	"patternHint",
	"known",
	"suggests",
	"deprecated",
	"valueDocs",
];

/** A directive may stand wherever a value may. */
const directive: Json = { type: "string", pattern: "^\\$[A-Za-z][A-Za-z0-9]*\\(" };

function describe(schema: Schema): string | undefined {
	const limits = [
		schema.unit && `Unit: ${schema.unit}.`,
		schema.default !== undefined && `Default: \`${JSON.stringify(schema.default)}\`.`,
		schema.deprecated && `Deprecated: ${schema.deprecated}.`,
		schema.source && `[AWS](${schema.source})`,
	].filter(Boolean);
	return [schema.description, limits.join(" ")].filter(Boolean).join("\n\n") || undefined;
}

/** True for a text that a directive in its place might not be: it is longer, or has another form. */
function isLimited({ pattern, minLength, maxLength }: Schema): boolean {
	return pattern !== undefined || minLength !== undefined || maxLength !== undefined;
}

/** `title` is what editors call the schema when they offer it as a whole. */
function publish(schema: Schema, title: string): Json {
	const { description: _description, properties, items, anyOf, patternProperties, ...rest } = schema;
	const kept = Object.fromEntries(Object.entries(rest).filter(([key]) => !ownKeywords.includes(key)));
	const markdownDescription = describe(schema);
	const about: Json = {
		...(markdownDescription && { markdownDescription }),
		...(schema.deprecated && { deprecated: true, deprecationMessage: schema.deprecated }),
	};
	const variant = properties?.["type"]?.const;
	const value: Json = {
		...(properties && { title: typeof variant === "string" ? variant : title }),
		...kept,
		...(properties && { properties: publishAll(properties) }),
		...(patternProperties && { patternProperties: publishAll(patternProperties) }),
		...(items && { items: publish(items, title) }),
		...(anyOf && { anyOf: anyOf.map((member) => publish(member, title)) }),
	};
	const isText = schema.type === "string" && !schema.enum && schema.const === undefined;
	const isConstant = schema.const !== undefined;
	const isAnything = schema.type === undefined && !anyOf && !schema.enum;
	if ((isText && !isLimited(schema)) || isConstant || isAnything) return { ...value, ...about };
	return { ...about, anyOf: [value, directive] };
}

function publishAll(schemas: Readonly<Record<string, Schema>>): Json {
	return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, publish(schema, name)]));
}

function block(kind: AnyResourceKind): Json {
	const properties = readSchema(kind.properties);
	const isRequired = (properties.required ?? []).length > 0;
	return {
		properties: { type: true, properties: publish(properties, kind.type), overrides: true },
		required: isRequired ? ["type", "properties"] : ["type"],
	};
}

/** A binary tree of if/then/else over the types, which editors walk faster than a list of alternatives. */
function tree(kinds: readonly AnyResourceKind[]): Json {
	const [only] = kinds;
	if (kinds.length <= 1) return only ? block(only) : {};
	const middle = Math.ceil(kinds.length / 2);
	const left = kinds.slice(0, middle);
	return {
		if: { properties: { type: { enum: left.map((kind) => kind.type) } } },
		// biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
		then: tree(left),
		else: tree(kinds.slice(middle)),
	};
}

/**
 * The JSON Schema of a config for editors without Spool, assembled from the rooms. Texts are in
 * `markdownDescription` only, and resources are an `enum` gate with a tree of conditions, because YAML servers
 * answer several times faster on that shape than on a list of alternatives.
 */
export function configJsonSchema(kinds: ReadonlyMap<string, AnyResourceKind>): Json {
	const all = [...kinds.values()].toSorted((left, right) => (left.type < right.type ? -1 : 1));
	const resource: Json = {
		title: "resource",
		type: "object",
		required: ["type"],
		additionalProperties: false,
		properties: {
			type: { enum: all.map((kind) => kind.type), markdownDescription: "Type of the resource." },
			properties: true,
			overrides: publish(readSchema(overridesSchema), "overrides"),
		},
		// What has no known type is told so, and nothing of the last one in the tree.
		if: { required: ["type"], properties: { type: { enum: all.map((kind) => kind.type) } } },
		// biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
		then: tree(all),
	};
	const root = publish(readSchema(rootSchema), "config")["anyOf"] as readonly Json[];
	const [shape] = root;
	const properties = shape?.["properties"] as Json;
	return shareSchemas({
		$schema: "http://json-schema.org/draft-07/schema#",
		...shape,
		title: "Stacktape config, as Spool reads it",
		properties: {
			...properties,
			resources: {
				type: "object",
				markdownDescription: "The resources of the application, by name.",
				additionalProperties: resource,
			},
		},
	});
}
