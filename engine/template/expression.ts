import { type Intrinsic, isIntrinsic, type Text } from "./intrinsics.ts";
import { CompanionSlot } from "./slot.ts";

/** Stands for the value at an index of a list. */
const VALUE = "Spool::Value";
/** Stands for a text that is put together of parts. */
const TEXT = "Spool::Text";

type Place = { readonly [VALUE]: number };

/**
 * Takes out of `value` all that only CloudFormation knows, so that whoever gets these values later can put the whole
 * together. Texts that CloudFormation would join are taken apart: what is in them beside those values, such as a
 * password, is never given to CloudFormation. `values` grows by what is not in it yet.
 */
export function toExpression(value: unknown, values: Text[]): unknown {
	if (isIntrinsic(value)) return ofIntrinsic(value, values);
	if (value instanceof CompanionSlot) return placeOf(value, values);
	if (Array.isArray(value)) return value.map((item) => toExpression(item, values));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toExpression(item, values)]));
}

function placeOf(value: Text, values: Text[]): Place {
	const known = JSON.stringify(value);
	const index = values.findIndex((other) => JSON.stringify(other) === known);
	return { [VALUE]: index < 0 ? values.push(value) - 1 : index };
}

function ofIntrinsic(value: Intrinsic, values: Text[]): unknown {
	const { "Fn::Join": join, "Fn::Sub": sub } = value;
	if (Array.isArray(join) && Array.isArray(join[1])) {
		const parts = join[1].flatMap((part, index) => [
			...(index === 0 ? [] : [String(join[0])]),
			toExpression(part, values),
		]);
		return { [TEXT]: parts };
	}
	if (typeof sub === "string") return { [TEXT]: ofSub(sub, {}, values) };
	if (Array.isArray(sub) && typeof sub[0] === "string")
		return { [TEXT]: ofSub(sub[0], sub[1] ?? {}, values) };
	return placeOf(value, values);
}

/** The parts of the text of an `Fn::Sub`. */
function ofSub(text: string, named: Readonly<Record<string, unknown>>, values: Text[]): readonly unknown[] {
	return text.split(/(\$\{[^}]*\})/).flatMap((part) => {
		const inside = /^\$\{([^}]*)\}$/.exec(part)?.[1];
		if (inside === undefined) return part === "" ? [] : [part];
		if (inside.startsWith("!")) return [`\${${inside.slice(1)}}`];
		if (Object.hasOwn(named, inside)) return [toExpression(named[inside], values)];
		const [name = "", ...attribute] = inside.split(".");
		const reference = attribute.length > 0 ? { "Fn::GetAtt": [name, attribute.join(".")] } : { Ref: name };
		return [placeOf(reference, values)];
	});
}

/** The value that an expression stands for. */
export function evaluate(expression: unknown, values: readonly string[]): unknown {
	if (Array.isArray(expression)) return expression.map((item) => evaluate(item, values));
	if (typeof expression !== "object" || expression === null) return expression;
	const { [VALUE]: index, [TEXT]: parts } = expression as Partial<Place> & { readonly [TEXT]?: unknown };
	if (typeof index === "number") return values[index] ?? "";
	if (Array.isArray(parts)) return parts.map((part) => String(evaluate(part, values))).join("");
	return Object.fromEntries(Object.entries(expression).map(([key, item]) => [key, evaluate(item, values)]));
}
