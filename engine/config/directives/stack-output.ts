import { exportName } from "../../names/output-name.ts";
import type { Target } from "../../names/target.ts";
import { nearest } from "../../report/nearest.ts";
import type { DirectiveArgument } from "../../text/tree.ts";
import { type Facts, MISSING, type StackOutputs, type Want, wantKey } from "../facts.ts";
import { regions } from "../target.ts";
import type { DirectiveParameter, Evaluated, LocalDirective, RuntimeDirective } from "./kind.ts";

const parameters: readonly DirectiveParameter[] = [
	{ name: "stack", docs: "Name of the stack: `{project}-{stage}`.", takes: "text" },
	{
		name: "output",
		docs: "Name of an output that the stack exports.",
		takes: "text",
		form: { pattern: /^[A-Za-z0-9]+$/, hint: "names of outputs are letters and digits only" },
	},
	{
		name: "region",
		docs: "The region of the stack, when it is another one.",
		takes: "text",
		optional: true,
		values: regions,
	},
];

function want([stack, , region]: readonly unknown[], target: Target): Want {
	return { kind: "outputs", stack: String(stack), region: String(region ?? target.region) };
}

function unknownOutput(stack: string, output: string, outputs: StackOutputs): Evaluated {
	const exported = Object.keys(outputs).filter((name) => outputs[name]?.exportName !== undefined);
	const meant = nearest(output, exported);
	const list = exported.length > 0 ? `it exports: ${exported.join(", ")}` : "it exports none";
	return {
		kind: "wrong",
		code: "unknown-output",
		message: `the stack "${stack}" has no output "${output}"`,
		hint: meant ? `did you mean '${meant}'?` : list,
	};
}

/** The exported output that the arguments name, or why there is none. */
function findOutput(
	args: readonly unknown[],
	target: Target,
	facts: Facts,
): { readonly value: string; readonly exportName: string } | Evaluated {
	const answer = facts.get(wantKey(want(args, target)));
	if (answer === undefined) return { kind: "unknown" };
	const stack = String(args[0]);
	const output = String(args[1]);
	if (answer === MISSING) {
		return {
			kind: "wrong",
			code: "unknown-stack",
			message: `there is no stack "${stack}" in ${String(args[2] ?? target.region)}`,
			hint: "deploy it first; the name of a stack is its project, a dash and its stage",
		};
	}
	const outputs = JSON.parse(answer) as StackOutputs;
	const found = Object.hasOwn(outputs, output) ? outputs[output] : undefined;
	if (!found) return unknownOutput(stack, output, outputs);
	const { value, exportName: name } = found;
	if (name !== undefined) return { value, exportName: name };
	return {
		kind: "wrong",
		code: "output-not-exported",
		message: `the stack "${stack}" does not export its output "${output}"`,
		hint: "give the output export: true in its config, and deploy that stack again",
	};
}

export const stackOutput: LocalDirective = {
	kind: "local",
	name: "StackOutput",
	docs: "The value that an exported output of another stack has now. It is written into the template, so that this stack keeps it until its next deploy.",
	parameters,
	example: "$StackOutput('shop-dev', 'apiUrl')",
	snippet: "StackOutput('${1:project-stage}', '${2:output}')",
	want: (args: readonly DirectiveArgument[], target) => want(args, target),
	evaluate: (args, { target, facts }) => {
		const found = findOutput(args, target, facts);
		return "kind" in found ? found : { kind: "value", value: found.value };
	},
};

export const cfStackOutput: RuntimeDirective = {
	kind: "runtime",
	name: "CfStackOutput",
	docs: "An exported output of another stack, imported by CloudFormation: as long as this stack uses it, that one cannot change or remove it.",
	parameters,
	example: "$CfStackOutput('shop-dev', 'apiUrl')",
	snippet: "CfStackOutput('${1:project-stage}', '${2:output}')",
	want: (args: readonly DirectiveArgument[], target) => want(args, target),
	render: (args, { target, facts }) => {
		const region = args[2] ?? target.region;
		if (region !== target.region) {
			return {
				kind: "wrong",
				code: "import-across-regions",
				message: `CloudFormation imports outputs of its own region only, and ${String(region)} is not ${target.region}`,
				hint: "use $StackOutput, which reads the value before the deploy",
			};
		}
		const found = findOutput(args, target, facts);
		if ("kind" in found && found.kind === "wrong") return found;
		// As long as nobody has looked, the name is the one that the format gives.
		const name = "kind" in found ? exportName(String(args[0]), String(args[1])) : found.exportName;
		return { kind: "value", value: { "Fn::ImportValue": name } };
	},
};
