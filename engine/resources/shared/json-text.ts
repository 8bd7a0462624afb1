import type { Intrinsic, Text } from "../../template/intrinsics.ts";
import { isIntrinsic } from "../../template/intrinsics.ts";

/** True for what only the deploy knows: an intrinsic, or what the compiler will replace by one. */
export function isKnownAtDeploy(value: unknown): value is Intrinsic {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return isIntrinsic(value) || (prototype !== Object.prototype && prototype !== null);
}

/**
 * `value` as JSON in a text, for the places where AWS wants JSON inside of a string.
 *
 * What is only known at deploy is filled in by `Fn::Sub`, always between quotes: nobody knows its type before, and
 * a number in quotes is still JSON where a text without them is not.
 */
export function jsonText(value: unknown): Text {
	if (isKnownAtDeploy(value)) return value;
	const values: Record<string, Intrinsic> = {};
	const replace = (part: unknown): unknown => {
		if (isKnownAtDeploy(part)) {
			const name = `Value${Object.keys(values).length}`;
			values[name] = part;
			return `\${${name}}`;
		}
		if (typeof part === "string") return part.replaceAll("${", "${!");
		if (Array.isArray(part)) return part.map(replace);
		if (typeof part !== "object" || part === null) return part;
		return Object.fromEntries(Object.entries(part).map(([key, item]) => [replace(key), replace(item)]));
	};
	const filled = JSON.stringify(replace(value));
	if (Object.keys(values).length === 0) return JSON.stringify(value);
	return { "Fn::Sub": [filled, values] };
}
