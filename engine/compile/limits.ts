import type { Graph } from "../graph/graph.ts";
import type { Problem } from "../report/problem.ts";
import type { Template } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import { dynamicReferenceProblems } from "./dynamic-references.ts";
import { environmentLimitProblems } from "./environment-limits.ts";
import { nameLimitProblems } from "./name-limits.ts";
import { policyLimitProblems } from "./policy-limits.ts";
import { blame, type Children, shares } from "./shares.ts";

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const maxResources = 500;
const warnFrom = 470;
const maxOutputs = 200;
/** Bytes of a template that CloudFormation reads from a bucket, as every deploy of Spool gives it. */
const maxTemplateBytes = 1_000_000;

const hint = "move some resources to a second config with a stack of its own";

function resourceProblem(template: Template, span: Span, children: Children): Problem | undefined {
	const count = Object.keys(template.Resources).length;
	if (count <= warnFrom) return undefined;
	return {
		code: "too-many-resources",
		severity: count > maxResources ? "error" : "warning",
		message: `this config makes ${count} CloudFormation resources, and a stack can have ${maxResources}`,
		span,
		hint,
		...blame(
			shares(template.Resources, children, () => 1),
			"of them",
		),
	};
}

function outputProblem(template: Template, graph: Graph, span: Span): Problem | undefined {
	const count = Object.keys(template.Outputs).length;
	if (count <= maxOutputs) return undefined;
	const stack = graph.settings?.value["stackConfig"] as { readonly outputs?: readonly unknown[] } | undefined;
	const configured = stack?.outputs?.length ?? 0;
	const isOwn = configured > count / 2;
	return {
		code: "too-many-outputs",
		severity: "error",
		message: `this config makes ${count} outputs, and a stack can have ${maxOutputs}`,
		span: isOwn ? (graph.settings?.keySpanOf(["stackConfig", "outputs"]) ?? span) : span,
		hint: isOwn
			? "remove outputs that nobody reads"
			: "each secret, each parameter of Systems Manager and each attribute that $CfResourceParam reads is an output too",
	};
}

function sizeProblem(template: Template, span: Span, children: Children): Problem | undefined {
	const text = JSON.stringify(template);
	// A character has at most three bytes, and nearly every template is far from the limit.
	if (text.length * 3 <= maxTemplateBytes) return undefined;
	const bytes = new TextEncoder().encode(text).byteLength;
	if (bytes <= maxTemplateBytes) return undefined;
	return {
		code: "template-too-large",
		severity: "error",
		message: `the template has ${bytes.toLocaleString("en")} bytes, and CloudFormation takes ${maxTemplateBytes.toLocaleString("en")}`,
		span,
		hint: "put large texts into files that the code reads, or move some resources to a second config",
		...blame(
			shares(template.Resources, children, (resource) => JSON.stringify(resource).length),
			"characters",
		),
	};
}

/**
 * Problems of a template that is beyond what AWS takes, or nearly so. Each says which part of the config has the
 * largest share in it, because that is where it can be mended. Of parameters a template can have 200, and those of
 * Spool have none. `said` are the problems that are known already.
 */
export function limitProblems(
	template: Template,
	graph: Graph,
	children: Children,
	region: string,
	said: readonly Problem[] = [],
): readonly Problem[] {
	const span = graph.settings?.keySpanOf(["resources"]) ?? { start: 0, end: 0 };
	const whole = [
		resourceProblem(template, span, children),
		outputProblem(template, graph, span),
		sizeProblem(template, span, children),
	];
	return [
		...whole.filter((problem) => problem !== undefined),
		...dynamicReferenceProblems(template, children, span),
		...policyLimitProblems(template.Resources, graph, children, region),
		...nameLimitProblems(template.Resources, graph, children),
		...environmentLimitProblems(template.Resources, graph, children, said),
	];
}
