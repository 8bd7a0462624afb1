import assert from "node:assert/strict";
import { format } from "../../../../engine/config/directives/format.ts";
import type { LocalContext, LocalDirective } from "../../../../engine/config/directives/kind.ts";
import { region } from "../../../../engine/config/directives/region.ts";
import { stage } from "../../../../engine/config/directives/stage.ts";
import { variable } from "../../../../engine/config/directives/var.ts";
import { type DirectiveArgument, nodeOf } from "../../../../engine/text/tree.ts";
import { target } from "../../../support/placed.ts";

const context: LocalContext = { target, facts: new Map(), variables: nodeOf({ a: 1 }, { start: 0, end: 1 }) };

function evaluate(directive: LocalDirective, args: readonly DirectiveArgument[] = []) {
	const result = directive.evaluate(args, context);
	return result.kind === "wrong" ? `${result.code}: ${result.message}` : result;
}

describe("a directive whose value is known at once", () => {
	it("$Stage gives the stage", () => assert.deepEqual(evaluate(stage), { kind: "value", value: "dev" }));
	it("$Region gives the region", () =>
		assert.deepEqual(evaluate(region), { kind: "value", value: "eu-west-1" }));

	it("$Var gives all variables, as they are written", () =>
		assert.deepEqual(evaluate(variable), { kind: "node", node: context.variables }));

	it("$Var in a config without variables is a problem", () =>
		assert.deepEqual(variable.evaluate([], { ...context, variables: undefined }), {
			kind: "wrong",
			code: "unknown-variable",
			message: "this config has no variables",
			hint: "add `variables:` at the top level",
		}));

	const formatted: readonly (readonly [
		why: string,
		args: readonly DirectiveArgument[],
		expected: unknown,
	])[] = [
		["in order", ["{}-{}", "dev", "eu-west-1"], "dev-eu-west-1"],
		["numbers and flags", ["{}{}", 5, true], "5true"],
		["nothing into a text without placeholders", ["x"], "x"],
		[
			"no value twice: a {} inside a value stays, where the format's reference replaces it again",
			["{}-{}", "{}", "b"],
			"{}-b",
		],
		["values with a $ as they are, which the format's reference reads as patterns", ["{}!", "$&"], "$&!"],
	];
	for (const [why, args, expected] of formatted) {
		it(`$Format puts ${why}`, () =>
			assert.deepEqual(evaluate(format, args), { kind: "value", value: expected }));
	}

	const wrong: readonly (readonly [args: readonly DirectiveArgument[], expected: string])[] = [
		[["{}", "a", "b"], "format-count-mismatch: the text has 1 placeholder {}, but 2 values are given"],
		[["{}{}", "a"], "format-count-mismatch: the text has 2 placeholders {}, but 1 value is given"],
		[["x", "a"], "format-count-mismatch: the text has 0 placeholders {}, but 1 value is given"],
		[["{}{}", "a", { b: 1 }], "wrong-argument: value 2 of $Format is a map, which cannot be put into a text"],
		[["{}", ["a"]], "wrong-argument: value 1 of $Format is a list, which cannot be put into a text"],
	];
	for (const [args, expected] of wrong) it(expected, () => assert.equal(evaluate(format, args), expected));
});
