import type { Graph } from "../graph/graph.ts";
import { pascal } from "../names/logical-id.ts";
import { stackName, type Target } from "../names/target.ts";
import type { Problem } from "../report/problem.ts";
import type { CfnOutput } from "../template/template.ts";

type ConfiguredOutput = {
	readonly name?: unknown;
	readonly value?: unknown;
	readonly description?: string;
	readonly export?: boolean;
};

/** The outputs that every deploy of Spool reads back. */
export const VERSION_OUTPUT = "StpDeploymentVersion";
export const INFO_OUTPUT = "StpStackInfoMap";

/** Name under which an output is exported: PascalCase of the stack's name and the output's. */
export function exportName(target: Target, output: string): string {
	const capital = output.charAt(0).toUpperCase() + output.slice(1);
	return pascal(`${stackName(target)}${capital}`).replace("_", "");
}

/** The outputs of `stackConfig.outputs`. */
export function configuredOutputs(
	graph: Graph,
	target: Target,
): { readonly outputs: Readonly<Record<string, CfnOutput>>; readonly problems: readonly Problem[] } {
	const config = graph.settings?.value["stackConfig"] as
		| { readonly outputs?: readonly (ConfiguredOutput | undefined)[] }
		| undefined;
	const outputs: Record<string, CfnOutput> = {};
	const problems: Problem[] = [];
	for (const [index, output] of (config?.outputs ?? []).entries()) {
		if (typeof output?.name !== "string" || output.value === undefined) continue;
		const { name, value, description } = output;
		if (Object.hasOwn(outputs, name) || name === VERSION_OUTPUT || name === INFO_OUTPUT) {
			const span = graph.settings?.spanOf(["stackConfig", "outputs", index, "name"]) ?? { start: 0, end: 0 };
			problems.push({
				code: "duplicate-output",
				severity: "error",
				message: `there is already an output "${name}"`,
				span,
				hint: "choose another name",
			});
			continue;
		}
		outputs[name] = {
			Value: value,
			...(description && { Description: description }),
			...(output.export && { Export: { Name: exportName(target, name) } }),
		};
	}
	return { outputs, problems };
}
