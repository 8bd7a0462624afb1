import type { CodeAnswer, CodeFault, KeptTransforms } from "../../config/program/answer.ts";
import { type Exports, exportOf } from "./load.ts";
import { plainData } from "./plain.ts";
import type { ConfigParams } from "./request.ts";

type Values = Readonly<Record<string, unknown>>;
/** Functions by what the config calls the child of a resource. */
export type Transforms = Readonly<Record<string, (properties: unknown) => unknown>>;

/** A config as its code gave it, with its functions put aside. */
export type LoadedConfig = {
	readonly value: Values;
	readonly transforms: Readonly<Record<string, Transforms>>;
	readonly finalTransform: ((template: unknown) => unknown) | undefined;
	readonly faults: readonly CodeFault[];
};

const example = "write for example: export default defineConfig(() => ({ resources: {} }))";

function isObject(value: unknown): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
	if (value === null || value === undefined) return String(value);
	if (Array.isArray(value)) return "a list";
	return typeof value === "string" ? "a text" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function failed(code: string, message: string, hint: string): CodeAnswer {
	return { ok: false, faults: [{ code, message, hint }] };
}

/** The functions of one resource, and what is wrong with those that are none. */
function takeTransforms(name: string, resource: Values) {
	const { transforms, ...rest } = resource;
	const taken: Record<string, (properties: unknown) => unknown> = {};
	const faults: CodeFault[] = [];
	for (const [key, transform] of Object.entries(isObject(transforms) ? transforms : {})) {
		if (typeof transform === "function") taken[key] = transform as (properties: unknown) => unknown;
		else if (transform !== undefined)
			faults.push(noFunction(["resources", name, "transforms", key], transform));
	}
	if (transforms !== undefined && !isObject(transforms))
		faults.push(noFunction(["resources", name, "transforms"], transforms));
	return { rest, taken, faults };
}

function noFunction(path: readonly string[], value: unknown): CodeFault {
	const message = `${path.slice(2).join(".") || path.join(".")} is ${describe(value)}, but must be a function`;
	return { code: "transform-not-function", message, hint: "give a function of the properties", path };
}

function takeFunctions(config: Values): LoadedConfig {
	const { finalTransform, resources, ...others } = config;
	const faults: CodeFault[] = [];
	const transforms: Record<string, Transforms> = {};
	const plainResources = isObject(resources)
		? Object.fromEntries(
				Object.entries(resources).map(([name, resource]) => {
					if (!isObject(resource) || !("transforms" in resource)) return [name, resource];
					const { rest, taken, faults: wrong } = takeTransforms(name, resource);
					faults.push(...wrong);
					if (Object.keys(taken).length > 0) transforms[name] = taken;
					return [name, rest];
				}),
			)
		: resources;
	const isFunction = typeof finalTransform === "function";
	if (!isFunction && finalTransform !== undefined)
		faults.push(noFunction(["finalTransform"], finalTransform));
	return {
		value: { ...others, ...("resources" in config && { resources: plainResources }) },
		transforms,
		finalTransform: isFunction ? (finalTransform as (template: unknown) => unknown) : undefined,
		faults,
	};
}

/** Calls what a config exports; gives it with its functions put aside, or what is wrong. */
export async function loadConfigCode(
	exports: Exports,
	params: ConfigParams,
): Promise<LoadedConfig | CodeAnswer> {
	const { getConfig } = exports;
	const exported = getConfig ?? exportOf(exports, "default");
	if (exported === undefined) return failed("config-not-exported", "the config exports nothing", example);
	if (getConfig !== undefined && typeof getConfig !== "function")
		return failed(
			"config-not-exported",
			`getConfig is ${describe(getConfig)}, but must be a function`,
			example,
		);
	const given: unknown =
		typeof exported === "function"
			? await (exported as (of: ConfigParams) => unknown)(params)
			: await exported;
	if (!isObject(given)) {
		const message = `the config is ${describe(given)}, but must be an object`;
		return failed("config-not-object", message, "return an object with resources");
	}
	const loaded = takeFunctions(given);
	// Only a default export keeps its functions, as in the format's reference.
	return getConfig === undefined ? loaded : { ...loaded, transforms: {}, finalTransform: undefined };
}

function namesOf({ transforms, finalTransform }: LoadedConfig): KeptTransforms {
	return {
		resources: Object.fromEntries(
			Object.entries(transforms).map(([resource, functions]) => [resource, Object.keys(functions)]),
		),
		final: finalTransform !== undefined,
	};
}

/** The value of a config, as data. */
export async function configAnswer(exports: Exports, params: ConfigParams): Promise<CodeAnswer> {
	const loaded = await loadConfigCode(exports, params);
	if ("ok" in loaded) return loaded;
	const { value, faults } = plainData(loaded.value, "the config");
	return { ok: true, value, transforms: namesOf(loaded), faults: [...loaded.faults, ...faults] };
}
