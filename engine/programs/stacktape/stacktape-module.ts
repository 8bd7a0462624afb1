// What `import … from "stacktape"` gives in a project that has not installed the package of that name.
import { isResource, plainValue } from "./values.ts";

export * from "./classes.ts";
export * from "./directives.ts";

type Values = Readonly<Record<string, unknown>>;
type Params = {
	readonly projectName: string;
	readonly stage: string;
	readonly region: string;
	readonly command: string;
	readonly awsProfile: string;
	readonly user: { readonly id: string; readonly name: string; readonly email: string };
	readonly cliArgs: Values;
};

/** The macro of `connectTo` for Amazon SES. */
export const AWS_SES = "aws:ses";

/** An alarm, which has no type of its own. */
export class Alarm {
	constructor(properties: Values) {
		Object.assign(this, properties);
	}
}

function isObject(value: unknown): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A resource as the config holds it; overrides and transforms stand beside its properties there. */
function definition(resource: unknown, names: ReadonlyMap<number, string>): unknown {
	if (!isResource(resource)) {
		if (!isObject(resource)) return resource;
		const { transforms, ...rest } = resource;
		const plain = plainValue(rest, "", { names }) as Values;
		return { ...plain, ...(transforms !== undefined && { transforms }) };
	}
	const { overrides, transforms, ...properties } = resource.properties;
	return {
		type: resource.type,
		properties: plainValue(properties, "properties", { names }),
		...(overrides !== undefined && { overrides: plainValue(overrides, "overrides", { names }) }),
		...(transforms !== undefined && { transforms }),
	};
}

/** A config without instances of classes, its texts with directives put together. */
export function transformConfigWithResources(config: unknown): unknown {
	if (!isObject(config)) return config;
	const { resources, finalTransform, ...others } = config;
	const entries = isObject(resources) ? Object.entries(resources) : [];
	const names = new Map(entries.flatMap(([name, one]) => (isResource(one) ? [[one.id, name] as const] : [])));
	return {
		...(plainValue(others, "", { names }) as Values),
		...(isObject(resources)
			? { resources: Object.fromEntries(entries.map(([name, one]) => [name, definition(one, names)])) }
			: { resources }),
		...(finalTransform !== undefined && { finalTransform }),
	};
}

/** Defines a config: an object, or a function that gives one, perhaps later. */
export function defineConfig(
	config: unknown | ((params: Params) => unknown),
): (params: Params) => Promise<unknown> {
	return async (params) => {
		const given: unknown =
			typeof config === "function" ? await (config as (of: Params) => unknown)(params) : await config;
		return transformConfigWithResources(given);
	};
}
