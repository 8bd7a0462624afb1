import { everyResource, type Graph } from "../graph/graph.ts";
import { exportName } from "../names/output-name.ts";
import { stackName, type Target } from "../names/target.ts";
import type { Problem } from "../report/problem.ts";
import type { BroughtOutput, Surroundings } from "../resources/kind.ts";
import { sameJson } from "../template/diff.ts";
import type { CfnOutput } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import { type Deferred, deferredIn } from "../text/tree.ts";

type ConfiguredOutput = {
	readonly name?: unknown;
	readonly value?: unknown;
	readonly description?: string;
	readonly export?: boolean;
};

/** The outputs that every deploy of Spool reads back. */
export const VERSION_OUTPUT = "StpDeploymentVersion";
export const INFO_OUTPUT = "StpStackInfoMap";

type Outputs = Readonly<Record<string, CfnOutput>>;

function duplicate(name: string, span: Span): Problem {
	return {
		code: "duplicate-output",
		severity: "error",
		message: `there is already an output "${name}"`,
		span,
		hint: "choose another name",
	};
}

/** CloudFormation reads a secret for the properties of resources only, and an output would show it to everyone. */
function secretOutput({ span, text }: Deferred): Problem {
	return {
		code: "secret-in-output",
		severity: "error",
		message: `${text} cannot be an output, because CloudFormation shows outputs to everyone who may see the stack`,
		span,
		hint: "give the name of the secret instead, and read it where it is needed",
	};
}

/** The outputs of `stackConfig.outputs`, and where each has its name. */
export function configuredOutputs(
	graph: Graph,
	target: Target,
): {
	readonly outputs: Outputs;
	readonly places: ReadonlyMap<string, Span>;
	readonly problems: readonly Problem[];
} {
	const config = graph.settings?.value["stackConfig"] as
		| { readonly outputs?: readonly (ConfiguredOutput | undefined)[] }
		| undefined;
	const outputs: Record<string, CfnOutput> = {};
	const places = new Map<string, Span>();
	const problems: Problem[] = [];
	for (const [index, output] of (config?.outputs ?? []).entries()) {
		if (typeof output?.name !== "string" || output.value === undefined) continue;
		const { name, value, description } = output;
		const span = graph.settings?.spanOf(["stackConfig", "outputs", index, "name"]) ?? { start: 0, end: 0 };
		if (places.has(name) || name === VERSION_OUTPUT || name === INFO_OUTPUT) {
			problems.push(duplicate(name, span));
			continue;
		}
		const secret = deferredIn(value).find(({ directive }) => directive === "Secret");
		if (secret) {
			problems.push(secretOutput(secret));
			continue;
		}
		places.set(name, span);
		outputs[name] = {
			Value: value,
			...(description && { Description: description }),
			...(output.export && { Export: { Name: exportName(stackName(target), name) } }),
		};
	}
	return { outputs, places, problems };
}

/**
 * The outputs that resources bring, rendered. One with the name of another output that has another value is a problem.
 */
export function broughtOutputs(
	graph: Graph,
	surroundings: Surroundings,
	others: Outputs,
	render: (value: unknown) => unknown,
): { readonly outputs: Outputs; readonly problems: readonly Problem[] } {
	const outputs: Record<string, CfnOutput> = {};
	const problems: Problem[] = [];
	const known = (name: string) => outputs[name] ?? (Object.hasOwn(others, name) ? others[name] : undefined);
	for (const { kind, placed, sound } of everyResource(graph)) {
		const brought = sound ? (kind.stackOutputs?.(placed, surroundings) ?? []) : [];
		for (const output of brought) {
			const other = known(output.name);
			const secret = deferredIn(output.value).find(({ directive }) => directive === "Secret");
			if (secret) {
				problems.push(secretOutput(secret));
				continue;
			}
			const rendered = { ...output, value: render(output.value) };
			if (other && !sameJson(other.Value, rendered.value))
				problems.push(duplicate(output.name, placed.nameSpan));
			else outputs[output.name] = broughtOutput(rendered, surroundings.target);
		}
	}
	return { outputs, problems };
}

function broughtOutput({ name, value, description, isExported }: BroughtOutput, target: Target): CfnOutput {
	return {
		Value: value,
		...(description !== undefined && { Description: description }),
		...(isExported && { Export: { Name: exportName(stackName(target), name) } }),
	};
}

/** Problems of configured outputs with the name of one that a directive adds, unless both say the same. */
export function outputCollisions(
	configured: Outputs,
	generated: Outputs,
	places: ReadonlyMap<string, Span>,
): Problem[] {
	return [...places].flatMap(([name, span]) => {
		if (!Object.hasOwn(generated, name)) return [];
		return sameJson(configured[name]?.Value, generated[name]?.Value) ? [] : [duplicate(name, span)];
	});
}
