import { connectionVariable } from "../graph/connect.ts";
import { type Graph, linkedBy } from "../graph/graph.ts";
import type { Surroundings } from "../resources/kind.ts";
import type { Span } from "../text/span.ts";
import type { Renderer } from "./runtime.ts";

/** What a script runs; the text may be something that only the deployed stack knows. */
export type ScriptStep = { readonly kind: "command" | "file"; readonly text: unknown };

/** A resource that a script connects to. */
export type ScriptConnection = {
	readonly reference: string;
	/** Its parameters by name, as the template has them, with the variables that they become. */
	readonly params: readonly { readonly name: string; readonly variable: string; readonly value: unknown }[];
};

/** A script of the config. Its values are as CloudFormation takes them: intrinsic functions and dynamic references. */
export type ScriptPlan = {
	readonly name: string;
	readonly type: string;
	readonly steps: readonly ScriptStep[];
	/** Folder that it runs in: relative to the config, on a bastion absolute. */
	readonly folder: string | undefined;
	readonly showsOutput: boolean;
	readonly environment: readonly { readonly name: string; readonly value: unknown }[];
	readonly connections: readonly ScriptConnection[];
	/** Name of the resource whose role it acts with. */
	readonly roleOf: string | undefined;
	/** Name of the bastion that it uses. */
	readonly bastion: string | undefined;
	readonly span: Span;
};

/** A script that runs before or after a command. */
export type HookPlan = {
	readonly script: string;
	readonly skipOnCI: boolean;
	readonly skipOnLocal: boolean;
};

/** The scripts of a config by name, and the hooks by event, such as `beforeDeploy`. */
export type ScriptPlans = {
	readonly scripts: ReadonlyMap<string, ScriptPlan>;
	readonly hooks: ReadonlyMap<string, readonly HookPlan[]>;
};

type Values = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
	return typeof value === "string" ? value : undefined;
}

function stepsOf(properties: Values): readonly ScriptStep[] {
	const { executeCommand, executeCommands, executeScript, executeScripts } = properties;
	const commands = executeCommand === undefined ? listOf(executeCommands) : [executeCommand];
	const files = executeScript === undefined ? listOf(executeScripts) : [executeScript];
	return [
		...commands.map((text) => ({ kind: "command" as const, text })),
		...files.map((text) => ({ kind: "file" as const, text })),
	];
}

function connectionOf(
	reference: unknown,
	graph: Graph,
	surroundings: Surroundings,
	render: Renderer["render"],
): readonly ScriptConnection[] {
	const linked = typeof reference === "string" ? linkedBy(graph, reference) : undefined;
	if (!linked?.sound) return [];
	const { reference: name } = linked.placed;
	const params = Object.entries(surroundings.paramsOf(name)).map(([param, { value }]) => ({
		name: param,
		variable: connectionVariable(name, param),
		value: render(value),
	}));
	return [{ reference: name, params }];
}

function bastionOf(type: string, named: unknown, graph: Graph): string | undefined {
	if (type === "local-script") return undefined;
	const bastions = [...graph.resources.values()].filter(({ placed }) => placed.type === "bastion");
	return textOf(named) ?? bastions[0]?.placed.name;
}

/** Reads the scripts and hooks of a config. What is wrong with them is said elsewhere, and left out here. */
export function scriptPlans(
	graph: Graph,
	surroundings: Surroundings,
	render: Renderer["render"],
): ScriptPlans {
	const { settings } = graph;
	const section = settings?.value["scripts"];
	const scripts = Object.entries(isMap(section) ? section : {}).flatMap(
		([name, script]): (readonly [string, ScriptPlan])[] => {
			const type = isMap(script) ? textOf(script["type"]) : undefined;
			const written = isMap(script) ? script["properties"] : undefined;
			if (type === undefined || !isMap(written)) return [];
			const rendered = render(written);
			const properties = isMap(rendered) ? rendered : {};
			const plan: ScriptPlan = {
				name,
				type,
				steps: stepsOf(properties),
				folder: textOf(properties["cwd"]),
				showsOutput: properties["pipeStdio"] !== false,
				environment: listOf(properties["environment"]).flatMap((item) =>
					isMap(item) && typeof item["name"] === "string"
						? [{ name: item["name"], value: item["value"] }]
						: [],
				),
				connections: listOf(properties["connectTo"]).flatMap((target) =>
					connectionOf(target, graph, surroundings, render),
				),
				roleOf: textOf(properties["assumeRoleOfResource"]),
				bastion: bastionOf(type, properties["bastionResource"], graph),
				span: settings?.keySpanOf(["scripts", name]) ?? { start: 0, end: 0 },
			};
			return [[name, plan]];
		},
	);
	return { scripts: new Map(scripts), hooks: hookPlans(settings?.value["hooks"]) };
}

function hookPlans(section: unknown): ScriptPlans["hooks"] {
	return new Map(
		Object.entries(isMap(section) ? section : {}).map(([event, entries]) => [
			event,
			listOf(entries).flatMap((entry): HookPlan[] => {
				const script = isMap(entry) ? textOf(entry["scriptName"]) : undefined;
				if (script === undefined || !isMap(entry)) return [];
				return [{ script, skipOnCI: entry["skipOnCI"] === true, skipOnLocal: entry["skipOnLocal"] === true }];
			}),
		]),
	);
}
