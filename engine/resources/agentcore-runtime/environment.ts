import type { Text } from "../../template/intrinsics.ts";
import type { Surroundings } from "../kind.ts";
import { entryExtensionOf } from "../shared/image-packaging.ts";
import { NODE_OPTIONS, nodeOptions } from "../shared/node-options.ts";
import type { Runtime } from "./properties.ts";
import { usedTools } from "./tools.ts";

const asText = (value: Text | number | boolean): Text => (typeof value === "object" ? value : String(value));

/** The variables that a config does not name: what the tools are known by, and what `connectTo` brings. */
export function injectedVariables(
	runtime: Runtime,
	surroundings: Surroundings,
): Readonly<Record<string, Text>> {
	const tools = Object.values(usedTools(runtime)).map(({ variable, value }) => [variable, value] as const);
	return { ...Object.fromEntries(tools), ...surroundings.connections(runtime).environment };
}

/**
 * The environment variables of an agent: its own, the flags of Node.js, what its tools are known by, and what
 * `connectTo` brings; of two with one name the later one counts. Of the version of Node.js the format knows nothing
 * here, so that flags of newer versions are left out.
 */
export function runtimeEnvironment(
	runtime: Runtime,
	surroundings: Surroundings,
): Readonly<Record<string, Text>> {
	const variables = new Map<string, Text>();
	for (const { name, value } of runtime.values.environment ?? []) {
		if (typeof name === "string") variables.set(name, asText(value));
	}
	const written = variables.get(NODE_OPTIONS);
	const extension = entryExtensionOf(runtime.values.packaging);
	const options = nodeOptions({ extension, version: undefined, written });
	if (options !== undefined) variables.set(NODE_OPTIONS, options);
	return { ...Object.fromEntries(variables), ...injectedVariables(runtime, surroundings) };
}
