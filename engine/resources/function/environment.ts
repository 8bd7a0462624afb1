import type { Text } from "../../template/intrinsics.ts";
import type { Finding, Path, Surroundings } from "../kind.ts";
import { entryFileOf, nodeVersionOf } from "../shared/lambda/language.ts";
import { NODE_OPTIONS, nodeOptions } from "../shared/node-options.ts";
import type { PlacedFunction } from "./properties.ts";

const variablesPage = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html";

/** The size of all variables together that Lambda takes, in bytes. */
const MOST_BYTES = 4096;

/** Variables that Lambda sets itself and refuses in a function's settings; from `variablesPage`. */
const reserved: ReadonlySet<string> = new Set([
	"_HANDLER",
	"_X_AMZN_TRACE_ID",
	"AWS_DEFAULT_REGION",
	"AWS_REGION",
	"AWS_EXECUTION_ENV",
	"AWS_LAMBDA_FUNCTION_NAME",
	"AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
	"AWS_LAMBDA_FUNCTION_VERSION",
	"AWS_LAMBDA_INITIALIZATION_TYPE",
	"AWS_LAMBDA_LOG_GROUP_NAME",
	"AWS_LAMBDA_LOG_STREAM_NAME",
	"AWS_LAMBDA_RUNTIME_API",
	"AWS_ACCESS_KEY",
	"AWS_ACCESS_KEY_ID",
	"AWS_SECRET_ACCESS_KEY",
	"AWS_SESSION_TOKEN",
	"LAMBDA_TASK_ROOT",
	"LAMBDA_RUNTIME_DIR",
]);

const asText = (value: Text | number | boolean): Text => (typeof value === "object" ? value : String(value));

/**
 * The function's environment variables: its own, the flags of Node.js, and what `connectTo` brings, which wins over
 * a variable of the same name. Numbers and booleans become text, which is all that Lambda knows.
 */
export function environmentOf(
	fn: PlacedFunction,
	surroundings: Surroundings,
): Readonly<Record<string, Text>> {
	const variables = new Map<string, Text>();
	for (const { name, value } of fn.values.environment ?? []) {
		if (typeof name === "string") variables.set(name, asText(value));
	}
	const { packaging, runtime } = fn.values;
	const options = nodeOptions({
		extension: entryFileOf(packaging)?.extension,
		version: nodeVersionOf(packaging, runtime),
		written: variables.get(NODE_OPTIONS),
	});
	if (options !== undefined) variables.set(NODE_OPTIONS, options);
	return { ...Object.fromEntries(variables), ...surroundings.connections(fn).environment };
}

function checkName(name: string, path: Path): readonly Finding[] {
	if (reserved.has(name)) {
		const message = `"${name}" is set by Lambda itself and cannot be set here`;
		return [{ code: "reserved-variable", message, path, hint: `choose another name, see ${variablesPage}` }];
	}
	if (/^[A-Za-z][A-Za-z0-9_]+$/.test(name)) return [];
	const message = `"${name}" is not a name that Lambda takes for a variable`;
	const hint = "use letters, digits and `_`, at least two characters, and begin with a letter";
	return [{ code: "invalid-variable-name", message, path, hint }];
}

function checkRepeated(names: readonly unknown[], index: number, path: Path): readonly Finding[] {
	const first = names.indexOf(names[index]);
	if (first === index) return [];
	return [
		{
			code: "duplicate-variable",
			message: `"${names[index]}" is already set by variable ${first + 1}`,
			path,
			hint: "keep one of the two; the later one would win",
		},
	];
}

function checkOverridden(
	name: string,
	injected: Readonly<Record<string, Text>>,
	path: Path,
): readonly Finding[] {
	if (!Object.hasOwn(injected, name)) return [];
	const message = `"${name}" is set by connectTo, which wins over this value`;
	return [
		{
			code: "variable-overridden",
			severity: "warning",
			message,
			path,
			hint: "remove it, or choose another name",
		},
	];
}

const sizeOf = (name: unknown, value: unknown): number =>
	new TextEncoder().encode(JSON.stringify([name, typeof value === "object" ? "" : value])).length;

/** What takes the most of the space. */
function blame({ values, ...fn }: PlacedFunction, surroundings: Surroundings): Pick<Finding, "related"> {
	const injected = Object.entries(surroundings.connections({ ...fn, values }).environment);
	const brought = injected.reduce((sum, [name, value]) => sum + sizeOf(name, value), 0);
	const shares = [
		...(values.environment ?? []).map(({ name, value }, index) => ({
			bytes: sizeOf(name, value),
			what: `${String(name)} takes`,
			path: ["environment", index, "name"],
		})),
		...(brought > 0 ? [{ bytes: brought, what: "its variables take", path: ["connectTo"] }] : []),
	];
	const largest = shares.toSorted((one, other) => other.bytes - one.bytes).slice(0, 3);
	return { related: largest.map(({ bytes, what, path }) => ({ message: `${what} ${bytes} bytes`, path })) };
}

/** Lambda measures the variables as JSON. What only the deploy knows counts nothing, so the result is a lower bound. */
function checkSize(fn: PlacedFunction, surroundings: Surroundings): readonly Finding[] {
	const variables = Object.entries(environmentOf(fn, surroundings));
	const known = variables.map(([name, value]) => [name, typeof value === "string" ? value : ""]);
	const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries(known))).length;
	if (bytes <= MOST_BYTES) return [];
	return [
		{
			...blame(fn, surroundings),
			code: "environment-too-large",
			message: `the environment variables take ${bytes} bytes, but Lambda takes at most ${MOST_BYTES}`,
			path: [fn.values.environment?.length ? "environment" : "connectTo"],
			atKey: true,
			hint: `keep large values in a file, a bucket or a secret, see ${variablesPage}`,
		},
	];
}

/** Finds what is wrong with the function's environment variables. */
export function checkEnvironment(fn: PlacedFunction, surroundings: Surroundings): readonly Finding[] {
	const names = (fn.values.environment ?? []).map((variable) => variable.name);
	const injected = surroundings.connections(fn).environment;
	return [
		...names.flatMap((name, index) => {
			const path: Path = ["environment", index, "name"];
			if (typeof name !== "string") return [];
			return [
				...checkName(name, path),
				...checkRepeated(names, index, path),
				...checkOverridden(name, injected, path),
			];
		}),
		...checkSize(fn, surroundings),
	];
}
