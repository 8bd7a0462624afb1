import type { DirectiveArgument } from "../../text/tree.ts";
import { MISSING, type Want, wantKey } from "../facts.ts";
import type { LocalDirective } from "./kind.ts";

const want = ([name]: readonly DirectiveArgument[]): Want => ({ kind: "argument", name: String(name) });

export const cliArgs: LocalDirective = {
	kind: "local",
	name: "CliArgs",
	docs: "An argument of the command line: an option such as `stage`, or one of your own that stands behind the two dashes, such as `size`. The second argument is what counts when it is not given.",
	parameters: [
		{ name: "name", docs: "Name of the argument, without dashes.", takes: "text" },
		{ name: "default", docs: "The value when it is not given.", takes: "any", optional: true },
	],
	example: "$CliArgs('size', 5)",
	snippet: "CliArgs('${1:name}', ${2:default})",
	want,
	evaluate: (args, { facts }) => {
		const [name, fallback] = args;
		const given = facts.get(wantKey(want(args)));
		if (given !== undefined && given !== MISSING) return { kind: "value", value: JSON.parse(given) };
		if (fallback !== undefined) return { kind: "value", value: fallback };
		if (given === undefined) return { kind: "unknown" };
		return {
			kind: "wrong",
			code: "missing-cli-argument",
			message: `the argument "${name}" is not given on the command line, and has no default`,
			hint: `run the command with -- --${name} VALUE, or write a default: $CliArgs('${name}', 'value')`,
		};
	},
};
