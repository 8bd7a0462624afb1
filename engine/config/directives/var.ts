import type { LocalDirective } from "./kind.ts";

export const variable: LocalDirective = {
	kind: "local",
	name: "Var",
	docs: "The `variables` of this config; a path picks one: `$Var().memory`.",
	parameters: [],
	example: "$Var().memory",
	snippet: "Var().${1:name}",
	evaluate: (_args, { variables }) =>
		variables
			? { kind: "node", node: variables }
			: {
					kind: "wrong",
					code: "unknown-variable",
					message: "this config has no variables",
					hint: "add `variables:` at the top level",
				},
};
