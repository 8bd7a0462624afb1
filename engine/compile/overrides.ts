import type { Override } from "../graph/graph.ts";
import { isIntrinsic } from "../template/intrinsics.ts";

type Values = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !isIntrinsic(value);
}

function merge(into: unknown, value: unknown): unknown {
	if (!isMap(into) || !isMap(value)) return value;
	const merged: Record<string, unknown> = { ...into };
	for (const [key, member] of Object.entries(value)) merged[key] = merge(into[key], member);
	return merged;
}

function setAt(container: unknown, path: readonly string[], value: unknown): unknown {
	const [step, ...rest] = path;
	if (step === undefined) return value;
	// A missing level whose step is a number becomes a list, in brackets or not.
	if (/^\d+$/.test(step) && !isMap(container)) {
		const copy: unknown[] = Array.isArray(container) ? [...container] : [];
		copy[Number(step)] = setAt(copy[Number(step)], rest, value);
		return copy;
	}
	const map = isMap(container) ? container : {};
	return { ...map, [step]: setAt(map[step], rest, value) };
}

/** Splits `Environment.Variables.X` and `Origins[0].Id` into steps. */
function steps(path: string): string[] {
	return path
		.replaceAll(/\[(\d+)\]/g, ".$1")
		.split(".")
		.filter((step) => step !== "");
}

/** True when the rest of the path is one key, because the map there has keys that are no identifiers. */
function takesLiteralKey(first: string, existing: unknown): boolean {
	if (first === "Parameters" || first === "AdvancedOptions") return true;
	return isMap(existing) && Object.keys(existing).some((key) => /[^A-Za-z0-9_]/.test(key));
}

/** The steps from the properties of a resource to what an override sets. */
export function overrideSteps(
	properties: Values,
	override: Pick<Override, "path">,
	value: unknown,
): readonly string[] {
	const path = steps(override.path);
	const [first = "", ...rest] = path;
	const isLiteral = rest.length > 0 && !isMap(value) && takesLiteralKey(first, properties[first]);
	return isLiteral ? [first, override.path.slice(first.length + 1)] : path;
}

/**
 * Sets one override in the properties of a CloudFormation resource: an object is merged into an existing one, any
 * other value replaces what is at its path, and missing levels are created.
 */
export function applyOverride(properties: Values, override: Pick<Override, "path">, value: unknown): Values {
	const path = overrideSteps(properties, override, value);
	const [first = "", ...rest] = path;
	if (rest.length === 0) return { ...properties, [first]: merge(properties[first], value) };
	return setAt(properties, path, value) as Values;
}
