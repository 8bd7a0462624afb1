import { createHash } from "node:crypto";
import type { FunctionSettings, SettingsChange } from "../cloud/port.ts";
import { layersOf, variablesOf } from "../template/changes/function-changes.ts";
import { isLiteralText, type Members } from "../template/changes/verdict.ts";

/** Templates of a function: as it is deployed, and as it is to be. */
export type Versions = { readonly before: Members; readonly after: Members };

/** Says of a property (`Environment.Variables.KEY`) whether it may be changed. */
export type May = (property: string) => boolean;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Both are literal, so that going back is possible without CloudFormation too. */
function literal<T>(
	{ before, after }: Versions,
	property: string,
	is: (value: unknown) => value is T,
): T | undefined {
	const [old, now] = [before[property], after[property]];
	return is(old) && is(now) ? now : undefined;
}

const isNumber = (value: unknown): value is number => typeof value === "number";

function variableChanges(live: FunctionSettings, { before, after }: Versions, may: May) {
	const [old, now] = [variablesOf(before), variablesOf(after)];
	if (!old || !now) return [];
	const isKept = (value: unknown) => value === undefined || isLiteralText(value);
	const names = new Set([...Object.keys(live.variables), ...Object.keys(now)]);
	return [...names].flatMap((name): readonly (readonly [string, string | null])[] => {
		const wanted = now[name];
		// What is computed stays what CloudFormation has made of it.
		if (!may(`Environment.Variables.${name}`) || !isKept(old[name]) || !isKept(wanted)) return [];
		if (wanted === undefined) return name in live.variables ? [[name, null]] : [];
		return live.variables[name] === sha256(String(wanted)) ? [] : [[name, String(wanted)]];
	});
}

/**
 * What Lambda has to be told so that a function runs with the literal settings that are wanted; `undefined` when there
 * is nothing to tell. Compared with what is live, because what was swapped before stands in no template.
 */
export function settingsChange(
	live: FunctionSettings,
	versions: Versions,
	may: May,
): SettingsChange | undefined {
	const handler = literal(versions, "Handler", isLiteralText);
	const memory = literal(versions, "MemorySize", isNumber);
	const timeout = literal(versions, "Timeout", isNumber);
	const layers = layersOf(versions.before) && layersOf(versions.after);
	const variables = Object.fromEntries(variableChanges(live, versions, may));
	const change: SettingsChange = {
		...(may("Handler") && handler !== undefined && handler !== live.handler && { handler }),
		...(may("MemorySize") && memory !== undefined && memory !== live.memory && { memory }),
		...(may("Timeout") && timeout !== undefined && timeout !== live.timeout && { timeout }),
		...(may("Layers") && layers && layers.join() !== live.layers.join() && { layers }),
		...(Object.keys(variables).length > 0 && { variables }),
	};
	return Object.keys(change).length > 0 ? change : undefined;
}

/** Names of the properties that a change is of, as AWS calls them. */
export function propertiesOf({
	handler,
	memory,
	timeout,
	layers,
	variables,
}: SettingsChange): readonly string[] {
	return [
		...(handler === undefined ? [] : ["Handler"]),
		...(memory === undefined ? [] : ["MemorySize"]),
		...(timeout === undefined ? [] : ["Timeout"]),
		...(layers === undefined ? [] : ["Layers"]),
		...Object.keys(variables ?? {}).map((name) => `Environment.Variables.${name}`),
	];
}

/**
 * The parts of a change that come before new code and after it: code finds the variables that it reads, and old code
 * keeps those that it read.
 */
export function aroundCode(change: SettingsChange): {
	readonly first: SettingsChange | undefined;
	readonly last: SettingsChange | undefined;
} {
	const { variables = {}, ...rest } = change;
	const entries = Object.entries(variables);
	const removed = entries.filter(([, value]) => value === null);
	const set = entries.filter(([, value]) => value !== null);
	const first = { ...rest, ...(set.length > 0 && { variables: Object.fromEntries(set) }) };
	return {
		first: Object.keys(first).length > 0 ? first : undefined,
		last: removed.length > 0 ? { variables: Object.fromEntries(removed) } : undefined,
	};
}

/** The settings as they are after a change. */
export function applied(live: FunctionSettings, change: SettingsChange): FunctionSettings {
	const { variables = {}, ...rest } = change;
	const kept = { ...live.variables };
	for (const [name, value] of Object.entries(variables)) {
		if (value === null) delete kept[name];
		else kept[name] = sha256(value);
	}
	return { ...live, ...rest, variables: kept };
}
