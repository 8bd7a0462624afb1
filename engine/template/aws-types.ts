import { ANY, type AwsTypes, type Properties, type PropertyShape } from "./aws-shapes.ts";
import data from "./aws-types.json" with { type: "json" };

const known: AwsTypes = data;

/** What it is told and what it gives, its function decides. */
const CUSTOM_RESOURCE = "AWS::CloudFormation::CustomResource";

function typeNamed(type: string) {
	if (type === CUSTOM_RESOURCE) return undefined;
	return Object.hasOwn(known, type) ? known[type] : undefined;
}

/** What can be read from a resource of `type`; `undefined` for a type of which nothing is known here. */
export function attributesOf(
	type: string,
): { readonly attributes: readonly string[]; readonly ref: string } | undefined {
	return typeNamed(type);
}

/** Whether a change of a property has CloudFormation make a new resource; a type of which nothing is known never. */
export function replacementOf(type: string, property: string): "always" | "maybe" | "never" {
	const found = typeNamed(type);
	if (found?.replaces?.includes(property)) return "always";
	return found?.mayReplace?.includes(property) ? "maybe" : "never";
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
