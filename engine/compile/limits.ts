import type { Graph } from "../graph/graph.ts";
import type { Problem } from "../report/problem.ts";
import type { Template } from "../template/template.ts";

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const maxResources = 500;
const maxOutputs = 200;
const warnFrom = 470;

/** Problems of a template that is larger than CloudFormation takes, or nearly so. */
export function limitProblems(template: Template, graph: Graph): Problem[] {
	const span = graph.settings?.keySpanOf(["resources"]) ?? { start: 0, end: 0 };
	const hint = "move some resources to a second config with a stack of its own";
	const resources = Object.keys(template.Resources).length;
	const outputs = Object.keys(template.Outputs).length;
	const problems: Problem[] = [];
	if (resources > warnFrom) {
		const severity = resources > maxResources ? "error" : "warning";
		problems.push({
			code: "too-many-resources",
			severity,
			message: `this config makes ${resources} CloudFormation resources, and a stack can have ${maxResources}`,
			span,
			hint,
		});
	}
	if (outputs > maxOutputs) {
		problems.push({
			code: "too-many-outputs",
			severity: "error",
			message: `this config makes ${outputs} outputs, and a stack can have ${maxOutputs}`,
			span,
			hint,
		});
	}
	return problems;
}
