import data from "./aws-types.json" with { type: "json" };

/** A text, number or flag. */
export const TEXT = 0;
/** Free JSON, or something of which AWS does not say what it consists of. */
export const ANY = 1;

/** What a property of a CloudFormation resource is: a shape by its name, `TEXT`, `ANY`, or a list or map of one. */
export type PropertyShape = number | string | readonly PropertyShape[] | { readonly "*": PropertyShape };

type Properties = Readonly<Record<string, PropertyShape>>;

/** AWS's own description of the types that Spool makes, cut down to names. */
export type AwsTypes = Readonly<
	Record<
		string,
		{
			/** What `Fn::GetAtt` gives. */
			readonly attributes: readonly string[];
			/** The attribute or property that `Ref` gives; empty when it gives several of them in one. */
			readonly ref: string;
			readonly properties: Properties;
			readonly shapes: Readonly<Record<string, Properties>>;
		}
	>
>;

const known: AwsTypes = data;

function typeNamed(type: string) {
	return Object.hasOwn(known, type) ? known[type] : undefined;
}

/** What can be read from a resource of `type`; `undefined` for a type of which nothing is known here. */
export function attributesOf(
	type: string,
): { readonly attributes: readonly string[]; readonly ref: string } | undefined {
	return typeNamed(type);
}

/** Where a path leaves what AWS knows: the step that is wrong, and what could stand there (nothing below a scalar). */
export type UnknownStep = { readonly index: number; readonly possible: readonly string[] };

type Shapes = AwsTypes[string]["shapes"];

function members(shape: PropertyShape, shapes: Shapes): Properties | undefined {
	return typeof shape === "string" ? shapes[shape] : undefined;
}

/** The shape below one step; `undefined` when there is none. */
function below(shape: PropertyShape, step: string, shapes: Shapes): PropertyShape | undefined {
	if (typeof shape === "number") return shape === ANY ? ANY : undefined;
	if (typeof shape === "string") {
		const properties = members(shape, shapes) ?? {};
		return Object.hasOwn(properties, step) ? properties[step] : undefined;
	}
	if ("*" in shape) return shape["*"];
	return /^\d+$/.test(step) ? shape[0] : undefined;
}

/** Follows a path of property names and list indexes; `undefined` when AWS knows all of it, or nothing of the type. */
export function unknownStep(type: string, path: readonly string[]): UnknownStep | undefined {
	const found = typeNamed(type);
	const [first, ...rest] = path;
	if (!found || first === undefined) return undefined;
	const { properties, shapes } = found;
	let shape = Object.hasOwn(properties, first) ? properties[first] : undefined;
	if (shape === undefined) return { index: 0, possible: Object.keys(properties) };
	for (const [index, step] of rest.entries()) {
		const next = below(shape, step, shapes);
		if (next === undefined) return { index: index + 1, possible: Object.keys(members(shape, shapes) ?? {}) };
		shape = next;
	}
	return undefined;
}
