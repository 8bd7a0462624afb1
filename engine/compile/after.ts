import { paramsOf } from "../graph/connect.ts";
import { everyResource, type Graph } from "../graph/graph.ts";
import { sensitiveParameterName } from "../names/parameter-name.ts";
import type { Problem } from "../report/problem.ts";
import type { CommandPlan, InjectionPlan, ScriptPlan, Surroundings } from "../resources/kind.ts";
import { toExpression } from "../template/expression.ts";
import { join, type Text } from "../template/intrinsics.ts";
import type { CfnOutput, Template } from "../template/template.ts";
import type { Span } from "../text/span.ts";

/** The output that tells the engine what CloudFormation alone knows, a line for each value. */
export const VALUES_OUTPUT = "StpDeployValues";

/** Key of what the template itself remembers for a delete, which has no config. */
const BEFORE_DELETE = "Spool::BeforeDelete";

/** An encrypted parameter that the engine writes after a deploy. `value` is an expression over the values of the deploy. */
export type SensitiveParameter = { readonly name: string; readonly value: unknown };

/** Code of the user that the engine runs. `parameters` is an expression over the values of the deploy. */
export type Script = Pick<ScriptPlan, "trigger"> & {
	/** Name of the config resource. */
	readonly resource: string;
	/** Name of the function that is called. */
	readonly functionName: string;
	readonly parameters: unknown;
};

/** What the engine does after a deploy with values of the deployed stack. */
export type After = {
	readonly sensitive: readonly SensitiveParameter[];
	readonly scripts: readonly (Script & { readonly span: Span })[];
	readonly injections: readonly Injection[];
	readonly commands: readonly Command[];
};

/** A command that the engine runs on this machine. Values of variables are expressions over the values of the deploy. */
export type Command = Omit<CommandPlan, "variables"> & {
	/** Name of the config resource. */
	readonly resource: string;
	readonly span: Span;
	readonly variables: readonly { readonly name: string; readonly value: unknown }[];
};

/** Values that the engine writes into pages; each is an expression over the values of the deploy. */
export type Injection = InjectionPlan & { readonly resource: string };

type Render = (value: unknown) => unknown;

/** The values of sensitive parameters, taken apart, and what of them an output may show. */
type Secrets = {
	/** Values of all sensitive parameters. */
	readonly all: readonly { readonly value: unknown }[];
	readonly sensitive: readonly { readonly name: string; readonly value: unknown }[];
	/** Values that CloudFormation knows and that are secret themselves, as JSON. */
	readonly hidden: ReadonlySet<string>;
};

const leavesOf = (value: unknown): readonly Text[] => {
	const leaves: Text[] = [];
	toExpression(value, leaves);
	return leaves;
};

/**
 * A connection string is put together of an address, which other parameters show anyway, and a password, which
 * CloudFormation does not have to be asked for. What CloudFormation alone knows and nobody shows is a secret itself:
 * no output may hold it, so that the engine cannot keep it either.
 */
function readSecrets(graph: Graph, surroundings: Surroundings, render: Render): Secrets {
	const shown = new Set<string>();
	const found: { readonly name: string; readonly value: unknown }[] = [];
	for (const linked of everyResource(graph)) {
		if (!linked.sound) continue;
		const { reference } = linked.placed;
		for (const [param, { value, sensitive }] of Object.entries(paramsOf(graph, linked, surroundings))) {
			if (!sensitive) for (const leaf of leavesOf(value)) shown.add(JSON.stringify(leaf));
			// As in the format's reference those of the resources at the top level are stored, with what they show as theirs.
			else if (linked.parent === undefined)
				found.push({
					name: sensitiveParameterName(reference, param, surroundings.target),
					value: render(value),
				});
		}
	}
	const isHidden = (leaf: Text) => !shown.has(JSON.stringify(leaf));
	return {
		all: found,
		sensitive: found.filter(({ value }) => !leavesOf(value).some(isHidden)),
		hidden: new Set(
			found.flatMap(({ value }) =>
				leavesOf(value)
					.filter(isHidden)
					.map((leaf) => JSON.stringify(leaf)),
			),
		),
	};
}

/** A script that is called with what no output may hold. */
function secretEvent({ resource, span }: { readonly resource: string; readonly span: Span }): Problem {
	return {
		code: "secret-in-script",
		severity: "error",
		message: `${resource} is called with a secret that only AWS knows`,
		span,
		hint: "remove it from parameters, and let connectTo give it as an environment variable",
	};
}

type Planned = { readonly scripts: After["scripts"]; readonly problems: readonly Problem[] };

function planScripts(
	graph: Graph,
	{ target }: Surroundings,
	render: Render,
	hidden: ReadonlySet<string>,
	{ values, functions }: { readonly values: Text[]; readonly functions: Template["Resources"] },
): Planned {
	const written = everyResource(graph).flatMap(({ placed, kind, sound }) =>
		(sound ? (kind.scripts?.(placed, target) ?? []) : []).map(({ trigger, functionId, parameters }) => ({
			trigger,
			functionName: String(functions[functionId]?.Properties?.["FunctionName"]),
			resource: placed.reference,
			span: placed.nameSpan,
			parameters: render(parameters),
		})),
	);
	const isSecret = (leaf: Text) => hidden.has(JSON.stringify(leaf));
	const wrong = written.filter(({ parameters }) => leavesOf(parameters).some(isSecret));
	return {
		scripts: written
			.filter((script) => !wrong.includes(script))
			.map((script) => ({ ...script, parameters: toExpression(script.parameters, values) })),
		problems: wrong.map(secretEvent),
	};
}

/** A secret that whoever looks at a page could read. */
function secretOnPage(resource: string, name: string, span: Span): Problem {
	return {
		code: "secret-on-page",
		severity: "error",
		message: `${name} is a secret, which every visitor of ${resource} could read`,
		span,
		hint: "remove it: pages get what everybody may know",
	};
}

function planInjections(
	graph: Graph,
	render: Render,
	secrets: readonly { readonly value: unknown }[],
	values: Text[],
): { readonly injections: After["injections"]; readonly problems: readonly Problem[] } {
	const known = new Set(secrets.map(({ value }) => JSON.stringify(value)));
	// What CloudFormation would read from a secret or a parameter is a secret as well, and nobody here could read it.
	const isSecret = (value: unknown) => known.has(JSON.stringify(value)) || /\{\{resolve:/.test(String(value));
	const problems: Problem[] = [];
	const injections = everyResource(graph).flatMap(({ placed, kind, sound }) =>
		(sound ? (kind.injections?.(placed) ?? []) : []).map((plan) => {
			const variables = plan.variables.map((one) => ({ ...one, value: render(one.value) }));
			for (const { name, value, span } of variables) {
				if (isSecret(value)) problems.push(secretOnPage(placed.reference, name, span));
			}
			return {
				...plan,
				resource: placed.reference,
				variables: variables
					.filter(({ value }) => !isSecret(value))
					.map((one) => ({ ...one, value: toExpression(one.value, values) })),
			};
		}),
	);
	return { injections, problems };
}

function planCommands(
	graph: Graph,
	{ target }: Surroundings,
	render: Render,
	values: Text[],
): After["commands"] {
	return everyResource(graph).flatMap(({ placed, kind, sound }) =>
		(sound ? (kind.commands?.(placed, target) ?? []) : []).map((plan) => ({
			...plan,
			resource: placed.reference,
			span: placed.nameSpan,
			variables: plan.variables.map(({ name, value }) => ({
				name,
				value: toExpression(render(value), values),
			})),
		})),
	);
}

/** A dynamic reference of CloudFormation in words that it does not read: what stands here is for the engine. */
const marks = { open: "#stp-sec#", close: "#!stp-sec#" };

function hide(text: string): string {
	return text.replaceAll(/\{\{(resolve:[^}]*)\}\}/g, `${marks.open}$1${marks.close}`);
}

function show(text: string): string {
	return text.replaceAll(marks.open, "{{").replaceAll(marks.close, "}}");
}

/**
 * What the engine does after a deploy, the output from which it learns what CloudFormation alone knows, and what the
 * template remembers for a delete.
 */
export function afterDeploy(
	graph: Graph,
	surroundings: Surroundings,
	render: Render,
	functions: Template["Resources"],
): {
	readonly after: After;
	readonly outputs: Readonly<Record<string, CfnOutput>>;
	readonly metadata: Template["Metadata"];
	readonly problems: readonly Problem[];
} {
	const values: Text[] = [];
	const { sensitive: secrets, all: allSecrets, hidden } = readSecrets(graph, surroundings, render);
	const sensitive = secrets.map(({ name, value }) => ({ name, value: toExpression(value, values) }));
	const { scripts, problems } = planScripts(graph, surroundings, render, hidden, { values, functions });
	const pages = planInjections(graph, render, allSecrets, values);
	const commands = planCommands(graph, surroundings, render, values);
	const kept = scripts
		.filter(({ trigger }) => trigger === "before:delete")
		.map(({ span: _ofTheConfig, ...script }): Script => script);
	return {
		after: { sensitive, scripts, injections: pages.injections, commands },
		outputs: values.length > 0 ? { [VALUES_OUTPUT]: { Value: join("\n", values) } } : {},
		problems: [...problems, ...pages.problems],
		metadata: kept.length > 0 ? { [BEFORE_DELETE]: hide(JSON.stringify(kept)) } : undefined,
	};
}

/** The scripts that a deployed template wants to be run before its stack is deleted. */
export function scriptsBeforeDelete({ Metadata }: Template): readonly Script[] {
	const text = Metadata?.[BEFORE_DELETE];
	return typeof text === "string" ? JSON.parse(show(text)) : [];
}

/** The values of a deploy, from the outputs of its stack. */
export function deployValues(outputs: Readonly<Record<string, string>>): readonly string[] {
	return outputs[VALUES_OUTPUT]?.split("\n") ?? [];
}
