import type { Static } from "../../schema/schema.ts";
import type { Text } from "../../template/intrinsics.ts";
import type { Connections, Deployed, Finding, Path } from "../kind.ts";
import type { environment } from "./compute-schema.ts";
import { type ImagePackaging, nodeOptionsOf } from "./image-packaging.ts";
import { NODE_OPTIONS } from "./node-options.ts";

type Written = Deployed<Static<typeof environment>>;

const asText = (value: Text | number | boolean): Text => (typeof value === "object" ? value : String(value));

/**
 * The environment variables of a container as ECS and Batch take them: its own, the flags of Node.js, and what
 * `connectTo` brings, which wins over a variable of the same name. Of two with one name the later one counts.
 */
export function containerEnvironment(
	written: Written | undefined,
	packaging: ImagePackaging,
	{ environment: injected }: Pick<Connections, "environment">,
): readonly { readonly Name: string; readonly Value: Text }[] {
	const variables = new Map<string, Text>();
	for (const { name, value } of written ?? []) {
		if (typeof name === "string") variables.set(name, asText(value));
	}
	const options = nodeOptionsOf(packaging, variables.get(NODE_OPTIONS));
	if (options !== undefined) variables.set(NODE_OPTIONS, options);
	for (const [name, value] of Object.entries(injected)) variables.set(name, value);
	return [...variables].map(([Name, Value]) => ({ Name, Value }));
}

function checkName(name: string, path: Path): readonly Finding[] {
	if (/^[^=\s]+$/.test(name)) return [];
	const message = `"${name}" is not a name that a container can have a variable by`;
	return [{ code: "invalid-variable-name", message, path, hint: "use letters, digits and `_`" }];
}

/** Finds what is wrong with the `environment` at `path`: names, and values that do not count. */
export function checkContainerEnvironment(
	written: Written | undefined,
	path: Path,
	{ environment: injected }: Pick<Connections, "environment">,
): readonly Finding[] {
	const names = (written ?? []).map(({ name }) => name);
	return names.flatMap((name, index): readonly Finding[] => {
		if (typeof name !== "string") return [];
		const at: Path = [...path, index, "name"];
		const first = names.indexOf(name);
		const repeated: Finding = {
			code: "duplicate-variable",
			message: `"${name}" is already set by variable ${first + 1}`,
			path: at,
			related: [{ message: "the first of them", path: [...path, first, "name"] }],
			hint: "keep one of the two; the later one would win",
		};
		const overridden: Finding = {
			code: "variable-overridden",
			severity: "warning",
			message: `"${name}" is set by connectTo, which wins over this value`,
			path: at,
			hint: "remove it, or choose another name",
		};
		return [
			...checkName(name, at),
			...(first === index ? [] : [repeated]),
			...(Object.hasOwn(injected, name) ? [overridden] : []),
		];
	});
}
