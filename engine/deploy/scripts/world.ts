import type { Analysis } from "../../analyse.ts";
import type { StackResource, StackState } from "../../cloud/port.ts";
import type { Facts, StackOutputs } from "../../config/facts.ts";
import { MISSING } from "../../config/facts.ts";
import { stackName, type Target } from "../../names/target.ts";
import { parseTemplate } from "../parse-template.ts";
import type { Ports } from "../ports.ts";
import { deployedValues } from "./deployed-values.ts";
import type { SecretReader, World } from "./evaluate.ts";

/** A deployed stack as scripts see it. */
export type DeployedStack = { readonly state: StackState; readonly resources: readonly StackResource[] };

/** What scripts take their values from. */
export type ScriptWorld = World & { readonly stack: DeployedStack | undefined };

function keyOf(text: string, key: string): string | undefined {
	if (key === "") return text;
	try {
		const value: unknown = (JSON.parse(text) as Readonly<Record<string, unknown>>)[key];
		return value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value);
	} catch {
		// The secret is no JSON, so it has no keys.
		return undefined;
	}
}

/** Reads each secret and parameter once. */
function secretReader({ cloud }: Pick<Ports, "cloud">, signal?: AbortSignal): SecretReader {
	const options = signal ? { signal } : {};
	const known = new Map<string, Promise<string | undefined>>();
	const once = (key: string, ask: () => Promise<string | undefined>) => {
		const asked = known.get(key) ?? ask();
		known.set(key, asked);
		return asked;
	};
	return {
		secret: async (name, key, version) => {
			const text = await once(`secret ${name} ${version}`, () =>
				cloud.scripts.secretValue(name, version === "" ? undefined : version, options),
			);
			return text === undefined ? undefined : keyOf(text, key);
		},
		parameter: (name) => once(`parameter ${name}`, () => cloud.scripts.parameterValue(name, options)),
	};
}

/** What other stacks export, as far as the config has asked for it. */
function exportsIn(facts: Facts): ReadonlyMap<string, string> {
	const exports = new Map<string, string>();
	for (const [key, answer] of facts) {
		if (!key.startsWith("outputs:") || answer === MISSING) continue;
		for (const { value, exportName } of Object.values(JSON.parse(answer) as StackOutputs))
			if (exportName !== undefined) exports.set(exportName, value);
	}
	return exports;
}

/** Reads the deployed stack for the scripts of a config. */
export async function openScriptWorld(
	ports: Pick<Ports, "cloud">,
	{
		target,
		facts,
		signal,
	}: { readonly target: Target; readonly facts: Facts; readonly signal?: AbortSignal },
): Promise<ScriptWorld> {
	const options = signal ? { signal } : {};
	const name = stackName(target);
	const [state, text] = await Promise.all([
		ports.cloud.stacks.read(name, options),
		ports.cloud.stacks.template(name, options),
	]);
	const template = text === undefined ? undefined : parseTemplate(text);
	const resources = state ? await ports.cloud.stacks.resources(name, options) : [];
	return {
		stack: state && { state, resources },
		deployed: state && template && deployedValues(state, template, resources, target),
		exports: exportsIn(facts),
		secrets: secretReader(ports, signal),
		hidden: new Set(),
	};
}

/** CloudFormation resources of a type that a resource of the config has made, as they are deployed. */
export function childrenOf(
	analysis: Analysis,
	{ stack }: ScriptWorld,
	resource: string,
	type: string,
): readonly StackResource[] {
	const ids = new Set(
		[...analysis.compiled.origins].filter(([, origin]) => origin.resource === resource).map(([id]) => id),
	);
	return (stack?.resources ?? []).filter((child) => child.type === type && ids.has(child.logicalId));
}
