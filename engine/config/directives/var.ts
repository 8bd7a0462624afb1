import { entryOf } from "../../text/tree.ts";
import type { LocalDirective } from "./kind.ts";

export const variable: LocalDirective = {
	kind: "local",
	name: "Var",
	docs: "The `variables` of this config; a path picks one: `$Var().memory`.",
	parameters: [],
	example: "$Var().memory",
	snippet: "Var().${1:name}",
	evaluate: (_args, { root }) => {
		const variables = entryOf(root, "variables")?.value;
		if (variables) return { kind: "node", node: variables };
		return {
			kind: "wrong",
			code: "unknown-variable",
			message: "this config has no variables",
			hint: "add `variables:` at the top level",
		};
	},
};
