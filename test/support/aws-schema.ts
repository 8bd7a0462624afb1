import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { isIntrinsic } from "../../engine/template/intrinsics.ts";
import { Deferred } from "../../engine/text/tree.ts";
import { checkReferences, type WholeTemplate } from "./aws-references.ts";
import { readThirdPartyTypes } from "./third-party-schema.ts";

type Database = ReturnType<typeof loadAwsServiceSpecSync>;

/** A type of a property in AWS's own description of its resources. */
type PropertyType =
	| { readonly type: "string"; readonly allowedValues?: readonly string[] }
	| { readonly type: "integer"; readonly allowedValues?: readonly number[] }
	| { readonly type: "number" | "boolean" | "json" | "date-time" | "null" | "tag" }
	| { readonly type: "ref"; readonly reference: { readonly $ref: string } }
	| { readonly type: "array" | "map"; readonly element: PropertyType }
	| { readonly type: "object"; readonly properties: Properties }
	| { readonly type: "union"; readonly types: readonly PropertyType[] };

type Properties = Readonly<Record<string, { readonly type: PropertyType; readonly required?: boolean }>>;

/** Runs `make` at the first call and hands the same result to every later one. */
function once<T>(make: () => T): () => T {
	const made: T[] = [];
	return () => {
		if (made.length === 0) made.push(make());
		return made[0] as T;
	};
}

/** AWS's descriptions of all resource types; takes half a second and 150 MB to load. */
const database = once<Database>(loadAwsServiceSpecSync);
/** Types of others, which AWS does not describe. */
const thirdParty = once(readThirdPartyTypes);

const tagProperties: Properties = {
	Key: { type: { type: "string" }, required: true },
	Value: { type: { type: "string" }, required: true },
};

type PlainObject = Readonly<Record<string, unknown>>;

const isPlainObject = (value: unknown): value is PlainObject =>
	typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** What is filled in later: an intrinsic, or one of the engine's own stand-ins, which are no plain objects. */
const isFilledInLater = (value: unknown): boolean =>
	isIntrinsic(value) ||
	(typeof value === "string" && value.includes("{{resolve:")) ||
	(typeof value === "object" && value !== null && !Array.isArray(value) && !isPlainObject(value));

const isScalar = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);

function checkProperties(value: unknown, properties: Properties, path: string): readonly string[] {
	if (!isPlainObject(value)) return [`${path}: must be an object`];
	const given = Object.entries(value).filter(([, inner]) => inner !== undefined);
	const names = new Set(given.map(([name]) => name));
	const missing = Object.entries(properties).filter(([name, { required }]) => required && !names.has(name));
	return [
		...missing.map(([name]) => `${path}: ${name} is missing`),
		...given.flatMap(([name, inner]) => {
			const property = properties[name];
			return property
				? checkValue(inner, property.type, `${path}.${name}`)
				: [`${path}: ${name} is not known`];
		}),
	];
}

function checkList(value: unknown, element: PropertyType, path: string): readonly string[] {
	if (!Array.isArray(value)) return [`${path}: must be a list`];
	return value.flatMap((item, index) => checkValue(item, element, `${path}[${index}]`));
}

function checkMap(value: unknown, element: PropertyType, path: string): readonly string[] {
	if (!isPlainObject(value)) return [`${path}: must be a map`];
	return Object.entries(value).flatMap(([key, item]) => checkValue(item, element, `${path}.${key}`));
}

/** The complaints of the variant that fits best: none if one of them fits. */
function checkUnion(value: unknown, types: readonly PropertyType[], path: string): readonly string[] {
	const verdicts = types.map((type) => checkValue(value, type, path));
	return verdicts.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function checkScalar(value: unknown, fits: boolean, what: string, path: string): readonly string[] {
	return fits ? [] : [`${path}: ${JSON.stringify(value)} must be ${what}`];
}

function checkAllowed(
	value: unknown,
	allowed: readonly unknown[] | undefined,
	path: string,
): readonly string[] {
	return checkScalar(value, !allowed || allowed.includes(value), `one of ${allowed?.join(", ")}`, path);
}

function checkValue(value: unknown, type: PropertyType, path: string): readonly string[] {
	if (isFilledInLater(value)) return [];
	switch (type.type) {
		case "string":
			// CloudFormation turns numbers and booleans into text where it wants text.
			return isScalar(value)
				? checkAllowed(value, type.allowedValues, path)
				: checkScalar(value, false, "a text", path);
		case "date-time":
			return checkScalar(value, typeof value === "string", "a text", path);
		case "integer":
			return Number.isInteger(value)
				? checkAllowed(value, type.allowedValues, path)
				: checkScalar(value, false, "a whole number", path);
		case "number":
			return checkScalar(value, typeof value === "number", "a number", path);
		case "boolean":
			return checkScalar(value, typeof value === "boolean", "true or false", path);
		case "null":
			return checkScalar(value, value === null, "null", path);
		case "json":
			return checkScalar(value, isPlainObject(value) || Array.isArray(value), "an object", path);
		case "tag":
			return checkProperties(value, tagProperties, path);
		case "object":
			return checkProperties(value, type.properties, path);
		case "ref":
			return checkProperties(value, database().get("typeDefinition", type.reference.$ref).properties, path);
		case "array":
			return checkList(value, type.element, path);
		case "map":
			return checkMap(value, type.element, path);
		case "union":
			return checkUnion(value, type.types, path);
	}
}

function checkResource(
	id: string,
	resource: { readonly Type: string; readonly Properties?: unknown },
): readonly string[] {
	const { Type, Properties = {} } = resource;
	if (Type === "AWS::CloudFormation::CustomResource" || Type.startsWith("Custom::")) {
		return isPlainObject(Properties) && "ServiceToken" in Properties
			? []
			: [`${id}: ServiceToken is missing`];
	}
	const description =
		thirdParty().get(Type) ?? database().lookup("resource", "cloudFormationType", "equals", Type)[0];
	return description
		? checkProperties(Properties, description.properties, id)
		: [`${id}: ${Type} is not a resource type`];
}

/** The attributes that `Fn::GetAtt` can ask a type for; those of custom resources are whatever they answer. */
function attributesOf(type: string): ReadonlySet<string> | undefined {
	const foreign = thirdParty().get(type);
	if (foreign) return foreign.attributes;
	const [description] = database().lookup("resource", "cloudFormationType", "equals", type);
	return description && type !== "AWS::CloudFormation::CustomResource"
		? new Set(Object.keys(description.attributes))
		: undefined;
}

/** Directives that are still there: CloudFormation would get an object of the compiler's. */
function deferredIn(value: unknown, path: string): readonly string[] {
	if (value instanceof Deferred) return [`${path}: ${value.text} has not become a value`];
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => deferredIn(inner, `${path}.${key}`));
}

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;

/**
 * What AWS's own resource schemas have against a template, one line each with its place: unknown and missing
 * properties at every depth, wrong types, values that are not allowed. Intrinsics pass as any type. Patterns and
 * ranges are cfn-lint's part.
 */
export function checkTemplate(template: { readonly Resources: Resources }): readonly string[] {
	return Object.entries(template.Resources).flatMap(([id, resource]) => checkResource(id, resource));
}

/** `checkTemplate` for a template that is complete: what it refers to must be there, and have what it is asked for. */
export function checkWholeTemplate(template: WholeTemplate): readonly string[] {
	return [
		...deferredIn(template, "template"),
		...checkTemplate(template),
		...checkReferences(template, attributesOf),
	];
}
